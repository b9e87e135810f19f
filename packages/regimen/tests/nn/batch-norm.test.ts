import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { mul } from '../../src/engine/ops/elementwise.ts'
import { concatenate } from '../../src/engine/ops/indexing.ts'
import { mean, sum, variance } from '../../src/engine/ops/reductions.ts'
import { sliceAxis } from '../../src/engine/ops/views.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import { batchNorm, type LayerState, type TensorRecord } from '../../src/nn/index.ts'
import { everyBackend, expectClose, fixtures, inFloat64, normals, tensorFrom, thrownBy } from './helpers.ts'

const training = { training: true }
const inference = { training: false }
const fresh = (features: number, layer = batchNorm()): LayerState =>
  layer.initialize(RandomKey.fromSeed(0), [features])

describe.each(everyBackend)('against PyTorch, $name', ({ backend, tolerance }) => {
  test.each([
    [0, '[8, 3]'],
    [1, '[2, 10]'],
    [2, '[3, 4, 5]'],
  ])('case %d: %s', (index) => {
    withBackend(backend, () => {
      const known = fixtures.batchNorm[index]!
      const batches = tensorFrom(known.batches, backend)
      const batch = (at: number) => squeeze(sliceAxis(batches, 0, at, at + 1))
      const layer = batchNorm()
      const parameters = { gamma: tensorFrom(known.gamma, backend), beta: tensorFrom(known.beta, backend) }
      const { buffers } = layer.initialize(RandomKey.fromSeed(0), batch(0).shape.slice(1))

      const first = layer.apply({ parameters, buffers }, batch(0), training)
      expectClose(first.output, known.training.value, tolerance)
      const weights = tensorFrom(known.weights, backend)
      const slopes = gradient(
        ({ x, ...p }: { x: Tensor; gamma: Tensor; beta: Tensor }) =>
          sum(mul(layer.apply({ parameters: p, buffers }, x, training).output, weights)),
        { x: batch(0), ...parameters },
      )
      expectClose(slopes.x, known.training.gradient, tolerance)
      expectClose(slopes.gamma, known.gammaGradient, tolerance)
      expectClose(slopes.beta, known.betaGradient, tolerance)

      const second = layer.apply({ parameters, buffers: first.buffers! }, batch(1), training)
      expectClose(second.buffers!.runningMean!, known.running.mean, tolerance)
      expectClose(second.buffers!.runningVariance!, known.running.variance, tolerance)
      const last = layer.apply({ parameters, buffers: second.buffers! }, batch(2), inference)
      expectClose(last.output, known.inference, tolerance)
      expect(last.buffers).toBeUndefined()
    })
  })
})

function squeeze(x: Tensor): Tensor {
  return tensor(x.data(), x.shape.slice(1), x.dtype)
}

test.each([3, 10, 125])('output has mean 0 and variance σ² / (σ² + ε), batch %d', (batch) => {
  inFloat64(() => {
    const x = normals(1, [batch, 4])
    const { output } = batchNorm().apply(fresh(4), x, training)
    expectClose(mean(output, { axes: 0 }), [0, 0, 0, 0], 1e-12)
    const expected = [...variance(x, { axes: 0 }).data()].map((value) => value / (value + 1e-5))
    expectClose(variance(output, { axes: 0 }), expected, 1e-12)
  })
})

test('γ = σ and β = μ undo the normalisation (B1)', () => {
  inFloat64(() => {
    const x = normals(2, [10, 3])
    const gamma = [...variance(x, { axes: 0 }).data()].map((value) => Math.sqrt(value + 1e-5))
    const parameters: TensorRecord = { gamma: tensor(gamma, [3]), beta: mean(x, { axes: 0 }) }
    const { output } = batchNorm().apply({ ...fresh(3), parameters }, x, training)
    expectClose(output, x, 1e-12)
  })
})

