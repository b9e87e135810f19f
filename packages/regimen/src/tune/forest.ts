/** Regression trees on the unit cube, each grown on a sample of the points (Breiman 2001, "Random forests"). */
import type { RandomKey } from '../engine/random.ts'

export interface Points {
  /** `[count][dimensions]`, each number from 0 to 1. */
  readonly inputs: readonly (readonly number[])[]
  readonly values: readonly number[]
}

/** A box of the cube in which a tree says the same everywhere. */
export interface Leaf {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly value: number
}

interface Split {
  readonly dimension: number
  readonly threshold: number
  readonly gain: number
}

/** A leaf holds at least so many points. */
const smallestLeaf = 2

/** The leaves of each of so many trees; together they fill the cube. */
export function growForest(points: Points, trees: number, key: RandomKey): Leaf[][] {
  const { length } = points.values
  const dimensions = points.inputs[0]?.length ?? 0
  return Array.from({ length: trees }, (_, tree) => {
    const words = key.child(tree).bits(length)
    const sample = Array.from(words, (word) => (word >>> 0) % length)
    const leaves: Leaf[] = []
    grow(points, sample, new Array(dimensions).fill(0), new Array(dimensions).fill(1), leaves)
    return leaves
  })
}

function grow(
  points: Points,
  sample: readonly number[],
  low: readonly number[],
  high: readonly number[],
  leaves: Leaf[],
): void {
  const split = bestSplit(points, sample, low.length)
  if (!split) {
    const sum = sample.reduce((total, index) => total + (points.values[index] ?? 0), 0)
    leaves.push({ low, high, value: sum / sample.length })
    return
  }
  const { dimension, threshold } = split
  const isBelow = (index: number) => (points.inputs[index]?.[dimension] ?? 0) <= threshold
  grow(points, sample.filter(isBelow), low, high.with(dimension, threshold), leaves)
  const above = sample.filter((index) => !isBelow(index))
  grow(points, above, low.with(dimension, threshold), high, leaves)
}

function bestSplit(points: Points, sample: readonly number[], dimensions: number): Split | undefined {
  let best: Split | undefined
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const split = splitAlong(points, sample, dimension)
    if (split && split.gain > (best?.gain ?? 0)) best = split
  }
  return best
}

/** Where the squared error of two means is smallest. */
function splitAlong(
  { inputs, values }: Points,
  sample: readonly number[],
  dimension: number,
): Split | undefined {
  const at = (index: number) => inputs[index]?.[dimension] ?? 0
  const sorted = sample.toSorted((a, b) => at(a) - at(b))
  const numbers = sorted.map((index) => values[index] ?? 0)
  const total = numbers.reduce((sum, value) => sum + value, 0)
  const count = numbers.length
  let below = 0
  let best: Split | undefined
  for (let place = 1; place <= count - smallestLeaf; place++) {
    below += numbers[place - 1] ?? 0
    const [left = 0, right = 0] = [sorted[place - 1], sorted[place]]
    if (place < smallestLeaf || at(left) === at(right)) continue
    const gain =
      below ** 2 / place + (total - below) ** 2 / (count - place) - total ** 2 / count - 1e-12 * total ** 2
    if (gain > (best?.gain ?? 0)) best = { dimension, threshold: (at(left) + at(right)) / 2, gain }
  }
  return best
}
