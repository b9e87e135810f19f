import { describe, expect, it } from 'vitest'
import { RandomKey, threefry2x32 } from '../../src/engine/random.ts'

describe('Threefry-2x32-20', () => {
  // Known answers of Random123 (kat_vectors): counter and key all zeros, all ones, digits of π.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('key %j, counter %j', ([k0, k1], [c0, c1], expected) => {
    const out = new Uint32Array(2)
    threefry2x32(k0 | 0, k1 | 0, c0 | 0, c1 | 0, out, 0)
    expect(Array.from(out)).toEqual(expected)
  })
})

describe('random keys', () => {
  it('depend on seed, names and numbers, and on nothing else', () => {
    const draw = (key: RandomKey) => Array.from(key.bits(4)).join()
    const root = RandomKey.fromSeed(7)
    const keys = [
      root,
      RandomKey.fromSeed(8),
      RandomKey.fromSeed(2 ** 40 + 7),
      root.child('a'),
      root.child('b'),
      root.child(3),
      root.child('3'),
      root.child('a').child('b'),
      root.child('b').child('a'),
    ]
    expect(new Set(keys.map(draw)).size).toBe(keys.length)
    expect(draw(RandomKey.fromSeed(7).child('a'))).toBe(draw(root.child('a')))
  })

  it('give uniform numbers (chi-square over 100 bins) and permutations', () => {
    const count = 100_000
    const bins = new Array<number>(100).fill(0)
    for (const u of RandomKey.fromSeed(3).uniform(count)) bins[Math.floor(u * 100)]!++
    const chiSquare = bins.reduce(
      (total, observed) => total + (observed - count / 100) ** 2 / (count / 100),
      0,
    )
    // 99 degrees of freedom: 0.001 and 0.999 quantiles.
    expect(chiSquare).toBeGreaterThan(61.1)
    expect(chiSquare).toBeLessThan(148.2)
    for (const size of [0, 1, 3, 125]) {
      const order = Array.from(RandomKey.fromSeed(size).permutation(size))
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, index) => index))
    }
  })
})
