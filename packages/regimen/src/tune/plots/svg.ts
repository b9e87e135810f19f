/** The frame of a plot: an SVG element of two axes, in the text colour of the page around it. */
import type { Domain, Value } from '../domain.ts'

/** What may be set of every plot. */
export interface PlotOptions {
  /** Pixels. Default: 640. */
  readonly width?: number
  /** Pixels. Default: 380. */
  readonly height?: number
  /** The words of the plot, to say them in another language. Default: English. */
  readonly words?: Partial<PlotWords>
}

/** What plots say. */
export interface PlotWords {
  readonly trial: string
  readonly value: string
  readonly best: string
  readonly step: string
  readonly importance: string
  readonly objective: (place: number) => string
  readonly front: string
  readonly empty: string
  /** What a screen reader says of each plot. */
  readonly label: (plot: PlotName) => string
}

/** The plots of a study. */
export type PlotName =
  | 'bestSoFar'
  | 'slice'
  | 'contour'
  | 'parallelCoordinates'
  | 'importance'
  | 'intermediateValues'
  | 'paretoFront'

const labels: Readonly<Record<PlotName, string>> = {
  bestSoFar: 'The value of each trial, and the best so far',
  slice: 'The value of each trial over one hyperparameter',
  contour: 'The value over two hyperparameters',
  parallelCoordinates: 'The hyperparameters and value of each trial, as lines',
  importance: 'How much of the variation each hyperparameter explains',
  intermediateValues: 'What each trial reported on its way',
  paretoFront: 'Two objectives of each trial, and the trials that no other dominates',
}

const english: PlotWords = {
  trial: 'trial',
  value: 'value',
  best: 'best so far',
  step: 'step',
  importance: 'share of the variance',
  objective: (place) => `objective ${place}`,
  front: 'Pareto front',
  empty: 'no finished trials yet',
  label: (plot) => labels[plot],
}

export function wordsOf({ words }: PlotOptions): PlotWords {
  return { ...english, ...words }
}

/** Okabe & Ito 2008: told apart with every kind of colour vision. */
export const colors = { blue: '#0072b2', red: '#d55e00', green: '#009e73', pink: '#cc79a7', grey: '#8a8f98' }

/** Viridis (van der Walt & Smith 2015): lightness rises all the way, so that it can be read in grey too. */
const viridis = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const

/** A colour from dark (0) to light (1). */
export function shade(share: number): string {
  const place = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * (viridis.length - 1)
  const [from = viridis[0], to = from] = viridis.slice(Math.floor(place))
  const part = place - Math.floor(place)
  return `rgb(${from.map((value, index) => Math.round(value + part * ((to[index] ?? value) - value))).join(',')})`
}

export interface Tick {
  /** 0 to 1 along the axis. */
  readonly place: number
  readonly text: string
}

export interface Axis {
  readonly title: string
  readonly ticks: readonly Tick[]
  /** 0 to 1; NaN for what does not stand on it. */
  readonly place: (value: Value) => number
}

/** Round numbers from about the smallest to about the largest of the values. */
export function numberAxis(title: string, values: readonly number[], from?: number, to?: number): Axis {
  const finite = values.filter(Number.isFinite)
  const [least = 0, most = 1] =
    finite.length > 0 ? [Math.min(...finite, from ?? Infinity), Math.max(...finite, to ?? -Infinity)] : []
  const step = roundStep((most - least || Math.abs(most) || 1) / 5)
  const low = from ?? Math.floor(least / step) * step
  const high = to ?? Math.max(Math.ceil(most / step) * step, low + step)
  const place = (value: Value) => (Number(value) - low) / (high - low)
  const count = Math.floor((high - low) / step + 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, index) => {
    const value = Number((low + index * step).toPrecision(12))
    return { place: place(value), text: formatTick(value) }
  })
  return { title, ticks, place }
}

/** 1, 2 or 5 times a power of ten, not below the size. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  return ([1, 2, 5, 10].find((factor) => factor * power >= size * 0.999) ?? 10) * power
}

/** An axis as its hyperparameter is drawn: logarithmic, linear, or a place for each choice. */
export function domainAxis(title: string, domain: Domain): Axis {
  if (domain.kind === 'categorical') {
    const { choices } = domain
    const place = (value: Value) => {
      const index = choices.indexOf(value)
      return index < 0 ? Number.NaN : (index + 0.5) / choices.length
    }
    return { title, ticks: choices.map((choice) => ({ place: place(choice), text: String(choice) })), place }
  }
  const { low, high, log } = domain
  if (!log || low === high) return numberAxis(title, [low, high], low, high > low ? high : undefined)
  return logAxis(title, low, high)
}

