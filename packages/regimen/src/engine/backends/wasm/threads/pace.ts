/**
 * Whether several threads are faster than one, by the clock. Results are the same bits either way, so a
 * plan is free to choose for every run: on a busy machine, where threads wait for each other to get a core,
 * one alone may win, and by far.
 *
 * The slower way is tried again for a few runs now and then, so rarely that this costs next to nothing, and
 * at once when several threads become slow.
 */

/** A trial's runs. Their median counts, so that one interruption does not. */
const trial = 3
/** Between two trials lies so much time that what the last one cost is a small part of it. */
const costPart = 1 / 32
/**
 * But not so many milliseconds after the first trial that several threads lost: it may have met code that was still
 * being compiled, or a moment in which somebody else had the core. If they lose again, so many times more.
 */
const firstLimit = 20
const limitGrowth = 2
/** Threads that take so many times what they took are a reason to try one alone. */
const slowdown = 1.5
/** A trial ends with a run so many times slower: that is no way to go. */
const hopeless = 4

export type Way = 'alone' | 'together'

export class Pace {
  private readonly recent: { [W in Way]: number[] } = { alone: [], together: [] }
  private way: Way = 'alone'
  /** The faster way as far as is known; another `way` is on trial. */
  private faster: Way = 'alone'
  private runsLeft = trial
  /** Milliseconds of a run in the faster way, when last compared. */
  private expected = Number.POSITIVE_INFINITY
  /** Milliseconds that the trial has taken, if anybody came. */
  private spent = 0
  private limit = firstLimit

  /** The way that the next run should try. */
  next(): Way {
    return this.way
  }

  /** How long a run took, in whichever way it went in the end: together only if somebody was called. */
  note(way: Way, milliseconds: number): void {
    const times = this.recent[way]
    times.push(milliseconds)
    if (times.length > trial) times.shift()
    this.runsLeft--
    if (this.way !== this.faster) this.noteTrial(way, milliseconds)
    else if (this.runsLeft <= 0 || this.threadsAreSlow()) this.tryOther()
  }

  private noteTrial(way: Way, milliseconds: number): void {
    if (way === this.way) this.spent += milliseconds
    if (this.runsLeft <= 0 || milliseconds > hopeless * this.expected) this.decide()
  }

  /** Slower than they were, and than one alone was when it was last tried. */
  private threadsAreSlow(): boolean {
    const together = median(this.recent.together)
    const isSlow = together > slowdown * this.expected && together > median(this.recent.alone)
    return this.faster === 'together' && isSlow
  }

  private tryOther(): void {
    this.way = this.faster === 'alone' ? 'together' : 'alone'
    this.recent[this.way] = []
    this.runsLeft = trial
    this.spent = 0
  }

  private decide(): void {
    const [alone, together] = [median(this.recent.alone), median(this.recent.together)]
    this.expected = Math.min(alone, together)
    this.faster = together < alone ? 'together' : 'alone'
    this.way = this.faster
    const affordable = this.spent / costPart
    if (this.faster === 'together') {
      this.runsLeft = Math.max(affordable, firstLimit) / this.expected
      this.limit = firstLimit
    } else {
      this.runsLeft = Math.max(trial, Math.min(Math.max(affordable, firstLimit), this.limit) / this.expected)
      if (this.spent > 0) this.limit *= limitGrowth
    }
  }
}

/** Of up to three; infinite for less than two. */
function median([a = Infinity, b = Infinity, c = Infinity]: readonly number[]): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
