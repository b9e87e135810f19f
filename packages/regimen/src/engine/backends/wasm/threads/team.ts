/** A plan run by several threads: calls workers that know it, hands out shares, and comes back when all are done. */
import { threadError } from '../../../../messages/threads.ts'
import type { ExternalProduct } from '../external-product.ts'
import { stalled } from './barrier.ts'
import { barrierWords } from './barrier-words.ts'
import { Pace } from './pace.ts'
import type { Enrollment, ThreadPool } from './pool.ts'
import type { PoolWorker } from './pool-worker.ts'

export interface TeamOptions {
  readonly module: WebAssembly.Module
  /** Shared; begins with the words of the barrier. */
  readonly memory: WebAssembly.Memory
  /** Where the workers get the matrix product that the module imports, if it does. */
  readonly product?: ExternalProduct['worker']
  /** The module's function of this thread: (rank, threads). */
  readonly run: (rank: number, threads: number) => unknown
  readonly threads: number
  /** Estimated time of a step on one thread. */
  readonly nanoseconds: number
  /** For so long a step waits for a thread that does not finish. */
  readonly patienceSeconds: number
  /** True: several threads whenever they come, also when one is faster. */
  readonly always?: boolean
}

/** The poison of the host, whose rank is 0, and of the company. */
const hostMark = 1
const markOf = (index: number) => index + 2
const farewellSeconds = 1
/** A sleeping worker takes some 50 microseconds to come; for a long step it is worth waiting longer. */
const shortestCall = 0.1
const longestCall = 5
const callShare = 0.05

export class Team {
  readonly #pool: ThreadPool
  readonly #options: TeamOptions
  readonly #words: Int32Array
  readonly #callMilliseconds: number
  #enrollment: Enrollment | undefined
  /** Who takes part in the present run, by rank less one. */
  #company: readonly PoolWorker[] = []
  readonly #pace = new Pace()

  constructor(pool: ThreadPool, options: TeamOptions) {
    this.#pool = pool
    this.#options = options
    this.#words = new Int32Array(options.memory.buffer, 0, barrierWords.size)
    const share = (options.nanoseconds / 1e6) * callShare
    this.#callMilliseconds = Math.min(Math.max(share, shortestCall), longestCall)
  }

  /**
   * One run; gives how many threads took part.
   * @throws RegimenError `thread-failed` when a worker failed; when this thread did, what it trapped with.
   */
  run(): number {
    const begin = performance.now()
    const together = this.#options.always || this.#pace.next() === 'together'
    const called = together ? this.#call() : []
    const deadline = begin + this.#callMilliseconds
    const company = called.filter((worker) => worker.joined(deadline))
    if (company.length === 0) this.#options.run(0, 1)
    else this.#runWith(company)
    this.#pace.note(called.length > 0 ? 'together' : 'alone', performance.now() - begin)
    return company.length + 1
  }

  /** To be called while this thread sleeps in the module: it frees itself and the others from waiting for the dead. */
  attend(): void {
    this.#company.forEach((worker, index) => {
      if (!worker.lives()) this.#poison(markOf(index))
    })
  }

  /** Calls the workers that know the plan and are free; they come within some microseconds, or later. */
  #call(): PoolWorker[] {
    if (this.#pool.abandoned.has(this.#options.memory)) return []
    const workers = this.#pool.first(this.#options.threads - 1)
    return workers.filter((worker) => this.#introduced(worker) && worker.call())
  }

  /** True when the worker knows the plan; else it has been told by now. */
  #introduced(worker: PoolWorker): boolean {
    const { module, memory, product } = this.#options
    this.#enrollment ??= this.#pool.enroll(this)
    const { number, messages } = this.#enrollment
    const message = messages.get(worker)
    if (message !== undefined) return worker.knows(message)
    messages.set(worker, worker.post({ number, module, memory, ...(product && { product }) }))
    return false
  }

  #runWith(company: readonly PoolWorker[]): void {
    const threads = company.length + 1
    this.#pool.stepsTogether++
    this.#company = company
    const number = this.#enrollment?.number ?? 0
    company.forEach((worker, index) => {
      worker.start(number, index + 1, threads)
    })
    let trap: unknown
    try {
      this.#options.run(0, threads)
    } catch (cause) {
      trap = cause
      this.#poison(hostMark)
    }
    const reason = this.#finish(company)
    this.#company = []
    const culprit = Atomics.load(this.#words, barrierWords.poison)
    if (culprit === 0) return
    this.#words.fill(0)
    if (culprit === hostMark) throw trap
    throw threadError('thread-failed', { reason }, { cause: trap })
  }

  /** Frees those who wait for the thread with this mark: they find the mark and stop, too. */
  #poison(mark: number): void {
    Atomics.compareExchange(this.#words, barrierWords.poison, 0, mark)
    Atomics.add(this.#words, barrierWords.phase, 1)
    Atomics.notify(this.#words, barrierWords.phase)
  }

  /** Waits for all; why they failed, if they did. */
  #finish(company: readonly PoolWorker[]): string {
    // Who has already waited so long at a barrier gives the others the time to see it, and no more.
    const waited = Atomics.load(this.#words, barrierWords.poison) === stalled
    const seconds = Math.min(
      this.#options.patienceSeconds,
      waited ? farewellSeconds : Number.POSITIVE_INFINITY,
    )
    const deadline = performance.now() + seconds * 1000
    let reason = 'it does not answer'
    company.forEach((worker, index) => {
      const outcome = worker.finish(deadline)
      if (outcome.kind === 'done') return
      if (outcome.kind === 'late') {
        this.#pool.abandoned.add(this.#options.memory)
        Atomics.compareExchange(this.#words, barrierWords.poison, 0, stalled)
        this.#pool.retire(worker)
        return
      }
      if (outcome.kind === 'lost') {
        this.#poison(markOf(index))
        this.#pool.retire(worker)
      }
      const culprit = Atomics.load(this.#words, barrierWords.poison) === markOf(index)
      if (culprit) reason = outcome.reason
    })
    return reason
  }
}
