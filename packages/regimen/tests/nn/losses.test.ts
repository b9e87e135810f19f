import { describe, expect, test } from 'vitest'
import { gradient, valueAndGradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { sigmoid as logistic } from '../../src/engine/ops/elementwise.ts'
import { mean, sum } from '../../src/engine/ops/reductions.ts'
import { reshape } from '../../src/engine/ops/views.ts'
import { withBackend } from '../../src/engine/settings.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import {
  binaryCrossEntropy,
  binaryCrossEntropyLoss,
  crossEntropy,
  crossEntropyLoss,
  lossNamed,
  mse,
  mseLoss,
  softmax,
  sse,
  sseLoss,
} from '../../src/nn/index.ts'
import {
  everyBackend,
  expectClose,
  fixtures,
  gradientError,
  inFloat64,
  type Numbers,
  normals,
  tensorFrom,
  thrownBy,
  type ValueAndGradient,
} from './helpers.ts'

const classes = (...values: number[]): Tensor => tensor(values, [values.length], 'int32')

describe.each(everyBackend)('against PyTorch, $name', ({ backend, tolerance }) => {
  const { losses: known } = fixtures
  const check = (loss: (outputs: Tensor) => Tensor, at: Numbers, expected: ValueAndGradient) =>
    withBackend(backend, () => {
      const found = valueAndGradient(loss, tensorFrom(at, backend))
      expectClose(found.value, expected.value, tolerance)
      expectClose(found.gradient, expected.gradient, tolerance)
    })
  const targets = () => tensorFrom(known.classes, backend, 'int32')

  test('cross-entropy of classes, with logits of ±1000', () => {
    check((x) => crossEntropy(x, targets()), known.logits, known.crossEntropy)
  })
  test('cross-entropy of rows of probabilities', () => {
    check(
      (x) => crossEntropy(x, tensorFrom(known.probabilities, backend)),
      known.logits,
      known.crossEntropyRows,
    )
  })
  test('cross-entropy with label smoothing 0.1', () => {
    const loss = crossEntropyLoss({ labelSmoothing: 0.1 })
    check((x) => mean(loss.perExample(x, targets())), known.logits, known.crossEntropySmoothed)
  })
  test('binary cross-entropy, with logits of 0 and ±1000', () => {
    const rows = () => tensorFrom(known.binaryTargets, backend)
    check((x) => binaryCrossEntropy(x, rows()), known.binaryLogits, known.binaryCrossEntropy)
  })
  test('mean squared error', () => {
    check((x) => mse(x, tensorFrom(known.values, backend)), known.outputs, known.mse)
  })
})

