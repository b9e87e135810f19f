/**
 * Whether several threads are faster than one, by the clock. Results are the same bits either way, so a
 * plan is free to choose for every run: on a busy machine, where threads wait for each other to get a core,
 * one alone may win.
 *
 * The slower way is tried again for a few runs now and then: soon at first, while the engine is still
 * compiling, ever more rarely as long as the answer stays the same, at once when runs get slow.
 */

/** A trial's runs. Their median counts, so that one interruption does not. */
const trial = 3
/** Runs between two trials. */
const shortestInterval = 16
const longestInterval = 512
/** Runs that take so many times what they took are a reason to try the other way. */
const slowdown = 1.5

export type Way = 'alone' | 'together'

export class Pace {
  private readonly recent: { readonly [W in Way]: number[] } = { alone: [], together: [] }
  private way: Way = 'alone'
  /** The faster way as far as is known; another `way` is on trial. */
  private faster: Way = 'alone'
  private runsLeft = trial
  private interval = shortestInterval
  private expected = Number.POSITIVE_INFINITY

  /** The way that the next run should try. */
  next(): Way {
    return this.way
  }

  /** How long a run took, in whichever way it went in the end: together only if somebody came. */
  note(way: Way, milliseconds: number): void {
    const times = this.recent[way]
    times.push(milliseconds)
    if (times.length > trial) times.shift()
    const slow = this.way === this.faster && median(times) > slowdown * this.expected
    if (--this.runsLeft > 0 && !slow) return
    if (this.way === this.faster) this.tryOther()
    else this.decide()
  }

  private tryOther(): void {
    this.way = this.faster === 'alone' ? 'together' : 'alone'
    this.runsLeft = trial
  }

  private decide(): void {
    const [alone, together] = [median(this.recent.alone), median(this.recent.together)]
    const faster = together < alone ? 'together' : 'alone'
    const settled = faster === this.faster && Number.isFinite(together)
    this.interval = settled ? Math.min(2 * this.interval, longestInterval) : shortestInterval
    this.way = faster
    this.faster = faster
    this.runsLeft = this.interval
    this.expected = Math.min(alone, together)
  }
}

/** Of the last three; infinite for fewer. */
function median([a = Infinity, b = Infinity, c = Infinity]: readonly number[]): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
