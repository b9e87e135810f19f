/** Freezing, taking layers, new heads, learning rates by depth: what `fit` then changes, and what it leaves. */
import { describe, expect, test } from 'vitest'
import { asPart, createDataset } from '../../src/data/index.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import {
  batchNorm,
  conv2d,
  createModel,
  dense,
  discriminativeRates,
  flatten,
  formatSummary,
  freeze,
  type Model,
  relu,
  replaceHead,
  sequential,
  takeLayers,
  thaw,
} from '../../src/nn/index.ts'
import { adam, lBfgs, sgd } from '../../src/optim/index.ts'
import { fit } from '../../src/train/index.ts'
import { normals, thrownBy } from './helpers.ts'

const train = asPart(
  createDataset({
    name: 'ten',
    task: { kind: 'classification', classes: ['a', 'b'] },
    inputShape: [3],
    inputs: Float32Array.from(normals(1, [10, 3]).data()),
    targets: Int32Array.from({ length: 10 }, (_, row) => row % 2),
  }),
  'train',
)
const network = (seed = 1) =>
  createModel(sequential(dense(3, 4), batchNorm(), relu(), dense(4, 2)), { input: [3], seed })

/** Which parameters and buffers a run changes, by the names that they have thawed. */
async function changedBy(model: Model, optimizer: Parameters<typeof fit>[2]['optimizer']): Promise<string[]> {
  const all = (each: Model) => ({ ...thaw(each).state.parameters, ...thaw(each).state.buffers })
  const before = all(model)
  await fit(model, { train }, { optimizer, steps: 3, batchSize: 5 })
  return Object.entries(all(model)).flatMap(([name, tensor]) => (equal(tensor, before[name]!) ? [] : [name]))
}

const equal = (a: Tensor, b: Tensor) => a.data().every((value, index) => value === b.data()[index])

describe('freeze', () => {
  test.each([
    ['adam', adam({ weightDecay: { decoupled: 0.1 } })],
    ['sgd', sgd({ learningRate: 0.1, weightDecay: { coupled: 0.1 } })],
    ['lBfgs', lBfgs()],
  ])('%s leaves what is frozen, and the statistics with it', async (_, optimizer) => {
    const model = freeze(network(), ['layers.0', 'layers.1'])
    expect(await changedBy(model, optimizer)).toEqual(['layers.3.weight', 'layers.3.bias'])
  })

  test('on request the statistics go on', async () => {
    const model = freeze(network(), ['layers.0', 'layers.1'], { statistics: 'update' })
    expect(await changedBy(model, adam())).toEqual([
      'layers.3.weight',
      'layers.3.bias',
      'layers.1.runningMean',
      'layers.1.runningVariance',
    ])
  })

  test('single parameters, by pattern and by function', async () => {
    for (const paths of [['*.weight'], (path: string) => path.endsWith('.weight')]) {
      const model = freeze(network(), paths)
      expect(Object.keys(model.state.parameters)).toEqual([
        'layers.0.bias',
        'layers.1.gamma',
        'layers.1.beta',
        'layers.3.bias',
      ])
      expect(await changedBy(model, adam())).not.toContain('layers.0.weight')
    }
  })

  test('thawed, everything learns again; the first model stays as it was', async () => {
    const first = network()
    const model = thaw(freeze(first, ['*']))
    expect(model.state).toEqual(first.state)
    expect(await changedBy(model, adam())).toHaveLength(8)
    expect(thaw(first)).toBe(first)
    expect(Object.keys(freeze(freeze(first, ['*']), ['layers.0']).state.parameters)).toHaveLength(4)
  })

  test('the summary counts what is frozen apart', () => {
    const lines = formatSummary(freeze(network(), ['layers.0']).summary()).split('\n')
    expect(lines.at(3)).toMatch(/^layers\.0 {2}dense +\[4\] +16$/)
    expect(lines.at(-1)).toBe('Parameters: 18 trainable, 16 frozen, 8 in buffers')
  })

  test('what matches nothing is refused', () => {
    expect(thrownBy(() => freeze(network(), ['layers.9'])).message).toBe(
      'freeze: paths is ["layers.9"]. Expected at least one of the parameters layers.0.weight, layers.0.bias, layers.1.gamma, layers.1.beta, layers.3.weight, layers.3.bias.',
    )
  })
})

