/** The arithmetic of windows that slide over images: spans, padding, counts. */
import type { Pair } from './attributes.ts'

/** One number for rows and columns, or one for each. */
export type PerDimension = number | readonly [rows: number, columns: number]

/**
 * Zeros around the image: `valid` none; `same` as many as make the result as large as the image divided by
 * the stride, rounded up, an odd one at the end (as TensorFlow does); or a number of places on each side.
 */
export type Padding2d = 'valid' | 'same' | PerDimension

export interface WindowOptions {
  readonly window: PerDimension
  readonly stride: PerDimension
  readonly padding: Padding2d
  /** Default 1. */
  readonly dilation?: PerDimension
}

/** A window over an image of known size, every option worked out. */
export interface ResolvedWindow {
  /** Places from its first to its last, both included. */
  readonly span: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly low: Pair
  readonly high: Pair
}

export function perDimension(value: PerDimension): Pair {
  return typeof value === 'number' ? [value, value] : value
}

/** How many places a kernel spans along one dimension. */
export function spanOf(size: number, dilation: number): number {
  return (size - 1) * dilation + 1
}

/** How often a window fits; 0 or less when it never does. */
export function countWindows(size: number, span: number, stride: number, padding: number): number {
  return Math.floor((size + padding - span) / stride) + 1
}

export function resolveWindow(image: Pair, { window, padding, ...options }: WindowOptions): ResolvedWindow {
  const stride = perDimension(options.stride)
  const dilation = perDimension(options.dilation ?? 1)
  const [rows, columns] = perDimension(window)
  const span: Pair = [spanOf(rows, dilation[0]), spanOf(columns, dilation[1])]
  const resolved = { span, stride, dilation }
  if (padding === 'valid') return { ...resolved, low: [0, 0], high: [0, 0] }
  if (padding !== 'same') return { ...resolved, low: perDimension(padding), high: perDimension(padding) }
  const missing = (axis: 0 | 1) => {
    const covered = (Math.ceil(image[axis] / stride[axis]) - 1) * stride[axis] + span[axis]
    return Math.max(0, covered - image[axis])
  }
  const total: Pair = [missing(0), missing(1)]
  return {
    ...resolved,
    low: [Math.floor(total[0] / 2), Math.floor(total[1] / 2)],
    high: [Math.ceil(total[0] / 2), Math.ceil(total[1] / 2)],
  }
}

/** Rows and columns of the result; 0 or less when the window is larger than the image. */
export function windowCounts(image: Pair, options: WindowOptions): Pair {
  const { span, stride, low, high } = resolveWindow(image, options)
  const along = (axis: 0 | 1) => countWindows(image[axis], span[axis], stride[axis], low[axis] + high[axis])
  return [along(0), along(1)]
}
