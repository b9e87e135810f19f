/** Critical points by their curvatures (catalogue O20). */
import { describe, expect, it } from 'vitest'
import {
  add,
  classifyCriticalPoint,
  mul,
  neg,
  referenceBackend,
  square,
  sub,
  sum,
  type Tensor,
  wasmBackend,
  withBackend,
} from '../../src/index.ts'
import { elements, vector } from './support.ts'

const diagonal =
  (...curvatures: number[]) =>
  (x: Tensor) =>
    div2(sum(mul(square(x), vector(curvatures))))
const div2 = (x: Tensor) => mul(x, 0.5)
const part = (x: Tensor, index: number): Tensor => elements(x)[index] ?? x

const cases = [
  ['a bowl', diagonal(1, 3, 10), 3, 'minimum'],
  ['a dome', diagonal(-1, -3, -10), 3, 'maximum'],
  ['a saddle', diagonal(1, -3, 10), 3, 'saddle'],
  ['a saddle with a flat direction', diagonal(1, -3, 0), 3, 'saddle'],
  ['a valley', diagonal(1, 0), 2, 'degenerate'],
  ['a ridge', diagonal(-1, 0), 2, 'degenerate'],
  ['a plain', diagonal(0, 0), 2, 'degenerate'],
  ['one dimension', diagonal(2), 1, 'minimum'],
  // x³ − 3xy²: its Hessian vanishes at 0, where three valleys and three ridges meet.
  [
    'the monkey saddle',
    (p: Tensor) => {
      const [x, y] = [part(p, 0), part(p, 1)]
      return sum(sub(mul(x, square(x)), mul(mul(x, square(y)), 3)))
    },
    2,
    'degenerate',
  ],
  ['a quartic bowl', (x: Tensor) => sum(square(square(x))), 2, 'degenerate'],
  // Rotated: xy.
  ['xy', (p: Tensor) => sum(mul(part(p, 0), part(p, 1))), 2, 'saddle'],
] as const

describe.each([referenceBackend, wasmBackend])('on $name', (backend) => {
  it.each(cases)('%s', (_, fn, size, kind) => {
    const found = withBackend(backend, () => classifyCriticalPoint(fn, vector(Array(size).fill(0))))
    expect(found.kind).toBe(kind)
    expect(found.eigenvalues).toHaveLength(size)
    expect([...found.eigenvalues]).toEqual([...found.eigenvalues].sort((a, b) => a - b))
  })
})

it('gives the eigenvalues of the Hessian', () => {
  const fn = (p: Tensor) => add(sum(square(p)), mul(sum(mul(part(p, 0), part(p, 1))), 3))
  const { eigenvalues, gradientNorm } = withBackend(referenceBackend, () =>
    classifyCriticalPoint(fn, vector([0, 0])),
  )
  expect([...eigenvalues].map((value) => Number(value.toFixed(12)))).toEqual([-1, 5])
  expect(gradientNorm).toBe(0)
})

it('refuses a point on a slope, and says how steep it is', () => {
  const fn = (x: Tensor) => sum(neg(square(x)))
  expect(() => classifyCriticalPoint(fn, vector([1, 0]))).toThrow('The gradient here is 2.00 at its largest')
  expect(() => classifyCriticalPoint(fn, vector([Number.NaN]))).toThrow('no critical point')
})
