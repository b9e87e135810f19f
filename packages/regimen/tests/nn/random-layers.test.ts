/** What dropout in its forms and noise are for, by the catalogue's numbers (R11, R13, R15, R16). */
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { ones, tensor, zeros } from '../../src/engine/ops/create.ts'
import { log, mul } from '../../src/engine/ops/elementwise.ts'
import { mean, sum, variance } from '../../src/engine/ops/reductions.ts'
import { sliceAxis } from '../../src/engine/ops/views.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import {
  createModel,
  dense,
  dropout,
  gaussianNoise,
  type Layer,
  originalDropout,
  predictMonteCarlo,
  relu,
  sequential,
  softmax,
  spatialDropout,
  weightNoise,
} from '../../src/nn/index.ts'
import { expectClose, inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'

const total = (x: Tensor) => sum(x).item()
const none = { parameters: {}, buffers: {} }
const training = (seed: number) => ({ training: true, random: sourceOf(seed) })
const apply = (layer: Layer, x: Tensor, seed: number) => layer.apply(none, x, training(seed)).output

describe('the original form', () => {
  test('in inference all units take part, times 1 − p: 0.8 at p = 0.2, not 0.2 (R13)', () => {
    inFloat64(() => {
      const x = normals(1, [3, 5])
      const { output } = originalDropout({ rate: 0.2 }).apply(none, x, { training: false })
      expectClose(output, mul(x, 0.8), 1e-15)
    })
  })

  test('in training what stays is as it was, and the inverted form is that divided by 1 − p', () => {
    inFloat64(() => {
      const x = ones([200, 500])
      const data = [...apply(originalDropout({ rate: 0.2 }), x, 1).data()]
      expect(new Set(data)).toEqual(new Set([0, 1]))
      const kept = data.filter((value) => value === 1).length / data.length
      expect(Math.abs(kept - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / data.length))
      expectClose(mul(tensor(data, [200, 500]), 1.25), apply(dropout(0.2), x, 1), 1e-12)
    })
  })

  test('the mean pre-activation over 10⁴ masks is that of inference within 1 % (R15)', () => {
    inFloat64(() => {
      const rate = 0.2
      const units = 50
      const weights = Float64Array.from(normals(2, [units, 4]).data(), (value) => 1 + 0.3 * value)
      const hidden = tensor(
        Float64Array.from({ length: units }, (_, unit) => 1 + (unit % 3)),
        [1, units],
      )
      const layer = sequential(originalDropout({ rate }), dense(units, 4, { bias: false }))
      const state = { parameters: { 'layers.1.weight': tensor(weights, [units, 4]) }, buffers: {} }
      // Each row of the batch has a mask of its own.
      const copies = mul(ones([10_000, 1]), hidden)
      const masked = mean(layer.apply(state, copies, training(3)).output, { axes: 0 }).data()
      const scaled = layer.apply(state, hidden, { training: false }).output.data()
      scaled.forEach((expected, unit) => {
        expect(Math.abs((masked[unit] ?? 0) / expected - 1)).toBeLessThan(0.01)
      })
    })
  })

  test('of softmax on a linear layer the geometric mean over all 2ⁿ masks is weight scaling, exactly (R16)', () => {
    inFloat64(() => {
      const n = 8
      const model = createModel(sequential(originalDropout(), dense(n, 3), softmax()), { input: [n] })
      const x = normals(4, [1, n])
      const masks = Array.from({ length: 2 ** n }, (_, mask) =>
        Array.from({ length: n }, (_, unit) => ((mask >> unit) & 1) * (x.data()[unit] ?? 0)),
      )
      // Each subnetwork by hand: its units as they are, the others 0. The layer without dropout computes it.
      const linear = sequential(dense(n, 3), softmax())
      const state = {
        parameters: {
          'layers.0.weight': model.state.parameters['layers.1.weight']!,
          'layers.0.bias': normals(5, [3]),
        },
        buffers: {},
      }
      const all = linear.apply(state, tensor(masks), { training: false }).output
      const logarithms = mean(log(all), { axes: 0 })
      const geometric = [...logarithms.data()].map(Math.exp)
      const total = geometric.reduce((sum, value) => sum + value, 0)
      const whole = {
        parameters: {
          'layers.1.weight': state.parameters['layers.0.weight'],
          'layers.1.bias': state.parameters['layers.0.bias'],
        },
        buffers: {},
      }
      const scaled = model.layer.apply(whole, x, { training: false }).output
      expectClose(
        scaled,
        geometric.map((value) => value / total),
        1e-13,
      )
    })
  })
})

describe('spatial dropout', () => {
  test('drops a channel of an example everywhere or nowhere, as often as it should', () => {
    const data = apply(spatialDropout({ rate: 0.25 }), ones([1000, 4, 3, 5]), 1).data()
    let dropped = 0
    for (let example = 0; example < 1000; example++) {
      for (let channel = 0; channel < 5; channel++) {
        const values = Array.from({ length: 12 }, (_, place) => data[(example * 12 + place) * 5 + channel])
        expect(new Set(values).size).toBe(1)
        dropped += Number(values[0] === 0)
      }
    }
    expect(Math.abs(dropped / 5000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 5000))
  })
})

describe('noise', () => {
  test('on inputs has mean 0 and the standard deviation that is asked for, and passes gradients on', () => {
    inFloat64(() => {
      const noise = apply(gaussianNoise({ standardDeviation: 0.3 }), zeros([100_000]), 2)
      expect(Math.abs(mean(noise).item())).toBeLessThan((4 * 0.3) / Math.sqrt(100_000))
      expect(Math.abs(Math.sqrt(variance(noise).item()) / 0.3 - 1)).toBeLessThan(4 / Math.sqrt(200_000))
      const slope = gradient((x: Tensor) => sum(apply(gaussianNoise(), x, 1)), ones([3]))
      expect([...slope.data()]).toEqual([1, 1, 1])
    })
  })

  test('on weights shifts each of them, anew in every pass, and never what is learnt', () => {
    inFloat64(() => {
      const layer = weightNoise(dense(300, 300), { standardDeviation: 0.1 })
      const state = {
        parameters: { 'layer.weight': zeros([300, 300]), 'layer.bias': zeros([300]) },
        buffers: {},
      }
      const identity = tensor(
        Float64Array.from({ length: 90_000 }, (_, place) => Number(place % 301 === 0)),
        [300, 300],
      )
      const seen = (seed: number) => layer.apply(state, identity, training(seed)).output
      // Both the weight's noise and the bias's: variance 2 · 0.01.
      expect(Math.abs(variance(seen(1)).item() / 0.02 - 1)).toBeLessThan(0.1)
      expect(seen(1).data()).not.toEqual(seen(2).data())
      expect([...layer.apply(state, identity, { training: false }).output.data()].every((y) => y === 0)).toBe(
        true,
      )
    })
  })
})

describe('dropout at prediction', () => {
  test('a linear layer after it: mean and spread by the closed form', () => {
    inFloat64(() => {
      const model = createModel(sequential(dropout(0.2), dense(20, 1)), { input: [20], seed: 1 })
      const x = normals(6, [2, 20])
      const { mean: centre, standardDeviation } = predictMonteCarlo(model, x, { samples: 2000 })
      const w = [...model.state.parameters['layers.1.weight']!.data()]
      for (const row of [0, 1]) {
        // Var Σ w x m / 0.8 with m Bernoulli(0.8) is Σ (w x)² · 0.25.
        const terms = w.map((weight, unit) => (weight * (x.data()[row * 20 + unit] ?? 0)) ** 2)
        const spread = Math.sqrt(0.25 * terms.reduce((total, term) => total + term, 0))
        const at = (tensor: Tensor) => tensor.data()[row] ?? 0
        expect(Math.abs(at(standardDeviation) / spread - 1)).toBeLessThan(0.1)
        const expected = at(model.apply(x))
        expect(Math.abs(at(centre) - expected)).toBeLessThan((4 * spread) / Math.sqrt(2000))
      }
    })
  })

  test('without dropout nothing varies; the same seed gives the same; one pass has no spread', () => {
    const x = normals(1, [3, 4])
    const plain = createModel(sequential(dense(4, 2), relu()), { input: [4] })
    const { mean: centre, standardDeviation } = predictMonteCarlo(plain, x, { samples: 3 })
    expectClose(centre, plain.apply(x), 1e-6)
    expect(total(standardDeviation)).toBe(0)
    const noisy = createModel(sequential(dropout(), dense(4, 2)), { input: [4] })
    const run = (seed: number) => predictMonteCarlo(noisy, x, { samples: 2, seed, output: softmax })
    expect(run(1).mean.data()).toEqual(run(1).mean.data())
    expect(run(1).mean.data()).not.toEqual(run(2).mean.data())
    const [first = 0, second = 0] = sliceAxis(run(1).mean, 0, 0, 1).data()
    expect(first + second).toBeCloseTo(1, 5)
    expect(total(predictMonteCarlo(noisy, x, { samples: 1 }).standardDeviation)).toBe(0)
    expect(thrownBy(() => predictMonteCarlo(noisy, x, { samples: 0 })).code).toBe('technique-option')
  })

  test('masks need a source also in inference', () => {
    const layer = dropout(0.5)
    expect(thrownBy(() => layer.apply(none, ones([2]), { training: false, dropout: true })).code).toBe(
      'missing-random',
    )
    expect(layer.apply(none, ones([2]), { training: true, dropout: false }).output.data()).toEqual(
      ones([2]).data(),
    )
  })
})

test('what cannot be meant is refused', () => {
  for (const make of [
    () => originalDropout({ rate: 1 }),
    () => spatialDropout({ rate: -0.1 }),
    () => gaussianNoise({ standardDeviation: -1 }),
    () => weightNoise(relu(), { standardDeviation: Number.NaN }),
  ]) {
    expect(thrownBy(make).code).toBe('technique-option')
  }
})
