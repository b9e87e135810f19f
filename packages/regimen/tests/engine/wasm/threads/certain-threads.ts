/** Threads that surely work together, in every run of every plan: for tests of what they compute, not of when. */
import { expect } from 'vitest'
import type { Backend, Executable, Store } from '../../../../src/engine/backend.ts'
import { compilePlan } from '../../../../src/engine/backends/wasm/executable.ts'
import { defaultPolicy } from '../../../../src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../../../../src/engine/backends/wasm/store.ts'
import { bringThreads } from '../../../../src/engine/backends/wasm/threads/brought.ts'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import { PoolWorker } from '../../../../src/engine/backends/wasm/threads/pool-worker.ts'
import * as threading from '../../../../src/engine/backends/wasm/threads/together.ts'
import { createWasmBackend } from '../../../../src/engine/index.ts'
import type { Plan } from '../../../../src/engine/plan.ts'
import type { TensorData } from '../../../../src/engine/types.ts'

// The threads' code shall be there from the first plan on.
bringThreads(threading)

/** What is counted of all pools and workers of this process. */
const counted = { plans: 0, shares: 0 }

const pool = threadPool()
const enroll = pool.enroll.bind(pool)
pool.enroll = (owner) => {
  counted.plans++
  return enroll(owner)
}

const start = PoolWorker.prototype.start
PoolWorker.prototype.start = function (this: PoolWorker, plan, rank, threads) {
  counted.shares++
  start.call(this, plan, rank, threads)
}

export interface CertainThreads {
  readonly backend: Backend
  /** How many runs several threads have made together. */
  runs(): number
  /** How many threads took part in the run that had most of them. */
  most(): number
}

/** Everything is shared out, however short it is. */
export const everything = { shortestPlan: 0, shortestOperation: 0, shortestSplit: 0, always: true } as const

/** The wasm backend on that many threads. */
export function certainThreads(threads: number, { deterministic = false } = {}): CertainThreads {
  const plain = createWasmBackend({ threads, deterministic })
  const arithmetic = plain.deterministic ? 'strict' : 'relaxed'
  const backend: Backend = {
    ...plain,
    compile: (plan, store) => {
      if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
      return compilePlan(plan, store, { ...defaultPolicy, ...everything, threads }, arithmetic)
    },
  }
  return surelyTogether(backend)
}

/** Nobody waits longer for a thread that starts, or for a core. */
const patienceMilliseconds = 20_000
const napMilliseconds = 0.05

/**
 * The first run of a plan is always one thread's: others are told of the plan by it. So every run of a plan that can be
 * shared is repeated, from the same state, until several threads have made it. `sameBits`: what they have made is,
 * bit for bit, what one thread makes.
 */
export function surelyTogether(backend: Backend, { sameBits = true } = {}): CertainThreads {
  let runs = 0
  let most = 1
  const nap = new Int32Array(new SharedArrayBuffer(4))

  const together = (executable: Executable, store: Store, slots: readonly number[]): Executable => {
    let isShared: boolean | undefined
    const attempt = (inputs: readonly TensorData[], results?: readonly TensorData[]) => {
      const [steps, shares] = [pool.stepsTogether, counted.shares]
      const values = executable.run(inputs, results)
      if (pool.stepsTogether === steps) return { values, threads: 1 }
      return { values, threads: 1 + counted.shares - shares }
    }
    const run: Executable['run'] = (inputs, results) => {
      const before = slots.map((slot) => store.read(slot))
      const plans = counted.plans
      const first = attempt(inputs, results)
      isShared ??= counted.plans > plans
      if (!isShared) return first.values
      const alone = [...first.values, ...slots.map((slot) => store.read(slot))].map((data) => data.slice())
      const end = performance.now() + patienceMilliseconds
      while (performance.now() < end) {
        Atomics.wait(nap, 0, 0, napMilliseconds)
        slots.forEach((slot, place) => {
          store.write(slot, before[place] ?? new Float32Array(0))
        })
        const { values, threads } = attempt(inputs, results)
        if (threads === 1) continue
        runs++
        most = Math.max(most, threads)
        if (sameBits) expect([...values, ...slots.map((slot) => store.read(slot))]).toEqual(alone)
        return values
      }
      throw new Error('the threads never came together')
    }
    return { run }
  }

  const { compileGradually: _, ...rest } = backend
  const certain: Backend = {
    ...rest,
    compile: (plan, store) => together(backend.compile(plan, store), store, writtenSlots(plan)),
  }
  return { backend: certain, runs: () => runs, most: () => most }
}

function writtenSlots({ outputs }: Plan): number[] {
  return outputs.flatMap(({ target }) => (target.to === 'state' ? [target.slot] : []))
}

/** Lets the garbage of dropped programs be given back: threads hear of it in between. */
export const pause = () => new Promise<void>((resume) => setImmediate(resume))
