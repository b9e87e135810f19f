/**
 * Whether several threads are faster than one, by the clock. Results are the same bits either way, so a
 * plan is free to choose for every run: on a busy machine, where threads wait for each other to get a core,
 * one alone may win, and by far.
 *
 * Several threads go on until what they have lost against one alone, less what they have gained, reaches a limit
 * (the cumulative sum of Page 1954, "Continuous inspection schemes"): a neighbour who takes a core for a moment
 * changes nothing. Then they are tried again soon, and ever more rarely, so that this costs next to nothing.
 */

/** One alone is measured by the median of so many runs. */
const aloneRuns = 3
/** So much may several threads lose; so much on trial. Counted in milliseconds or runs alone, whichever is more. */
const limits = { together: { milliseconds: 10, runs: 4 }, trial: { milliseconds: 2, runs: 2 } } as const
/** A single run counts as at most so many alone: an interruption, however long, is just one. */
const longestRun = 3
/** Between two trials lies so much time that what the last one lost is a small part of it. */
const costPart = 1 / 32
/**
 * But not so many milliseconds after the first loss: it may have come from code that was still being compiled, or
 * from a moment in which somebody else had the core. If they lose again, so many times more.
 */
const firstWait = 20
/** After so long together a look at how one alone does now; then after ever more, up to the last. */
const firstLook = { milliseconds: 50, runs: 32 } as const
const lastLook = 5000
const growth = 2

export type Way = 'alone' | 'together'

/** `look`: one alone, to know how long it takes now. */
type Stage = 'look' | 'alone' | 'trial' | 'together'

const wayIn: { readonly [S in Stage]: Way } = {
  look: 'alone',
  alone: 'alone',
  trial: 'together',
  together: 'together',
}

export class Pace {
  #stage: Stage = 'look'
  /** Milliseconds until the other way gets its turn. */
  #left = 0
  /** Milliseconds of the last runs alone; the median, once there are enough. */
  #recent: number[] = []
  #alone = Number.POSITIVE_INFINITY
  /** What several threads have lost in this stage, less what they have gained; and without that. */
  #loss = 0
  #cost = 0
  /** Their runs, and milliseconds, since they last were the faster ones. */
  #runs = 0
  #spent = 0
  #longestWait = firstWait
  #looks = 0

  /** The way that the next run should try. */
  next(): Way {
    return wayIn[this.#stage]
  }

  /** How long a run took, in whichever way it went in the end: together only if somebody was called. */
  note(way: Way, milliseconds: number): void {
    if (way === 'together') this.#noteTogether(milliseconds)
    else this.#noteAlone(milliseconds)
  }

  #noteAlone(milliseconds: number): void {
    this.#left -= milliseconds
    this.#recent.push(milliseconds)
    if (this.#recent.length > aloneRuns) this.#recent.shift()
    if (this.#recent.length === aloneRuns) this.#alone = median(this.#recent)
    if (this.#stage === 'alone' && this.#left <= 0) this.#enter('trial')
    if (this.#stage === 'look' && this.#recent.length === aloneRuns) this.#decide()
  }

  #noteTogether(milliseconds: number): void {
    const counted = Math.min(milliseconds, longestRun * this.#alone)
    this.#left -= counted
    this.#loss += counted - this.#alone
    this.#cost += Math.max(0, milliseconds - this.#alone)
    this.#runs++
    this.#spent += counted
    if (this.#stage === 'trial') {
      this.#judgeTrial()
      return
    }
    const suspicious = this.#loss >= this.#atLeast(limits.together)
    if (!suspicious && (this.#loss <= 0 || this.#left <= 0)) this.#forget()
    if (suspicious || this.#left <= 0) this.#enter('look')
  }

  /** After a look at one alone: several are the slower ones if they were so in a bad time that led to the look. */
  #decide(): void {
    if (this.#runs === 0 || this.#spent / this.#runs < this.#alone) this.#stayTogether()
    else this.#stayAlone(0)
  }

  #judgeTrial(): void {
    const limit = this.#atLeast(limits.trial)
    if (this.#loss >= limit) this.#stayAlone(this.#cost)
    else if (this.#loss <= -limit) {
      this.#longestWait = firstWait
      this.#stayTogether()
    }
  }

  #stayTogether(): void {
    this.#enter('together')
    const first = this.#atLeast(firstLook)
    this.#left = Math.max(first, Math.min(first * growth ** this.#looks++, lastLook))
  }

  #stayAlone(cost: number): void {
    this.#enter('alone')
    this.#left = Math.min(Math.max(cost / costPart, firstWait), this.#longestWait)
    if (cost > 0) this.#longestWait *= growth
    this.#looks = 0
  }

  #enter(stage: Stage): void {
    this.#stage = stage
    if (stage === 'look') this.#recent = []
    else this.#forget()
  }

  #forget(): void {
    this.#loss = 0
    this.#cost = 0
    this.#runs = 0
    this.#spent = 0
  }

  /** So many milliseconds, or what so many runs alone take, if that is more. */
  #atLeast({ milliseconds, runs }: { readonly milliseconds: number; readonly runs: number }): number {
    return Math.max(milliseconds, runs * this.#alone)
  }
}

/** Of three. */
function median([a = 0, b = 0, c = 0]: readonly number[]): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