describe('surgery', () => {
  test('the first layers of a model give what they give in it', () => {
    const model = network(3)
    const x = normals(2, [5, 3])
    let inside: Tensor | undefined
    const observe = (path: string, output: Tensor) => {
      if (path === 'layers.2') inside = output
    }
    model.apply(x, { training: false, observe })
    expect(takeLayers(model, 3).apply(x).data()).toEqual(inside!.data())
    expect(takeLayers(model, -1).apply(x).data()).toEqual(inside!.data())
    expect(
      takeLayers(freeze(model, ['layers.0']), -1)
        .apply(x)
        .data(),
    ).toEqual(inside!.data())
  })

  test('a new head learns on the frozen layers of another model', async () => {
    const old = network(3)
    const model = replaceHead(old, { head: [dense(4, 8), relu(), dense(8, 2)], seed: 9 })
    expect(model.state.parameters['layers.0.weight']).toBe(old.state.parameters['layers.0.weight'])
    expect(model.state.buffers).toEqual(old.state.buffers)
    expect(model.state.parameters['layers.3.weight']!.shape).toEqual([4, 8])
    const again = replaceHead(old, { keep: 3, head: [dense(4, 2)], seed: 9 })
    expect(again.state.parameters['layers.3.weight']!.data()).not.toEqual(
      old.state.parameters['layers.3.weight']!.data(),
    )
    const changed = await changedBy(freeze(model, ['layers.0', 'layers.1']), adam())
    expect(changed.map((name) => name.slice(0, 8))).toEqual(['layers.3', 'layers.3', 'layers.5', 'layers.5'])
  })

  test('what cannot be is refused', () => {
    const model = network()
    expect(thrownBy(() => takeLayers(model, 5)).message).toBe(
      'takeLayers: count is "5". Expected a whole number from 1 to 4, or a negative one.',
    )
    for (const count of [0, -4, 1.5])
      expect(thrownBy(() => takeLayers(model, count)).code).toBe('technique-option')
    expect(thrownBy(() => replaceHead(model, { head: [dense(5, 2)] })).message).toBe(
      'layers.3 (dense 5 → 2): expected input [5], got [4]',
    )
    expect(thrownBy(() => takeLayers(createModel(dense(1, 1), { input: [1] }), 1)).code).toBe(
      'technique-option',
    )
  })
})

test('discriminative rates fall by 2.6 from layer to layer towards the input', async () => {
  const model = createModel(
    sequential(conv2d(1, 2, { kernel: 3 }), relu(), flatten(), dense(8, 4), dense(4, 2)),
    { input: [4, 4, 1] },
  )
  const groups = discriminativeRates(model, { learningRate: 0.26 })
  expect(groups.map(({ paths }) => paths)).toEqual([['layers.0'], ['layers.3'], ['layers.4']])
  ;[0.26 / 2.6 ** 2, 0.1, 0.26].forEach((rate, place) => {
    expect(groups[place]!.learningRate).toBeCloseTo(rate, 12)
  })
  expect(thrownBy(() => discriminativeRates(model, { learningRate: 1, factor: 0 })).code).toBe(
    'technique-option',
  )
  // One step of gradient descent: the change is the rate times the gradient, which a step of rate 1 shows.
  const step = async (optimizer: Parameters<typeof fit>[2]['optimizer']) => {
    const net = createModel(sequential(dense(3, 4), dense(4, 2)), { input: [3] })
    const before = net.state.parameters
    await fit(net, { train }, { optimizer, steps: 1, batchSize: 10 })
    return (name: string) => (net.state.parameters[name]!.data()[0] ?? 0) - (before[name]!.data()[0] ?? 0)
  }
  const net = createModel(sequential(dense(3, 4), dense(4, 2)), { input: [3] })
  const whole = await step(sgd({ learningRate: 1 }))
  const slow = await step(sgd({ learningRate: 1, groups: discriminativeRates(net, { learningRate: 0.5 }) }))
  expect(slow('layers.1.weight') / whole('layers.1.weight')).toBeCloseTo(0.5, 4)
  expect(slow('layers.0.weight') / whole('layers.0.weight')).toBeCloseTo(0.5 / 2.6, 4)
})
