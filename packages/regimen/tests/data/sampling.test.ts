/** Folds, weighted rows, whitening. */
import { describe, expect, it } from 'vitest'
import { digits, iris } from '../../src/datasets.ts'
import {
  asPart,
  BatchLoader,
  balancedWeights,
  createModel,
  FittedWhitening,
  findOptimizer,
  fit,
  foldRows,
  kFold,
  multilayerPerceptron,
  pcaWhitening,
  RandomKey,
  WeightedRows,
} from '../../src/index.ts'

const key = RandomKey.fromSeed(3)

describe('folds', () => {
  it.each([2, 3, 5, 10, 150])('%d of them hold every row out once, classes in proportion', (folds) => {
    const data = iris()
    const rows = foldRows(data, { folds, key })
    expect(rows.flatMap((each) => [...each]).sort((a, b) => a - b)).toEqual([...Array(150).keys()])
    for (const fold of rows) {
      expect(Math.abs(fold.length - 150 / folds)).toBeLessThan(1)
      for (const kind of [0, 1, 2]) {
        const count = fold.filter((row) => data.targets[row] === kind).length
        expect(Math.abs(count - 50 / folds)).toBeLessThan(1 + 1e-9)
      }
    }
  })

  it('learn from what they do not hold out', () => {
    for (const { train, validation } of kFold(iris(), { folds: 4, key })) {
      expect(new Set([...train.rows, ...validation.rows]).size).toBe(150)
      expect(train.size + validation.size).toBe(150)
      expect([train.part, validation.part]).toEqual(['train', 'validation'])
    }
    expect(foldRows(iris(), { folds: 4, key })).toEqual(foldRows(iris(), { folds: 4, key }))
    expect(() => kFold(iris(), { folds: 1, key })).toThrow(/2 to the number of rows, 150/)
    expect(() => kFold(iris(), { folds: 151, key })).toThrow(/2 to the number of rows, 150/)
  })
})

describe('weighted sampling', () => {
  it('draws as often as the weights say (χ² of five degrees)', () => {
    const weights = [0, 1, 2, 3.5, 10, 0.25]
    const total = 16.75
    const count = 60_000
    const drawn = new WeightedRows(weights).draw(key, 4, count)
    const seen = weights.map((_, index) => drawn.filter((row) => row === index).length)
    expect(seen[0]).toBe(0)
    const squares = weights.slice(1).map((weight, index) => {
      const expected = (weight / total) * count
      return ((seen[index + 1] ?? 0) - expected) ** 2 / expected
    })
    expect(squares.reduce((sum, each) => sum + each, 0)).toBeLessThan(18.5)
    expect(() => new WeightedRows([0, 0])).toThrow(/not all of them 0/)
    expect(() => new WeightedRows([1, -1])).toThrow(/at least 0/)
    expect(() => new WeightedRows([1, Number.NaN])).toThrow(/finite/)
  })

  it('balances classes, in the loader and in fit, by position alone', async () => {
    const data = iris()
    const kept = Array.from({ length: 150 }, (_, row) => row).filter((row) => row < 50 || row % 10 === 0)
    const train = asPart(
      {
        ...data,
        inputs: Float32Array.from(kept.flatMap((row) => [...data.inputs.subarray(4 * row, 4 * row + 4)])),
        targets: Int32Array.from(kept, (row) => data.targets[row] ?? 0),
        size: kept.length,
      },
      'train',
    )
    const sampleWeights = balancedWeights(train)
    const loader = new BatchLoader(train, {
      batchSize: 3000,
      key,
      sampling: 'withReplacement',
      sampleWeights,
    })
    const rows = loader.rowsAt({ epoch: 2, batch: 0 })
    for (const kind of [0, 1, 2]) {
      const share = rows.filter((row) => train.targets[row] === kind).length / 3000
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.035)
    }
    const again = new BatchLoader(train, { batchSize: 3000, key, sampling: 'withReplacement', sampleWeights })
    expect(again.rowsAt({ epoch: 2, batch: 0 })).toEqual(rows)
    const model = createModel(multilayerPerceptron({ inputs: [4], hidden: [], outputs: 3 }), { input: [4] })
    const optimizer = findOptimizer('sgd')()
    await expect(fit(model, { train }, { optimizer, steps: 2, sampleWeights })).rejects.toThrow(
      /withReplacement/,
    )
    await fit(model, { train }, { optimizer, steps: 2, sampleWeights, sampling: 'withReplacement' })
    const few = {
      optimizer,
      steps: 2,
      sampleWeights: new Float64Array(3),
      sampling: 'withReplacement',
    } as const
    await expect(fit(model, { train }, few)).rejects.toThrow(/one for each/)
  })
})

describe('PCA whitening', () => {
  const train = asPart(iris(), 'train')
  const covariance = (inputs: Float32Array, width: number) => {
    const size = inputs.length / width
    return Array.from({ length: width * width }, (_, index) => {
      const [a, b] = [Math.floor(index / width), index % width]
      let sum = 0
      for (let row = 0; row < size; row++)
        sum += (inputs[row * width + a] ?? 0) * (inputs[row * width + b] ?? 0)
      return sum / size
    })
  }

  it.each([false, true])('leaves the identity as covariance (zero-phase: %s)', (zeroPhase) => {
    const whitened = pcaWhitening({ regularization: 0, zeroPhase }).fit(train).applyTo(train)
    covariance(whitened.inputs, 4).forEach((value, index) => {
      expect(value).toBeCloseTo(index % 5 === 0 ? 1 : 0, 4)
    })
  })

  it('finds the components of the irises (scikit-learn: explained_variance_ratio_, first component)', () => {
    const { matrix } = pcaWhitening({ components: 2, regularization: 0 }).fit(train)
    const first = [0, 1, 2, 3].map((feature) => matrix[2 * feature] ?? 0)
    const scale = Math.hypot(...first)
    const direction = first.map((each) => (each / scale) * Math.sign(first[0] ?? 1))
    ;[0.36138659, -0.08452251, 0.85667061, 0.3582892].forEach((expected, index) => {
      expect(direction[index]).toBeCloseTo(expected, 5)
    })
    // The variance with division by n − 1 is 4.22824171.
    expect((1 / scale ** 2) * (150 / 149)).toBeCloseTo(4.22824171, 5)
  })

  it('is remembered, applied to other parts, and saved; constant columns do not break it', () => {
    const part = asPart(digits(), 'train')
    const fitted = pcaWhitening({ components: 10 }).fit(part)
    const whitened = fitted.applyTo(part)
    expect(whitened.inputShape).toEqual([10])
    expect(whitened.inputs.every(Number.isFinite)).toBe(true)
    const again = FittedWhitening.fromJSON(JSON.parse(JSON.stringify(fitted)))
    expect(again.apply(part.inputs.subarray(0, 128), [64])).toEqual(whitened.inputs.slice(0, 20))
    expect(() => fitted.apply(new Float32Array(3), [3])).toThrow(/64/)
    expect(() => pcaWhitening({ components: 65 }).fit(part)).toThrow(/1 to 64/)
    expect(() => FittedWhitening.fromJSON({ mean: [], matrix: [], zeroPhase: false })).toThrow(/restored/)
  })
})
