/** What the tests of the nn room share: both backends, known answers, gradients by central differences. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { everyProduct, mayUseBlas } from '../../../node/tests/native/support.ts'
import type { Backend } from '../../src/engine/backend.ts'
import { referenceBackend } from '../../src/engine/backends/reference/index.ts'
import { createWasmBackend, wasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { valueAndGradient } from '../../src/engine/differentiate.ts'
import { type RandomSource, randomNormal, randomSource } from '../../src/engine/ops/random.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { leavesOf, mapTree } from '../../src/engine/tree.ts'
import { type Shape, toData } from '../../src/engine/types.ts'
import { certainThreads } from '../engine/wasm/threads/certain-threads.ts'

/** Each backend with the agreement that is asked of it: float64 against float32. */
export const backends: readonly { name: string; backend: Backend; tolerance: number }[] = [
  { name: 'reference', backend: referenceBackend, tolerance: 1e-10 },
  { name: 'wasm', backend: wasmBackend, tolerance: 1e-5 },
  { name: 'wasm, deterministic', backend: createWasmBackend({ deterministic: true }), tolerance: 1e-5 },
]

/** With threads that share out everything, and with a BLAS that makes every product: for what gradients flow through. */
export const everyBackend: typeof backends = [
  ...backends,
  { name: 'wasm, 2 threads', backend: certainThreads(2).backend, tolerance: 1e-5 },
  ...(mayUseBlas ? [{ name: 'native', backend: everyProduct(1).backend, tolerance: 1e-5 }] : []),
]

export const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)

export const sourceOf = (seed: number): RandomSource => randomSource(RandomKey.fromSeed(seed))
export const normals = (seed: number, shape: Shape): Tensor => randomNormal(sourceOf(seed), shape)

/** JSON numbers as the fixtures write them. */
export type Numbers = number | 'inf' | '-inf' | 'nan' | readonly Numbers[]

export interface ValueAndGradient {
  readonly value: Numbers
  readonly gradient: Numbers
}

export interface BatchNormFixture {
  readonly gamma: Numbers
  readonly beta: Numbers
  readonly batches: Numbers
  readonly weights: Numbers
  readonly training: ValueAndGradient
  readonly gammaGradient: Numbers
  readonly betaGradient: Numbers
  readonly running: { readonly mean: Numbers; readonly variance: Numbers }
  readonly inference: Numbers
}

/** Known answers from PyTorch: see make_nn_fixtures.py. */
export interface Fixtures {
  readonly activations: {
    readonly inputs: Numbers
    readonly elementwise: { readonly [name: string]: ValueAndGradient }
    readonly rows: readonly Numbers[]
    readonly rowWeights: Numbers
    readonly rowwise: { readonly [name: string]: ValueAndGradient }
    readonly masked: Numbers
  }
  readonly losses: {
    readonly logits: Numbers
    readonly classes: Numbers
    readonly probabilities: Numbers
    readonly crossEntropy: ValueAndGradient
    readonly crossEntropyRows: ValueAndGradient
    readonly crossEntropySmoothed: ValueAndGradient
    readonly binaryLogits: Numbers
    readonly binaryTargets: Numbers
    readonly binaryCrossEntropy: ValueAndGradient
    readonly outputs: Numbers
    readonly values: Numbers
    readonly mse: ValueAndGradient
  }
  readonly batchNorm: readonly BatchNormFixture[]
  readonly dense: ValueAndGradient & {
    readonly weight: Numbers
    readonly bias: Numbers
    readonly inputs: Numbers
    readonly weights: Numbers
    readonly weightGradient: Numbers
    readonly biasGradient: Numbers
  }
}

export const fixtures: Fixtures = JSON.parse(
  readFileSync(new URL('../fixtures/nn.json', import.meta.url), 'utf8'),
)

const special = { inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY, nan: Number.NaN }

export function flat(numbers: Numbers): number[] {
  if (typeof numbers === 'number') return [numbers]
  return typeof numbers === 'string' ? [special[numbers]] : numbers.flatMap(flat)
}

