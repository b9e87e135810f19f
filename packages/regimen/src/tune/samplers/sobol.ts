/** Sobol points: sequences that fill the unit cube more evenly than chance (Sobol 1967; Joe & Kuo 2008). */
import type { RandomKey } from '../../engine/random.ts'
import { directionNumbers } from './direction-numbers.ts'

/** The dimensions for which there are direction numbers. */
export const sobolDimensions = directionNumbers.length + 1

const bits = 32
const columns = new Map<number, Uint32Array>()

/**
 * One coordinate of a point, as 32 bits behind the point: 2³¹ is one half. In the order of Gray codes (Antonov & Saleev
 * 1979).
 * @param index from 0 on, below 2³².
 * @param dimension from 0 on, below `sobolDimensions`.
 */
export function sobolBits(index: number, dimension: number): number {
  const directions = columns.get(dimension) ?? directionsOf(dimension)
  columns.set(dimension, directions)
  let left = (index ^ (index >>> 1)) >>> 0
  let result = 0
  for (let bit = 0; left !== 0; bit++, left >>>= 1) {
    if (left & 1) result ^= directions[bit] ?? 0
  }
  return result >>> 0
}

function directionsOf(dimension: number): Uint32Array {
  const row = dimension === 0 ? undefined : directionNumbers[dimension - 1]
  const directions = new Uint32Array(bits)
  if (!row) return directions.map((_, bit) => 2 ** (bits - 1 - bit))
  const [polynomial = 1, ...initial] = row
  const degree = initial.length
  for (let bit = 0; bit < bits; bit++) {
    const before = (distance: number) => directions[bit - distance] ?? 0
    if (bit < degree) {
      directions[bit] = (initial[bit] ?? 0) << (bits - 1 - bit)
      continue
    }
    let value = before(degree) ^ (before(degree) >>> degree)
    for (let term = 1; term < degree; term++) {
      if ((polynomial >>> (degree - term)) & 1) value ^= before(term)
    }
    directions[bit] = value
  }
  return directions
}

/**
 * A coordinate scrambled by a key: each bit is turned over or not depending on those before it, which keeps every net
 * property and makes the point uniform (Owen 1995; by hashing: Burley 2020, JCGT 9, with Vegdahl's constants).
 * @returns a number in (0, 1).
 */
export function scrambledSobol(key: RandomKey, index: number, dimension: number): number {
  const seed = (key.child(dimension).bits(1)[0] ?? 0) >>> 0
  let x = reversed(sobolBits(index, dimension))
  x ^= Math.imul(x, 0x3d20adea)
  x = (x + seed) | 0
  x = Math.imul(x, (seed >>> 16) | 1)
  x ^= Math.imul(x, 0x05526c56)
  x ^= Math.imul(x, 0x53a22864)
  return ((reversed(x) >>> 0) + 0.5) / 2 ** bits
}

function reversed(word: number): number {
  let x = word
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1)
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2)
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4)
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8)
  return (x >>> 16) | (x << 16)
}
