import { describe, expect, it } from 'vitest'
import {
  cardinality,
  categorical,
  contains,
  type Domain,
  float,
  fromUnit,
  integer,
  toUnit,
} from '../../src/tune/domain.ts'

const domains: readonly (readonly [string, Domain, number])[] = [
  ['a float', float(-2, 3), Infinity],
  ['a logarithmic float', float(1e-5, 1, { log: true }), Infinity],
  ['a stepped float', float(0, 0.3, { step: 0.1 }), 4],
  ['a stepped float whose end is no step', float(0, 1, { step: 0.3 }), 4],
  ['a float of one value', float(2, 2), 1],
  ['an integer', integer(-3, 12), 16],
  ['an integer of one value', integer(5, 5), 1],
  ['a logarithmic integer', integer(1, 1024, { log: true }), 1024],
  ['a stepped integer', integer(16, 128, { step: 16 }), 8],
  ['a category', categorical(['a', true, 3]), 3],
]

describe.each(domains)('%s', (_, domain, count) => {
  const units = Array.from({ length: 1001 }, (_, index) => Math.min(index / 1000, 1 - 2 ** -53))

  it('counts its values', () => {
    expect(cardinality(domain)).toBe(count)
    if (count <= 16) expect(new Set(units.map((unit) => fromUnit(domain, unit))).size).toBe(count)
  })

  it('holds every value that it is asked for', () => {
    for (const unit of units) expect(contains(domain, fromUnit(domain, unit))).toBe(true)
  })

  it('gives the value back from its place', () => {
    for (const unit of units) {
      const value = fromUnit(domain, unit)
      const again = fromUnit(domain, toUnit(domain, value))
      if (typeof value === 'number' && typeof again === 'number') expect(again).toBeCloseTo(value, 9)
      else expect(again).toBe(value)
    }
  })
})

describe('shares', () => {
  it('are the same for whole numbers, for steps and for categories', () => {
    const share = (domain: Domain, value: unknown) =>
      Array.from({ length: 12_000 }, (_, index) => fromUnit(domain, index / 12_000)).filter(
        (v) => v === value,
      ).length
    for (const value of [0, 1, 2, 3]) expect(Math.abs(share(integer(0, 3), value) - 3000)).toBeLessThan(2)
    for (const value of [0, 0.1, 0.2, 0.3]) {
      expect(Math.abs(share(float(0, 0.3, { step: 0.1 }), value) - 3000)).toBeLessThan(2)
    }
    expect(share(categorical(['x', 'y', 'z']), 'y')).toBe(4000)
  })

  it('are the same for each power of ten of a logarithmic range', () => {
    const domain = float(1e-4, 1, { log: true })
    const below = (limit: number) =>
      Array.from({ length: 4000 }, (_, index) => fromUnit(domain, (index + 0.5) / 4000)).filter(
        (v) => Number(v) < limit,
      ).length
    expect([below(1e-3), below(1e-2), below(1e-1)]).toEqual([1000, 2000, 3000])
  })
})

describe('ranges that are none', () => {
  it.each([
    ['turned round', () => float(1, 0)],
    ['not numbers', () => float(Number.NaN, 1)],
    ['endless', () => float(0, Infinity)],
    ['logarithmic from 0', () => float(0, 1, { log: true })],
    ['stepped and logarithmic', () => float(1, 2, { log: true, step: 0.1 })],
    ['stepped by nothing', () => float(0, 1, { step: 0 })],
    ['not whole', () => integer(0.5, 3)],
    ['stepped by a part', () => integer(0, 3, { step: 0.5 })],
    ['without values', () => categorical([])],
    ['with a value twice', () => categorical(['a', 'a'])],
  ])('%s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'tune-range' }))
  })

  it('contains no strange values', () => {
    for (const value of [Number.NaN, '1', null, undefined, 1.5, 4])
      expect(contains(integer(0, 3), value)).toBe(false)
    expect(contains(float(0, 1), Number.NaN)).toBe(false)
  })
})
