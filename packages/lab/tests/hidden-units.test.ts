/** What is said of single units, against networks whose answers are known by hand. */
import { createModel, multilayerPerceptron, tensor } from 'regimen'
import { digits } from 'regimen/datasets'
import { describe, expect, it } from 'vitest'
import {
  columnsOf,
  distinctUnits,
  gradientsOf,
  parametersNamed,
  silentShares,
  zeroShare,
} from '../src/parts/hidden-units.ts'
import { firstRows } from '../src/parts/images.ts'

const data = firstRows({ ...digits(), inputs: digits().inputs.map((level) => level / 16) }, 10)

/** Two units: one that is always on, one that never is. */
function oneSilent() {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [2], outputs: 10 }), { input: [64] })
  const { parameters, buffers } = model.state
  model.load({ parameters: { ...parameters, 'layers.0.bias': tensor([100, -100]) }, buffers })
  return model
}

describe('units', () => {
  it('are the columns of the weights', () => {
    const weights = tensor([1, 2, 3, 4, 5, 6], [2, 3])
    expect(columnsOf(weights)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(columnsOf(tensor([], [0, 3]))).toEqual([[], [], []])
    expect(columnsOf(tensor([7], [1, 1]))).toEqual([[7]])
  })

  it('are distinct when their weights differ by more than the tolerance', () => {
    const weights = tensor([1, 1, 1, 2, 2.0000005, 3], [2, 3])
    expect(distinctUnits(weights)).toBe(2)
    expect(distinctUnits(weights, 1e-8)).toBe(3)
    expect(distinctUnits(tensor([4, 4, 4], [1, 3]))).toBe(1)
    expect(distinctUnits(tensor([Number.NaN, Number.NaN], [1, 2]))).toBe(2)
  })

  it('learn nothing when all of their gradients are 0', () => {
    expect(zeroShare(tensor([0, 1, 0, 0, 0, 0], [2, 3]))).toBeCloseTo(2 / 3, 12)
  })

  it('are silent when no row reaches them, and then have no gradient', () => {
    const model = oneSilent()
    expect(silentShares(model, data)).toEqual([0.5])
    const gradients = gradientsOf(model, data)
    expect(parametersNamed(gradients, 'weight').map(zeroShare)).toEqual([0.5, 0])
    const [biases] = parametersNamed(gradients, 'bias')
    expect(biases?.data()[0]).not.toBe(0)
    expect(biases?.data()[1]).toBe(0)
  })
})

describe('gradients of the mean cross-entropy', () => {
  it('are (y − t) / n at the outputs', () => {
    const model = oneSilent()
    const [, output] = parametersNamed(gradientsOf(model, data), 'bias')
    // d loss / d bias of class k = mean of (probability of k − 1 where k is the class).
    const logits = model.apply(tensor(data.inputs, [10, 64])).data()
    const expected = Array.from({ length: 10 }, (_, k) => {
      const terms = Array.from({ length: 10 }, (_, row) => {
        const scores = [...logits.slice(row * 10, row * 10 + 10)]
        const most = Math.max(...scores)
        const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0)
        return Math.exp((scores[k] ?? 0) - most) / total - (data.targets[row] === k ? 1 : 0)
      })
      return terms.reduce((sum, term) => sum + term, 0) / 10
    })
    expected.forEach((value, k) => {
      expect(output?.data()[k]).toBeCloseTo(value, 5)
    })
  })
})
