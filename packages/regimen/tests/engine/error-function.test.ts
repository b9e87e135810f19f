import { expect, test } from 'vitest'
import { erf } from '../../src/engine/backends/reference/error-function.ts'

/** torch.erf in float64, PyTorch 1.13. */
const known = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [0.9, 0.7969082124228322],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.4999, 0.9995928300996666],
  [2.5, 0.999593047982555],
  [2.75, 0.9998993780778803],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [5.9, 0.9999999999999999],
  [1e300, 1],
  [Number.POSITIVE_INFINITY, 1],
] as const

test.each(known)('erf %d', (x, y) => {
  expect(Math.abs(erf(x) - y)).toBeLessThanOrEqual(1e-15 * y)
  expect(erf(-x)).toBe(-erf(x))
})

test('erf of ±0 and NaN', () => {
  expect(erf(0)).toBe(0)
  expect(erf(-0)).toBe(-0)
  expect(erf(Number.NaN)).toBeNaN()
})
