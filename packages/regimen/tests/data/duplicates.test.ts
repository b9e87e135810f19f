import { describe, expect, it } from 'vitest'
import type { Split } from '../../src/data/dataset.ts'
import { takeRows } from '../../src/data/dataset.ts'
import { findDuplicates } from '../../src/data/duplicates.ts'
import { iris } from '../../src/datasets.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { rowsOf } from './fixtures.ts'

function splitAt(
  rows: readonly (readonly number[])[],
  train: number[],
  validation: number[],
  test: number[],
): Split {
  const data = rowsOf(rows, rows[0]?.length ?? 1)
  return {
    train: takeRows(data, Int32Array.from(train), 'train'),
    validation: takeRows(data, Int32Array.from(validation), 'validation'),
    test: takeRows(data, Int32Array.from(test), 'test'),
  }
}

describe('findDuplicates', () => {
  it('finds the pairs between parts, by source row', () => {
    const rows = [
      [1, 2],
      [3, 4],
      [1, 2],
      [5, 6],
      [3, 4],
      [5, 6],
      [1, 2],
      [2, 1],
      [0, 0],
      [-0, 0],
    ]
    const report = findDuplicates(splitAt(rows, [8, 0, 1, 2], [3, 6, 9], [4, 5, 7]))
    expect(report.trainValidation.pairs).toEqual([
      [0, 6],
      [8, 9],
    ])
    expect(report.trainTest.pairs).toEqual([[1, 4]])
    expect(report.validationTest.pairs).toEqual([[3, 5]])
    expect(report.count).toBe(4)
  })

  it('agrees with comparing all pairs, on data with many repeats', () => {
    for (const [values, features] of [
      [2, 3],
      [3, 1],
      [5, 10],
      [2, 125],
    ] as const) {
      const numbers = RandomKey.fromSeed(values).uniform(120 * features)
      const rows = Array.from({ length: 120 }, (_, row) =>
        Array.from({ length: features }, (_, feature) =>
          Math.floor(values * (numbers[row * features + feature] ?? 0)),
        ),
      )
      const parts = [0, 40, 80].map((start) => Array.from({ length: 40 }, (_, index) => start + index))
      const report = findDuplicates(splitAt(rows, parts[0]!, parts[1]!, parts[2]!))
      const texts = rows.map((row) => row.join())
      const repeated = (a: number[], b: number[]) =>
        b.filter((row) => a.some((other) => texts[other] === texts[row])).length
      expect(report.trainValidation.count).toBe(repeated(parts[0]!, parts[1]!))
      expect(report.trainTest.count).toBe(repeated(parts[0]!, parts[2]!))
      expect(report.validationTest.count).toBe(repeated(parts[1]!, parts[2]!))
    }
  })

  it('knows the repeated flower of iris (rows 101 and 142)', () => {
    const flowers = iris()
    const take = (from: number, to: number) =>
      Int32Array.from({ length: to - from }, (_, index) => from + index)
    const report = findDuplicates({
      train: takeRows(flowers, take(0, 120), 'train'),
      validation: takeRows(flowers, take(120, 130), 'validation'),
      test: takeRows(flowers, take(130, 150), 'test'),
    })
    expect(report.trainTest.pairs).toEqual([[101, 142]])
    expect(report.count).toBe(1)
  })

  it('has linear time on equal rows, and handles empty parts', () => {
    const zeros = rowsOf(Array.from({ length: 20_000 }, () => [0]))
    const all = Int32Array.from({ length: 20_000 }, (_, row) => row)
    const none = new Int32Array(0)
    const split = {
      train: takeRows(zeros, all.subarray(0, 10_000), 'train'),
      validation: takeRows(zeros, none, 'validation'),
      test: takeRows(zeros, all.subarray(10_000), 'test'),
    }
    expect(findDuplicates(split).trainTest.count).toBe(10_000)
    expect(findDuplicates({ ...split, test: takeRows(zeros, none, 'test') }).count).toBe(0)
  })
})
