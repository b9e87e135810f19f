/** From values to places along an axis, with round marks. */
import { type Text, textIn } from '../words.ts'

export interface AxisOptions {
  /** What is measured, with its unit. */
  readonly title: Text
  /** Default linear. On a logarithmic axis what is not above 0 is left out. */
  readonly scale?: 'linear' | 'log'
  /** Default: the values decide. */
  readonly from?: number
  readonly to?: number
}

export interface Tick {
  /** 0 to 1 along the axis. */
  readonly place: number
  readonly text: Text
}

export interface Axis {
  readonly title: Text
  readonly ticks: readonly Tick[]
  /** 0 to 1 along the axis; NaN for what does not stand on it. */
  readonly place: (value: number) => number
  /** Every mark must be read: names, not numbers between which a reader can guess. */
  readonly named?: boolean
}

/** An axis that holds all values. */
export function axisOf(options: AxisOptions, values: readonly number[]): Axis {
  return options.scale === 'log' ? logarithmic(options, values) : linear(options, values)
}

function linear({ title, from, to }: AxisOptions, values: readonly number[]): Axis {
  const [least, most] = extent(values.filter(Number.isFinite), from, to)
  const step = roundStep((most - least || Math.abs(most) || 1) / 5)
  const low = from ?? Math.floor(least / step + 1e-9) * step
  const high = to ?? Math.max(Math.ceil(most / step - 1e-9) * step, low + step)
  const place = (value: number) => (value - low) / (high - low)
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first
  const ticks = Array.from({ length: Math.max(0, count) + 1 }, (_, index) => {
    const value = Number(((first + index) * step).toPrecision(12))
    return { place: place(value), text: tickText(value) }
  })
  return { title, ticks, place }
}

function logarithmic({ title, from, to }: AxisOptions, values: readonly number[]): Axis {
  const positive = values.filter((value) => Number.isFinite(value) && value > 0)
  const [least, most] = extent(positive, from, to)
  const low = from ?? 10 ** Math.floor(Math.log10(least) + 1e-9)
  const high = to ?? Math.max(10 ** Math.ceil(Math.log10(most) - 1e-9), low * 10)
  const width = Math.log(high / low)
  const place = (value: number) => (value > 0 ? Math.log(value / low) / width : Number.NaN)
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const every = Math.max(1, Math.ceil((last - first) / 6))
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  const marks =
    powers.length > 1
      ? powers.filter((_, index) => index % every === 0).map((power) => 10 ** power)
      : [low, high]
  return { title, ticks: marks.map((mark) => ({ place: place(mark), text: tickText(mark) })), place }
}

/** A place for each category, in the middle of its share. */
export function categoryAxis(title: Text, categories: readonly Text[]): Axis {
  const place = (index: number) => (index + 0.5) / categories.length
  const ticks = categories.map((text, index) => ({ place: place(index), text }))
  return { title, ticks, place, named: categories.some((text) => Number.isNaN(Number(textIn(text, 'en')))) }
}

function extent(values: readonly number[], from?: number, to?: number): [number, number] {
  const all = [...values, ...(from === undefined ? [] : [from]), ...(to === undefined ? [] : [to])]
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of all) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return all.length === 0 ? [0, 1] : [least, most]
}

/** 1, 2 or 5 times a power of ten, not below the size. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  return ([1, 2, 5, 10].find((factor) => factor * power >= size * 0.999) ?? 10) * power
}

/** 0.25, 2,000, 1e-8. */
export function tickText(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e5 || (size < 1e-3 && size > 0)) {
    return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replace('-', '−')
  }
  return String(Number(value.toPrecision(4))).replace('-', '−')
}
