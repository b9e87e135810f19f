import { describe, expect, test } from 'vitest'
import { referenceBackend } from '../../src/engine/backends/reference/index.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { withBackend } from '../../src/engine/settings.ts'
import {
  activations,
  batchNorm,
  createModel,
  dense,
  dropout,
  elu,
  flatten,
  formatSummary,
  initializers,
  type Layer,
  layerKinds,
  leakyRelu,
  losses,
  metrics,
  modelFromConfig,
  multilayerPerceptron,
  nnTechniques,
  normalInitializer,
  relu,
  sequential,
} from '../../src/nn/index.ts'
import { expectClose, normals, sourceOf, thrownBy } from './helpers.ts'

const digits = () =>
  multilayerPerceptron({ inputs: [28, 28], hidden: [100, 50], outputs: 10, batchNorm: true })

describe('a model', () => {
  test('knows its shapes and applies its layer to a batch', () => {
    const model = createModel(digits(), { input: [28, 28] })
    expect(model.inputShape).toEqual([28, 28])
    expect(model.outputShape).toEqual([10])
    for (const batch of [0, 1, 3, 10, 125]) {
      expect(model.apply(normals(1, [batch, 28, 28])).shape).toEqual([batch, 10])
    }
  })

  test('is the same for the same seed, another for another', () => {
    const weights = (seed?: number) =>
      createModel(
        dense(5, 4),
        seed === undefined ? { input: [5] } : { input: [5], seed },
      ).state.parameters.weight!.data()
    expect(weights(3)).toEqual(weights(3))
    expect(weights()).toEqual(weights(0))
    expect(weights(3)).not.toEqual(weights(4))
  })

  test('says what it takes', () => {
    const model = createModel(digits(), { input: [28, 28] })
    expect(thrownBy(() => model.apply(normals(1, [28, 28]))).message).toBe(
      'The model takes inputs of shape [batch, 28, 28], the batch first; got [28, 28]. For a single input use reshape(x, [1, 28, 28]).',
    )
    expect(thrownBy(() => model.apply(normals(1, [3, 784]))).code).toBe('model-input')
    expect(thrownBy(() => createModel(dense(3, 2), { input: [4] })).message).toBe(
      'dense 3 → 2: expected input [3], got [4]',
    )
    for (const input of [[0], [2.5], [-1, 2], [Number.NaN]]) {
      expect(thrownBy(() => createModel(relu(), { input })).code).toBe('model-shape')
    }
  })

  test('in training mode its state stays as it is', () => {
    const model = createModel(batchNorm(), { input: [3] })
    const before = model.state
    model.apply(normals(1, [4, 3]), { training: true, random: sourceOf(1) })
    expect(model.state).toBe(before)
  })
})

describe('summary', () => {
  test('counts parameters as the closed form says', () => {
    const summary = createModel(sequential(dense(784, 100), relu(), dense(100, 10)), {
      input: [784],
    }).summary()
    expect(summary.parameters).toBe(784 * 100 + 100 + 100 * 10 + 10)
    expect(summary.buffers).toBe(0)
    expect(
      summary.layers.map(({ path, kind, outputShape, parameters }) => [path, kind, outputShape, parameters]),
    ).toEqual([
      ['layers.0', 'dense', [100], 78_500],
      ['layers.1', 'relu', [100], 0],
      ['layers.2', 'dense', [10], 1_010],
    ])
  })

  test('looks into nested layers, and counts the parts once', () => {
    const inner = sequential(dense(6, 5), batchNorm())
    const summary = createModel(sequential(flatten(), inner, dense(5, 2, { bias: false })), {
      input: [2, 3],
    }).summary()
    expect(summary.layers.map(({ path, outputShape }) => [path, outputShape])).toEqual([
      ['layers.0', [6]],
      ['layers.1.layers.0', [5]],
      ['layers.1.layers.1', [5]],
      ['layers.2', [2]],
    ])
    expect(summary.layers.map(({ parameters }) => parameters)).toEqual([0, 35, 10, 10])
    expect(summary.layers.map(({ buffers }) => buffers)).toEqual([0, 0, 10, 0])
    expect([summary.parameters, summary.buffers]).toEqual([55, 10])
  })

  test('prints as a table', () => {
    const model = createModel(sequential(dense(784, 100), batchNorm(), relu(), dense(100, 10)), {
      input: [784],
    })
    expect(formatSummary(model.summary())).toBe(
      [
        'Input [784]',
        'Layer     Kind       Output shape  Parameters',
        '─────────────────────────────────────────────',
        'layers.0  dense      [100]             78,500',
        'layers.1  batchNorm  [100]                200',
        'layers.2  relu       [100]                  0',
        'layers.3  dense      [10]               1,010',
        '─────────────────────────────────────────────',
        'Parameters: 79,710 trainable, 200 in buffers',
      ].join('\n'),
    )
    expect(formatSummary(createModel(dense(2, 1), { input: [2] }).summary())).toContain('(model)  dense  [1]')
  })
})