/** With a mark at each power of ten, or at every few of them; at both ends where there are not two. */
function logAxis(title: string, low: number, high: number): Axis {
  const width = Math.log(high / low)
  const place = (value: Value) => Math.log(Number(value) / low) / width
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const every = Math.max(1, Math.ceil((last - first) / 6))
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  const marks =
    powers.length > 1
      ? powers.filter((_, index) => index % every === 0).map((power) => 10 ** power)
      : [low, high]
  return { title, ticks: marks.map((mark) => ({ place: place(mark), text: formatTick(mark) })), place }
}

/** From so many times the smallest value on, the largest would press all others flat. */
const widest = 100

/** An axis of objective values: logarithmic where they are positive and lie that far apart, else as `numberAxis`. */
export function valueAxis(title: string, values: readonly number[]): Axis {
  const finite = values.filter(Number.isFinite)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  if (finite.length === 0 || least <= 0 || most < widest * least) return numberAxis(title, values)
  return logAxis(title, 10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most)))
}

function formatTick(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e5 || (size < 1e-3 && size > 0))
    return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
  return String(Number(value.toPrecision(4)))
}

export const margins = { left: 72, right: 24, top: 24, bottom: 52 }

/** Where a place on both axes lies in the picture. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly x: (value: Value) => number
  readonly y: (value: Value) => number
  /** `x="…" y="…"`-ready: at most two decimals. */
  readonly axes: string
}

export function frameOf(options: PlotOptions, horizontal: Axis, vertical: Axis): Frame {
  const { width = 640, height = 380 } = options
  const [wide, tall] = [width - margins.left - margins.right, height - margins.top - margins.bottom]
  const across = (place: number) => round(margins.left + place * wide)
  const up = (place: number) => round(margins.top + (1 - place) * tall)
  const [bottom, right] = [height - margins.bottom, width - margins.right]
  const below = horizontal.ticks.map(
    ({ place, text }) =>
      `<line x1="${across(place)}" x2="${across(place)}" y1="${margins.top}" y2="${bottom}" opacity="0.12"/>` +
      label(across(place), bottom + 18, text, 'middle'),
  )
  const beside = vertical.ticks.map(
    ({ place, text }) =>
      `<line x1="${margins.left}" x2="${right}" y1="${up(place)}" y2="${up(place)}" opacity="0.12"/>` +
      label(margins.left - 8, up(place) + 4, text, 'end'),
  )
  const titles = [
    label(margins.left + wide / 2, height - 10, horizontal.title, 'middle'),
    `<text transform="translate(16 ${margins.top + tall / 2}) rotate(-90)" text-anchor="middle" stroke="none">${escapeText(vertical.title)}</text>`,
  ]
  const axes = `<g stroke="currentColor">${[...below, ...beside, ...titles].join('')}<path d="M${margins.left} ${margins.top}V${bottom}H${right}" fill="none" opacity="0.6"/></g>`
  return {
    width,
    height,
    x: (value) => across(horizontal.place(value)),
    y: (value) => up(vertical.place(value)),
    axes,
  }
}

export function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" stroke="none">${escapeText(text)}</text>`
}

/** A point that tells what it is when the pointer rests on it. */
export function dot(x: number, y: number, color: string, title: string, opacity = 0.85): string {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return ''
  return `<circle cx="${x}" cy="${y}" r="4" fill="${color}" fill-opacity="${opacity}"><title>${escapeText(title)}</title></circle>`
}

/** A line through points; those that are no numbers interrupt it. */
export function polyline(points: readonly (readonly [number, number])[], color: string, extra = ''): string {
  let open = false
  const path = points.map(([x, y]) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      open = false
      return ''
    }
    const command = `${open ? 'L' : 'M'}${x} ${y}`
    open = true
    return command
  })
  return `<path d="${path.join('')}" fill="none" stroke="${color}" ${extra}/>`
}

export function document(
  { width, height }: Pick<Frame, 'width' | 'height'>,
  name: PlotName,
  words: PlotWords,
  parts: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeText(words.label(name))}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">${parts.join('\n')}</svg>`
}

/** What is drawn where there is nothing to draw. */
export function emptyPlot(options: PlotOptions, name: PlotName): string {
  const { width = 640, height = 380 } = options
  const words = wordsOf(options)
  return document({ width, height }, name, words, [label(width / 2, height / 2, words.empty, 'middle')])
}

export function round(value: number): number {
  return Number(value.toFixed(2))
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character)
}