describe('hand cases', () => {
  test('½ Σ (y − t)², its mean and its gradient y − t', () => {
    inFloat64(() => {
      const y = tensor([
        [0.1, 0.05, 0.6],
        [1, 2, 3],
      ])
      const t = tensor([
        [0, 0, 1],
        [1, 0, 3],
      ])
      expectClose(sseLoss().perExample(y, t), [0.08625, 2], 1e-15)
      expect(sse(y, t).item()).toBeCloseTo((0.08625 + 2) / 2, 15)
      expect(mse(y, t).item()).toBeCloseTo(((0.08625 + 2) / 2) * (2 / 3), 15)
      const slope = gradient((p: Tensor) => sse(p, t), y)
      expectClose(slope, [0.05, 0.025, -0.2, 0, 1, 0], 1e-15)
    })
  })

  test('cross-entropy is −ln y of the class, with the gradient (y − t) / N', () => {
    inFloat64(() => {
      const logits = tensor([
        [0, 0],
        [Math.log(3), 0],
      ])
      expectClose(crossEntropyLoss().perExample(logits, classes(0, 1)), [Math.LN2, Math.log(4)], 1e-15)
      const slope = gradient((p: Tensor) => crossEntropy(p, classes(0, 1)), logits)
      expectClose(slope, [-0.25, 0.25, 0.375, -0.375], 1e-15)
    })
  })

  test('classes and their one-hot rows give the same, whatever the rows are made of', () => {
    inFloat64(() => {
      const logits = normals(1, [3, 4])
      const rows = [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]
      const expected = crossEntropyLoss().perExample(logits, classes(1, 3, 0))
      expectClose(crossEntropyLoss().perExample(logits, tensor(rows, [3, 4])), expected, 1e-14)
      expectClose(crossEntropyLoss().perExample(logits, tensor(rows, [3, 4], 'int32')), expected, 1e-14)
    })
  })

  test('binary cross-entropy is cross-entropy over the logits 0 and x', () => {
    inFloat64(() => {
      const x = normals(2, [5, 1])
      const pair = tensor(
        [...x.data()].flatMap((value) => [0, value]),
        [5, 2],
      )
      const t = classes(0, 1, 1, 0, 1)
      expectClose(binaryCrossEntropyLoss().perExample(x, t), crossEntropyLoss().perExample(pair, t), 1e-14)
    })
  })

  test('a model that knows nothing starts at ln K', () => {
    inFloat64(() => {
      for (const count of [2, 3, 10, 125]) {
        const loss = crossEntropyLoss()
        const actual = crossEntropy(tensor(new Float64Array(count), [1, count]), classes(1)).item()
        expect(actual).toBeCloseTo(Math.log(count), 12)
        expect(loss.initialValue?.(count)).toBeCloseTo(Math.log(count), 15)
      }
      expect(binaryCrossEntropyLoss().initialValue?.(2)).toBe(Math.LN2)
    })
  })

  test('smoothing raises the least loss to the entropy of the smoothed targets (Szegedy 2016)', () => {
    inFloat64(() => {
      const [epsilon, count] = [0.1, 5]
      const target = Array.from({ length: count }, (_, k) => (k === 2 ? 1 - epsilon : 0) + epsilon / count)
      const entropy = -target.reduce((total, p) => total + p * Math.log(p), 0)
      const best = tensor(target.map(Math.log), [1, count])
      const loss = crossEntropyLoss({ labelSmoothing: epsilon })
      expect(loss.perExample(best, classes(2)).item()).toBeCloseTo(entropy, 14)
      const certain = tensor([-100, -100, 100, -100, -100], [1, count])
      expect(loss.perExample(certain, classes(2)).item()).toBeGreaterThan(entropy)
    })
  })

  test('a masked class (−∞) does no harm; a class that does not exist gives NaN, not a number', () => {
    inFloat64(() => {
      const logits = tensor([[0, Number.NEGATIVE_INFINITY, 0]])
      expect(crossEntropy(logits, classes(0)).item()).toBeCloseTo(Math.LN2, 15)
      expect(crossEntropy(logits, classes(1)).item()).toBe(Number.POSITIVE_INFINITY)
      expect(crossEntropy(logits, classes(3)).item()).toBeNaN()
      expect(crossEntropy(logits, classes(-1)).item()).toBeNaN()
    })
  })

  test('an empty batch has no losses', () => {
    inFloat64(() => {
      expect(crossEntropyLoss().perExample(tensor([], [0, 3]), classes()).shape).toEqual([0])
      expect(mseLoss().perExample(tensor([], [0, 1]), tensor([], [0])).shape).toEqual([0])
    })
  })

  test('with sigmoid outputs the squared error learns slowly, cross-entropy does not (F10)', () => {
    const steps = (loss: (z: Tensor) => Tensor): number => {
      let parameters = [2, 2]
      for (let step = 1; step < 2000; step++) {
        const slope = gradient((p: Tensor) => loss(linear(p)), tensor(parameters)).data()
        parameters = parameters.map((value, index) => value - 0.15 * (slope[index] ?? 0))
        if (1 / (1 + Math.exp(-(parameters[0] ?? 0) - (parameters[1] ?? 0))) < 0.1) return step
      }
      return 2000
    }
    inFloat64(() => {
      const zero = () => tensor([0], [1])
      expect(steps((z) => sse(logistic(z), zero()))).toBe(469)
      expect(steps((z) => binaryCrossEntropy(z, zero()))).toBe(50)
    })
  })
})

