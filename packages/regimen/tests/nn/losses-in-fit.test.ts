/** Losses that are more than a function of one example's outputs, in `fit`. */
import { describe, expect, test } from 'vitest'
import { iris } from '../../src/datasets.ts'
import {
  adam,
  createModel,
  crossEntropy,
  crossEntropyLoss,
  dense,
  evaluate,
  fit,
  type LossName,
  lossNamed,
  predict,
  RandomKey,
  scalers,
  sequential,
  sgd,
  splitDataset,
  tanh,
  tensor,
} from '../../src/index.ts'
import { thrownBy } from './helpers.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.3, test: 0 }, key: RandomKey.fromSeed(3) })
const scaler = scalers.zScore.fit(split.train)
const train = scaler.applyTo(split.train)
const validation = scaler.applyTo(split.validation)

/** How many validation rows lie nearest to the mean embedding of their own class. */
function nearestMeans(embed: (inputs: Float32Array) => Float32Array, features: number): number {
  const points = (data: Float32Array) =>
    Array.from({ length: data.length / features }, (_, row) => [
      ...data.subarray(row * features, (row + 1) * features),
    ])
  const known = points(embed(train.inputs))
  const means = [0, 1, 2].map((label) => {
    const own = known.filter((_, row) => train.targets[row] === label)
    return Array.from(
      { length: features },
      (_, at) => own.reduce((sum, p) => sum + (p[at] ?? 0), 0) / own.length,
    )
  })
  const squared = (a: number[], b: number[]) => a.reduce((sum, v, at) => sum + (v - (b[at] ?? 0)) ** 2, 0)
  const found = points(embed(validation.inputs)).map((point) => {
    const distances = means.map((mean) => squared(point, mean))
    return distances.indexOf(Math.min(...distances))
  })
  return found.filter((label, row) => label === validation.targets[row]).length / found.length
}

describe('embeddings of iris in two dimensions', () => {
  test.each(['triplet', 'contrastive'] satisfies LossName[])('%s draws the classes apart', async (name) => {
    const loss = lossNamed(name)
    const model = createModel(sequential(dense(4, 16), tanh(), dense(16, 2)), { input: [4], seed: 1 })
    const before = evaluate(model, train, { loss, metrics: [] })
    await fit(model, { train }, { loss, metrics: [], optimizer: adam({ learningRate: 0.01 }), epochs: 25 })
    const after = evaluate(model, train, { loss, metrics: [] })
    expect(Number(after.loss)).toBeLessThan(Number(before.loss) / 2)
    expect(nearestMeans((inputs) => predict(model, inputs).outputs, 2)).toBeGreaterThanOrEqual(0.9)
  })

  test('logits still need one output for each class', async () => {
    const model = createModel(dense(4, 2), { input: [4] })
    await expect(fit(model, { train }, { optimizer: sgd() })).rejects.toMatchObject({
      code: 'model-data-mismatch',
    })
    expect(thrownBy(() => evaluate(model, train)).code).toBe('model-data-mismatch')
  })
})

test('class weights divide by the weights of the classes in the batch, as the function of tensors does', async () => {
  const model = createModel(dense(4, 3), { input: [4], seed: 2 })
  const classWeights = [5, 1, 0.25]
  const outputs = model.apply(tensor(train.inputs, [train.size, 4]))
  const expected = crossEntropy(outputs, tensor(train.targets, [train.size], 'int32'), {
    classWeights,
  }).item()
  const loss = crossEntropyLoss({ classWeights })
  const losses: number[] = []
  await fit(
    model,
    { train },
    {
      loss,
      optimizer: sgd({ learningRate: 0.1 }),
      steps: 1,
      batchSize: train.size,
      callbacks: [
        { name: 'losses', onEvent: (event) => void (event.type === 'step' && losses.push(event.loss)) },
      ],
    },
  )
  expect(losses).toHaveLength(1)
  expect(losses[0]).toBeCloseTo(expected, 5)
})
