/** Elementary functions against float64 (ECMAScript's Math, our erf), and at their special points. */
import { describe, expect, it } from 'vitest'
import { erf } from '../../../src/engine/backends/reference/error-function.ts'
import type { KernelName } from '../../../src/engine/primitives/attributes.ts'
import { RandomKey } from '../../../src/engine/random.ts'
import { compute } from './one-kernel.ts'

const smallestNormal = 2 ** -126
const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** Random numbers: from [low, high), or with any bits at all. */
function draw(count: number, low: number, high: number): Float32Array {
  return Float32Array.from(RandomKey.fromSeed(3).uniform(count), (u) => low + u * (high - low))
}
const anyBits = new Float32Array(RandomKey.fromSeed(5).bits(20_000).buffer, 0, 20_000)

/** The largest relative error where the result is a normal number; beyond that it must be equal. */
function largestError(exact: ArrayLike<number>, found: ArrayLike<number>): number {
  let worst = 0
  for (let index = 0; index < exact.length; index++) {
    const truth = exact[index] ?? Number.NaN
    const y = found[index] ?? Number.NaN
    const rounded = Math.fround(truth)
    const plain = Number.isFinite(rounded) && Math.abs(rounded) >= smallestNormal
    // Denormal results may be flushed; infinities and NaN are what they are.
    const tiny = Math.abs(rounded) < smallestNormal && Math.abs(y) <= smallestNormal
    const error = plain ? Math.abs(y - truth) / Math.abs(truth) : tiny || Object.is(y, rounded) ? 0 : 1
    worst = Math.max(worst, Number.isNaN(error) ? 1 : error)
  }
  return worst
}

const functions = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid,
  erf,
} as const

describe.each(Object.entries(functions))('%s', (name, exact) => {
  const error = (xs: Float32Array) =>
    largestError(Float64Array.from(xs, exact), compute(name as KernelName, xs))

  it.each([
    [-1, 1],
    [-100, 100],
    [-1e4, 1e4],
    [0.999, 1.001],
    [-1e-3, 1e-3],
  ])('has a relative error of at most 3e-7 in [%d, %d)', (low, high) => {
    expect(error(draw(20_000, low, high))).toBeLessThan(3e-7)
  })

  it('has it for all floats', () => {
    // Reducing an angle of 10³⁸ is exact to about 10⁻¹¹, which near a zero of sin shows in the last bits.
    expect(error(anyBits)).toBeLessThan(name === 'sin' || name === 'cos' ? 1e-4 : 3e-7)
  })
})

describe('special points', () => {
  const inf = Number.POSITIVE_INFINITY
  const nan = Number.NaN
  const rows: Record<keyof typeof functions, readonly (readonly [x: number, y: number])[]> = {
    exp: [
      [0, 1],
      [-0, 1],
      [inf, inf],
      [-inf, 0],
      [nan, nan],
      [89, inf],
      [-104, 0],
      [-88, 0],
      [1e30, inf],
    ],
    expm1: [
      [0, 0],
      [-0, -0],
      [inf, inf],
      [-inf, -1],
      [nan, nan],
      [89, inf],
      [-50, -1],
      [1e-30, 1e-30],
    ],
    log: [
      [1, 0],
      [0, -inf],
      [-0, -inf],
      [inf, inf],
      [-1, nan],
      [-inf, nan],
      [nan, nan],
      [2 ** -149, -103.27893],
    ],
    log1p: [
      [0, 0],
      [-0, -0],
      [-1, -inf],
      [inf, inf],
      [-2, nan],
      [-inf, nan],
      [nan, nan],
      [1e-30, 1e-30],
    ],
    sqrt: [
      [0, 0],
      [-0, -0],
      [4, 2],
      [inf, inf],
      [-1, nan],
      [nan, nan],
    ],
    sin: [
      [0, 0],
      [-0, -0],
      [inf, nan],
      [-inf, nan],
      [nan, nan],
      [1e-30, 1e-30],
    ],
    cos: [
      [0, 1],
      [-0, 1],
      [inf, nan],
      [-inf, nan],
      [nan, nan],
      [1e-30, 1],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [inf, 1],
      [-inf, -1],
      [nan, nan],
      [20, 1],
      [-20, -1],
      [1e-30, 1e-30],
    ],
    sigmoid: [
      [0, 0.5],
      [-0, 0.5],
      [inf, 1],
      [-inf, 0],
      [nan, nan],
      [40, 1],
      [-104, 0],
    ],
    erf: [
      [0, 0],
      [-0, -0],
      [inf, 1],
      [-inf, -1],
      [nan, nan],
      [5, 1],
      [-5, -1],
      [1e-30, 1.12837917e-30],
    ],
  }

  it.each(Object.entries(rows))('%s', (name, points) => {
    const found = compute(
      name as KernelName,
      points.map(([x]) => x),
    )
    expect(found).toEqual(points.map(([, y]) => Math.fround(y)))
  })

  it('gives no denormals in exp', () => {
    const found = compute('exp', draw(10_000, -110, -80))
    expect(found.filter((y) => y !== 0 && y < smallestNormal)).toEqual([])
  })
})

describe('pow', () => {
  const inf = Number.POSITIVE_INFINITY
  const specials = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, 1e30, -1e30, inf, -inf, Number.NaN]
  const odd = [7, -7, 16777215, -16777215, 16777216, 1e-40, -1e-40]

  it('agrees with Math.pow on all pairs of special values', () => {
    const points = [...specials, ...odd]
    const pairs = points.flatMap((a) => points.map((b) => [Math.fround(a), Math.fround(b)] as const))
    const found = compute(
      'pow',
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    )
    pairs.forEach(([a, b], index) => {
      const truth = Math.fround(a ** b)
      const y = found[index] ?? Number.NaN
      const close = Object.is(y, truth) || Math.abs(y - truth) <= 1e-6 * Math.abs(truth)
      expect(close, `${a} ** ${b} = ${truth}, found ${y}`).toBe(true)
    })
  })

  it.each([
    [0, 10, -5, 5],
    [0, 1e30, -1.2, 1.2],
    [0.9, 1.1, -800, 800],
    [0, 1e-30, -1, 1],
  ])(
    'has a relative error of at most 2e-7 for bases in [%d, %d), exponents in [%d, %d)',
    (a0, a1, b0, b1) => {
      const a = draw(10_000, a0, a1)
      const b = draw(10_000, b0, b1).reverse()
      const exact = Float64Array.from(a, (base, index) => base ** (b[index] ?? 0))
      expect(largestError(exact, compute('pow', a, b))).toBeLessThan(2e-7)
    },
  )

  it('raises negative bases to whole powers exactly', () => {
    const exponents = [0, 1, 2, 3, 4, 5, -1, -2]
    const found = compute(
      'pow',
      exponents.map(() => -2),
      exponents,
    )
    expect(found).toEqual([1, -2, 4, -8, 16, -32, -0.5, 0.25])
  })
})