/** A neuron with input 1: w + b, as a batch of one. */
function linear(parameters: Tensor): Tensor {
  return sum(reshape(parameters, [1, 2]), { axes: 1 })
}

test.each([1, 3, 10, 125])('gradients against central differences, batch %d', (batch) => {
  inFloat64(() => {
    const labels = classes(...Array.from({ length: batch }, (_, index) => index % 3))
    const other = normals(12, [batch, 3])
    const checks: { [name: string]: (x: Tensor) => Tensor } = {
      sse: (x) => sse(x, other),
      mse: (x) => mse(x, other),
      crossEntropy: (x) => crossEntropy(x, labels),
      crossEntropyRows: (x) => crossEntropy(x, softmax(other)),
      binaryCrossEntropy: (x) => binaryCrossEntropy(x, logistic(other)),
    }
    for (const [name, loss] of Object.entries(checks)) {
      expect(gradientError(loss, normals(11, [batch, 3])), name).toBeLessThan(1e-6)
    }
  })
})

describe('outputs and targets that do not fit', () => {
  test('[batch, 1] and [batch] are one value each, and never broadcast', () => {
    inFloat64(() => {
      const outputs = tensor([[1], [2], [4]])
      expectClose(mseLoss().perExample(outputs, tensor([0, 0, 0])), [1, 4, 16], 0)
      expectClose(mseLoss().perExample(tensor([1, 2, 4]), tensor([[0], [0], [0]])), [1, 4, 16], 0)
      expectClose(mseLoss().perExample(outputs, classes(0, 0, 0)), [1, 4, 16], 0)
    })
  })

  const wrong: [string, () => Tensor, string][] = [
    [
      'mse, two outputs for one value',
      () => mse(normals(1, [3, 2]), normals(1, [3])),
      'float32[3, 2] and targets float32[3]',
    ],
    [
      'sse, other batch',
      () => sse(normals(1, [3, 1]), normals(1, [4])),
      'float32[3, 1] and targets float32[4]',
    ],
    ['mse, no batch', () => mse(normals(1, []), normals(1, [])), 'float32[] and targets float32[]'],
    [
      'binary, other width',
      () => binaryCrossEntropy(normals(1, [3, 2]), normals(1, [3, 3])),
      'float32[3, 2]',
    ],
    [
      'classes as floats',
      () => crossEntropy(normals(1, [3, 2]), normals(1, [3])),
      'float32[3, 2] and targets float32[3]',
    ],
    [
      'classes in a column',
      () => crossEntropy(normals(1, [3, 2]), tensor([0, 1, 0], [3, 1], 'int32')),
      'int32[3, 1]',
    ],
    ['other batch', () => crossEntropy(normals(1, [3, 2]), classes(0, 1)), 'int32[2]'],
    ['no classes', () => crossEntropy(normals(1, [3]), classes(0, 1, 0)), 'float32[3] and targets int32[3]'],
  ]
  test.each(wrong)('%s', (_, action, shapes) => {
    const { code, message } = thrownBy(action)
    expect(code).toBe('targets-shape')
    expect(message).toContain(shapes)
    expect(message).toContain('Expected')
  })
})

test('losses by name', () => {
  expect(lossNamed('crossEntropy', { labelSmoothing: 0.1 }).settings).toEqual({
    labelSmoothing: 0.1,
    classWeights: [],
  })
  expect(thrownBy(() => lossNamed('hing')).message).toContain(
    'There is no loss "hing". Known: sse, mse, mae, huber,',
  )
  expect(thrownBy(() => crossEntropyLoss({ labelSmoothing: 2 })).code).toBe('technique-option')
})
