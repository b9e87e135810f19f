/** Dense and flatten, and what every layer must do: right gradients, the same eagerly and compiled. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { abs, add, mul } from '../../src/engine/ops/elementwise.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { compile } from '../../src/engine/program.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import { dense, flatten, type Layer, relu, zerosInitializer } from '../../src/nn/index.ts'
import type { LayerState, Mode, TensorRecord } from '../../src/nn/layer.ts'
import {
  everyBackend,
  expectClose,
  fixtures,
  gradientError,
  inFloat64,
  normals,
  sourceOf,
  tensorFrom,
  thrownBy,
} from './helpers.ts'
import { inputsOf, zoo } from './layer-zoo.ts'

const inference: Mode = { training: false }

describe('dense', () => {
  test.each(everyBackend)('against PyTorch, $name', ({ backend, tolerance }) => {
    withBackend(backend, () => {
      const known = fixtures.dense
      const from = (numbers: typeof known.bias) => tensorFrom(numbers, backend)
      const layer = dense(3, 2)
      const inputs = { weight: from(known.weight), bias: from(known.bias), x: from(known.inputs) }
      const apply = ({ x, ...parameters }: { [name: string]: Tensor }) =>
        layer.apply({ parameters, buffers: {} }, x!, inference).output
      expectClose(apply(inputs), known.value, tolerance)
      const slopes = gradient((p: typeof inputs) => sum(mul(apply(p), from(known.weights))), inputs)
      expectClose(slopes.x, known.gradient, tolerance)
      expectClose(slopes.weight, known.weightGradient, tolerance)
      expectClose(slopes.bias, known.biasGradient, tolerance)
    })
  })

  test('starts with He-normal weights [inputs, outputs] and a bias of 0', () => {
    inFloat64(() => {
      const { parameters, buffers } = dense(500, 200).initialize(RandomKey.fromSeed(1), [500])
      expect(parameters.weight!.shape).toEqual([500, 200])
      const squares = Float64Array.from(parameters.weight!.data()).reduce((total, w) => total + w * w, 0)
      expect(squares / 100_000 / (2 / 500)).toBeGreaterThan(0.98)
      expect(squares / 100_000 / (2 / 500)).toBeLessThan(1.02)
      expect([...parameters.bias!.data()]).toEqual(new Array(200).fill(0))
      expect(buffers).toEqual({})
    })
  })

  test('without a bias it is linear, with one it is affine (F5)', () => {
    inFloat64(() => {
      const layer = dense(3, 2, { bias: false })
      const state = layer.initialize(RandomKey.fromSeed(1), [3])
      expect(Object.keys(state.parameters)).toEqual(['weight'])
      const [x, y] = [normals(1, [4, 3]), normals(2, [4, 3])]
      const at = (input: Tensor) => [...layer.apply(state, input, inference).output.data()]
      const both = tensor(
        [...x.data()].map((value, index) => value + 3 * (y.data()[index] ?? 0)),
        [4, 3],
      )
      const expected = at(x).map((value, index) => value + 3 * (at(y)[index] ?? 0))
      expectClose(tensor(at(both), [8]), expected, 1e-12)
    })
  })

  test('takes any initializer, by name too', () => {
    const { parameters } = dense(2, 2, { initializer: zerosInitializer() }).initialize(
      RandomKey.fromSeed(0),
      [2],
    )
    expect([...parameters.weight!.data()]).toEqual([0, 0, 0, 0])
    expect(dense(2, 2, { initializer: 'xavier' }).settings.initializer).toEqual({
      name: 'xavierNormal',
      settings: { gain: 1 },
    })
  })

  test('sizes and inputs that cannot be are refused', () => {
    expect(thrownBy(() => dense(0, 2)).message).toBe(
      'dense: inputs is 0. Expected a whole number, at least 1.',
    )
    expect(thrownBy(() => dense(2, 1.5)).code).toBe('technique-option')
    expect(thrownBy(() => dense(784, 10).outputShape([28, 28])).message).toBe(
      'dense 784 → 10: expected input [784], got [28, 28]. Put flatten() before it.',
    )
    const layer = dense(3, 2)
    const state = layer.initialize(RandomKey.fromSeed(0), [3])
    expect(thrownBy(() => layer.apply(state, normals(1, [4, 5]), inference)).message).toBe(
      'dense 3 → 2: expected input [3], got [5]',
    )
    expect(
      thrownBy(() => layer.apply({ parameters: {}, buffers: {} }, normals(1, [4, 3]), inference)).code,
    ).toBe('missing-state')
  })
})

describe('flatten', () => {
  test('keeps the batch and the row-major order', () => {
    inFloat64(() => {
      const x = tensor([...Array(12).keys()], [2, 3, 2])
      const { output } = flatten().apply({ parameters: {}, buffers: {} }, x, inference)
      expect(output.toArray()).toEqual([
        [0, 1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10, 11],
      ])
      expect(flatten().outputShape([28, 28])).toEqual([784])
      expect(flatten().outputShape([])).toEqual([1])
      expect(
        flatten().apply({ parameters: {}, buffers: {} }, tensor([1, 2]), inference).output.shape,
      ).toEqual([2, 1])
    })
  })
})

const cases = Object.entries(zoo).flatMap(([name, row]) =>
  [1, 3, 10, 125].map((batch) => ({ name, ...row, batch })),
)

/** A state away from the special values that layers start with; variances stay positive. */
function shaken({ parameters, buffers }: LayerState): LayerState {
  const shake = (record: TensorRecord, seed: number) =>
    Object.fromEntries(
      Object.entries(record).map(([name, x], index) => [name, add(x, abs(normals(seed + index, x.shape)))]),
    )
  return { parameters: shake(parameters, 50), buffers: shake(buffers, 80) }
}

