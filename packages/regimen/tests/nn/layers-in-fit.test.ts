/** Every layer with a state or random numbers learns in `fit`, and a run resumed from a checkpoint ends with the same bits. */
import { expect, test } from 'vitest'
import { asPart, createDataset } from '../../src/data/index.ts'
import { sizeOf } from '../../src/engine/types.ts'
import { createModel, dense, flatten, type Model, sequential, thaw } from '../../src/nn/index.ts'
import { adam } from '../../src/optim/index.ts'
import { type Checkpoint, checkpoints, fit } from '../../src/train/index.ts'
import { inputsOf, type ZooRow, zoo } from './layer-zoo.ts'

const names = [
  'batch norm',
  'embedding',
  'transposed conv2d',
  'GRU',
  'LSTM',
  'group norm',
  'original dropout',
  'Gaussian noise',
  'weight noise',
  'residual with shortcut',
  'graph',
  'graph of images',
  'frozen',
] as const
const examples = 8

const bytes = ({ state }: Model) =>
  JSON.stringify(
    Object.entries({ ...state.parameters, ...state.buffers }).map(([name, x]) => [name, [...x.data()]]),
  )

/** A linear head on the layer, so that all have one target. */
function modelOf({ layer, input }: ZooRow, seed: number): Model {
  const width = sizeOf(layer.outputShape(input))
  return createModel(sequential(...[layer, flatten(), dense(width, 1)]), { input, seed })
}

test.each(names)('%s', async (name) => {
  const row = zoo[name]!
  const train = asPart(
    createDataset({
      name: 'few',
      task: { kind: 'regression', target: 'y' },
      inputShape: row.input,
      inputs: Float32Array.from(inputsOf(row, examples).data()),
      targets: Float32Array.from({ length: examples }, (_, place) => Math.sin(place)),
    }),
    'train',
  )
  const options = { optimizer: adam({ learningRate: 0.01 }), batchSize: 4, seed: 3, epochs: 6 }
  const whole = modelOf(row, 1)
  const first = thaw(whole).state.parameters
  const saved: Checkpoint[] = []
  const save = (checkpoint: Checkpoint) => `${saved.push(checkpoint)}`
  const { reason, history } = await fit(
    whole,
    { train },
    { ...options, callbacks: [checkpoints({ save, everySteps: 5 })] },
  )
  expect(reason).toBe('completed')
  const losses = history.flatMap(({ split, metrics }) =>
    split === 'train' ? [metrics.loss ?? Number.NaN] : [],
  )
  if (!row.modes) expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
  for (const [path, parameter] of Object.entries(whole.state.parameters)) {
    expect([...parameter.data()], path).not.toEqual([...first[path]!.data()])
  }
  const resumed = modelOf(row, 2)
  await fit(resumed, { train }, { ...options, resume: saved[0]! })
  expect(bytes(resumed)).toBe(bytes(whole))
})
