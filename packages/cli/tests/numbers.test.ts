/** The numbers behind the reports, against values worked out elsewhere. */

import { smooth } from '@regimen/lab'
import { createDataset, type TrainingEvent, takeRows } from 'regimen'
import { describe, expect, it } from 'vitest'
import { histogram } from '../src/charts/residuals.ts'
import { summarise } from '../src/comparing/compare-run.ts'
import { spreadOf } from '../src/comparing/curves.ts'
import { classPredictions, countConfusions, valuePredictions } from '../src/training/predictions.ts'
import { eventInUnit, measureTarget, metricsInUnit, standardise } from '../src/training/target-scale.ts'

describe('smoothing', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]

  it('is the Kaiser window of NumPy: numpy.kaiser(11, 2)', () => {
    const smoothed = smooth(values)
    expect(smoothed[7]).toBeCloseTo(5.068380626039386, 12)
    expect(smoothed[0]).toBeCloseTo(3.2705967815242456, 12)
  })

  it('leaves a constant alone, and takes one value and none', () => {
    for (const value of smooth(new Array(125).fill(2.5))) expect(value).toBeCloseTo(2.5, 12)
    expect(smooth([7])).toEqual([7])
    expect(smooth([])).toEqual([])
  })

  it('spans the smallest and largest of the curves', () => {
    const { mean, lowest, highest } = spreadOf([
      [1, 1, 1],
      [3, 3, 3, 3],
    ])
    expect(mean).toHaveLength(3)
    for (const value of mean) expect(value).toBeCloseTo(2, 12)
    for (const value of lowest) expect(value).toBeCloseTo(1, 12)
    for (const value of highest) expect(value).toBeCloseTo(3, 12)
  })
})

describe('the ranking', () => {
  it('takes the first 200 and the last 100 updates, and the sample standard deviation', () => {
    const run = (from: number) => Float64Array.from({ length: 500 }, (_, step) => from + step)
    const { lossFirst200, lossLast100, testAccuracy } = summarise('sgd', [run(0), run(2)], [0.9, 0.94], 500)
    expect(lossFirst200).toBe((99.5 + 101.5) / 2)
    expect(lossLast100).toBe((449.5 + 451.5) / 2)
    expect(testAccuracy.mean).toBeCloseTo(0.92, 12)
    expect(testAccuracy.std).toBeCloseTo(0.04 / Math.SQRT2, 12)
  })

  it('gives a run that broke off no last loss, and one seed no deviation', () => {
    const { lossLast100, testAccuracy } = summarise('sgd', [Float64Array.of(2, 3)], [0.1], 500)
    expect(lossLast100).toBeNaN()
    expect(testAccuracy).toEqual({ mean: 0.1, std: 0 })
  })
})

describe('regression targets', () => {
  const dataset = createDataset({
    name: 'line',
    task: { kind: 'regression', target: 'y' },
    inputShape: [1],
    inputs: Float32Array.of(0, 1, 2, 3),
    targets: Float32Array.of(2, 4, 4, 6),
  })
  const train = takeRows(dataset, Int32Array.of(0, 1, 2, 3), 'train')

  it('get mean 0 and deviation 1, and back', () => {
    const scale = measureTarget(train)
    expect(scale).toEqual({ mean: 4, deviation: Math.SQRT2 })
    const standardised = standardise(train, scale)
    expect([...standardised.targets]).toEqual([-2, 0, 0, 2].map((value) => Math.fround(value / Math.SQRT2)))
    const outputs = Float32Array.from(standardised.targets)
    const back = valuePredictions({ outputs, shape: [4, 1] }, scale)
    back.forEach((value, row) => {
      expect(value).toBeCloseTo(train.targets[row] ?? 0, 6)
    })
  })

  it('are told in their own unit: the loss with its square, the error with itself', () => {
    const scale = { mean: 100, deviation: 10 }
    const metrics = {
      loss: 2,
      rootMeanSquaredError: 3,
      trainLoss: 5,
      validationRootMeanSquaredError: 7,
      accuracy: 1,
    }
    expect(metricsInUnit(metrics, scale)).toEqual({
      loss: 200,
      rootMeanSquaredError: 30,
      trainLoss: 500,
      validationRootMeanSquaredError: 70,
      accuracy: 1,
    })
    const step: TrainingEvent = {
      type: 'step',
      step: 1,
      epoch: 1,
      loss: 2,
      metrics: { rootMeanSquaredError: 3 },
      learningRate: 0.1,
      examplesPerSecond: 5,
    }
    expect(eventInUnit(step, scale)).toMatchObject({
      loss: 200,
      metrics: { rootMeanSquaredError: 30 },
      learningRate: 0.1,
    })
    expect(eventInUnit(step, undefined)).toBe(step)
  })

  it('of one value do not divide by 0', () => {
    const constant = { ...train, targets: Float32Array.of(5, 5, 5, 5) }
    expect(measureTarget(constant)).toEqual({ mean: 5, deviation: 1 })
  })
})

describe('predictions', () => {
  it('are softmax probabilities, also for logits of ±1000', () => {
    const outputs = Float32Array.of(0, Math.log(3), 1000, -1000)
    const [first, second] = classPredictions({ outputs, shape: [2, 2] })
    expect(first?.classIndex).toBe(1)
    expect(first?.probability).toBeCloseTo(0.75, 6)
    expect(second).toMatchObject({ classIndex: 0, probability: 1 })
    expect(classPredictions({ outputs: new Float32Array(0), shape: [0, 2] })).toEqual([])
  })

  it('are counted by true and predicted class', () => {
    const task = { kind: 'classification', classes: ['a', 'b', 'c'] } as const
    expect(countConfusions([0, 1, 1, 2], [0, 1, 2, 2], task)).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 1],
    ])
  })
})

describe('histograms', () => {
  it('hold every value once, the largest too', () => {
    const values = Array.from({ length: 125 }, (_, index) => index)
    const bins = histogram(values)
    expect(bins).toHaveLength(11)
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(125)
    expect(bins[0]?.from).toBe(0)
    expect(bins.at(-1)?.to).toBeCloseTo(124, 9)
  })

  it('take equal values and none', () => {
    expect(histogram([3, 3, 3]).reduce((sum, { count }) => sum + count, 0)).toBe(3)
    expect(histogram([])).toEqual([])
  })
})
