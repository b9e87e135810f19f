/** Luck against closed forms and against all orders one by one. */
import { describe, expect, it } from 'vitest'
import { againstChance, binomialTail } from '../../../src/tune/recipe/chance.ts'
import { normalCdf } from '../../../src/tune/samplers/normal-distribution.ts'
import { normals } from './planted.ts'

function orders(length: number): number[][] {
  if (length === 0) return [[]]
  return orders(length - 1).flatMap((order) =>
    Array.from({ length }, (_, place) => [...order.slice(0, place), length - 1, ...order.slice(place)]),
  )
}

/** Mean and variance of a statistic over all orders of the targets. */
function overAllOrders(targets: readonly number[], statistic: (targets: readonly number[]) => number) {
  const values = orders(targets.length).map((order) => statistic(order.map((from) => targets[from] ?? 0)))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return normalCdf(-(statistic(targets) - mean) / Math.sqrt(variance))
}

describe('predictions against the same targets in any other order', () => {
  it('classes: as over all 5,040 orders', () => {
    const targets = [0, 1, 2, 0, 1, 0, 2]
    const outputs = normals('logits', 21)
    const given = (row: number, own: number) => {
      const powers = [0, 1, 2].map((index) => Math.exp(outputs[3 * row + index] ?? 0))
      return (powers[own] ?? 0) / powers.reduce((sum, power) => sum + power, 0)
    }
    const exact = overAllOrders(targets, (each) => each.reduce((sum, own, row) => sum + given(row, own), 0))
    expect(againstChance({ outputs, targets, classes: 3 }).probability).toBeCloseTo(exact, 10)
  })

  it('values: as over all 5,040 orders', () => {
    const targets = [...normals('targets', 7)]
    const outputs = normals('outputs', 7)
    const exact = overAllOrders(targets, (each) =>
      each.reduce((sum, value, row) => sum + value * (outputs[row] ?? 0), 0),
    )
    expect(againstChance({ outputs, targets, classes: 0 }).probability).toBeCloseTo(exact, 10)
  })

  it('is even where nothing is known, and multiplied by the attempts', () => {
    const lucks = Array.from({ length: 200 }, (_, repeat) => {
      const outputs = normals(`outputs ${repeat}`, 90)
      const targets = Array.from({ length: 30 }, (_, row) => row % 3)
      return againstChance({ outputs, targets, classes: 3 }).probability
    })
    const below = (limit: number) => lucks.filter((luck) => luck < limit).length / lucks.length
    expect(Math.abs(below(0.5) - 0.5)).toBeLessThan(0.1)
    expect(Math.abs(below(0.1) - 0.1)).toBeLessThan(0.06)
    const one = {
      outputs: normals('outputs 0', 90),
      targets: Array.from({ length: 30 }, (_, row) => row % 3),
      classes: 3,
    }
    const { probability } = againstChance(one)
    expect(againstChance(one, 3).probability).toBeCloseTo(Math.min(1, 3 * probability), 12)
  })

  it.each([
    ['constant predictions', [1, 1, 1, 1], [0, 1, 2, 3], 0],
    ['no rows', [], [], 0],
    ['no rows of classes', [], [], 3],
    ['a single row', [1, 0], [0], 2],
  ])('%s are luck', (_, outputs, targets, classes) => {
    expect(againstChance({ outputs, targets, classes }).probability).toBe(1)
  })
})

describe('the binomial tail', () => {
  // scipy.stats.binom.sf(k − 1, n, p)
  it.each([
    [5, 10, 0.5, 0.623046875],
    [9, 10, 0.5, 0.0107421875],
    [15, 15, 1 / 3, 6.969171937625632e-8],
    [0, 7, 0.2, 1],
    [7, 7, 1, 1],
  ])('%d of %d at %f', (hits, draws, probability, expected) => {
    expect(binomialTail(hits, draws, probability) / expected).toBeCloseTo(1, 9)
  })
})
