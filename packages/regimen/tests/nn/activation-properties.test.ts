/** What every activation must do, whatever it computes. A new row of the tables is tested with the others. */
import { describe, expect, test } from 'vitest'
import { wasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { mul } from '../../src/engine/ops/elementwise.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { compile } from '../../src/engine/program.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { toData } from '../../src/engine/types.ts'
import {
  activations,
  alphaDropout,
  createModel,
  initializerNamed,
  type Layer,
  layerFromConfig,
  layerKinds,
  maxout,
  multilayerPerceptron,
  nnTechniques,
  pRelu,
  sequential,
  simpleRnn,
} from '../../src/nn/index.ts'
import { expectClose, inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'
import { kernelsOf, rowsOf, throughJson } from './support.ts'

const names = nnTechniques.filter(({ kind }) => kind === 'activation').map(({ name }) => name)
const features = 6

function stateOf(layer: Layer) {
  return layer.initialize(RandomKey.fromSeed(1), [features])
}
function applied(layer: Layer, x: Tensor): Tensor {
  return layer.apply(stateOf(layer), x, { training: true }).output
}

test('the tables and the techniques name the same activations', () => {
  expect([...names].sort()).toEqual([...Object.keys(activations), 'maxout'].sort())
})

describe.each(names)('%s', (name) => {
  const kind = layerKinds[name]
  if (!kind) throw new Error(`${name} is no layer kind`)
  const layer = kind.fromSettings({}, () => layer)

  test('says what it is', () => {
    const { technique } = kind
    expect(technique).toMatchObject({ name, kind: 'activation' })
    expect(technique.paper).toMatch(/\d{4}/)
    expect(layer.settings).toEqual(technique.defaults)
  })

  test('goes through a file and back', () => {
    const x = normals(1, [5, features])
    const again = layerFromConfig(throughJson({ kind: layer.kind, settings: layer.settings }))
    expect(applied(again, x).data()).toEqual(applied(layer, x).data())
    const { code } = thrownBy(() => kind.fromSettings({ none: 1 }, () => layer))
    expect(code).toBe('unknown-option')
  })

  test.each([0, 1, 3, 10, 125])('computes each of %d examples by itself, eagerly and compiled', (batch) => {
    withBackend(wasmBackend, () => {
      const x = normals(2, [batch, features])
      const whole = applied(layer, x)
      expect(whole.shape).toEqual([batch, ...layer.outputShape([features])])
      const compiled = compile((given: Tensor) => applied(layer, given))
      expectClose(compiled(x), whole, 1e-6)
      for (const row of [0, batch - 1].filter((each) => each >= 0 && batch > 0)) {
        const alone = fromData('float32', [1, features], toData('float32', rowsOf(x, row, row + 1)))
        expectClose(applied(layer, alone), rowsOf(whole, row, row + 1), 1e-6)
      }
    })
  })

  test('takes images and sequences', () => {
    const x = normals(3, [2, 3, 4, features])
    const state = layer.initialize(RandomKey.fromSeed(1), [3, 4, features])
    const { output } = layer.apply(state, x, { training: false })
    expect(output.shape).toEqual([2, ...layer.outputShape([3, 4, features])])
    // The last dimension alone matters: as many rows as there are places give the same numbers.
    const rows = fromData(x.dtype, [24, features], x.data())
    expectClose(output, [...applied(layer, rows).data()], 1e-6)
  })

  test('keeps finite what is finite, and NaN where it is', () => {
    for (const run of [inFloat64, <T>(body: () => T) => withBackend(wasmBackend, body)]) {
      run(() => {
        const extremes = [1e4, -1e4, 0, -0, 1e-40, -1e-40]
        const dtype = normals(1, [1]).dtype
        const row = (values: number[]) => fromData(dtype, [1, features], toData(dtype, values))
        expect([...applied(layer, row(extremes)).data()].every(Number.isFinite)).toBe(true)
        const broken = applied(layer, row([Number.NaN, 1, 1, 1, 1, 1]))
        expect(broken.data()[0]).toBeNaN()
      })
    }
  })

  test('is one kernel with its gradient, two along rows', () => {
    const weights = normals(4, [64, ...layer.outputShape([features])])
    const parts = kernelsOf((x) => sum(mul(applied(layer, x), weights)), normals(5, [64, features]))
    const alongRows = ['softmax', 'logSoftmax', 'maxout'].includes(name)
    expect(parts.length).toBeLessThanOrEqual(alongRows ? 2 : 1)
  })
})

describe('in networks', () => {
  test.each(Object.keys(activations))('a perceptron of %s has an initializer that fits', (name) => {
    const activation = Object.entries(activations).find(([key]) => key === name)?.[1]
    expect(initializerNamed(activation?.initializer ?? '').name).toBeTruthy()
    const layer = multilayerPerceptron({ inputs: [4], hidden: [8], outputs: 2, activation: name as 'relu' })
    const model = createModel(layer, { input: [4] })
    expect(model.apply(normals(6, [3, 4])).shape).toEqual([3, 2])
  })

  test('slopes are parameters of the model; recurrent layers refuse to learn them', () => {
    const model = createModel(sequential(pRelu({ perFeature: true })), { input: [5, 3] })
    expect(model.state.parameters['layers.0.slope']?.shape).toEqual([3])
    expect([...(model.state.parameters['layers.0.slope']?.data() ?? [])]).toEqual([0.25, 0.25, 0.25])
    expect(thrownBy(() => simpleRnn(2, 3, { activation: 'pRelu' })).message).toBe(
      'simpleRnn: activation is "pRelu". Expected an activation without parameters.',
    )
  })

  test('SELU perceptrons drop by alpha dropout, others by dropout', () => {
    const kinds = (activation: 'selu' | 'relu') =>
      createModel(multilayerPerceptron({ inputs: [4], hidden: [8], outputs: 2, activation, dropout: 0.1 }), {
        input: [4],
      })
        .summary()
        .layers.map(({ kind }) => kind)
    expect(kinds('selu')).toContain('alphaDropout')
    expect(kinds('relu')).toContain('dropout')
  })

  test('maxout refuses features that do not divide', () => {
    expect(thrownBy(() => maxout({ pieces: 4 }).outputShape([6])).message).toBe(
      'maxout: expected input […, a multiple of 4], got [6]',
    )
    expect(thrownBy(() => maxout({ pieces: 0 })).code).toBe('technique-option')
    expect(maxout(normals(1, [2, 6]), { pieces: 3 }).shape).toEqual([2, 2])
  })
})

describe('alpha dropout (Klambauer 2017)', () => {
  const apply = (rate: number, x: Tensor, seed: number) =>
    alphaDropout({ rate }).apply({ parameters: {}, buffers: {} }, x, {
      training: true,
      random: sourceOf(seed),
    }).output

  test.each([0.05, 0.1, 0.5, 0.9])('rate %d keeps mean 0 and variance 1', (rate) => {
    const data = Float64Array.from(apply(rate, normals(7, [400_000]), 8).data())
    const mean = data.reduce((total, value) => total + value, 0) / data.length
    const variance = data.reduce((total, value) => total + (value - mean) ** 2, 0) / data.length
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(Math.abs(variance - 1)).toBeLessThan(0.02)
  })

  test('a dropped unit is the lowest value under the map a·x + b of the paper', () => {
    const [rate, lowest] = [0.2, -1.7580993408473766]
    const a = (0.8 + lowest ** 2 * 0.8 * rate) ** -0.5
    const b = -a * rate * lowest
    inFloat64(() => {
      const x = normals(9, [50])
      const found = [...apply(rate, x, 10).data()]
      const dropped = found.map((value) => Math.abs(value - (a * lowest + b)) < 1e-12)
      expect(dropped.filter(Boolean).length).toBeGreaterThan(3)
      found.forEach((value, index) => {
        if (!dropped[index]) expect(value).toBeCloseTo(a * (x.data()[index] ?? 0) + b, 12)
      })
    })
  })

  test('is the identity in inference and for rate 0, and refuses what cannot be meant', () => {
    const x = normals(1, [3])
    const none = { parameters: {}, buffers: {} }
    expect(alphaDropout().apply(none, x, { training: false }).output).toBe(x)
    expect(alphaDropout({ rate: 0 }).apply(none, x, { training: true }).output).toBe(x)
    expect(thrownBy(() => alphaDropout({ rate: 1 })).code).toBe('technique-option')
    expect(thrownBy(() => alphaDropout().apply(none, x, { training: true })).code).toBe('missing-random')
  })
})
