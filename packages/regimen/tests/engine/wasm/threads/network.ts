/** A small network trained on drawn data, and a backend whose threads work together on everything they can. */

import { digits } from '../../../../src/datasets.ts'
import { type Backend, finish } from '../../../../src/engine/backend.ts'
import { compilePlanGradually } from '../../../../src/engine/backends/wasm/executable.ts'
import { defaultPolicy, type ThreadPolicy } from '../../../../src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../../../../src/engine/backends/wasm/store.ts'
import { bringThreads } from '../../../../src/engine/backends/wasm/threads/brought.ts'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import * as threading from '../../../../src/engine/backends/wasm/threads/together.ts'
import {
  adam,
  asPart,
  batchNorm,
  conv2d,
  createModel,
  createWasmBackend,
  dense,
  dropout,
  type FitOptions,
  fit,
  flatten,
  type Model,
  maxPool2d,
  relu,
  sequential,
} from '../../../../src/index.ts'

// The threads' code shall be there from the first plan on.
bringThreads(threading)

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
  const compileGradually: NonNullable<Backend['compileGradually']> = (plan, store) => {
    if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
    return compilePlanGradually(plan, store, everything, arithmetic)
  }
  return { ...backend, compile: (plan, store) => finish(compileGradually(plan, store)), compileGradually }
}

/** Every kind of kernel that a dense network needs, with sizes that nothing divides. */
export async function train(backend: Backend, options: Partial<FitOptions> = {}): Promise<Model> {
  const layers = sequential(dense(64, 33), relu(), batchNorm(), dropout(0.1), dense(33, 10))
  const model = createModel(layers, { input: [64], seed: 5 })
  await fit(model, { train: data }, { optimizer: adam(), batchSize: 125, steps: 200, ...options, backend })
  return model
}

/** Every kind of kernel that a convolutional network needs, over enough images that sums of few channels are shared. */
export async function trainImages(backend: Backend): Promise<Model> {
  const layers = sequential(
    ...[conv2d(1, 9, { kernel: 3 }), batchNorm(), relu(), maxPool2d()],
    ...[conv2d(9, 10, { kernel: 3, padding: 'same' }), batchNorm(), relu(), flatten(), dense(90, 10)],
  )
  const model = createModel(layers, { input: [8, 8, 1], seed: 6 })
  const images = { ...data, inputShape: [8, 8, 1] }
  await fit(model, { train: images }, { optimizer: adam(), batchSize: 250, steps: 12, backend })
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

/** The bits after training on threads that came together in some of its steps, and in how many. */
export async function trainTogether(threads: number) {
  const backend = eagerThreads(threads)
  const end = performance.now() + 30_000
  for (;;) {
    let bits = {}
    const shared = await together(async () => {
      bits = bitsOf(await train(backend))
    })
    if (shared > 0 || performance.now() > end) return { bits, shared }
  }
}
