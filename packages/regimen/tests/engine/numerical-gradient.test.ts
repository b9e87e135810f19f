/** Central differences against derivatives known in closed form, and their error against Taylor's theorem. */
import { describe, expect, it } from 'vitest'
import {
  div,
  exp,
  mul,
  numericalGradient,
  referenceBackend,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'

const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)
const values = (size: number) => Array.from({ length: size }, (_, index) => Math.cos(3 * index) * (index % 7))

describe('numericalGradient', () => {
  it.each([0, 1, 3, 10, 125])('of Σ sin x is cos x, %i elements', (size) => {
    const x = values(size)
    const found = inFloat64(() => numericalGradient((t: Tensor) => sum(sin(t)), tensor(x, [size])))
    expect(found.shape).toEqual([size])
    Array.from(found.data()).forEach((slope, index) => {
      expect(slope).toBeCloseTo(Math.cos(x[index] ?? 0), 8)
    })
  })

  it('follows a tree, each leaf with the others in place: ∂(Σa²b) is 2ab and Σa²', () => {
    const found = inFloat64(() =>
      numericalGradient(({ a, b }: { a: Tensor; b: Tensor }) => sum(mul(square(a), b)), {
        a: tensor([[1, -2, 3]]),
        b: tensor(0.5),
      }),
    )
    for (const [index, slope] of [1, -2, 3].entries()) expect(found.a.data()[index]).toBeCloseTo(slope, 8)
    expect(found.b.item()).toBeCloseTo(14, 8)
  })

  it('is exact but for rounding on quadratics, whatever the step', () => {
    const slope = (step: number) =>
      inFloat64(() => numericalGradient((t: Tensor) => sum(square(t)), tensor([3]), { step }).item())
    for (const step of [0.125, 0.5, 2]) expect(slope(step)).toBe(6)
  })

  it('of exp errs by h²/6 · exp(x), the next term of the series', () => {
    const error = (step: number) =>
      inFloat64(() => numericalGradient((t: Tensor) => sum(exp(t)), tensor([0.5]), { step }).item()) -
      Math.exp(0.5)
    for (const h of [0.1, 0.01]) expect(error(h) / ((h * h * Math.exp(0.5)) / 6)).toBeCloseTo(1, 2)
  })

  it('in float32 divides by the step that was taken', () => {
    // 1000 ± 0.001 are rounded to multiples of 2⁻¹⁴: the step that is taken is 2 % smaller.
    const found = numericalGradient((t: Tensor) => sum(t), tensor([1000]), { step: 0.001 })
    expect(found.item()).toBe(1)
  })

  it('is NaN where the function has no value', () => {
    const found = inFloat64(() =>
      numericalGradient((t: Tensor) => sum(div(sub(t, t), sub(t, t))), tensor([1, 2])),
    )
    expect(Array.from(found.data())).toEqual([Number.NaN, Number.NaN])
  })

  it('names what it cannot differentiate', () => {
    const x = tensor([1, 2])
    expect(() => numericalGradient((t: Tensor) => t, x)).toThrow(
      expect.objectContaining({ code: 'not-scalar' }),
    )
    expect(() => numericalGradient((t: Tensor) => sum(t), tensor([1], [1], 'int32'))).toThrow(
      expect.objectContaining({ code: 'not-differentiable' }),
    )
    for (const step of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => numericalGradient((t: Tensor) => sum(t), x, { step })).toThrow(
        expect.objectContaining({ code: 'bad-attribute' }),
      )
    }
  })
})
