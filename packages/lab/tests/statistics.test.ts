/** Statistics against values that others have worked out: NumPy, tables, closed forms. */
import { RandomKey } from 'regimen'
import { describe, expect, it } from 'vitest'
import { normals } from '../src/parts/random.ts'
import {
  about,
  above,
  below,
  between,
  bootstrap,
  check,
  correlation,
  countBins,
  type Estimate,
  exactly,
  judge,
  mean,
  median,
  pairedDifference,
  quantileOfSorted,
  rankCorrelation,
  share,
  slope,
  variance,
} from '../src/statistics/index.ts'
import { normalProbability, student975 } from '../src/statistics/normal.ts'

const x = [2, 7, 1, 8, 2.5, 8.1]
const y = [3, 1, 4, 1.5, 9, 2]

describe('moments', () => {
  it('are those of NumPy', () => {
    expect(mean(x)).toBeCloseTo(4.766666666666667, 12)
    expect(variance(x)).toBeCloseTo(10.706666666666667, 12)
    expect(correlation(x, y)).toBeCloseTo(-0.6241177899949581, 12)
    expect(slope(x, y)).toBeCloseTo(-0.5607098381070984, 12)
    const sorted = x.toSorted((a, b) => a - b)
    expect([0.1, 0.5, 0.9].map((p) => quantileOfSorted(sorted, p))).toEqual([1.5, 4.75, 8.05])
    expect(median(x)).toBe(4.75)
  })

  it('rank with ties as Spearman: the correlation of the mean ranks', () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 1e4])).toBeCloseTo(1, 12)
    // Ranks 1, 2.5, 2.5, 4 and 3, 1, 2, 4: covariance 1.5, sums of squares 4.5 and 5.
    expect(rankCorrelation([1, 2, 2, 4], [4, 1, 3, 9])).toBeCloseTo(1.5 / Math.sqrt(4.5 * 5), 12)
  })

  it('of nothing are NaN', () => {
    expect([mean([]), median([])]).toEqual([Number.NaN, Number.NaN])
  })

  it('count what lies in bins, ends included, and leave out what is outside or no number', () => {
    expect(countBins([0, 0.1, 0.5, 1, 1.1, -0.1, Number.NaN], 0, 1, 2)).toEqual([2, 2])
  })
})

describe('distributions', () => {
  it('normal: tabled values', () => {
    const expected = [0.5, 0.8413447460685429, 0.024997895148220435, 0.9986501019683699, 0, 1]
    expect([0, 1, -1.96, 3, -40, 40].map(normalProbability)).toEqual(
      expected.map((value) => expect.closeTo(value, 12)),
    )
  })

  it.each([
    [1, 12.7062],
    [4, 2.776445],
    [10, 2.228139],
    [30, 2.042272],
    [100, 1.983972],
    [Number.POSITIVE_INFINITY, 1.959964],
  ])('Student with %d degrees of freedom: tabled value %d', (degrees, expected) => {
    expect(Math.abs(student975(degrees) - expected)).toBeLessThan(3e-3)
  })
})

describe('bootstrap intervals', () => {
  it('are seeded, and hold the mean', () => {
    const first = bootstrap(x)
    expect(bootstrap(x)).toEqual(first)
    expect(first.low).toBeLessThan(first.value)
    expect(first.high).toBeGreaterThan(first.value)
  })

  it('of many values are those of the normal approximation', () => {
    const values = [...normals(RandomKey.fromSeed(1), 400)]
    const { value, low, high } = bootstrap(values)
    const error = Math.sqrt(variance(values) / values.length)
    expect(Math.abs(low - (value - 1.96 * error))).toBeLessThan(0.15 * error)
    expect(Math.abs(high - (value + 1.96 * error))).toBeLessThan(0.15 * error)
  })

  it('of five values hold the true mean about 95 times in 100', () => {
    const repetitions = 400
    const held = Array.from({ length: repetitions }, (_, index) => {
      const { low, high } = bootstrap([...normals(RandomKey.fromSeed(7).child(index), 5)], {
        resamples: 1000,
      })
      return low <= 0 && high >= 0
    }).filter(Boolean).length
    // Three deviations of a share of 400 about 0.95, and what percentiles of five values miss.
    expect(held / repetitions).toBeGreaterThan(0.9)
    expect(held / repetitions).toBeLessThan(0.985)
  })

  it('of pairs are those of the differences', () => {
    expect(pairedDifference([3, 4, 5], [2, 3, 4])).toEqual({ value: 1, low: 1, high: 1, count: 3 })
    expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError)
  })

  it('of one value hold everything', () => {
    expect(bootstrap([3])).toEqual({
      value: 3,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      count: 1,
    })
  })

  it('of shares are Wilson’s: 8 of 10, 0 of 10', () => {
    const { low, high } = share(8, 10)
    expect([low, high]).toEqual([expect.closeTo(0.490162, 5), expect.closeTo(0.943318, 5)])
    expect(share(0, 10)).toMatchObject({ low: 0, high: expect.closeTo(0.277533, 5) })
  })
})

describe('rules', () => {
  const of = (low: number, high: number): Estimate => ({ value: (low + high) / 2, low, high, count: 5 })

  it.each([
    [above(1), of(1.1, 2), 'yes'],
    [above(1), of(0, 1), 'no'],
    [above(1), of(0.5, 1.5), 'unclear'],
    [below(1), of(0, 0.9), 'yes'],
    [below(1), of(1, 2), 'no'],
    [below(1), of(0.5, 1.5), 'unclear'],
    [between(0, 1), of(0, 1), 'yes'],
    [between(0, 1), of(1.1, 2), 'no'],
    [between(0, 1), of(0.5, 1.5), 'unclear'],
    [about(0.5, 0.1), exactly(0.55), 'yes'],
    [about(0.5, 0.1), exactly(0.7), 'no'],
    [above(1), exactly(Number.NaN), 'unclear'],
  ] as const)('%s of %o is %s', (expectation, estimate, expected) => {
    expect(expectation.outcome(estimate)).toBe(expected)
  })

  const words = { en: 'a number', ko: '수' }
  const yes = check(words, exactly(2), above(1))
  const no = check(words, exactly(0), above(1))
  const unclear = check(words, of(0, 2), above(1))

  it.each([
    ['holds', [yes, yes], []],
    ['fails', [yes, no], []],
    ['fails', [no, unclear], []],
    ['fails', [no], [no, unclear]],
    ['fails', [], []],
    ['holds-with-correction', [yes, no], [yes]],
    ['inconclusive', [yes, unclear], [yes]],
    ['inconclusive', [no], [yes, unclear]],
  ] as const)('judge as %s', (verdict, claim, correction) => {
    expect(judge(claim, correction).verdict).toBe(verdict)
  })
})
