/** A small network trained on drawn data, and a backend whose threads work together on everything they can. */

import { digits } from '../../../../src/datasets.ts'
import type { Backend } from '../../../../src/engine/backend.ts'
import { compilePlan } from '../../../../src/engine/backends/wasm/executable.ts'
import { defaultPolicy, type ThreadPolicy } from '../../../../src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../../../../src/engine/backends/wasm/store.ts'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import {
  adam,
  asPart,
  batchNorm,
  createModel,
  createWasmBackend,
  dense,
  dropout,
  type FitOptions,
  fit,
  type Model,
  relu,
  sequential,
} from '../../../../src/index.ts'

const data = asPart(digits(), 'train')

interface EagerPolicy extends Partial<ThreadPolicy> {
  readonly deterministic?: boolean
}

/** The wasm backend with that many threads, always together, by default also on the smallest plans. */
export function eagerThreads(
  threads: number,
  { deterministic = false, ...policy }: EagerPolicy = {},
): Backend {
  const backend = createWasmBackend({ threads, deterministic })
  const arithmetic = backend.deterministic ? 'strict' : 'relaxed'
  const everything = { ...defaultPolicy, shortestPlan: 0, shortestSplit: 0, always: true, threads, ...policy }
  return {
    ...backend,
    compile: (plan, store) => {
      if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
      return compilePlan(plan, store, everything, arithmetic)
    },
  }
}

/** Every kind of kernel that a dense network needs, with sizes that nothing divides. */
export async function train(backend: Backend, options: Partial<FitOptions> = {}): Promise<Model> {
  const layers = sequential(dense(64, 33), relu(), batchNorm(), dropout(0.1), dense(33, 10))
  const model = createModel(layers, { input: [64], seed: 5 })
  await fit(model, { train: data }, { optimizer: adam(), batchSize: 125, steps: 200, ...options, backend })
  return model
}

/** All weights and running statistics, bit for bit, by name. */
export function bitsOf({ state }: Model): Record<string, readonly number[]> {
  const tensors = Object.entries({ ...state.parameters, ...state.buffers })
  return Object.fromEntries(
    tensors.map(([path, tensor]) => [path, [...new Int32Array(Float32Array.from(tensor.data()).buffer)]]),
  )
}

export function valuesOf({ state }: Model): number[] {
  return Object.values({ ...state.parameters, ...state.buffers }).flatMap((tensor) => [...tensor.data()])
}

/** How many steps several threads run together while `task` does its work. */
export async function together(task: () => Promise<unknown>): Promise<number> {
  const before = threadPool().stepsTogether
  await task()
  return threadPool().stepsTogether - before
}
