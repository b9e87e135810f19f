/** Predictions with dropout on: samples of the networks that dropout trains. */
import { add, div, mul, sqrt, square, sub } from '../engine/ops/elementwise.ts'
import { randomSource } from '../engine/ops/random.ts'
import { compile } from '../engine/program.ts'
import { RandomKey } from '../engine/random.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { Technique } from '../technique.ts'
import type { Model } from './model.ts'
import { requireSize } from './options.ts'

/** The options of `predictMonteCarlo`. */
export interface MonteCarloOptions {
  /** Passes, each with masks of its own. Default 50. */
  readonly samples?: number
  /** Default 0. */
  readonly seed?: number
  /** What is averaged: `softmax` for the probabilities of a classifier of logits. Default: the outputs as they are. */
  readonly output?: (outputs: Tensor) => Tensor
}

/** What `predictMonteCarlo` gives, both of the shape of the outputs. */
export interface MonteCarloPrediction {
  readonly mean: Tensor
  /** Over the samples, with the divisor `samples`: how far the masks disagree. */
  readonly standardDeviation: Tensor
}

/**
 * The mean and the spread of a model's outputs over random masks: inference with dropout on (batch normalisation still
 * goes by its running statistics). A model without dropout gives its outputs and a spread of 0.
 * Gal & Ghahramani 2016, arXiv:1506.02142.
 * @param inputs [batch, ...inputShape]
 * @throws RegimenError `technique-option`, `model-input`.
 */
export function predictMonteCarlo(
  model: Model,
  inputs: Tensor,
  { samples = 50, seed = 0, output = (x) => x }: MonteCarloOptions = {},
): MonteCarloPrediction {
  requireSize('predictMonteCarlo', 'samples', samples)
  const key = RandomKey.fromSeed(seed).child('monteCarloDropout')
  const draw = compile((x: Tensor, words: Tensor) => {
    const random = { key: words, stream: 0 }
    return output(model.apply(x, { training: false, dropout: true, random }))
  })
  const sample = (index: number) => draw(inputs, randomSource(key.child(String(index))).key)
  // Welford 1962: the sum of squares around the mean so far, which does not cancel.
  let mean = sample(0)
  let squares = mul(mean, 0)
  for (let index = 1; index < samples; index++) {
    const next = sample(index)
    const step = sub(next, mean)
    mean = add(mean, div(step, index + 1))
    squares = add(squares, mul(square(step), index / (index + 1)))
  }
  return { mean, standardDeviation: sqrt(div(squares, samples)) }
}

/** The row of `predictMonteCarlo`. */
export const monteCarloDropoutTechnique: Technique = {
  name: 'monteCarloDropout',
  kind: 'procedure',
  defaults: { samples: 50, seed: 0 },
  paper: 'Gal & Ghahramani 2016, arXiv:1506.02142',
  catalogue: ['R16'],
}
