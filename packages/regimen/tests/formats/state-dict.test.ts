import { describe, expect, test } from 'vitest'
import {
  averagePool2d,
  batchNorm,
  conv2d,
  createModel,
  decodeSafetensors,
  dense,
  dropout,
  encodeSafetensors,
  flatten,
  type Layer,
  leakyRelu,
  loadStateDict,
  type Model,
  maxout,
  maxPool2d,
  pRelu,
  predict,
  RegimenError,
  relu,
  type Shape,
  type StateDictOptions,
  sequential,
  simpleRnn,
  softmax,
  stateDictOf,
  type Tensor,
  tanh,
  tensor,
} from '../../src/index.ts'
import fixture from '../fixtures/state-dicts.json' with { type: 'json' }

interface Case {
  readonly input: Shape
  readonly layer: () => Layer
  readonly options?: StateDictOptions
}

/** Regimen's twins of the networks in make_state_dict_fixtures.py. */
const cases: Readonly<Record<Exclude<keyof typeof fixture, 'lstm' | 'gru'>, Case>> = {
  dense: {
    input: [5],
    layer: () =>
      sequential(
        dense(5, 10),
        batchNorm(),
        relu(),
        dense(10, 3, { bias: false }),
        pRelu(),
        dropout(0.5),
        dense(3, 1),
      ) as Layer,
  },
  convolutional: {
    input: [10, 8, 3],
    layer: () =>
      sequential(
        conv2d(3, 4, { kernel: 3, padding: 1 }),
        batchNorm(),
        relu(),
        maxPool2d(),
        conv2d(4, 6, { kernel: [3, 2], stride: [2, 1], padding: [1, 0], groups: 2, bias: false }),
        leakyRelu(),
        pRelu({ perFeature: true }),
        flatten(),
        batchNorm(),
        pRelu({ perFeature: true }),
        dense(54, 10),
      ) as Layer,
  },
  nested: {
    input: [7, 8, 2],
    layer: () =>
      sequential(
        sequential(conv2d(2, 3, { kernel: 3, dilation: 2 }), tanh()),
        sequential(averagePool2d({ window: 2, stride: 1 }), flatten(), sequential(dense(18, 2))),
      ) as Layer,
  },
  named: {
    input: [4, 4, 1],
    layer: () =>
      sequential(conv2d(1, 3, { kernel: 3 }), relu(), flatten(), dropout(0.5), dense(12, 2)) as Layer,
    options: { modules: { 'layers.0': 'conv1', 'layers.4': 'classifier.1' } },
  },
  rnn: { input: [6, 3], layer: () => simpleRnn(3, 5) as Layer },
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const modelOf = ({ layer, input }: Case, seed = 3): Model => createModel(layer(), { input, seed })
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

describe.each(Object.keys(cases) as (keyof typeof cases)[])('%s', (name) => {
  const each = cases[name]
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
    const { bias_ih_l0: first, bias_hh_l0: second, ...plain } = tensors
    const expected = Object.fromEntries(
      Object.entries(plain).filter(([key]) => !key.endsWith('num_batches_tracked')),
    )
    const { bias_ih_l0: sum, bias_hh_l0: rest, ...others } = written
    expect(numbers(others)).toEqual(numbers(expected))
    // Of two biases that are added Regimen keeps the sum.
    first?.data().forEach((value, index) => {
      expect(sum?.data()[index]).toBeCloseTo(value + (second?.data()[index] ?? 0), 6)
      expect(rest?.data()[index]).toBe(0)
    })
  })
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

  test('channels that would be mixed before the dense layer', () => {
    const mixing = sequential(flatten(), maxout(), dense(4, 1)) as Layer
    const error = refusal(() => stateDictOf(createModel(mixing, { input: [2, 2, 2] })))
    expect(error.code).toBe('state-dict-order')
    expect(error.message).toContain('layers.1 (maxout)')
    expect(() => stateDictOf(createModel(mixing, { input: [1, 1, 8] }))).not.toThrow()
  })
})
