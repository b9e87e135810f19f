/** How series are told apart: by colour, by dashes and by markers, so that one of the three is enough. */
import { round } from './drawing.ts'

export interface Style {
  readonly color: string
  /** `stroke-dasharray`; '' for a whole line. */
  readonly dash: string
  readonly marker: Marker
}

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus' | 'ring'

/** Colours of Okabe & Ito 2008, which every kind of colour vision tells apart; black last, as the page's text colour. */
const styles: readonly Style[] = [
  { color: '#0072b2', dash: '', marker: 'circle' },
  { color: '#d55e00', dash: '8 4', marker: 'square' },
  { color: '#009e73', dash: '2 4', marker: 'triangle' },
  { color: '#cc79a7', dash: '10 3 2 3', marker: 'diamond' },
  { color: '#e69f00', dash: '14 5', marker: 'cross' },
  { color: '#56b4e9', dash: '5 2 2 2 2 2', marker: 'plus' },
  { color: 'currentColor', dash: '1 3', marker: 'ring' },
]

/** Of series number `index`; more series than there are styles begin anew. */
export function styleOf(index: number): Style {
  return styles[index % styles.length] ?? { color: 'currentColor', dash: '', marker: 'circle' }
}

type Draw = (x: number, y: number, color: string) => string

const filled = (shape: string, color: string) => `<path d="${shape}" fill="${color}"/>`
const stroked = (shape: string, color: string) =>
  `<path d="${shape}" fill="none" stroke="${color}" stroke-width="2"/>`

const markers: Readonly<Record<Marker, Draw>> = {
  circle: (x, y, color) => `<circle cx="${x}" cy="${y}" r="4" fill="${color}"/>`,
  ring: (x, y, color) => `<circle cx="${x}" cy="${y}" r="4" fill="none" stroke="${color}" stroke-width="2"/>`,
  square: (x, y, color) => filled(`M${x - 4} ${y - 4}h8v8h-8z`, color),
  triangle: (x, y, color) => filled(`M${x} ${round(y - 5)}l5 9h-10z`, color),
  diamond: (x, y, color) => filled(`M${x} ${round(y - 5)}l5 5l-5 5l-5 -5z`, color),
  cross: (x, y, color) => stroked(`M${x - 4} ${y - 4}l8 8M${x - 4} ${y + 4}l8 -8`, color),
  plus: (x, y, color) => stroked(`M${round(x - 5)} ${y}h10M${x} ${round(y - 5)}v10`, color),
}

export function drawMarker(marker: Marker, x: number, y: number, color: string): string {
  return markers[marker](round(x), round(y), color)
}

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