/** Central differences of large batches only where a pass is quick. */
const differenced = cases.filter(({ input, batch }) => input.length === 1 || batch <= 10)

describe('gradients of all parameters and the input, training and inference', () => {
  test.each(differenced)('$name, batch $batch', ({ batch, ...row }) => {
    const { layer, input } = row
    inFloat64(() => {
      const state = shaken(layer.initialize(RandomKey.fromSeed(2), input))
      const x = inputsOf(row, batch)
      const weights = normals(4, [batch, ...layer.outputShape(input)])
      for (const training of [true, false]) {
        const mode = { training, random: sourceOf(5) }
        const loss = ({ parameters, x }: { parameters: LayerState['parameters']; x: Tensor }) =>
          sum(mul(layer.apply({ parameters, buffers: state.buffers }, x, mode).output, weights))
        const error = gradientError(loss, { parameters: state.parameters, x })
        expect(error, training ? 'training' : 'inference').toBeLessThan(1e-6)
      }
    })
  })
})

describe.each(everyBackend)('eager and compiled give the same, $name', ({ backend, tolerance }) => {
  test.each(cases)('$name, batch $batch', ({ batch, ...row }) => {
    const { layer, input } = row
    withBackend(backend, () => {
      const state = shaken(layer.initialize(RandomKey.fromSeed(2), input))
      const x = inputsOf(row, batch)
      const { key } = sourceOf(5)
      for (const training of [true, false]) {
        const run = (s: LayerState, inputs: Tensor, words: Tensor) => {
          const mode = { training, random: { key: words, stream: 0 } }
          const { output, buffers = {} } = layer.apply(s, inputs, mode)
          return { output, buffers }
        }
        const eager = run(state, x, key)
        const compiled = compile(run)(state, x, key)
        expect(compiled.output.shape).toEqual([batch, ...layer.outputShape(input)])
        expectClose(compiled.output, eager.output, tolerance)
        for (const [name, buffer] of Object.entries(eager.buffers)) {
          expectClose(compiled.buffers[name]!, buffer, tolerance)
        }
      }
    })
  })
})

test('an empty batch goes through every layer', () => {
  inFloat64(() => {
    for (const [name, { layer, input }] of Object.entries(zoo)) {
      const state = layer.initialize(RandomKey.fromSeed(2), input)
      const mode = { training: true, random: sourceOf(5) }
      const { output, buffers = {} } = layer.apply(state, tensor([], [0, ...input]), mode)
      expect(output.shape, name).toEqual([0, ...layer.outputShape(input)])
      for (const buffer of Object.values(buffers)) expect([...buffer.data()]).not.toContain(Number.NaN)
    }
  })
})

test('activations are layers without arguments and functions of tensors with one', () => {
  expectTypeOf(relu(normals(1, [2]))).toEqualTypeOf<Tensor>()
  expectTypeOf(relu()).toExtend<Layer>()
  expect(relu().kind).toBe('relu')
})
