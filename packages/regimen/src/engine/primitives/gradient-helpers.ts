/** What several gradient rules need. */
import { sum } from '../ops/reductions.ts'
import { reshape } from '../ops/views.ts'
import type { Tensor } from '../tensor.ts'
import { type Shape, sameShape } from '../types.ts'

/** The rule of primitives through which no gradient flows: integer or constant almost everywhere. */
export const noGradient = (): readonly (Tensor | undefined)[] => []

/** The transpose of broadcasting: sums over the dimensions that were stretched. */
export function sumTo(cotangent: Tensor, shape: Shape): Tensor {
  if (sameShape(cotangent.shape, shape)) return cotangent
  const added = cotangent.rank - shape.length
  const axes = cotangent.shape.flatMap((size, axis) => {
    const original = axis < added ? undefined : shape[axis - added]
    return original === undefined || (original === 1 && size !== 1) ? [axis] : []
  })
  return reshape(sum(cotangent, { axes }), shape)
}

/** The input at a place, where the rule's primitive guarantees it. */
export function inputOf(inputs: readonly Tensor[], place: number): Tensor {
  const input = inputs[place]
  if (!input) throw new RangeError(`input ${place} is missing`)
  return input
}
