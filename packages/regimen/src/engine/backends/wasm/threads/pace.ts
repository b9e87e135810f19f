/**
 * Whether several threads are faster than one, by the clock. Results are the same bits either way, so a
 * plan is free to choose for every run: on a busy machine, where threads wait for each other to get a core,
 * one alone may win.
 */

/** Measured runs of each way before they are compared; the first of all compile their code. */
const trials = 3
/** After so many runs in one way the other gets a chance, as the machine may have changed. */
const runsBetweenTrials = 128
/** The weight of the latest time in the mean. */
const renewal = 0.25
/** A longer time than so many means counts as that: most such are of something else that ran. */
const mostMeans = 4

export type Way = 'alone' | 'together'

interface Record {
  milliseconds: number
  runs: number
}

export class Pace {
  private readonly records: { readonly [W in Way]: Record } = {
    alone: { milliseconds: 0, runs: 0 },
    together: { milliseconds: 0, runs: 0 },
  }
  private sinceTrial = 0

  /** The way that the next run should try. */
  next(): Way {
    const { alone, together } = this.records
    if (alone.runs < trials) return 'alone'
    if (together.runs < trials) return 'together'
    const trial = ++this.sinceTrial > runsBetweenTrials
    if (trial) this.sinceTrial = 0
    return together.milliseconds <= alone.milliseconds !== trial ? 'together' : 'alone'
  }

  /** How long a run took in that way. */
  note(way: Way, milliseconds: number): void {
    const record = this.records[way]
    record.milliseconds = mean(record, milliseconds)
    record.runs++
  }
}

function mean({ milliseconds, runs }: Record, latest: number): number {
  // What came before the first repetition was measured while code was still being compiled.
  if (runs <= 1) return latest
  const bounded = Math.min(latest, milliseconds * mostMeans)
  return milliseconds + (bounded - milliseconds) * renewal
}
