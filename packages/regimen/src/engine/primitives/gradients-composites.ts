/** Gradient rules of compositions, see CompositeAttributes. */
import { div, mul, sub } from '../ops/elementwise.ts'
import { sum } from '../ops/reductions.ts'
import { keepAxes, standardizedOf } from '../ops/standardize.ts'
import type { CompositeName } from './attributes.ts'
import { inputOf } from './gradient-helpers.ts'
import type { GradientTable } from './gradients.ts'

export const compositeGradients: GradientTable<CompositeName> = {
  // Ioffe & Szegedy 2015, section 3, with the sum of the centred values, which is 0, left out. What the forward pass
  // has computed is written again: a program computes it once.
  standardize: (cotangent, inputs, _, attributes) => {
    const [x, scale] = [inputOf(inputs, 0), inputOf(inputs, 1)]
    const { axes } = attributes
    const { standardized, reciprocal, count } = standardizedOf(x, attributes)
    const toShift = sum(cotangent, { axes })
    const toScale = sum(mul(cotangent, standardized), { axes })
    const mean = div(keepAxes(toShift, x, axes), count)
    const slope = div(keepAxes(toScale, x, axes), count)
    const free = sub(sub(cotangent, mean), mul(standardized, slope))
    return [mul(free, mul(keepAxes(scale, x, axes), reciprocal)), toScale, toShift]
  },
}
