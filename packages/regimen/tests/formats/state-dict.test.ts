import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  createModel,
  decodeSafetensors,
  dense,
  encodeSafetensors,
  flatten,
  type Layer,
  loadStateDict,
  lstm,
  type Model,
  maxout,
  predict,
  RegimenError,
  relu,
  reshape,
  residual,
  sequential,
  softmax,
  stateDictOf,
  type Tensor,
  tensor,
} from '../../src/index.ts'
import { layerKinds } from '../../src/nn/layers/index.ts'
import readings from '../fixtures/state-dict-readings.json' with { type: 'json' }
import fixture from '../fixtures/state-dicts.json' with { type: 'json' }
import { zoo } from '../nn/layer-zoo.ts'
import { kindsIn } from './kinds.ts'
import { fileOf, knownModel } from './known-models.ts'
import { type Twin, twins } from './pytorch-twins.ts'

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const modelOf = ({ layer, input }: Twin, seed = 3): Model => createModel(layer(), { input, seed })
const numbers = (record: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(record).map(([name, each]) => [name, [each.shape, [...each.data()]]]))

function refusal(run: () => unknown): RegimenError {
  try {
    run()
  } catch (error) {
    if (error instanceof RegimenError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe.each(Object.keys(fixture) as (keyof typeof fixture)[])('%s', (name) => {
  const each = twins[name]
  const { file, input, output } = fixture[name]
  const { tensors } = decodeSafetensors(bytesOf(file), name)

  test("a PyTorch network's weights predict what PyTorch predicts", () => {
    const model = modelOf(each)
    loadStateDict(model, tensors, each.options)
    const { outputs } = predict(model, Float32Array.from(input.data))
    output.data.forEach((value, index) => {
      expect(Math.abs((outputs[index] ?? Number.NaN) - value), `output ${index}`).toBeLessThan(1e-5)
    })
  })

  test("written again they are PyTorch's own file, tensor by tensor", () => {
    const model = modelOf(each)
    loadStateDict(model, tensors, each.options)
    const written = decodeSafetensors(encodeSafetensors(stateDictOf(model, each.options), {}), name).tensors
    const kept = (record: Readonly<Record<string, Tensor>>) =>
      Object.fromEntries(Object.entries(record).filter(([key]) => !/bias_[ih]h_l0|num_batches/.test(key)))
    expect(numbers(kept(written))).toEqual(numbers(kept(tensors)))
    expect(Object.keys(written).sort()).toEqual(
      Object.keys(tensors)
        .filter((key) => !key.endsWith('num_batches_tracked'))
        .sort(),
    )
    // Of two biases that are added Regimen keeps the sum.
    const sums = (record: Readonly<Record<string, Tensor>>) =>
      Object.entries(record).flatMap(([key, first]) => {
        const second = record[key.replace('bias_ih', 'bias_hh')]?.data()
        return key.startsWith('bias_ih')
          ? [...first.data()].map((value, at) => value + (second?.[at] ?? 0))
          : []
      })
    const expected = sums(tensors)
    sums(written).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6)
    })
  })
})

test.each(Object.keys(readings) as (keyof typeof readings)[])(
  '%s: PyTorch has read this very file, and predicts what we predict',
  (name) => {
    const { sha256, input, output } = readings[name]
    expect(createHash('sha256').update(fileOf(name)).digest('hex')).toBe(sha256)
    const { outputs } = predict(knownModel(name), Float32Array.from(input.data))
    expect(outputs).toHaveLength(output.data.length)
    output.data.forEach((value, index) => {
      expect(Math.abs((outputs[index] ?? Number.NaN) - value), `output ${index}`).toBeLessThanOrEqual(1e-5)
    })
  },
)

test('PyTorch has read a file of every network', () => {
  expect(Object.keys(readings).sort()).toEqual(Object.keys(twins).sort())
})

test("every kind of layer has a network among PyTorch's", () => {
  const covered = new Set(Object.values(twins).flatMap(({ layer }) => kindsIn(layer())))
  expect(Object.keys(layerKinds).filter((kind) => !covered.has(kind))).toEqual([])
})

test.each(Object.entries(zoo))('%s: a state_dict taken out and put in predicts the same', (_, row) => {
  const from = createModel(row.layer, { input: row.input, seed: 1 })
  const to = createModel(row.layer, { input: row.input, seed: 2 })
  loadStateDict(to, stateDictOf(from))
  expect(numbers({ ...to.state.parameters, ...to.state.buffers })).toEqual(
    numbers({ ...from.state.parameters, ...from.state.buffers }),
  )
})

describe('what does not fit is named, and nothing changes', () => {
  const model = createModel(sequential(dense(2, 3), relu(), dense(3, 1)) as Layer, { input: [2] })
  const sound = stateDictOf(model)
  const { '0.weight': _, ...lacking } = sound
  const table: readonly (readonly [string, Record<string, Tensor>, string, string])[] = [
    ['a tensor that is missing', lacking, 'state-dict-missing', '"0.weight"'],
    [
      'another shape',
      { ...sound, '2.weight': tensor([1, 2], [1, 2]) },
      'state-dict-shape',
      '"2.weight" has shape [1, 2]; this model needs [1, 3]',
    ],
    ['a tensor too many', { ...sound, '4.bias': tensor([1], [1]) }, 'state-dict-left', '4.bias'],
    ['nothing', {}, 'state-dict-missing', 'none'],
  ]
  test.each(table)('%s', (_, given, code, says) => {
    const before = numbers(model.state.parameters)
    const error = refusal(() => loadStateDict(model, given))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
    expect(numbers(model.state.parameters)).toEqual(before)
  })

  test('a layer that no row describes', () => {
    const own: Layer = { ...(softmax() as Layer), kind: 'own' }
    expect(refusal(() => stateDictOf(createModel(own, { input: [2] }))).code).toBe('state-dict-layer')
  })

  const flattened = (...layers: Layer[]): Layer => sequential(...[flatten(), ...layers])
  const learnt = (...layers: Layer[]): Layer => sequential(...[flatten(), dense(8, 8), ...layers])
  const image: Layer = reshape([2, 2, 2])
  test.each([
    [
      'states made images',
      sequential(...[reshape([4, 2]), lstm(2, 8), image]) as Layer,
      'layers.2 (reshape)',
    ],
    ['features flattened in part of a sum', residual(learnt(), { shortcut: flatten() }), 'residual'],
    ['a layer between', flattened(reshape([8]), dense(8, 1)), 'layers.1 (reshape)'],
    ['columns in two orders', learnt(residual(sequential(...[image, flatten()]) as Layer)), 'layers.2'],
  ])('%s', (_, layer, says) => {
    const error = refusal(() => stateDictOf(createModel(layer, { input: [2, 2, 2] })))
    expect(error.code).toBe('state-dict-order')
    expect(error.message).toContain(says)
  })

  test('channels that would be mixed before the dense layer', () => {
    const mixing = sequential(flatten(), maxout(), dense(4, 1)) as Layer
    const error = refusal(() => stateDictOf(createModel(mixing, { input: [2, 2, 2] })))
    expect(error.code).toBe('state-dict-order')
    expect(error.message).toContain('layers.1 (maxout)')
    expect(() => stateDictOf(createModel(mixing, { input: [1, 1, 8] }))).not.toThrow()
  })
})
