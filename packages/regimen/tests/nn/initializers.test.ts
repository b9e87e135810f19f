import { describe, expect, test } from 'vitest'
import { referenceBackend } from '../../src/engine/backends/reference/index.ts'
import { wasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { zeros } from '../../src/engine/ops/create.ts'
import { square } from '../../src/engine/ops/elementwise.ts'
import { matmul } from '../../src/engine/ops/linear-algebra.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { reshape } from '../../src/engine/ops/views.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import type { Shape } from '../../src/engine/types.ts'
import {
  conv2d,
  createModel,
  dense,
  type Fans,
  gain,
  type Initializer,
  initializerNamed,
  initializers,
  type Layer,
  modelFromConfig,
  normalInitializer,
  orthogonalInitializer,
  sequential,
  simpleRnn,
} from '../../src/nn/index.ts'
import { expectClose, inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'
import { throughJson } from './support.ts'

const fans = { fanIn: 300, fanOut: 500 }

/** Mean, variance and kurtosis (fourth moment over squared variance) in float64. */
function moments(sample: Tensor) {
  const data = Float64Array.from(sample.data())
  const average = (of: (value: number) => number) =>
    data.reduce((total, value) => total + of(value), 0) / data.length
  const mean = average((value) => value)
  const variance = average((value) => (value - mean) ** 2)
  return { mean, variance, kurtosis: average((value) => (value - mean) ** 4) / variance ** 2 }
}

describe('10⁶ draws have the moments of the papers', () => {
  // Of the normal cut off at ±2: 2.3655 by its density.
  const kurtosis = { normal: 3, uniform: 1.8, truncated: 2.3655367171296495 }
  const rows: [string, keyof typeof kurtosis, number, object?][] = [
    ['lecunNormal', 'normal', 1 / 300],
    ['lecunUniform', 'uniform', 1 / 300],
    ['lecunTruncated', 'truncated', 1 / 300],
    ['xavierNormal', 'normal', 2 / 800],
    ['xavierUniform', 'uniform', 2 / 800],
    ['xavierTruncated', 'truncated', 2 / 800],
    ['xavierNormal', 'normal', (25 / 9) * (2 / 800), { gain: gain('tanh') }],
    ['textbookXavier', 'normal', 1 / 300],
    ['heNormal', 'normal', 2 / 300],
    ['heUniform', 'uniform', 2 / 300],
    ['heTruncated', 'truncated', 2 / 300],
    ['heNormal', 'normal', 2 / 500, { fan: 'out' }],
    ['heUniform', 'uniform', 2 / 400, { fan: 'average' }],
    ['heTruncated', 'truncated', 2 / 1.04 / 300, { gain: gain('leakyRelu', 0.2) }],
    ['normal', 'normal', 0.01 ** 2],
    ['normal', 'normal', 1, { standardDeviation: 1, mean: 3 }],
    ['truncatedNormal', 'truncated', (0.02 * 0.8796256610342398) ** 2],
    ['uniform', 'uniform', 0.05 ** 2 / 3],
    ['uniform', 'uniform', 1 / 12, { mean: 0.5, limit: 0.5 }],
    ['lecun', 'normal', 1 / 300],
    ['xavier', 'normal', 2 / 800],
    ['glorot', 'normal', 2 / 800],
    ['he', 'normal', 2 / 300],
    ['kaiming', 'normal', 2 / 300],
  ]
  test.each(rows)('%s (%s): variance %d %o', (name, distribution, variance, settings = {}) => {
    const sample = initializerNamed(name, { ...settings }).sample(sourceOf(1), [1000, 1000], fans)
    const found = moments(sample)
    const mean = 'mean' in settings ? Number(settings.mean) : 0
    expect(Math.abs(found.mean - mean)).toBeLessThan((4 * Math.sqrt(variance)) / 1000)
    expect(found.variance / variance).toBeGreaterThan(0.99)
    expect(found.variance / variance).toBeLessThan(1.01)
    expect(found.kurtosis / kurtosis[distribution]).toBeGreaterThan(0.98)
    expect(found.kurtosis / kurtosis[distribution]).toBeLessThan(1.02)
  })

  const limits: [string, number][] = [
    ['lecunUniform', Math.sqrt(3 / 300)],
    ['xavierUniform', Math.sqrt(6 / 800)],
    ['heUniform', Math.sqrt(6 / 300)],
    ['uniform', 0.05],
    ['truncatedNormal', 0.04],
    ['heTruncated', (2 * Math.sqrt(2 / 300)) / 0.8796256610342398],
  ]
  test.each(limits)('%s stays within ±%d and fills it', (name, limit) => {
    const data = Float64Array.from(initializerNamed(name).sample(sourceOf(2), [100_000], fans).data())
    const largest = data.reduce((a, b) => Math.max(a, b), 0)
    const smallest = data.reduce((a, b) => Math.min(a, b), 0)
    expect(Math.max(largest, -smallest)).toBeLessThanOrEqual(limit * (1 + 1e-6))
    expect(Math.min(largest, -smallest)).toBeGreaterThan(0.999 * limit)
  })
})

test('zeros and constants', () => {
  expect([...initializerNamed('zeros').sample(sourceOf(0), [2, 2], fans).data()]).toEqual([0, 0, 0, 0])
  expect([...initializerNamed('constant', { value: 0.5 }).sample(sourceOf(0), [3], fans).data()]).toEqual([
    0.5, 0.5, 0.5,
  ])
})

describe.each(Object.keys(initializers))('%s', (name) => {
  const initializer = initializerNamed(name)
  const shapes = [[], [0], [1], [3, 5], [10, 3], [125], [125, 1], [3, 3, 4, 7], [1, 1, 1, 1]]

  test('the same key draws the same, in any shape; another key something else', () => {
    for (const shape of shapes) {
      const first = initializer.sample(sourceOf(3), shape, fans)
      expect(first.shape).toEqual(shape)
      expect(first.data()).toEqual(initializer.sample(sourceOf(3), shape, fans).data())
      expect([...first.data()].every(Number.isFinite)).toBe(true)
    }
    if (['zeros', 'constant', 'identity'].includes(name)) return
    const [one, other] = [sourceOf(3), sourceOf(4)].map((source) =>
      initializer.sample(source, [10, 10], fans).data(),
    )
    expect(one).not.toEqual(other)
  })

  test('float32 and float64 draw the same numbers, up to rounding', () => {
    const [single, double] = [wasmBackend, referenceBackend].map((backend) =>
      withBackend(backend, () => initializer.sample(sourceOf(5), [20, 30], fans)),
    )
    expect([single?.dtype, double?.dtype]).toEqual(['float32', 'float64'])
    const scale = Math.max(...[...(double?.data() ?? [])].map(Math.abs), 1e-9)
    const expected = double?.data() ?? []
    expect(
      [...(single?.data() ?? [])].every((w, i) => Math.abs(w - (expected[i] ?? 0)) <= 1e-5 * scale),
    ).toBe(true)
  })

  test('goes through a file and back with its layer, and says what it is', () => {
    const model = createModel(dense(6, 4, { initializer }), { input: [6], seed: 7 })
    const again = modelFromConfig(throughJson(model.config()), { seed: 7 })
    expect(again.state.parameters.weight?.data()).toEqual(model.state.parameters.weight?.data())
    const { technique } = Object.entries(initializers).find(([key]) => key === name)?.[1] ?? {}
    expect(technique).toMatchObject({ name, kind: 'initializer', defaults: initializer.settings })
    expect(technique?.paper).toMatch(/\d{4}/)
    expect(thrownBy(() => initializerNamed(name, { none: 1 })).code).toBe('unknown-option')
  })
})

describe('fans, as PyTorch counts them (init._calculate_fan_in_and_fan_out)', () => {
  const seen: Fans[] = []
  const spy: Initializer = {
    name: 'zeros',
    settings: {},
    sample: (_source, shape, of) => {
      seen.push(of)
      return zeros(shape)
    },
  }
  const kernel = (channels: number, outputs: number, size: [number, number], groups = 1) =>
    conv2d(channels, outputs, { kernel: size, groups, initializer: spy })
  const rows: [string, Layer, Shape, Fans][] = [
    ['dense 784 → 100', dense(784, 100, { initializer: spy }), [784], { fanIn: 784, fanOut: 100 }],
    ['dense 1 → 1', dense(1, 1, { initializer: spy }), [1], { fanIn: 1, fanOut: 1 }],
    ['dense 3 → 10', dense(3, 10, { initializer: spy }), [3], { fanIn: 3, fanOut: 10 }],
    ['5 × 5, 1 → 30', kernel(1, 30, [5, 5]), [9, 9, 1], { fanIn: 25, fanOut: 750 }],
    ['3 × 3, 16 → 64', kernel(16, 64, [3, 3]), [9, 9, 16], { fanIn: 144, fanOut: 576 }],
    ['1 × 5, 3 → 7', kernel(3, 7, [1, 5]), [9, 9, 3], { fanIn: 15, fanOut: 35 }],
    // An input feeds the outputs of its own group alone; PyTorch counts all 64.
    ['3 × 3, 16 → 64 in 4 groups', kernel(16, 64, [3, 3], 4), [9, 9, 16], { fanIn: 36, fanOut: 144 }],
  ]
  test.each(rows)('%s', (_, layer, input, expected) => {
    seen.length = 0
    layer.initialize(RandomKey.fromSeed(1), input)
    expect(seen).toEqual([expected])
  })

  test('fanIn of an RNN: its inputs for W, its hidden units for U', () => {
    seen.length = 0
    simpleRnn(3, 10, { initializer: spy }).initialize(RandomKey.fromSeed(1), [4, 3])
    expect(seen).toEqual([
      { fanIn: 3, fanOut: 10 },
      { fanIn: 10, fanOut: 10 },
    ])
  })
})

test('gains, as PyTorch has them (init.calculate_gain)', () => {
  expect(gain('linear')).toBe(1)
  expect(gain('identity')).toBe(1)
  expect(gain('sigmoid')).toBe(1)
  expect(gain('tanh')).toBeCloseTo(1.6666666666666667, 15)
  expect(gain('relu')).toBeCloseTo(Math.SQRT2, 15)
  expect(gain('leakyRelu')).toBeCloseTo(1.4141428569978354, 15)
  expect(gain('leakyRelu', 0.2)).toBeCloseTo(1.3867504905630728, 15)
  expect(gain('leakyRelu', 0)).toBeCloseTo(Math.SQRT2, 15)
  expect(gain('leakyRelu', -1.5)).toBeCloseTo(0.7844645405527362, 15)
  expect(gain('selu')).toBe(0.75)
  expect(thrownBy(() => gain('gelu' as 'relu')).message).toContain(
    'Expected one of identity, linear, sigmoid',
  )
})

describe('orthogonal', () => {
  /** The largest entry of WᵀW − gain²·I, or of WWᵀ − gain²·I where there are more outputs than inputs. */
  function defect(shape: readonly number[], factor: number): number {
    const outputs = shape.at(-1) ?? 1
    const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1)
    const weights = initializerNamed('orthogonal', { gain: factor }).sample(sourceOf(6), shape, fans)
    const w = reshape(weights, [inputs, outputs])
    const tall = inputs >= outputs
    const square = matmul(w, w, tall ? { transposeA: true } : { transposeB: true })
    const size = Math.min(inputs, outputs)
    return [...square.data()].reduce((worst, value, index) => {
      const expected = Math.floor(index / size) === index % size ? factor ** 2 : 0
      return Math.max(worst, Math.abs(value - expected))
    }, 0)
  }

  test.each([
    [[1, 1]],
    [[3, 3]],
    [[10, 3]],
    [[3, 10]],
    [[125, 64]],
    [[1, 7]],
    [[3, 3, 4, 8]],
    [[2, 2, 1, 16]],
  ])('WᵀW = gain²·I for %j', (shape) => {
    inFloat64(() => {
      expect(defect(shape, 1)).toBeLessThan(1e-13)
      expect(defect(shape, 1.7)).toBeLessThan(1e-12)
    })
    expect(withBackend(wasmBackend, () => defect(shape, 1))).toBeLessThan(1e-6)
  })

  test('every orthogonal matrix is as likely as any other: E tr Q = 0, E (tr Q)² = 1', () => {
    inFloat64(() => {
      const traces = Array.from({ length: 3000 }, (_, seed) => {
        const [a = 0, , , , b = 0, , , , c = 0] = orthogonalInitializer()
          .sample(sourceOf(seed), [3, 3], fans)
          .data()
        return a + b + c
      })
      const mean = (of: (trace: number) => number) =>
        traces.reduce((total, trace) => total + of(trace), 0) / traces.length
      // Diaconis & Shahshahani 1994: the moments of tr Q over O(n) are those of a standard normal, n ≥ 2 for these.
      expect(Math.abs(mean((trace) => trace))).toBeLessThan(4 / Math.sqrt(3000))
      expect(Math.abs(mean((trace) => trace ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 3000))
    })
  })

  test('a deep linear network keeps the length of its input', () => {
    const layers = Array.from({ length: 50 }, () => dense(32, 32, { initializer: 'orthogonal', bias: false }))
    inFloat64(() => {
      const x = normals(9, [3, 32])
      const y = createModel(sequential(...layers), { input: [32] }).apply(x)
      const lengths = (of: Tensor) => [...sum(square(of), { axes: 1 }).data()]
      expectClose(sum(square(y), { axes: 1 }), lengths(x), 1e-12)
    })
  })
})

describe('identity', () => {
  test('of matrices of any shape, times the gain', () => {
    const draw = (shape: number[]) => [
      ...initializerNamed('identity', { gain: 2 }).sample(sourceOf(1), shape, fans).data(),
    ]
    expect(draw([2, 2])).toEqual([2, 0, 0, 2])
    expect(draw([2, 3])).toEqual([2, 0, 0, 0, 2, 0])
    expect(draw([3, 2])).toEqual([2, 0, 0, 2, 0, 0])
  })

  test('of kernels: a convolution that hands its images on', () => {
    for (const kernel of [1, 2, 3, 4, [3, 5]] as const) {
      const layer = conv2d(2, 2, { kernel, padding: 'same', initializer: 'identity' })
      const images = normals(3, [2, 5, 6, 2])
      const output = createModel(layer, { input: [5, 6, 2] }).apply(images)
      expectClose(output, images, 1e-6)
    }
  })
})

test('what cannot be meant is refused', () => {
  expect(thrownBy(() => initializerNamed('hee'))).toMatchObject({
    code: 'unknown-technique',
    message: expect.stringContaining('There is no initializer "hee". Known: zeros, constant, normal'),
  })
  expect(thrownBy(() => initializerNamed('toString')).code).toBe('unknown-technique')
  expect(thrownBy(() => initializerNamed('normal', { std: 1 }))).toMatchObject({
    code: 'unknown-option',
    message: 'normal has no option "std". It has mean, standardDeviation.',
  })
  expect(thrownBy(() => initializerNamed('normal', { standardDeviation: '1' })).message).toBe(
    'normal: standardDeviation is "1". Expected a number, such as 0.01.',
  )
  expect(thrownBy(() => normalInitializer({ standardDeviation: -1 })).code).toBe('technique-option')
  expect(thrownBy(() => normalInitializer({ standardDeviation: Number.NaN })).code).toBe('technique-option')
  expect(thrownBy(() => initializerNamed('heNormal', { fan: 'inn' })).message).toBe(
    'heNormal: fan is "inn". Expected "in", "out" or "average".',
  )
  for (const name of ['heUniform', 'xavierTruncated', 'orthogonal', 'identity']) {
    expect(thrownBy(() => initializerNamed(name, { gain: 0 })).code).toBe('technique-option')
  }
})
