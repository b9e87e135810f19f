/** One worker of the pool, seen from the host: its control block and the channel for messages. */
import { failureText, makeControl, states, words } from './control.ts'
import { type Channel, spawn } from './spawn.ts'
import type { WorkerMessage } from './worker-source.ts'

type State = (typeof states)[keyof typeof states]

/** How a worker's share ended: `late` means that it is still at it, `lost` that the thread has ended before its share. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'late' }
  | { readonly kind: 'lost' | 'failed'; readonly reason: string }

const done: Outcome = { kind: 'done' }
const late: Outcome = { kind: 'late' }
const lost: Outcome = { kind: 'lost', reason: 'it has ended' }

/** For so long the host looks at a state before it sleeps on it, if it may. */
const spinMilliseconds = 0.03
/** For so long it sleeps before it looks whether the worker still lives. */
const napMilliseconds = 250

export class PoolWorker {
  readonly #control = makeControl()
  readonly #channel: Channel
  readonly #hostMaySleep: boolean

  constructor(hostMaySleep: boolean, onEnd: () => void) {
    this.#hostMaySleep = hostMaySleep
    this.#channel = spawn(onEnd)
    this.post({ control: this.#control })
  }

  /** Sends a message; gives its number, for `knows`. */
  post(message: WorkerMessage): number {
    const number = Atomics.add(this.#control, words.posted, 1) + 1
    this.#channel.post(message)
    if (this.#change(states.idle, states.mail)) Atomics.notify(this.#control, words.state)
    return number
  }

  /** True when the worker has dealt with the message of this number. */
  knows(message: number): boolean {
    return Atomics.load(this.#control, words.received) >= message
  }

  /** Asks the worker to take part in a step. False when it is not waiting for one. */
  call(): boolean {
    if (!this.#change(states.idle, states.called)) return false
    Atomics.notify(this.#control, words.state)
    return true
  }

  /** True when the worker has come by then; else it is not part of the step and may not come any more. */
  joined(deadline: number): boolean {
    this.#await(states.called, deadline)
    return !this.#change(states.called, states.idle)
  }

  start(plan: number, rank: number, threads: number): void {
    this.#control[words.plan] = plan
    this.#control[words.rank] = rank
    this.#control[words.threads] = threads
    Atomics.store(this.#control, words.state, states.running)
    Atomics.notify(this.#control, words.state)
  }

  finish(deadline: number): Outcome {
    const state = this.#await(states.running, deadline)
    if (state === states.running) return this.lives() ? late : lost
    if (state !== states.failed) return done
    const reason = failureText(this.#control)
    Atomics.store(this.#control, words.state, states.idle)
    Atomics.notify(this.#control, words.state)
    return { kind: 'failed', reason }
  }

  terminate(): void {
    this.#channel.terminate()
  }

  /** False when the thread has ended. */
  lives(): boolean {
    return this.#channel.lives()
  }

  /** The state after this one; or this one when the time is over, or the thread. */
  #await(state: State, deadline: number): number {
    const awake = performance.now() + spinMilliseconds
    for (;;) {
      for (let round = 0; round < 64; round++) {
        const next = Atomics.load(this.#control, words.state)
        if (next !== state) return next
      }
      const now = performance.now()
      if (now >= deadline) return Atomics.load(this.#control, words.state)
      if (!this.#hostMaySleep || now < awake) continue
      const nap = Math.min(deadline - now, napMilliseconds)
      const end = Atomics.wait(this.#control, words.state, state, nap)
      if (end === 'timed-out' && !this.lives()) return Atomics.load(this.#control, words.state)
    }
  }

  #change(from: State, to: State): boolean {
    return Atomics.compareExchange(this.#control, words.state, from, to) === from
  }
}
