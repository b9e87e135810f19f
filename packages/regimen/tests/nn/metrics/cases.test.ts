import { describe, expect, test } from 'vitest'
import { tensor } from '../../../src/engine/ops/create.ts'
import { withBackend } from '../../../src/engine/settings.ts'
import type { Tensor } from '../../../src/engine/tensor.ts'
import {
  accuracy,
  confusionMatrix,
  confusionMatrixMetric,
  crossEntropyLoss,
  expectedCalibrationError,
  f1,
  lossMetric,
  MetricAccumulator,
  meanAbsoluteError,
  metricNamed,
  precision,
  r2,
  recall,
  rootMeanSquaredError,
  topKAccuracy,
} from '../../../src/nn/index.ts'
import { backends, thrownBy } from '../helpers.ts'
import { measured, over } from './support.ts'

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

describe('by hand', () => {
  const two = tensor([
    [0, 2],
    [0, -1],
    [0, 0.5],
    [0, 3],
    [0, -2],
  ])
  const classes = tensor([1, 1, 0, 1, 0], [5], 'int32')

  test('of three predicted as class 1 two are, of three of class 1 two are found', () => {
    expect(over(precision(), [two, classes])).toBeCloseTo(2 / 3, 12)
    expect(over(recall(), [two, classes])).toBeCloseTo(2 / 3, 12)
    expect(over(f1(), [two, classes])).toBeCloseTo(2 / 3, 12)
    expect(measured(recall({ average: 'perClass' }), [[two, classes]])).toEqual([0.5, 2 / 3])
    expect(measured(confusionMatrixMetric(), [[two, classes]])).toEqual([
      [1, 1],
      [1, 2],
    ])
  })

  test('a threshold of 0.9, a logit of 2.197, leaves one', () => {
    expect(over(precision({ threshold: 0.9 }), [two, classes])).toBe(1)
    expect(over(recall({ threshold: 0.9 }), [two, classes])).toBeCloseTo(1 / 3, 12)
  })

  test('one class only, and a class that is neither predicted nor there', () => {
    const sure: [Tensor, Tensor] = [tensor([[0, 5, 1]]), tensor([1], [1], 'int32')]
    expect(measured(precision({ average: 'perClass' }), [sure])).toEqual([Number.NaN, 1, Number.NaN])
    for (const metric of [precision(), recall(), f1(), f1({ average: 'weighted' })])
      expect(over(metric, sure)).toBe(1)
    const none: [Tensor, Tensor] = [tensor([-1, -2]), tensor([0, 0], [2], 'int32')]
    for (const metric of [precision(), recall(), f1()]) expect(over(metric, none)).toBe(0)
  })

  test('of equal outputs the lower class comes first, as in accuracy', () => {
    const ties = tensor([[1, 1, 0]])
    const rank = (k: number, target: number) =>
      over(topKAccuracy({ k }), [ties, tensor([target], [1], 'int32')])
    expect([rank(1, 0), rank(1, 1), rank(2, 1), rank(2, 2), rank(3, 2)]).toEqual([1, 0, 1, 0, 1])
    expect(rank(5, 3)).toBe(0)
    expect(rank(5, -1)).toBe(0)
    expect(topKAccuracy({ k: 3 }).name).toBe('top3Accuracy')
  })

  test('a model that is sure to 80 % and right in half of the cases is off by 0.3', () => {
    const sure = Math.log(4)
    const pair: [Tensor, Tensor] = [tensor([sure, sure, -sure, -sure]), tensor([1, 0, 0, 1], [4], 'int32')]
    expect(over(expectedCalibrationError(), pair)).toBeCloseTo(0.3, 6)
    // Apart, the errors of the two bins do not cancel: 0.2 too low in one, 0.8 too high in the other.
    const apart: [Tensor, Tensor] = [tensor([sure, 2 * sure]), tensor([1, 0], [2], 'int32')]
    expect(over(expectedCalibrationError(), apart)).toBeCloseTo((0.2 + 16 / 17) / 2, 6)
  })

  test('r²: the mean explains nothing, the double of the truth less than that', () => {
    const t = tensor([1, 2, 3])
    expect(over(r2(), [t, t])).toBe(1)
    expect(over(r2(), [tensor([2, 2, 2]), t])).toBe(0)
    expect(over(r2(), [tensor([2, 4, 6]), t])).toBe(-6)
    expect(over(r2(), [t, tensor([2, 2, 2])])).toBe(Number.NEGATIVE_INFINITY)
    expect(over(r2(), [tensor([1]), tensor([1])])).toBeNaN()
    // In float32 the sums of training cannot tell this variance from rounding, and say so.
    const far = tensor([10_000.25, 10_000.5, 10_000.75])
    expect(measured(r2(), [[far, far]], false)).toBeNaN()
    expect(measured(r2(), [[far, far]])).toBe(1)
  })

  test('settings that cannot be meant are refused, and named in the value', () => {
    const refused = (metric: string, settings: Record<string, string | number>) =>
      thrownBy(() => metricNamed(metric, settings)).code
    expect(refused('f1', { average: 'sum' })).toBe('technique-option')
    expect(refused('f1', { threshold: 1 })).toBe('technique-option')
    expect(refused('rocAuc', { average: 'micro' })).toBe('technique-option')
    expect(refused('topKAccuracy', { k: 0 })).toBe('technique-option')
    expect(refused('expectedCalibrationError', { bins: 0.5 })).toBe('technique-option')
    expect(refused('accuracy', { k: 1 })).toBe('unknown-option')
    expect(metricNamed('f1', { average: 'micro' }).name).toBe('f1Micro')
    expect(metricNamed('rocAuc', { average: 'perClass' }).name).toBe('rocAucPerClass')
  })

  test('parts of different metrics are not added', () => {
    const accumulator = new MetricAccumulator(confusionMatrixMetric())
    accumulator.add(two, classes)
    expect(thrownBy(() => accumulator.merge({ examples: 1, numbers: [1, 2, 3] })).code).toBe('metric-parts')
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
