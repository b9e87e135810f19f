import { describe, expect, it } from 'vitest'
import { type Lifetime, placeBuffers } from '../../../src/engine/backends/wasm/memory-plan.ts'
import { RandomKey } from '../../../src/engine/random.ts'

function randomLifetimes(count: number, seed: number): Lifetime[] {
  const draws = RandomKey.fromSeed(seed).uniform(count * 3)
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor((draws[index * 3] ?? 0) * 50)
    const last = first + Math.floor((draws[index * 3 + 1] ?? 0) * 12)
    return { size: Math.floor((draws[index * 3 + 2] ?? 0) * 5000), first, last }
  })
}

const alive = (a: Lifetime, b: Lifetime) => a.first <= b.last && b.first <= a.last

describe('placeBuffers', () => {
  it.each([1, 2, 3, 4, 5])('keeps buffers that live together apart (random lifetimes %d)', (seed) => {
    const buffers = randomLifetimes(150, seed)
    const { offsets, total } = placeBuffers(buffers)
    buffers.forEach((a, i) => {
      const start = offsets[i]!
      expect(start % 64).toBe(0)
      expect(start + a.size).toBeLessThanOrEqual(total)
      buffers.forEach((b, j) => {
        if (i >= j || a.size === 0 || b.size === 0 || !alive(a, b)) return
        const apart = start + a.size <= offsets[j]! || offsets[j]! + b.size <= start
        expect(apart, `buffers ${i} and ${j}`).toBe(true)
      })
    })
  })

  it('needs little more than what lives at the busiest step', () => {
    const buffers = randomLifetimes(300, 9)
    const busiest = Math.max(
      ...Array.from({ length: 62 }, (_, step) =>
        buffers.reduce((sum, b) => sum + (b.first <= step && step <= b.last ? b.size : 0), 0),
      ),
    )
    const { total } = placeBuffers(buffers)
    expect(total).toBeGreaterThanOrEqual(busiest)
    expect(total).toBeLessThan(busiest * 1.25)
  })

  it('runs a chain of equal buffers in the space of two', () => {
    const chain = Array.from({ length: 100 }, (_, step) => ({ size: 640, first: step, last: step + 1 }))
    expect(placeBuffers(chain).total).toBe(2 * 640)
  })

  it('fills a gap rather than growing', () => {
    const buffers = [
      { size: 256, first: 0, last: 9 },
      { size: 128, first: 0, last: 2 },
      { size: 128, first: 3, last: 9 },
    ]
    expect(placeBuffers(buffers).total).toBe(384)
  })

  it('places nothing, and buffers without elements', () => {
    expect(placeBuffers([])).toEqual({ offsets: [], total: 0 })
    expect(placeBuffers([{ size: 0, first: 0, last: 3 }]).total).toBe(0)
  })
})
