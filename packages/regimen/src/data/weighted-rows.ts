/** Rows drawn unequally often. */
import type { RandomKey } from '../engine/random.ts'
import { requireOption } from '../nn/options.ts'
import { type Dataset, isClassification } from './dataset.ts'

/**
 * Draws indices with given relative frequencies in constant time each: the alias method (Walker 1977; table by
 * Vose 1991).
 */
export class WeightedRows {
  readonly #chances: Float64Array
  readonly #aliases: Int32Array

  /** @throws RegimenError `technique-option` where a weight is negative or not finite, or all are 0. */
  constructor(weights: ArrayLike<number>) {
    const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0)
    const sound = Array.from(weights).every((weight) => Number.isFinite(weight) && weight >= 0)
    const expected = 'finite numbers of at least 0, not all of them 0'
    requireOption('weightedSampling', 'weights', `of the sum ${total}`, sound && total > 0, expected)
    const size = weights.length
    const chances = Float64Array.from(weights, (weight) => (weight * size) / total)
    const aliases = Int32Array.from({ length: size }, (_, index) => index)
    const small = Array.from(chances.keys()).filter((index) => (chances[index] ?? 0) < 1)
    const large = Array.from(chances.keys()).filter((index) => (chances[index] ?? 0) >= 1)
    for (;;) {
      const [poor, rich] = [small.at(-1), large.at(-1)]
      if (poor === undefined || rich === undefined) break
      small.pop()
      aliases[poor] = rich
      const left = (chances[rich] ?? 0) - (1 - (chances[poor] ?? 0))
      chances[rich] = left
      if (left < 1) {
        large.pop()
        small.push(rich)
      }
    }
    // What rounding has left over has no alias: it is always taken itself.
    for (const index of [...small, ...large]) chances[index] = 1
    this.#chances = chances
    this.#aliases = aliases
  }

  /** `count` indices; depends on the key and the batch's number only. */
  draw(key: RandomKey, batch: number, count: number): Int32Array {
    const numbers = key
      .child('sample')
      .child(batch)
      .bits(2 * count)
    return Int32Array.from({ length: count }, (_, index) => {
      const place = Math.floor(unit(numbers[2 * index]) * this.#chances.length)
      return unit(numbers[2 * index + 1]) < (this.#chances[place] ?? 1) ? place : (this.#aliases[place] ?? 0)
    })
  }
}

const unit = (bits = 0) => (bits >>> 0) * 2 ** -32

/** Weights by which every class is drawn equally often, however many rows it has: [size]. For regression all 1. */
export function balancedWeights(dataset: Dataset): Float64Array {
  if (!isClassification(dataset)) return new Float64Array(dataset.size).fill(1)
  const counts = new Float64Array(dataset.task.classes.length)
  for (const target of dataset.targets) counts[target] = (counts[target] ?? 0) + 1
  return Float64Array.from(dataset.targets, (target) => 1 / (counts[target] ?? 1))
}