describe('config', () => {
  test('builds the same architecture again, through JSON', () => {
    const layer = sequential(
      flatten(),
      dense(12, 9, { initializer: normalInitializer({ standardDeviation: 0.5 }), bias: false }),
      batchNorm({ epsilon: 1e-3, momentum: 0.2 }),
      leakyRelu({ slope: 0.2 }),
      sequential(dropout(0.25), dense(9, 4, { initializer: 'xavierUniform' }), elu({ alpha: 2 })),
    )
    const model = createModel(layer, { input: [3, 4], seed: 5 })
    const again = modelFromConfig(JSON.parse(JSON.stringify(model.config())), { seed: 5 })
    expect(again.config()).toEqual(model.config())
    expect(again.summary()).toEqual(model.summary())
    for (const training of [true, false]) {
      const mode = { training, random: sourceOf(2) }
      const x = normals(1, [5, 3, 4])
      expect(again.apply(x, mode).data()).toEqual(model.apply(x, mode).data())
    }
  })

  // The other kinds have rows of their own in layer-zoo.ts.
  test.each(Object.keys(activations))('every activation can be written and read: %s', (kind) => {
    const layer = layerKinds[kind]!.fromSettings({}, () => relu())
    expect(layer.kind).toBe(kind)
    const config = createModel(layer, { input: [3] }).config()
    expect(modelFromConfig(JSON.parse(JSON.stringify(config))).config()).toEqual(config)
  })

  test('takes kinds of your own', () => {
    const double = { ...relu(), kind: 'double' }
    const config = createModel(sequential(double), { input: [2] }).config()
    expect(thrownBy(() => modelFromConfig(config)).code).toBe('unknown-technique')
    const kinds = { double: { technique: layerKinds.relu!.technique, fromSettings: () => double } }
    expect(modelFromConfig(config, { kinds }).config()).toEqual(config)
  })

  test('what cannot be read is named', () => {
    const read = (layer: object) =>
      thrownBy(() => modelFromConfig(JSON.parse(JSON.stringify({ input: [3], layer }))))
    expect(read({ kind: 'perceiver', settings: {} }).message).toContain(
      'There is no layer kind "perceiver". Known: dense, embedding',
    )
    expect(read({ kind: 'dense', settings: { inputs: '3' } }).message).toBe(
      'dense: inputs is "3". Expected a number.',
    )
    expect(read({ kind: 'dense', settings: { inputs: 3, outputs: 2 } }).message).toBe(
      'dense: bias is missing. Expected true or false.',
    )
    expect(read({ kind: 'relu' }).message).toBe('layer: settings is missing. Expected an object.')
    expect(read({ kind: 'sequential', settings: { layers: [3] } }).code).toBe('technique-option')
    expect(read({ kind: 'dropout', settings: { p: 0.5 } }).code).toBe('unknown-option')
    expect(thrownBy(() => modelFromConfig({})).code).toBe('technique-option')
  })
})

