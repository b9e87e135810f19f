import { describe, expect, it } from 'vitest'
import { asPart } from '../../src/data/dataset.ts'
import { FittedScaler, quantile, scalers, scalingKinds } from '../../src/data/scaling.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { rowsOf, thrownBy } from './fixtures.ts'

const train = (rows: readonly (readonly number[])[], features?: number) =>
  asPart(rowsOf(rows, features), 'train')
const spread = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** Standard normal numbers (Box & Muller 1958). */
function normals(seed: number, count: number): number[] {
  const uniform = RandomKey.fromSeed(seed).uniform(2 * count)
  return Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - (uniform[2 * index] ?? 0)))
    return radius * Math.cos(2 * Math.PI * (uniform[2 * index + 1] ?? 0))
  })
}

describe('scalers', () => {
  // By hand from the definitions: means 4 and 62, variances 10 and 2976, quartiles 2, 3, 4 and 20, 40, 80.
  const rows = [
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 80],
    [10, 160],
  ]
  it.each([
    ['none', rows],
    [
      'minMax',
      [
        [0, 0],
        [1 / 9, 1 / 15],
        [2 / 9, 0.2],
        [1 / 3, 7 / 15],
        [1, 1],
      ],
    ],
    [
      'zScore',
      [
        [-0.9486833, -52 / Math.sqrt(2976)],
        [-0.6324555, -42 / Math.sqrt(2976)],
        [-0.3162278, -22 / Math.sqrt(2976)],
        [0, 18 / Math.sqrt(2976)],
        [1.8973666, 98 / Math.sqrt(2976)],
      ],
    ],
    [
      'robust',
      [
        [-1, -0.5],
        [-0.5, -1 / 3],
        [0, 0],
        [0.5, 2 / 3],
        [3.5, 2],
      ],
    ],
  ] as const)('%s', (kind, expected) => {
    const part = train(rows)
    const scaled = scalers[kind].fit(part).apply(part.inputs, part.inputShape)
    expected.flat().forEach((value, index) => {
      expect(scaled[index]).toBeCloseTo(value, 6)
    })
  })

  it('D3: one outlier of 1000 squeezes min-max and z-score, not robust', () => {
    const inliers = normals(0, 999)
    const part = train([...inliers, 1000].map((value) => [value]))
    const inlierSpread = (kind: (typeof scalingKinds)[number]) =>
      spread([...scalers[kind].fit(part).apply(part.inputs, [1])].slice(0, 999))
    expect(inlierSpread('minMax')).toBeCloseTo(0.001, 3)
    expect(inlierSpread('zScore')).toBeCloseTo(0.032, 2)
    // 1 / 1.349, the normal distribution's distance between quartiles; 0.72 was measured on one sample.
    expect(Math.abs(inlierSpread('robust') - 0.72)).toBeLessThan(0.06)
  })

  it.each(scalingKinds)('%s leaves finite numbers of a constant column', (kind) => {
    // 0.1 is not exact: sums of it leave a standard deviation that is not quite 0.
    const part = train(Array.from({ length: 125 }, (_, row) => [0.1, row]))
    const scaled = scalers[kind].fit(part).apply(part.inputs, [2])
    const constant = [...scaled].filter((_, index) => index % 2 === 0)
    expect(new Set(constant).size).toBe(1)
    expect(constant[0]).toBeCloseTo(kind === 'none' ? 0.1 : 0, 7)
    expect(scaled.every(Number.isFinite)).toBe(true)
  })

  it('robust takes the standard deviation of a column whose quartiles coincide', () => {
    const part = train([0, 0, 0, 0, 0, 0, 0, 0, 0, 8].map((value) => [value]))
    expect(scalers.robust.fit(part).toJSON()).toMatchObject({
      kind: 'robust',
      per: 'feature',
      offset: [0],
      scale: [expect.closeTo(2.4, 12)],
    })
  })

  it('scales images by one number for all pixels', () => {
    const part = train([
      [0, 100],
      [50, 255],
    ])
    const fitted = scalers.minMax.fit(part, { per: 'all' })
    expect(fitted.toJSON()).toEqual({ kind: 'minMax', per: 'all', offset: [0], scale: [255] })
    expect([...fitted.apply(Float32Array.of(51, 255), [2])]).toEqual([Math.fround(0.2), 1])
  })

  it('applies what the training part said to every other part', () => {
    const fitted = scalers.minMax.fit(train([[0], [10]]))
    const test = asPart(rowsOf([[-5], [20]]), 'test')
    expect([...fitted.applyTo(test).inputs]).toEqual([-0.5, 2])
    expect(fitted.applyTo(test).part).toBe('test')
    expect([...test.inputs]).toEqual([-5, 20])
  })

  it('cannot be fitted on another part: a compile error', () => {
    const test = asPart(rowsOf([[1], [2]]), 'test')
    // @ts-expect-error Part<'test'> is not Part<'train'>
    scalers.zScore.fit(test)
    // @ts-expect-error a data set without a role is refused too
    scalers.zScore.fit(rowsOf([[1], [2]]))
  })

  it.each(scalingKinds)('%s comes back from JSON with the same results', (kind) => {
    const part = train(normals(1, 30).map((value, row) => [value, row ** 3, 7]))
    const fitted = scalers[kind].fit(part)
    const restored = FittedScaler.fromJSON(JSON.parse(JSON.stringify(fitted)))
    expect(restored.apply(part.inputs, [3])).toEqual(fitted.apply(part.inputs, [3]))
  })

  it('handles one row and rows without features', () => {
    for (const kind of scalingKinds) {
      expect(
        scalers[kind]
          .fit(train([[3]]))
          .apply(Float32Array.of(3), [1])
          .every(Number.isFinite),
      ).toBe(true)
      expect(scalers[kind].fit(train([[], []], 0)).apply(new Float32Array(0), [0]).length).toBe(0)
    }
  })

  it('says what cannot be scaled', () => {
    expect(thrownBy(() => scalers.zScore.fit(train([], 2))).code).toBe('scaling-empty')
    const damaged = { ...train([[1], [2]]), inputs: Float32Array.of(1, Number.NaN) }
    expect(thrownBy(() => scalers.minMax.fit(damaged)).message).toContain('feature 0')
    const fitted = scalers.zScore.fit(
      train([
        [1, 2],
        [3, 4],
      ]),
    )
    expect(thrownBy(() => fitted.apply(new Float32Array(3), [3])).message).toContain('2 features')
    const bad = [
      {},
      null,
      { ...fitted.toJSON(), kind: 'other' },
      { ...fitted.toJSON(), scale: [1] },
      { ...fitted.toJSON(), scale: [0, 1] },
    ]
    for (const json of bad) expect(thrownBy(() => FittedScaler.fromJSON(json)).code).toBe('bad-saved-state')
  })
})

describe('quantile', () => {
  // R's quantile(c(1, 2, 3, 4, 10), type = 7)
  it('interpolates as type 7', () => {
    const expected = { 0: 1, 0.1: 1.4, 0.25: 2, 0.5: 3, 0.9: 7.6, 1: 10 }
    for (const [fraction, value] of Object.entries(expected)) {
      expect(quantile([1, 2, 3, 4, 10], Number(fraction))).toBeCloseTo(value, 12)
    }
  })
})