test('running statistics by hand: 0.9 of the old, 0.1 of mean and unbiased variance', () => {
  inFloat64(() => {
    // Mean 2 and 10; biased variance 8 / 3 and 0, unbiased 4 and 0.
    const x = tensor([
      [0, 10],
      [2, 10],
      [4, 10],
    ])
    const { output, buffers } = batchNorm().apply(fresh(2), x, training)
    expectClose(buffers!.runningMean!, [0.2, 1], 1e-15)
    expectClose(buffers!.runningVariance!, [0.9 + 0.4, 0.9], 1e-15)
    const scale = 1 / Math.sqrt(8 / 3 + 1e-5)
    expectClose(output, [-2 * scale, 0, 0, 0, 2 * scale, 0], 1e-14)
    const slow = batchNorm({ momentum: 0.5 }).apply(fresh(2), x, training)
    expectClose(slow.buffers!.runningMean!, [1, 5], 1e-15)
  })
})

test('moving statistics reach those of the whole population (B9)', () => {
  inFloat64(() => {
    let state = fresh(1)
    for (let step = 0; step < 200; step++) {
      const x = tensor(
        [...normals(step + 1, [100]).data()].map((value) => 3 + 2 * value),
        [100, 1],
      )
      state = { ...state, buffers: batchNorm().apply(state, x, training).buffers ?? state.buffers }
    }
    expect(state.buffers.runningMean!.item()).toBeCloseTo(3, 0)
    expect(Math.abs(state.buffers.runningMean!.item() - 3)).toBeLessThan(0.2)
    expect(Math.abs(state.buffers.runningVariance!.item() - 4)).toBeLessThan(0.4)
  })
})

test('in inference a sample does not see its mates; in training it does (B10)', () => {
  inFloat64(() => {
    const sample = normals(3, [1, 4])
    const state: LayerState = {
      ...fresh(4),
      buffers: { runningMean: normals(4, [4]), runningVariance: tensor([0.5, 1, 2, 4]) },
    }
    const first = (mates: Tensor, mode: typeof training) =>
      sliceAxis(batchNorm().apply(state, concatenate([sample, mates]), mode).output, 0, 0, 1).data()
    const [some, others] = [normals(5, [7, 4]), normals(6, [2, 4])]
    expect(first(some, inference)).toEqual(first(others, inference))
    expect(first(some, inference)).toEqual(batchNorm().apply(state, sample, inference).output.data())
    expect(first(some, training)).not.toEqual(first(others, training))
  })
})

test.each(everyBackend)(
  'a batch of one gives β, no NaN, and leaves the running variance, $name',
  ({ backend }) => {
    withBackend(backend, () => {
      const state: LayerState = {
        ...fresh(3),
        parameters: { gamma: tensor([2, 3, 4]), beta: tensor([5, 6, 7]) },
      }
      const { output, buffers } = batchNorm().apply(state, tensor([[1, -1000, 0.5]]), training)
      expect([...output.data()]).toEqual([5, 6, 7])
      expectClose(buffers!.runningMean!, [0.1, -100, 0.05], 1e-5)
      expect([...buffers!.runningVariance!.data()]).toEqual([1, 1, 1])
      const slope = gradient(
        (x: Tensor) => sum(batchNorm().apply(state, x, training).output),
        tensor([[1, -1000, 0.5]]),
      )
      expect([...slope.data()]).toEqual([0, 0, 0])
    })
  },
)

test('a constant feature becomes β', () => {
  inFloat64(() => {
    const { output } = batchNorm().apply(fresh(1), tensor([[7], [7], [7]]), training)
    expect([...output.data()]).toEqual([0, 0, 0])
  })
})

test('what cannot be meant is refused', () => {
  expect(thrownBy(() => batchNorm({ epsilon: 0 })).message).toBe(
    'batchNorm: epsilon is 0. Expected a number above 0.',
  )
  expect(thrownBy(() => batchNorm({ momentum: 1.1 })).code).toBe('technique-option')
  expect(thrownBy(() => batchNorm().outputShape([])).code).toBe('layer-shape')
})
