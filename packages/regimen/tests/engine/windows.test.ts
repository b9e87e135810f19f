/** What the tables of primitives and kernels do not say of convolutions and pools: independence, NaN, errors. */

import './bring-all.ts'
import { describe, expect, it } from 'vitest'
import { apply } from '../../src/engine/execute.ts'
import {
  cast,
  convolve2d,
  createWasmBackend,
  gradient,
  mul,
  poolAverage2d,
  poolMaximum2d,
  RandomKey,
  referenceBackend,
  sliceAxis,
  sum,
  type Tensor,
  tensor,
  wasmBackend,
  withBackend,
  zeros,
} from '../../src/engine/index.ts'
import type { RegimenError } from '../../src/errors.ts'
import { wideConvolutions } from './window-cases.ts'

const uniform = (name: string, shape: readonly number[]) => {
  const size = shape.reduce((product, each) => product * each, 1)
  const values = RandomKey.fromSeed(3).child(name).uniform(size)
  return tensor(
    values.map((u) => u - 0.5),
    shape,
  )
}

const bitsOf = (x: Tensor) => Array.from(new Uint32Array(Float32Array.from(x.data()).buffer))

describe('an image’s result', () => {
  const attributes = { stride: [2, 1], low: [1, 1], high: [1, 1], dilation: [1, 1], groups: 1 } as const
  const pooling = { window: [3, 3], stride: [2, 2], low: [1, 1], high: [1, 1] } as const
  const w = uniform('w', [3, 3, 5, 7])
  const rows: { readonly [name: string]: readonly [readonly number[], (x: Tensor) => Tensor] } = {
    conv2d: [[9, 8, 5], (x) => apply('conv2d', [x, w], attributes)],
    conv2dInputGradient: [
      [5, 8, 7],
      (y) => apply('conv2dInputGradient', [y, w], { ...attributes, inputSize: [9, 8] }),
    ],
    maxPool2d: [[9, 8, 5], (x) => apply('maxPool2d', [x, x], pooling)],
    maxPool2dGradient: [
      [9, 8, 5],
      (x) => gradient((each: Tensor) => sum(apply('maxPool2d', [each, each], pooling)), x),
    ],
    sumPool2d: [[9, 8, 5], (x) => apply('sumPool2d', [x], pooling)],
    sumPool2dGradient: [[5, 4, 5], (y) => apply('sumPool2dGradient', [y], { ...pooling, inputSize: [9, 8] })],
  }

  it.each(Object.keys(rows))('does not depend on its batch, bit for bit: %s', (name) => {
    withBackend(wasmBackend, () => {
      const [shape, run] = rows[name]!
      const x = uniform(name, [4, ...shape])
      const together = run(x)
      for (let index = 0; index < 4; index++) {
        const alone = run(tensor(sliceAxis(x, 0, index, index + 1).data(), [1, ...shape]))
        expect(bitsOf(sliceAxis(together, 0, index, index + 1))).toEqual(bitsOf(alone))
      }
    })
  })
})

describe('relaxed arithmetic', () => {
  const relaxed = createWasmBackend({ threads: 1, deterministic: false })
  it.each(wideConvolutions.map((each) => [`${each.x} by ${each.w}`, each] as const))('%s', (_, each) => {
    const { low, high, stride, dilation, groups } = each.attributes
    const run = (backend: typeof relaxed | typeof referenceBackend) =>
      withBackend(backend, () => {
        const [x, w] = [uniform('x', each.x), uniform('w', each.w)]
        const weights = uniform('weights', each.y)
        const convolve = (x: Tensor, w: Tensor) =>
          apply('conv2d', [x, w], { low, high, stride, dilation, groups })
        const slopes = gradient(
          (both: { x: Tensor; w: Tensor }) => sum(mul(convolve(both.x, both.w), weights)),
          { x, w },
        )
        return [convolve(x, w), slopes.x, slopes.w].map((result) => result.data())
      })
    const expected = run(referenceBackend)
    run(relaxed).forEach((values, place) => {
      const truth = expected[place] ?? []
      const scale = Array.from(truth).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const errors = Array.from(values, (value, index) => Math.abs(value - truth[index]!) / scale)
      expect(Math.max(...errors)).toBeLessThan(2e-6)
    })
  })
})

