import type { Direction, TrialRecord } from '../trial.ts'
import {
  type Axis,
  document,
  domainAxis,
  emptyPlot,
  label,
  margins,
  numberAxis,
  type PlotOptions,
  polyline,
  round,
  shade,
  wordsOf,
} from './svg.ts'
import { domainsOf, type ObjectiveOptions, ranks, shownTrials } from './values.ts'

/**
 * Each trial as a line through its value and its hyperparameters, dark and on top where it is good. A hyperparameter
 * that was not asked for interrupts the line. An SVG element.
 */
export function parallelCoordinatesPlot(
  trials: readonly TrialRecord[],
  direction: Direction = 'minimize',
  options: PlotOptions & ObjectiveOptions = {},
): string {
  const words = wordsOf(options)
  const shown = shownTrials(trials, options)
  if (shown.length === 0) return emptyPlot(options, 'parallelCoordinates')
  const domains = [...domainsOf(shown)]
  const axes = [
    numberAxis(
      words.value,
      shown.map(({ value }) => value),
    ),
    ...domains.map(([name, domain]) => domainAxis(name, domain)),
  ]
  const { width = Math.max(640, axes.length * 110), height = 380 } = options
  const x = (index: number) =>
    round(margins.left + (index / Math.max(1, axes.length - 1)) * (width - 2 * margins.left))
  const y = (place: number) => round(margins.top + (1 - place) * (height - margins.top - margins.bottom))
  const shares = ranks(shown, direction)
  const order = shown.map((_, index) => index).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0))
  const lines = order.map((index) => {
    const { trial, value } = shown[index] ?? {}
    const points = axes.map(({ place }, axis): [number, number] => {
      const own = axis === 0 ? value : trial?.parameters[domains[axis - 1]?.[0] ?? '']
      return [x(axis), own === undefined ? Number.NaN : y(place(own))]
    })
    return polyline(points, shade(shares[index] ?? 0), 'stroke-width="1.4" opacity="0.75"')
  })
  return document({ width, height }, 'parallelCoordinates', words, [
    ...lines,
    ...axes.map((axis, index) => upright(axis, x(index), y, index, height)),
  ])
}

function upright(
  { title, ticks }: Axis,
  x: number,
  y: (place: number) => number,
  index: number,
  height: number,
): string {
  const marks = ticks.map(({ place, text }) => label(x - 6, y(place) + 4, text, 'end'))
  // Long names of neighbours stand on two levels.
  const below = height - (index % 2 === 0 ? 28 : 10)
  return `<g stroke="currentColor"><line x1="${x}" x2="${x}" y1="${y(1)}" y2="${y(0)}" opacity="0.6"/>${marks.join('')}${label(x, below, title, 'middle')}</g>`
}
