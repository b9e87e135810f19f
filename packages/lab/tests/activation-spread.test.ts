/** The spread of activations, against closed forms. */
import { RandomKey } from 'regimen'
import { describe, expect, it } from 'vitest'
import { type SpreadActivation, spreadOf } from '../src/parts/activation-spread.ts'

const spread = (activation: SpreadActivation, weightDeviation: number, layers = 1) =>
  spreadOf({ key: RandomKey.fromSeed(3), rows: 400, width: 100, layers, activation, weightDeviation })

describe('the spread of activations', () => {
  it('is a point where all weights are 0', () => {
    const [layer] = spread('sigmoid', 0).layers
    expect(layer).toMatchObject({ deviation: 0, secondMoment: 0.25, extremes: 0, medianSlope: 0.25 })
    expect(spread('tanh', 0).layers[0]).toMatchObject({ secondMoment: 0, medianSlope: 1 })
    expect(spread('relu', 0).layers[0]).toMatchObject({ secondMoment: 0, extremes: 1, medianSlope: 0 })
    expect(spread('sigmoid', 0).gradientRatio).toBe(0)
  })

  it('halves the mean square of normal values with ReLU and variance 1/n', () => {
    const [layer] = spread('relu', 0.1).layers
    expect(layer?.secondMoment).toBeCloseTo(0.5, 1)
    expect(layer?.extremes).toBeCloseTo(0.5, 1)
  })

  it('has the slope of the sigmoid at the median of |x|', () => {
    // Inputs of deviation 1: half of them lie within 0.6745, where σ′ is 0.2237.
    const [layer] = spread('sigmoid', 0.1).layers
    expect(layer?.medianSlope).toBeCloseTo(0.2237, 2)
  })

  it('has every output in a bin of a bounded activation', () => {
    const [layer] = spread('tanh', 1).layers
    expect(layer?.bins.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
  })

  it('gives back the gradient of a layer: ReLU lets half of the squares through', () => {
    expect(spread('relu', 0.1).gradientRatio).toBeCloseTo(Math.SQRT1_2, 1)
  })
})
