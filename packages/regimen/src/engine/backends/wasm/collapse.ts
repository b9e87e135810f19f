/** Fewer, longer dimensions: what a loop over several laid-out operands can treat as one. */

/** One loop: its length, and how far each operand moves in a round (in elements). */
export interface Dimension {
  readonly size: number
  readonly strides: readonly number[]
}

/**
 * The dimensions of a shape, outermost first, without those of size 1, neighbours merged wherever every
 * operand runs through both as through one. A scalar gives no dimensions.
 */
export function collapse(shape: readonly number[], operands: readonly (readonly number[])[]): Dimension[] {
  const dimensions: Dimension[] = []
  shape.forEach((size, axis) => {
    if (size === 1) return
    const strides = operands.map((operand) => operand[axis] ?? 0)
    const outer = dimensions[dimensions.length - 1]
    const merges = outer?.strides.every((stride, index) => stride === (strides[index] ?? 0) * size)
    if (outer && merges) dimensions[dimensions.length - 1] = { size: outer.size * size, strides }
    else dimensions.push({ size, strides })
  })
  return dimensions
}
