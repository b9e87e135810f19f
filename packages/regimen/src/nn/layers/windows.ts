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

/** A whole number of at least so much. @throws RegimenError `technique-option`. */
export function requireWhole(layer: string, option: string, value: number, least = 1): void {
  requireOption(layer, option, value, isWhole(value, least), `a whole number of at least ${least}`)
}

/** Zeros around a signal: `valid` none, `same` as for images, or a number on each side. */
export type Padding1d = 'valid' | 'same' | number

/** @throws RegimenError `technique-option`. */
export function requirePadding1d(layer: string, padding: Padding1d): void {
  const holds = padding === 'valid' || padding === 'same' || isWhole(padding, 0)
  requireOption(layer, 'padding', padding, holds, '"valid", "same", or a whole number of at least 0')
}

/** The padding of a signal as that of the image of one row. */
export function inOneRow(padding: Padding1d): 'valid' | 'same' | Pair {
  return typeof padding === 'number' ? [0, padding] : padding
}

/** Groups divide channels and outputs. @throws RegimenError `technique-option`. */
export function requireGroups(layer: string, groups: number, channels: number, outputs: number): void {
  const divides = isWhole(groups, 1) && (channels % groups) + (outputs % groups) === 0
  requireOption(layer, 'groups', groups, divides, `a divisor of ${channels} channels and ${outputs} outputs`)
}

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

/** Reads a text or a number. @throws RegimenError `technique-option`. */
export function padding1dFrom(reader: SettingsReader, settings: Settings): Padding1d {
  const { padding } = settings
  return padding === 'valid' || padding === 'same' ? padding : reader.number('padding')
}

/** @throws RegimenError `layer-shape` for a signal [length, channels] that is shorter than the window. */
export function slidOverSignal(
  layer: string,
  input: Shape,
  { window, stride, padding, dilation = 1 }: SignalWindow,
): number {
  const [length = 0] = input
  const row = { window: [1, window], stride: [1, stride], dilation: [1, dilation] } as const
  const [, count] = windowCounts([1, length], { ...row, padding: inOneRow(padding) })
  if (count >= 1) return count
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: 'a signal that is at least as long as the window',
    actual: formatShape(input),
    hint: '',
  })
}

export interface SignalWindow {
  readonly window: number
  readonly stride: number
  readonly padding: Padding1d
  readonly dilation?: number
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
