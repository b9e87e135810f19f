/** A loss that weighs classes, over several batches: Σ w·l / Σ w over all examples, whatever the batches. */
import { describe, expect, it } from 'vitest'
import {
  asPart,
  createDataset,
  createModel,
  crossEntropyLoss,
  dense,
  evaluate,
  lossMetric,
  predict,
} from '../../src/index.ts'

const classWeights = [1, 5, 0.5]
const rows = 50
const inputs = Float32Array.from({ length: rows * 4 }, (_, index) => Math.sin(index * 1.7))
// Sorted, so that batches weigh very differently.
const targets = Int32Array.from({ length: rows }, (_, row) => Math.min(2, Math.floor(row / 17)))
const dataset = asPart(
  createDataset({
    name: 'sorted',
    task: { kind: 'classification', classes: ['a', 'b', 'c'] },
    inputShape: [4],
    inputs,
    targets,
  }),
  'test',
)
const model = createModel(dense(4, 3), { input: [4], seed: 3 })

function byHand(): number {
  const { outputs } = predict(model, inputs)
  let [loss, weight] = [0, 0]
  targets.forEach((target, row) => {
    const logits = [...outputs.subarray(row * 3, row * 3 + 3)]
    const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0))
    const own = classWeights[target] ?? 0
    loss += own * (logSum - (logits[target] ?? 0))
    weight += own
  })
  return loss / weight
}

describe('evaluation with class weights', () => {
  const loss = crossEntropyLoss({ classWeights })
  it.each([1, 7, 16, 50, 256])('in batches of %d', (batchSize) => {
    const measured = evaluate(model, dataset, { loss, metrics: [], batchSize })
    expect(measured.loss).toBeCloseTo(byHand(), 6)
    const watched = evaluate(model, dataset, { metrics: [lossMetric(loss)], batchSize })
    expect(watched.crossEntropy).toBeCloseTo(byHand(), 6)
  })

  it('takes no part of a batch that weighs nothing', () => {
    const light = crossEntropyLoss({ classWeights: [0, 1, 1] })
    const whole = evaluate(model, dataset, { loss: light, metrics: [], batchSize: 50 })
    expect(evaluate(model, dataset, { loss: light, metrics: [], batchSize: 5 }).loss).toBeCloseTo(
      whole.loss ?? 0,
      6,
    )
  })
})
