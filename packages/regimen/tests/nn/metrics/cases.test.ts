import { describe, expect, test } from 'vitest'
import { tensor } from '../../../src/engine/ops/create.ts'
import { withBackend } from '../../../src/engine/settings.ts'
import type { Tensor } from '../../../src/engine/tensor.ts'
import {
  accuracy,
  confusionMatrix,
  crossEntropyLoss,
  lossMetric,
  meanAbsoluteError,
  metricNamed,
  rootMeanSquaredError,
} from '../../../src/nn/index.ts'
import { backends, thrownBy } from '../helpers.ts'
import { over } from './support.ts'

const logits = () =>
  tensor([
    [0.1, 0.7, 0.2],
    [5, -1, 4],
    [-3, -2, -1],
    [1, 0, 0],
  ])

describe.each(backends)('$name', ({ backend, tolerance }) => {
  const run = (action: () => void) => withBackend(backend, action)

  test('accuracy counts the largest output: classes 1, 0, 2, 0 are predicted', () => {
    run(() => {
      expect(over(accuracy(), [logits(), tensor([1, 0, 2, 1], [4], 'int32')])).toBe(0.75)
      const rows = tensor([0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0], [4, 3])
      expect(over(accuracy(), [logits(), rows])).toBe(0.75)
    })
  })

  test('accuracy of one logit: class 1 above 0', () => {
    run(() => {
      const outputs = tensor([[0.1], [-0.1], [0], [3]])
      expect(over(accuracy(), [outputs, tensor([1, 1, 0, 1], [4], 'int32')])).toBe(0.75)
      expect(over(accuracy(), [outputs, tensor([[1], [0], [0], [1]])])).toBe(1)
      expect(over(accuracy(), [tensor([2, -2]), tensor([0, 0])])).toBe(0.5)
    })
  })

  test('errors in the unit of the targets; the root is taken over all batches together', () => {
    run(() => {
      const first: [Tensor, Tensor] = [tensor([[1], [2]]), tensor([1, 2])]
      const second: [Tensor, Tensor] = [tensor([[5]]), tensor([1])]
      expect(over(meanAbsoluteError(), first, second)).toBeCloseTo(4 / 3, 6)
      expect(over(rootMeanSquaredError(), first, second)).toBeCloseTo(4 / Math.sqrt(3), 6)
      const wide: [Tensor, Tensor] = [tensor([[1, 3]]), tensor([[0, 0]])]
      expect(over(meanAbsoluteError(), wide)).toBeCloseTo(2, 6)
      expect(over(rootMeanSquaredError(), wide)).toBeCloseTo(Math.sqrt(5), 6)
    })
  })

  test('a loss as a metric is its mean over the examples', () => {
    run(() => {
      const metric = lossMetric(crossEntropyLoss())
      const equal = tensor([0, 0, 0, 0, 0, 0], [3, 2])
      expect(metric.name).toBe('crossEntropy')
      const targets = tensor([0, 1, 1], [3], 'int32')
      const found = over(metric, [equal, targets])
      expect(Math.abs(found - Math.LN2)).toBeLessThan(tolerance)
    })
  })
})

describe('confusion matrix', () => {
  test('rows are the actual classes, columns the predicted', () => {
    const predicted = Int32Array.of(0, 1, 1, 2, 0)
    const actual = Int32Array.of(0, 1, 0, 2, 2)
    expect(confusionMatrix(predicted, actual, 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 1],
    ])
    expect(confusionMatrix(new Int32Array(0), new Int32Array(0), 2)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  test('what cannot be counted is refused', () => {
    expect(thrownBy(() => confusionMatrix(Int32Array.of(0), Int32Array.of(0, 1), 2)).code).toBe(
      'predictions-length',
    )
    expect(thrownBy(() => confusionMatrix(Int32Array.of(0, 3), Int32Array.of(0, 1), 3)).message).toBe(
      'confusionMatrix: predicted[1] is 3; there are 3 classes, counted from 0.',
    )
    expect(thrownBy(() => confusionMatrix(Int32Array.of(0), Int32Array.of(-1), 3)).code).toBe(
      'class-out-of-range',
    )
  })
})

test('metrics by name, and targets that do not fit', () => {
  expect(metricNamed('accuracy').better).toBe('higher')
  expect(thrownBy(() => metricNamed('f2')).code).toBe('unknown-technique')
  expect(thrownBy(() => accuracy().sums(logits(), tensor([0, 1], [2], 'int32'))).code).toBe('targets-shape')
})
