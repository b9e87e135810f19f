import { describe, expect, it } from 'vitest'
import { isClassification } from '../../src/data/dataset.ts'
import { type SplitSizes, splitDataset, splitRows } from '../../src/data/split.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { labelled, rowsOf, thrownBy } from './fixtures.ts'

const key = (seed: number) => RandomKey.fromSeed(seed).child('split')
const count = (values: Iterable<number>, wanted: number) =>
  [...values].filter((value) => value === wanted).length

/** Class sizes from all alike to very uneven, with classes of one row and of none. */
const classSizes = [
  [50, 50, 50],
  [1],
  [3],
  [10, 1, 1],
  [125, 3, 10, 1, 0, 7],
  [5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
  [997, 3],
]
const sizes: SplitSizes[] = [
  { validation: 0.1, test: 0.1 },
  { train: 0.6, validation: 0.2, test: 0.2 },
  { validation: 0.25, test: 0 },
  { validation: 0, test: 0.5 },
  { validation: 0, test: 0 },
  { validation: 1 / 3, test: 1 / 3 },
]
const cases = classSizes.flatMap((counts) => sizes.map((size) => ({ counts, size })))

describe('splitDataset', () => {
  for (const { counts, size } of cases) {
    const classes = counts.flatMap((many, index) => new Array<number>(many).fill(index))
    const rows = classes.length
    const trainFraction = size.train ?? 1 - size.validation - size.test
    const fractions = { train: trainFraction, validation: size.validation, test: size.test }
    if (rows < Object.values(fractions).filter((fraction) => fraction > 0).length) continue

    it(`is disjoint, complete and proportional: classes ${counts}, ${JSON.stringify(size)}`, () => {
      for (const seed of [0, 1, 42]) {
        const split = splitDataset(labelled(classes, counts.length), { sizes: size, key: key(seed) })
        const parts = [split.train, split.validation, split.test]
        const all = parts.flatMap((part) => [...part.rows]).sort((a, b) => a - b)
        expect(all).toEqual(classes.map((_, row) => row))
        for (const part of parts) {
          const share = fractions[part.part]
          // A part that would round to no row gets one, which train gives up.
          expect(Math.abs(part.size - rows * share)).toBeLessThan(rows * 0.1 < 1 ? 2 : 1.000001)
          expect([...part.inputs]).toEqual([...part.rows])
          expect([...part.targets]).toEqual([...part.rows].map((row) => classes[row]))
          counts.forEach((many, index) => {
            // Against the part's real size, each cell is the exact share rounded up or down.
            expect(Math.abs(count(part.targets, index) - (many * part.size) / rows)).toBeLessThan(1)
          })
        }
      }
    })
  }

  it('keeps every cell within 1 on random tables', () => {
    for (let seed = 0; seed < 300; seed++) {
      const numbers = RandomKey.fromSeed(seed).uniform(12)
      const counts = Array.from({ length: 2 + (seed % 9) }, (_, index) =>
        Math.floor(40 * (numbers[index] ?? 0) ** 3),
      )
      const classes = counts.flatMap((many, index) => new Array<number>(many).fill(index))
      if (classes.length < 3) continue
      const validation = 0.05 + 0.3 * (numbers[10] ?? 0)
      const test = 0.05 + 0.3 * (numbers[11] ?? 0)
      const split = splitDataset(labelled(classes, counts.length), {
        sizes: { validation, test },
        key: key(seed),
      })
      expect(split.train.size + split.validation.size + split.test.size).toBe(classes.length)
      for (const part of [split.train, split.validation, split.test]) {
        counts.forEach((many, index) => {
          expect(Math.abs(count(part.targets, index) - (many * part.size) / classes.length)).toBeLessThan(1)
        })
      }
    }
  })

  it('gives a class of few rows to the parts that would have none of it', () => {
    // 7 rows each: exact shares 4.2 / 1.4 / 1.4 always give every part a row; 4 rows: 2.4 / 0.8 / 0.8 can.
    const classes = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]
    const split = splitDataset(labelled(classes), { sizes: { validation: 0.25, test: 0.25 }, key: key(3) })
    for (const part of [split.train, split.validation, split.test]) expect(new Set(part.targets).size).toBe(5)
    // A class of a single row is learnt from, not tested on.
    const rare = [...new Array<number>(99).fill(0), 1]
    const { train } = splitDataset(labelled(rare), { sizes: { validation: 0.1, test: 0.1 }, key: key(3) })
    expect(count(train.targets, 1)).toBe(1)
  })

  it('depends on the key only', () => {
    const data = labelled(Array.from({ length: 125 }, (_, row) => row % 3))
    const split = (seed: number) => splitRows(data, { sizes: { validation: 0.2, test: 0.2 }, key: key(seed) })
    expect(split(7)).toEqual(split(7))
    expect(split(7).test).not.toEqual(split(8).test)
  })

  it('puts rows in a random order, so that the first ones are a sample of all classes', () => {
    const sorted = Array.from({ length: 150 }, (_, row) => Math.floor(row / 50))
    const { train } = splitDataset(labelled(sorted), { sizes: { validation: 0.1, test: 0.1 }, key: key(1) })
    expect(new Set(train.targets.subarray(0, 20)).size).toBe(3)
    expect([...train.rows]).not.toEqual([...train.rows].sort((a, b) => a - b))
  })

  it('takes whole numbers of rows, and leaves the others out', () => {
    const classes = Array.from({ length: 100 }, (_, row) => row % 2)
    const options = { sizes: { train: 30, validation: 10, test: 20 }, key: key(5) }
    const { train, validation, test } = splitDataset(labelled(classes), options)
    expect([train.size, validation.size, test.size]).toEqual([30, 10, 20])
    expect([train, validation, test].map((part) => count(part.targets, 0))).toEqual([15, 5, 10])
    expect(new Set([...train.rows, ...validation.rows, ...test.rows]).size).toBe(60)
    const rest = splitRows(labelled(classes), { sizes: { validation: 10, test: 20 }, key: key(5) })
    expect(rest.train.length).toBe(70)
  })

  it('shuffles regression without strata', () => {
    const data = rowsOf(Array.from({ length: 10 }, (_, row) => [row]))
    const { train, validation, test } = splitDataset(data, {
      sizes: { validation: 0.2, test: 0.3 },
      key: key(0),
    })
    expect([train.size, validation.size, test.size]).toEqual([5, 2, 3])
    expect([...train.rows, ...validation.rows, ...test.rows].sort((a, b) => a - b)).toEqual([
      ...Array(10).keys(),
    ])
  })

  it('fits a test part into the role its type names', () => {
    const { train, test } = splitDataset(labelled([0, 1, 0, 1]), {
      sizes: { validation: 0, test: 2 },
      key: key(0),
    })
    const learn = (part: typeof train) => part.part
    expect(learn(train)).toBe('train')
    // @ts-expect-error the test part is not the training part
    expect(learn(test)).toBe('test')
    expect(isClassification(train)).toBe(true)
  })

  it.each<[SplitSizes, string]>([
    [{ validation: -0.1, test: 0.1 }, 'negative'],
    [{ validation: Number.NaN, test: 0.1 }, 'not a number'],
    [{ validation: 0.5, test: 0.5 }, 'nothing is left for train'],
    [{ train: 0, validation: 5, test: 5 }, 'nothing is left for train'],
    [{ train: 0.5, validation: 0.2, test: 0.2 }, 'add up to 0.9'],
    [{ train: 0.8, validation: 10, test: 10 }, 'mixed'],
    [{ validation: 1.5, test: 0 }, 'mixed'],
  ])('refuses the sizes %o', (bad, words) => {
    const { code, message } = thrownBy(() => splitRows(labelled([0, 1, 0, 1]), { sizes: bad, key: key(0) }))
    expect(code).toBe('split-bad-sizes')
    expect(message).toContain(words)
  })

  it('refuses more parts or rows than there are', () => {
    for (const [rows, bad] of [
      [2, { validation: 0.1, test: 0.1 }],
      [0, { validation: 0.1, test: 0.1 }],
      [10, { validation: 5, test: 5 }],
      [10, { train: 9, validation: 1, test: 1 }],
    ] as const) {
      const data = labelled(new Array<number>(rows).fill(0), 1)
      const { code, message } = thrownBy(() => splitRows(data, { sizes: bad, key: key(0) }))
      expect(code).toBe('split-too-few-rows')
      expect(message).toContain(`${rows} rows`)
    }
  })
})
