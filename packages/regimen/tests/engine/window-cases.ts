/** Shapes and options of convolutions and pools that break kernels; shared by the tables of primitives and kernels. */
import type {
  ConvolutionAttributes,
  Pair,
  PoolingAttributes,
} from '../../src/engine/primitives/attributes.ts'
import type { Shape } from '../../src/engine/types.ts'

export interface ConvolutionCase {
  readonly x: Shape
  readonly w: Shape
  readonly y: Shape
  readonly attributes: ConvolutionAttributes
}

/** The textbook's formula: how often a window fits. */
const fits = (size: number, span: number, stride: number, padding: number) =>
  Math.floor((size + padding - span) / stride) + 1

export function convolution(
  x: readonly [number, number, number, number],
  kernel: Pair,
  outputs: number,
  options: Partial<ConvolutionAttributes> = {},
): ConvolutionCase {
  const attributes = {
    stride: [1, 1],
    low: [0, 0],
    high: [0, 0],
    dilation: [1, 1],
    groups: 1,
    ...options,
  } as const
  const { stride, low, high, dilation, groups } = attributes
  const [batch, height, width, channels] = x
  const along = (size: number, axis: 0 | 1) =>
    fits(size, (kernel[axis] - 1) * dilation[axis] + 1, stride[axis], low[axis] + high[axis])
  return {
    x,
    w: [...kernel, channels / groups, outputs],
    y: [batch, along(height, 0), along(width, 1), outputs],
    attributes,
  }
}

const around = (rows: number, columns = rows) => ({ low: [rows, columns], high: [rows, columns] }) as const

export const convolutions: readonly ConvolutionCase[] = [
  convolution([1, 1, 1, 1], [1, 1], 1),
  convolution([3, 2, 3, 3], [1, 1], 10),
  convolution([1, 5, 5, 1], [3, 3], 2),
  convolution([2, 4, 3, 2], [3, 3], 3, around(1)),
  convolution([1, 3, 7, 1], [1, 3], 9, { low: [0, 2], high: [0, 1] }),
  convolution([2, 5, 4, 3], [2, 3], 5, { stride: [2, 1], ...around(1) }),
  convolution([1, 7, 7, 2], [3, 3], 1, { stride: [2, 3], low: [0, 1], high: [1, 0] }),
  convolution([1, 6, 5, 1], [2, 2], 3, { stride: [3, 3] }),
  convolution([1, 7, 6, 2], [3, 2], 2, { dilation: [2, 3], ...around(1) }),
  convolution([1, 8, 7, 1], [3, 3], 2, { stride: [2, 3], dilation: [3, 2], ...around(2) }),
  convolution([2, 4, 4, 4], [3, 3], 6, { groups: 2, ...around(1) }),
  convolution([1, 4, 5, 3], [2, 2], 3, { groups: 3, stride: [1, 2] }),
  convolution([1, 3, 3, 2], [2, 2], 4, { groups: 2, dilation: [2, 2], ...around(1, 2) }),
  convolution([1, 1, 2, 1], [1, 1], 1, around(2)),
  convolution([0, 4, 4, 2], [3, 3], 3),
  convolution([2, 3, 3, 0], [2, 2], 3),
]

/** Larger ones, that fill whole tiles and panels and more. */
export const wideConvolutions: readonly ConvolutionCase[] = [
  convolution([3, 12, 13, 1], [5, 5], 30),
  convolution([2, 10, 9, 16], [3, 3], 20, around(1)),
  convolution([1, 9, 10, 12], [3, 3], 24, { stride: [2, 2], groups: 2, ...around(1) }),
  convolution([2, 6, 5, 10], [1, 1], 125),
  convolution([1, 11, 11, 3], [3, 3], 4, { dilation: [2, 2], ...around(2) }),
  // Tiles of 2 × 2 results: sizes that they cover, odd ones, more rows of tiles than a strip has, any padding.
  convolution([3, 8, 6, 8], [3, 3], 8, around(1)),
  convolution([1, 7, 9, 13], [3, 3], 11),
  convolution([2, 12, 14, 9], [3, 3], 10, { low: [1, 0], high: [0, 1] }),
  convolution([1, 10, 7, 16], [3, 3], 32, { low: [2, 2], high: [3, 2] }),
  convolution([1, 6, 57, 8], [3, 3], 12, around(1)),
]

export interface PoolCase {
  readonly x: Shape
  readonly y: Shape
  readonly attributes: PoolingAttributes
}

function pool(
  x: readonly [number, number, number, number],
  window: Pair,
  stride: Pair = window,
  padding: Partial<Pick<PoolingAttributes, 'low' | 'high'>> = {},
): PoolCase {
  const attributes = { window, stride, low: [0, 0], high: [0, 0], ...padding } as const
  const { low, high } = attributes
  const along = (axis: 0 | 1) => fits(x[axis + 1] ?? 1, window[axis], stride[axis], low[axis] + high[axis])
  return { x, y: [x[0], along(0), along(1), x[3]], attributes }
}

export const pools: readonly PoolCase[] = [
  pool([1, 1, 1, 1], [1, 1]),
  pool([3, 4, 6, 1], [2, 2]),
  pool([1, 5, 7, 3], [2, 3]),
  pool([2, 5, 5, 5], [3, 3], [2, 2], around(1)),
  pool([1, 6, 4, 10], [3, 2], [1, 1]),
  pool([1, 4, 7, 4], [2, 2], [3, 3]),
  pool([1, 3, 4, 2], [3, 3], [1, 2], { low: [2, 0], high: [1, 2] }),
  pool([0, 4, 4, 3], [2, 2]),
  pool([2, 4, 4, 0], [2, 2]),
]