describe('load', () => {
  test('takes over a state of the same architecture, converting the float type', () => {
    const layer = sequential(dense(3, 4), batchNorm(), dense(4, 2))
    const saved = withBackend(referenceBackend, () => createModel(layer, { input: [3], seed: 1 }).state)
    const model = createModel(layer, { input: [3], seed: 2 })
    model.load(saved)
    expect(model.state.parameters['layers.0.weight']!.dtype).toBe('float32')
    expectClose(model.state.parameters['layers.0.weight']!, saved.parameters['layers.0.weight']!, 1e-7)
    expect(Object.keys(model.state.parameters)).toEqual(Object.keys(saved.parameters))
  })

  test('names the first tensor that differs, and changes nothing', () => {
    const model = createModel(sequential(dense(3, 4), relu(), dense(4, 2)), { input: [3] })
    const { state } = model
    const { 'layers.0.bias': bias, ...rest } = state.parameters
    const load = (parameters: typeof state.parameters, buffers = state.buffers) =>
      thrownBy(() => model.load({ parameters, buffers }))
    expect(load(rest).message).toBe(
      'The saved state does not fit the model: at "layers.0.bias" the model has [4], the state has nothing. Build the model as it was when the state was saved.',
    )
    expect(load({ ...rest, 'layers.0.bias': tensor([1, 2]) }).message).toContain(
      'the model has [4], the state has [2]',
    )
    expect(load({ ...state.parameters, extra: bias! }).message).toContain(
      'at "extra" the model has nothing, the state has float32[4]',
    )
    expect(load(state.parameters, { runningMean: bias! }).code).toBe('architecture-mismatch')
    expect(model.state).toBe(state)
  })
})

describe('multilayer perceptron', () => {
  const kinds = (layer: Layer, input: number[]) =>
    createModel(layer, { input })
      .summary()
      .layers.map(({ kind }) => kind)

  test('orders its layers: flatten, (dense, batch norm, activation, dropout)*, dense', () => {
    const layer = multilayerPerceptron({
      inputs: [4, 4],
      hidden: [8, 7],
      outputs: 3,
      activation: 'elu',
      batchNorm: true,
      dropout: 0.2,
    })
    const block = ['dense', 'batchNorm', 'elu', 'dropout']
    expect(kinds(layer, [4, 4])).toEqual(['flatten', ...block, ...block, 'dense'])
    expect(kinds(multilayerPerceptron({ inputs: [4], hidden: [], outputs: 3 }), [4])).toEqual(['dense'])
    expect(
      kinds(multilayerPerceptron({ inputs: [4], hidden: [], outputs: 3, inputDropout: 0.2 }), [4]),
    ).toEqual(['dropout', 'dense'])
    expect(kinds(multilayerPerceptron({ inputs: [4], hidden: [2], outputs: 3 }), [4])).toEqual([
      'dense',
      'relu',
      'dense',
    ])
  })

  test.each([
    ['relu', 2 / 300],
    ['leakyRelu', 2 / 300],
    ['elu', 2 / 300],
    ['sigmoid', 2 / 500],
    ['tanh', 2 / 500],
    ['linear', 2 / 500],
    ['selu', 1 / 300],
  ] as const)('starts %s networks with weights of variance %d', (activation, variance) => {
    const layer = multilayerPerceptron({ inputs: [300], hidden: [200], outputs: 200, activation })
    const weights = createModel(layer, { input: [300] }).state.parameters['layers.0.weight']!.data()
    const squares = Float64Array.from(weights).reduce((total, weight) => total + weight * weight, 0)
    expect(squares / weights.length / variance).toBeGreaterThan(0.97)
    expect(squares / weights.length / variance).toBeLessThan(1.03)
  })

  test('refuses what cannot be', () => {
    const base = { inputs: [3], hidden: [2], outputs: 1 }
    expect(thrownBy(() => multilayerPerceptron({ ...base, hidden: [0] })).code).toBe('technique-option')
    expect(thrownBy(() => multilayerPerceptron({ ...base, dropout: 1 })).code).toBe('technique-option')
    expect(thrownBy(() => multilayerPerceptron({ ...base, dropout: -1 })).code).toBe('technique-option')
  })
})

test('every technique of the tables has a unique name, a paper and its place', () => {
  const names = nnTechniques.map(({ kind, name }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const table of [initializers, activations, losses, metrics]) {
    for (const [name, { technique }] of Object.entries(table)) {
      expect(technique.name).toBe(name)
      expect(nnTechniques).toContain(technique)
    }
  }
  for (const { paper, catalogue } of nnTechniques) {
    expect(paper).toMatch(/\d{4}/)
    for (const id of catalogue) expect(id).toMatch(/^[A-Z]\d+(\.\d)?$/)
  }
})
