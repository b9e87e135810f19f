/**
 * Whether predictions know anything: how they match the targets, against how they match the same targets in any other
 * order. The distribution over all orders has its mean and variance in closed form (Hoeffding 1951, "A combinatorial
 * central limit theorem"), so that no order is drawn.
 */
import { normalCdf } from '../samplers/normal-distribution.ts'
import type { Chance } from './types.ts'

/** Predictions of validation rows: logits [rows, classes], or values [rows]. */
export interface Predictions {
  readonly outputs: ArrayLike<number>
  readonly targets: ArrayLike<number>
  /** 0 for regression. */
  readonly classes: number
}

/** @param attempts of which these predictions are the best: their luck is multiplied by it (Bonferroni). */
export function againstChance({ outputs, targets, classes }: Predictions, attempts = 1): Chance {
  return classes > 0 ? ofClasses(outputs, targets, classes, attempts) : ofValues(outputs, targets, attempts)
}

/** Statistic: the probability given to the true class, summed over rows. */
function ofClasses(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
  attempts: number,
): Chance {
  const rows = targets.length
  const shares = new Float64Array(classes)
  const means = new Float64Array(classes)
  const given = Array.from({ length: rows }, (_, row) => probabilities(outputs, row * classes, classes))
  let [hits, matched] = [0, 0]
  given.forEach((probability, row) => {
    const own = targets[row] ?? 0
    shares[own] = (shares[own] ?? 0) + 1 / rows
    probability.forEach((p, index) => {
      means[index] = (means[index] ?? 0) + p / rows
    })
    matched += probability[own] ?? 0
    if (probability.indexOf(Math.max(...probability)) === own) hits++
  })
  const overall = shares.reduce((sum, share, index) => sum + share * (means[index] ?? 0), 0)
  // Σᵢⱼ (aᵢⱼ − āᵢ − āⱼ + ā)², where aᵢⱼ, the match of row i with the target of row j, depends on that target's class only.
  const squares = given.reduce((sum, probability) => {
    const ofRow = shares.reduce((total, share, index) => total + share * (probability[index] ?? 0), 0)
    return shares.reduce((total, share, index) => {
      const own = (probability[index] ?? 0) - ofRow - (means[index] ?? 0) + overall
      return total + share * rows * own ** 2
    }, sum)
  }, 0)
  const majority = shares.reduce((most, share) => Math.max(most, share), 0)
  return {
    metric: 'accuracy',
    value: hits / Math.max(1, rows),
    chance: majority,
    probability: luck(matched - rows * overall, squares / Math.max(1, rows - 1), attempts),
    binomial: Math.min(1, attempts * binomialTail(hits, rows, majority)),
  }
}

/** Statistic: Σ fᵢyᵢ; its standard score is r·√(n − 1). */
function ofValues(outputs: ArrayLike<number>, targets: ArrayLike<number>, attempts: number): Chance {
  const rows = targets.length
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(1, rows)
  const [ofOutputs, ofTargets] = [mean(outputs), mean(targets)]
  let [outputSquares, targetSquares, product, errors, fromZero] = [0, 0, 0, 0, 0]
  for (let row = 0; row < rows; row++) {
    const [output, target] = [outputs[row] ?? 0, targets[row] ?? 0]
    outputSquares += (output - ofOutputs) ** 2
    targetSquares += (target - ofTargets) ** 2
    product += (output - ofOutputs) * (target - ofTargets)
    errors += (output - target) ** 2
    fromZero += target ** 2
  }
  return {
    metric: 'rootMeanSquaredError',
    value: Math.sqrt(errors / Math.max(1, rows)),
    // Standardised targets: predicting the training mean is predicting 0.
    chance: Math.sqrt(fromZero / Math.max(1, rows)),
    probability: luck(product, (outputSquares * targetSquares) / Math.max(1, rows - 1), attempts),
  }
}

function luck(excess: number, variance: number, attempts: number): number {
  if (!(variance > 0)) return 1
  return Math.min(1, attempts * normalCdf(-excess / Math.sqrt(variance)))
}

function probabilities(outputs: ArrayLike<number>, start: number, classes: number): number[] {
  const logits = Array.from({ length: classes }, (_, index) => outputs[start + index] ?? 0)
  const most = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - most))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** P(X ≥ hits) of so many draws, each a hit with this probability. */
export function binomialTail(hits: number, draws: number, probability: number): number {
  if (hits <= 0) return 1
  if (probability >= 1) return 1
  if (probability <= 0) return 0
  let logarithm = 0
  for (let index = 1; index <= hits; index++) logarithm += Math.log((draws - hits + index) / index)
  logarithm += hits * Math.log(probability) + (draws - hits) * Math.log1p(-probability)
  let [term, sum] = [Math.exp(logarithm), 0]
  for (let count = hits; count <= draws; count++) {
    sum += term
    term *= ((draws - count) / (count + 1)) * (probability / (1 - probability))
  }
  return Math.min(1, sum)
}
