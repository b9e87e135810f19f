import type { Direction, TrialRecord } from '../trial.ts'
import {
  document,
  domainAxis,
  dot,
  emptyPlot,
  frameOf,
  margins,
  type PlotOptions,
  round,
  shade,
  wordsOf,
} from './svg.ts'
import { domainsOf, type ObjectiveOptions, ranks, shownTrials, titleOf } from './values.ts'

const cells = 28
/** Below it a trial alone decides what its place looks like. */
const nearest = 0.02

/**
 * The value over two hyperparameters, dark where it is good: between the trials the mean of their ranks, weighted by
 * the inverse square of the distance (Shepard 1968). An SVG element.
 */
export function contourPlot(
  trials: readonly TrialRecord[],
  [first, second]: readonly [string, string],
  direction: Direction = 'minimize',
  options: PlotOptions & ObjectiveOptions = {},
): string {
  const words = wordsOf(options)
  const shown = shownTrials(trials, options).filter(
    ({ trial: { parameters } }) => parameters[first] !== undefined && parameters[second] !== undefined,
  )
  const domains = domainsOf(shown)
  const [one, other] = [domains.get(first), domains.get(second)]
  if (!one || !other) return emptyPlot(options, 'contour')
  const [across, up] = [domainAxis(first, one), domainAxis(second, other)]
  const frame = frameOf(options, across, up)
  const shares = ranks(shown, direction)
  const places = shown.map(({ trial: { parameters } }, index) => ({
    x: across.place(parameters[first] ?? Number.NaN),
    y: up.place(parameters[second] ?? Number.NaN),
    share: shares[index] ?? 0,
  }))
  const known = places.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
  const meanAt = (x: number, y: number) => {
    const weights = known.map((each) => 1 / ((each.x - x) ** 2 + (each.y - y) ** 2 + nearest ** 2))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return known.reduce((total, { share }, index) => total + (share * (weights[index] ?? 0)) / sum, 0)
  }
  const wide = (frame.width - margins.left - margins.right) / cells
  const tall = (frame.height - margins.top - margins.bottom) / cells
  const field = Array.from({ length: cells ** 2 }, (_, index) => {
    const [column, row] = [index % cells, Math.floor(index / cells)]
    const share = meanAt((column + 0.5) / cells, 1 - (row + 0.5) / cells)
    // A hair larger: no lines between the cells.
    return `<rect x="${round(margins.left + column * wide)}" y="${round(margins.top + row * tall)}" width="${round(wide + 0.4)}" height="${round(tall + 0.4)}" fill="${shade(share)}"/>`
  })
  return document(frame, 'contour', words, [
    `<g shape-rendering="crispEdges">${field.join('')}</g>`,
    frame.axes,
    ...shown.map((each, index) => {
      const { parameters } = each.trial
      const [x, y] = [frame.x(parameters[first] ?? Number.NaN), frame.y(parameters[second] ?? Number.NaN)]
      return `<g stroke="#fff" stroke-width="0.8">${dot(x, y, shade(shares[index] ?? 0), titleOf(each, words.trial), 1)}</g>`
    }),
  ])
}
