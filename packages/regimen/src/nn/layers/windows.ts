/** What the layers that slide a window over images share: their options, and the size of their result. */
import { type Padding2d, type PerDimension, windowCounts } from '../../engine/primitives/sliding.ts'
import { formatShape, type Shape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Settings } from '../../technique.ts'
import { requireOption } from '../options.ts'
import type { SettingsReader } from '../settings-reader.ts'

type Pair = readonly [number, number]

const isWhole = (value: unknown, least: number) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least

/** One number for both dimensions, or two: as two. @throws RegimenError `technique-option`. */
export function requirePair(layer: string, option: string, value: PerDimension, least = 1): Pair {
  const pair: Pair = typeof value === 'number' ? [value, value] : value
  const holds = Array.isArray(pair) && pair.length === 2 && pair.every((each) => isWhole(each, least))
  requireOption(layer, option, value, holds, `a whole number of at least ${least}, or two of them`)
  return pair
}

/** @throws RegimenError `technique-option`. */
export function requirePadding(layer: string, padding: Padding2d): 'valid' | 'same' | Pair {
  if (padding === 'valid' || padding === 'same') return padding
  const expected = '"valid", "same", a whole number of at least 0, or two of them'
  requireOption(layer, 'padding', padding, typeof padding !== 'string', expected)
  return requirePair(layer, 'padding', padding, 0)
}

/** @throws RegimenError `technique-option`. */
export function pairFrom(reader: SettingsReader, option: string): Pair {
  const [rows = Number.NaN, columns = rows] = reader.numbers(option)
  return [rows, columns]
}

/** Reads a text or two numbers. @throws RegimenError `technique-option`. */
export function paddingFrom(reader: SettingsReader, settings: Settings): 'valid' | 'same' | Pair {
  const { padding } = settings
  return padding === 'valid' || padding === 'same' ? padding : pairFrom(reader, 'padding')
}

export interface SlidingWindow {
  readonly window: Pair
  readonly stride: Pair
  readonly padding: 'valid' | 'same' | Pair
  readonly dilation?: Pair
}

/**
 * Rows and columns of the result for an image [height, width, channels].
 * @throws RegimenError `layer-shape` for an image that is smaller than the window.
 */
export function slidOver(layer: string, input: Shape, sliding: SlidingWindow): Pair {
  const [height = 0, width = 0] = input
  const counts = windowCounts([height, width], sliding)
  if (counts.every((count) => count >= 1)) return counts
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: 'an image that is at least as large as the window',
    actual: formatShape(input),
    hint: '',
  })
}
