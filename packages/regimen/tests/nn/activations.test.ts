import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { full, tensor } from '../../src/engine/ops/create.ts'
import { mul, square } from '../../src/engine/ops/elementwise.ts'
import { mean, sum, variance } from '../../src/engine/ops/reductions.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import {
  type ActivationName,
  activationNamed,
  activations,
  createModel,
  dense,
  elu,
  identity,
  leakyRelu,
  logSoftmax,
  relu,
  selu,
  sequential,
  sigmoid,
  softmax,
  step,
  tanh,
} from '../../src/nn/index.ts'
import type { Layer, TensorRecord } from '../../src/nn/layer.ts'
import {
  everyBackend,
  expectClose,
  fixtures,
  gradientError,
  inFloat64,
  normals,
  tensorFrom,
  thrownBy,
} from './helpers.ts'

const elementwise: { [name: string]: (x: Tensor) => Tensor } = { sigmoid, tanh, relu, leakyRelu, elu, selu }
const rowwise: { [name: string]: (x: Tensor) => Tensor } = { softmax, logSoftmax }

describe.each(everyBackend)('against PyTorch, $name', ({ backend, tolerance }) => {
  const { activations: known } = fixtures

  test.each(Object.keys(known.elementwise))('%s on 0, ±tiny, ±1000, ±∞, NaN', (name) => {
    withBackend(backend, () => {
      const compute = elementwise[name]!
      const x = tensorFrom(known.inputs, backend)
      expectClose(compute(x), known.elementwise[name]!.value, tolerance)
      expectClose(
        gradient((p: Tensor) => sum(compute(p)), x),
        known.elementwise[name]!.gradient,
        tolerance,
      )
    })
  })

  test.each(Object.keys(known.rowwise))('%s on equal, huge and tiny rows', (name) => {
    withBackend(backend, () => {
      const compute = rowwise[name]!
      const x = tensorFrom(known.rows.slice(0, 6), backend)
      const weights = tensorFrom(known.rowWeights, backend)
      expectClose(compute(x), known.rowwise[name]!.value, tolerance)
      expectClose(
        gradient((p: Tensor) => sum(mul(compute(p), weights)), x),
        known.rowwise[name]!.gradient,
        tolerance,
      )
    })
  })

  test('softmax of a masked (−∞) entry is 0', () => {
    withBackend(backend, () => {
      expectClose(softmax(tensorFrom(known.rows.slice(6), backend)), known.masked, tolerance)
    })
  })
})

describe('closed forms', () => {
  const x = inFloat64(() => normals(5, [10, 3]))

  test('tanh x = 2σ(2x) − 1', () => {
    inFloat64(() => {
      const other = Float64Array.from(sigmoid(mul(x, 2)).data(), (value) => 2 * value - 1)
      expectClose(tanh(x), [...other], 1e-12)
    })
  })

  test('σ′ is ¼ at 0 and below 5·10⁻⁵ at 10', () => {
    const slope = inFloat64(() => gradient((p: Tensor) => sum(sigmoid(p)), tensor([0, 10])).data())
    expect(slope[0]).toBe(0.25)
    expect(slope[1]).toBeLessThan(5e-5)
    expect(slope[1]).toBeGreaterThan(0)
  })

  test('softmax sums to 1, does not see shifts, and is exp of logSoftmax', () => {
    inFloat64(() => {
      expectClose(sum(softmax(x), { axes: -1 }), Array(10).fill(1), 1e-14)
      const shifted = tensor(
        [...x.data()].map((value) => value + 1000),
        [10, 3],
      )
      expectClose(softmax(shifted), softmax(x), 1e-12)
      expectClose(softmax(x), [...logSoftmax(x).data()].map(Math.exp), 1e-14)
    })
  })

  test('relu has no gradient at 0; the step has none anywhere', () => {
    inFloat64(() => {
      const points = tensor([-1, 0, 2])
      expect([...gradient((p: Tensor) => sum(relu(p)), points).data()]).toEqual([0, 0, 1])
      expect([...step(points).data()]).toEqual([0, 0, 1])
      expect([...gradient((p: Tensor) => sum(step(p)), points).data()]).toEqual([0, 0, 0])
      expect(step(tensor([Number.NaN])).item()).toBeNaN()
      expect(identity(points)).toBe(points)
    })
  })

  // ∫ f(x) φ(x) dx by the trapezoidal rule, which converges faster than any power of the spacing here,
  // apart from the kinks at 0: they are a node of the grid.
  const means: [string, (x: Tensor) => Tensor, number][] = [
    ['relu', relu, 1 / Math.sqrt(2 * Math.PI)],
    ['leakyRelu', leakyRelu, 0.99 / Math.sqrt(2 * Math.PI)],
    // E[eˣ − 1; x < 0] = e^½ Φ(−1) − ½ with Φ(−1) = 0.15865525393145707.
    ['elu', elu, 1 / Math.sqrt(2 * Math.PI) + Math.exp(0.5) * 0.15865525393145707 - 0.5],
    ['selu', selu, 0],
  ]
  test.each(means)('the mean of %s of a standard normal', (_, compute, expected) => {
    inFloat64(() => {
      const spacing = 1e-3
      const grid = Float64Array.from({ length: 20_001 }, (_, index) => (index - 10_000) * spacing)
      const density = grid.map((at) => (Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI)) * spacing)
      const values = compute(tensor(grid, [grid.length]))
      const weighted = (y: Tensor) => sum(mul(y, tensor(density, [density.length]))).item()
      expect(weighted(values)).toBeCloseTo(expected, 6)
      if (compute === selu) expect(weighted(square(values))).toBeCloseTo(1, 6)
    })
  })
})

