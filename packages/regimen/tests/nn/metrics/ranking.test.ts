/** Areas under curves against counting every pair, and the estimate against its bound. */
import { describe, expect, test } from 'vitest'
import { tensor } from '../../../src/engine/ops/create.ts'
import { RandomKey } from '../../../src/engine/random.ts'
import { prAuc, rocAuc } from '../../../src/nn/index.ts'
import { measured, over, type Pair } from './support.ts'

const key = RandomKey.fromSeed(5)

function scored(name: string, size: number, spread: number): { scores: number[]; classes: number[] } {
  const noise = [...key.child(name).uniform(2 * size)]
  const classes = noise.slice(0, size).map((u) => Number(u < 0.3))
  const scores = classes.map((c, index) => Math.fround(spread * (noise[size + index]! + 0.4 * c - 0.7)))
  return { scores, classes }
}

const pairOf = ({ scores, classes }: { scores: number[]; classes: number[] }): Pair => [
  tensor(scores),
  tensor(classes, [classes.length], 'int32'),
]

/** The share of pairs (one of each class) in the right order, ties counting half. */
function byPairs(scores: readonly number[], classes: readonly number[]): number {
  let [right, pairs] = [0, 0]
  scores.forEach((high, i) => {
    scores.forEach((low, j) => {
      if (classes[i] !== 1 || classes[j] !== 0) return
      pairs++
      right += high > low ? 1 : high === low ? 0.5 : 0
    })
  })
  return right / pairs
}

/** At every score as threshold the precision, weighted by the recall gained there. */
function byThresholds(scores: readonly number[], classes: readonly number[]): number {
  const positives = classes.filter((c) => c === 1).length
  let [area, before] = [0, 0]
  for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
    const taken = scores.flatMap((score, index) => (score >= threshold ? [classes[index]!] : []))
    const found = taken.filter((c) => c === 1).length
    area += ((found - before) / positives) * (found / taken.length)
    before = found
  }
  return area
}

describe.each([3, 10, 125, 400])('%i examples', (size) => {
  test.each([2, 20, 200])('the area is the count of pairs; scores over %i', (spread) => {
    const data = scored(`${size} ${spread}`, size, spread)
    if (new Set(data.classes).size < 2) data.classes[0] = 1 - data.classes[1]!
    // Rounded scores tie.
    for (const scores of [data.scores, data.scores.map((score) => Math.round(score))]) {
      const pair = pairOf({ ...data, scores })
      expect(over(rocAuc(), pair)).toBeCloseTo(byPairs(scores, data.classes), 12)
      expect(over(prAuc(), pair)).toBeCloseTo(byThresholds(scores, data.classes), 12)
    }
  })

  test('the estimate while training is within half the share of pairs that share a bin', () => {
    const { scores, classes } = scored(`estimate ${size}`, size, 8)
    if (new Set(classes).size < 2) classes[0] = 1 - classes[1]!
    const bin = (z: number) => Math.min(511, Math.floor((z / (1 + Math.abs(z)) + 1) * 256))
    let [shared, pairs] = [0, 0]
    scores.forEach((a, i) => {
      scores.forEach((b, j) => {
        if (classes[i] !== 1 || classes[j] !== 0) return
        pairs++
        if (bin(a) === bin(b)) shared++
      })
    })
    const estimate = measured(rocAuc(), [pairOf({ scores, classes })], false)
    const bound = shared / pairs / 2
    expect(bound).toBeLessThan(0.005)
    expect(Math.abs(Number(estimate) - byPairs(scores, classes))).toBeLessThanOrEqual(bound + 1e-6)
  })
})

test('one class only: no order to measure', () => {
  for (const only of [0, 1]) {
    const pair: Pair = [tensor([0.1, -2, 3]), tensor([only, only, only], [3], 'int32')]
    expect(over(rocAuc(), pair)).toBeNaN()
    expect(measured(rocAuc(), [pair], false)).toBeNaN()
  }
  const negatives: Pair = [tensor([0.1, -2]), tensor([0, 0], [2], 'int32')]
  expect(over(prAuc(), negatives)).toBeNaN()
  const positives: Pair = [tensor([0.1, -2]), tensor([1, 1], [2], 'int32')]
  expect(over(prAuc(), positives)).toBe(1)
})

test('of several classes, one that never occurs is left out of the mean', () => {
  const logits = tensor([
    [3, 1, 0],
    [1, 3, 0],
    [2, 1, 5],
  ])
  const pair: Pair = [logits, tensor([0, 1, 1], [3], 'int32')]
  // Class 0: its probability is highest where it is the target. Class 1: rows 2 and 3 against row 1, of which
  // the third gives it less than the first.
  expect(measured(rocAuc({ average: 'perClass' }), [pair])).toEqual([1, 0.5, Number.NaN])
  expect(over(rocAuc(), pair)).toBe(0.75)
  expect(over(rocAuc({ average: 'weighted' }), pair)).toBeCloseTo(2 / 3, 12)
})

test('−0 and 0 are one score, and the order of examples is irrelevant', () => {
  const pair = (order: readonly number[]): Pair => [
    tensor(order.map((index) => [0, -0, 1, -1][index]!)),
    tensor(
      order.map((index) => [1, 0, 1, 0][index]!),
      [4],
      'int32',
    ),
  ]
  expect(over(rocAuc(), pair([0, 1, 2, 3]))).toBe(0.875)
  expect(over(rocAuc(), pair([3, 1, 0, 2]))).toBe(0.875)
})
