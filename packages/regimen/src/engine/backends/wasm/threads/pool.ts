/**
 * Worker threads that stay: started when the first plan asks for them, shared by all plans of the process
 * (or page, or worker) that this module is loaded in, one step at a time. They never keep a process alive.
 */
import { PoolWorker } from './pool-worker.ts'
import { maySleep } from './sharing.ts'

/** A plan's number in the workers, and with which message each was told of it. */
export interface Enrollment {
  readonly number: number
  readonly messages: Map<PoolWorker, number>
}

/** A machine that ends so many threads, or lets none start, is better left alone. */
const mostLosses = 8

export class ThreadPool {
  readonly hostMaySleep = maySleep()
  /** Memories to which a thread that was lost inside a step may still write. */
  readonly abandoned = new WeakSet<WebAssembly.Memory>()
  /** Steps that several threads have run. */
  stepsTogether = 0
  readonly #workers: PoolWorker[] = []
  #losses = 0
  #plans = 0
  /** Calls back when a plan is garbage: the workers forget it. */
  readonly #dropped = new FinalizationRegistry<Enrollment>(({ number, messages }) => {
    for (const worker of messages.keys()) worker.post({ release: number })
  })

  /** A number for a plan, given back when `owner` is garbage. */
  enroll(owner: object): Enrollment {
    const enrollment = { number: ++this.#plans, messages: new Map<PoolWorker, number>() }
    this.#dropped.register(owner, enrollment)
    return enrollment
  }

  /** The first workers, at most so many: started if they do not exist yet. */
  first(count: number): readonly PoolWorker[] {
    while (this.#workers.length < count && this.#losses < mostLosses) this.#start()
    return this.#workers.length <= count ? this.#workers : this.#workers.slice(0, count)
  }

  /** Ends a worker. Another one takes its place when it is asked for. */
  retire(worker: PoolWorker): void {
    const place = this.#workers.indexOf(worker)
    if (place < 0) return
    this.#workers.splice(place, 1)
    this.#losses++
    worker.terminate()
  }

  /** Where threads are forbidden (a page's content policy, Node's permissions) the pool stays empty. */
  #start(): void {
    try {
      const worker: PoolWorker = new PoolWorker(this.hostMaySleep, () => this.retire(worker))
      this.#workers.push(worker)
    } catch {
      this.#losses = mostLosses
    }
  }
}

let shared: ThreadPool | undefined

/** The pool of this module instance. */
export function threadPool(): ThreadPool {
  shared ??= new ThreadPool()
  return shared
}