describe.each([wasmBackend, referenceBackend])('NaN on $name', (backend) => {
  it('reaches the windows that hold it, and no others', () => {
    withBackend(backend, () => {
      const values = new Array(25).fill(1)
      values[12] = Number.NaN
      const x = tensor(values, [1, 5, 5, 1])
      const where = (y: Tensor) => Array.from(y.data(), (value) => (Number.isNaN(value) ? 1 : 0))
      const around = [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]
      expect(where(convolve2d(x, tensor(new Array(4).fill(1), [2, 2, 1, 1])))).toEqual(around)
      expect(where(poolMaximum2d(x, { window: 2, stride: 1 }))).toEqual(around)
      expect(where(poolAverage2d(x, { window: 2, stride: 1 }))).toEqual(around)
    })
  })

  it('padding is never the maximum, not even of negative or infinite images', () => {
    withBackend(backend, () => {
      const options = { window: 3, stride: 2, padding: 1 }
      expect([...poolMaximum2d(tensor([-5, -7, -6, -8], [1, 2, 2, 1]), options).data()]).toEqual([-5])
      const lowest = tensor(new Array(4).fill(Number.NEGATIVE_INFINITY), [1, 2, 2, 1])
      expect([...poolMaximum2d(lowest, options).data()]).toEqual([Number.NEGATIVE_INFINITY])
      const slope = gradient((x: Tensor) => sum(poolMaximum2d(x, options)), lowest)
      expect([...slope.data()]).toEqual([1, 0, 0, 0])
    })
  })
})

describe('what does not fit is refused', () => {
  const image = zeros([2, 5, 6, 4])
  it.each<[() => unknown, string, string]>([
    [
      () => convolve2d(image, zeros([3, 3, 3, 8])),
      'shape-mismatch',
      'conv2d: the shapes [2, 5, 6, 4] and [3, 3, 3, 8] do not fit. Expected kernels [rows, columns, channels / groups, outputs] with channels and outputs in 1 equal groups.',
    ],
    [
      () => convolve2d(image, zeros([6, 3, 4, 8])),
      'bad-attribute',
      'conv2d: the window is 6 × 3. Expected an image of at least that size; with its padding it is 5 × 6.',
    ],
    [
      () => convolve2d(image, zeros([3, 3, 4, 8]), { stride: 0 }),
      'bad-attribute',
      'conv2d: stride is 0 × 0. Expected whole numbers of at least 1.',
    ],
    [
      () => convolve2d(image, zeros([3, 3, 4, 8]), { padding: [1, -1] }),
      'bad-attribute',
      'conv2d: padding before is 1 × -1. Expected whole numbers that are not negative.',
    ],
    [
      () => convolve2d(zeros([5, 6, 4]), zeros([3, 3, 4, 8])),
      'shape-mismatch',
      'conv2d: the shapes [5, 6, 4] and [3, 3, 4, 8] do not fit. Expected images [batch, height, width, channels], kernels [rows, columns, …].',
    ],
    [
      () => convolve2d(cast(image, 'int32'), cast(zeros([3, 3, 4, 8]), 'int32')),
      'dtype-mismatch',
      'conv2d: got int32 and int32. Expected floating values; use cast to convert.',
    ],
    [
      () => poolMaximum2d(image, { window: 2, padding: 2 }),
      'bad-attribute',
      'maxPool2d: padding is 2,2 and 2,2. Expected less than the window.',
    ],
  ])('case %#', (run, code, message) => {
    let thrown: RegimenError | undefined
    try {
      run()
    } catch (error) {
      thrown = error as RegimenError
    }
    expect([thrown?.code, thrown?.message]).toEqual([code, message])
  })
})