describe('gradients against central differences', () => {
  const differentiable = Object.keys(activations).filter((name) => name !== 'step')
  test.each(differentiable.flatMap((name) => [1, 3, 10, 125].map((batch) => [name, batch] as const)))(
    '%s, batch %d',
    (name, batch) => {
      inFloat64(() => {
        const layer = activationNamed(name).fromSettings({})
        const { parameters } = layer.initialize(RandomKey.fromSeed(1), [3])
        const weights = normals(7, [batch, 3])
        const loss = ({ x, parameters }: { x: Tensor; parameters: TensorRecord }) =>
          sum(mul(layer.apply({ parameters, buffers: {} }, x, { training: true }).output, weights))
        expect(gradientError(loss, { x: normals(6, [batch, 3]), parameters })).toBeLessThan(1e-6)
      })
    },
  )

  test('options reach the function and the layer', () => {
    inFloat64(() => {
      const x = tensor([-2, 3])
      expect([...leakyRelu(x, { slope: 0.25 }).data()]).toEqual([-0.5, 3])
      const layer = leakyRelu({ slope: 0.25 })
      expect(layer.settings).toEqual({ slope: 0.25 })
      expect([...layer.apply({ parameters: {}, buffers: {} }, x, { training: false }).output.data()]).toEqual(
        [-0.5, 3],
      )
      expect(elu(x, { alpha: 2 }).data()[0]).toBeCloseTo(2 * (Math.exp(-2) - 1), 14)
    })
  })
})

describe('units that never fire (A6, A7)', () => {
  /** Gradients of both weights of a network whose hidden biases are −100. */
  function slopes(activation: ActivationName) {
    const model = createModel(
      sequential(dense(4, 8), activationNamed(activation).fromSettings({}), dense(8, 2)),
      { input: [4], seed: 1 },
    )
    const parameters: TensorRecord = {
      ...model.state.parameters,
      'layers.0.bias': full([8], -100),
      'layers.2.bias': full([2], 1),
    }
    const x = normals(3, [16, 4])
    const loss = (p: TensorRecord) =>
      mean(square(model.layer.apply({ parameters: p, buffers: {} }, x, { training: true }).output))
    return gradient(loss, parameters)
  }
  const largest = (t: Tensor | undefined) => Math.max(...[...(t?.data() ?? [Number.NaN])].map(Math.abs))

  test('a dead ReLU gets no gradient, but the units behind it do', () => {
    const dead = slopes('relu')
    expect(largest(dead['layers.0.weight'])).toBe(0)
    expect(largest(dead['layers.0.bias'])).toBe(0)
    expect(largest(dead['layers.2.bias'])).toBeGreaterThan(0.1)
  })

  test.each(['leakyRelu', 'pRelu'] as const)('%s lets it through', (activation) => {
    expect(largest(slopes(activation)['layers.0.weight'])).toBeGreaterThan(1e-4)
  })
})

describe('SELU networks normalise themselves (Klambauer 2017)', () => {
  /** Mean and variance of the activations after 20 layers of 256 units on standard normal inputs. */
  function afterTwentyLayers(activation: ActivationName, initializer: 'lecunNormal' | 'normal') {
    const block = (): Layer[] => [
      dense(256, 256, { initializer }),
      activationNamed(activation).fromSettings({}),
    ]
    const model = createModel(sequential(...Array.from({ length: 20 }, block).flat()), {
      input: [256],
      seed: 3,
    })
    const output = model.apply(normals(8, [256, 256]))
    return { mean: mean(output).item(), variance: variance(output).item() }
  }

  test('mean 0 and variance 1 survive 20 layers', () => {
    const { mean, variance } = afterTwentyLayers('selu', 'lecunNormal')
    expect(Math.abs(mean)).toBeLessThan(0.1)
    expect(Math.abs(variance - 1)).toBeLessThan(0.15)
  })

  test('not with ReLU, nor with weights of standard deviation 0.01', () => {
    expect(afterTwentyLayers('relu', 'lecunNormal').variance).toBeLessThan(1e-4)
    expect(afterTwentyLayers('selu', 'normal').variance).toBeLessThan(1e-4)
  })
})

test('what cannot be meant is refused', () => {
  expect(thrownBy(() => activationNamed('swich')).message).toContain(
    'There is no activation "swich". Known: sigmoid',
  )
  expect(activationNamed('swish').technique.name).toBe('silu')
  expect(activationNamed('linear').technique.name).toBe('identity')
  expect(thrownBy(() => elu({ alpha: 0 })).message).toBe(
    'elu: alpha is 0. Expected a finite number, more than 0.',
  )
  expect(thrownBy(() => leakyRelu({ slope: Number.NaN })).code).toBe('technique-option')
  expect(thrownBy(() => softmax().outputShape([])).code).toBe('layer-shape')
  expect(softmax().outputShape([3])).toEqual([3])
})