function shapeOf(numbers: Numbers): number[] {
  return typeof numbers === 'number' || typeof numbers === 'string'
    ? []
    : [numbers.length, ...shapeOf(numbers[0] ?? 0)]
}

/** A fixture as a tensor of the backend's float type, or int32. */
export function tensorFrom(numbers: Numbers, backend: Backend, dtype?: 'int32'): Tensor {
  const type = dtype ?? backend.floatType
  return fromData(type, shapeOf(numbers), toData(type, flat(numbers)))
}

/** |actual − expected| ≤ tolerance · max(1, |expected|), element by element; NaN and ±∞ must be the same. */
export function expectClose(actual: Tensor, expected: Numbers | Tensor, tolerance: number): void {
  const numbers = expected instanceof Object && 'dtype' in expected ? [...expected.data()] : flat(expected)
  const values = [...actual.data()]
  expect(values.length).toBe(numbers.length)
  const wrong = values.flatMap((value, index) => {
    const target = numbers[index] ?? 0
    const near = Math.abs(value - target) <= tolerance * Math.max(1, Math.abs(target))
    return near || Object.is(value, target) || (value === 0 && target === 0)
      ? []
      : [{ index, value, expected: target }]
  })
  expect(wrong).toEqual([])
}

/**
 * The gradients of a scalar function of a tree of float64 tensors against central differences: every
 * coordinate of small tensors; of large ones some, and two random directions, which meet all coordinates.
 * Returns the largest error over the tensors, relative to the sizes of both gradients.
 */
export function gradientError<P>(fn: (parameters: P) => Tensor, parameters: P): number {
  const { gradient } = valueAndGradient(fn, parameters)
  const slopes = leavesOf(gradient)
  let worst = 0
  leavesOf(parameters).forEach(({ tensor }, place) => {
    const analytic = slopes[place]?.tensor.data() ?? []
    let difference = 0
    let size = 0
    for (const direction of directionsFor(tensor.size)) {
      const numeric = slopeAlong(fn, parameters, place, direction)
      const expected = direction.reduce((total, part, index) => total + part * (analytic[index] ?? 0), 0)
      difference += (numeric - expected) ** 2
      size += numeric ** 2 + expected ** 2
    }
    // A gradient of zero everywhere (a bias before batch normalisation) is judged by its own size.
    worst = Math.max(worst, Math.sqrt(difference / Math.max(size, 1e-6)))
  })
  return worst
}

function slopeAlong<P>(
  fn: (parameters: P) => Tensor,
  parameters: P,
  place: number,
  direction: Float64Array,
): number {
  const step = 1e-5
  const moved = (distance: number) => {
    let index = 0
    return fn(
      mapTree(parameters, (tensor) => {
        if (index++ !== place) return tensor
        const data = Float64Array.from(tensor.data(), (value, at) => value + distance * (direction[at] ?? 0))
        return fromData('float64', tensor.shape, data)
      }),
    ).item()
  }
  return (moved(step) - moved(-step)) / (2 * step)
}

function directionsFor(size: number): Float64Array[] {
  const coordinate = (at: number) => Float64Array.from({ length: size }, (_, index) => Number(index === at))
  if (size <= 30) return Array.from({ length: size }, (_, index) => coordinate(index))
  const some = Array.from({ length: 8 }, (_, index) => coordinate(Math.floor((index * size) / 8)))
  const random = (name: string) =>
    RandomKey.fromSeed(size)
      .child(name)
      .uniform(size)
      .map((u) => 2 * u - 1)
  return [...some, random('first'), random('second')]
}

/** Every error test reads the code and the sentence: both are what a caller gets. */
export function thrownBy(action: () => unknown): { code: unknown; message: string } {
  try {
    action()
  } catch (error) {
    if (error instanceof Error)
      return { code: 'code' in error ? error.code : undefined, message: error.message }
  }
  throw new Error('nothing was thrown')
}
