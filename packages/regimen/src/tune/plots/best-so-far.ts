import { type Direction, isCandidate, type TrialRecord } from '../trial.ts'
import {
  colors,
  document,
  dot,
  emptyPlot,
  frameOf,
  numberAxis,
  type PlotOptions,
  polyline,
  valueAxis,
  wordsOf,
} from './svg.ts'
import { type ObjectiveOptions, shownTrials, titleOf } from './values.ts'

/**
 * The best value after each trial that counts: one that has completed and is feasible, as for `Study.best`. Pruned ones
 * do not: what they had reached is no result. With the trial's number.
 */
export function bestSoFar(
  trials: readonly TrialRecord[],
  direction: Direction = 'minimize',
  options: ObjectiveOptions = {},
): { readonly number: number; readonly best: number }[] {
  let best = Number.NaN
  const { objective = 0 } = options
  return trials.filter(isCandidate).map((trial) => {
    const value = trial.values[objective] ?? Number.NaN
    const better = direction === 'minimize' ? value < best : value > best
    if (Number.isNaN(best) || better) best = value
    return { number: trial.number, best }
  })
}

/** The value of each finished trial, and the best so far as a staircase. An SVG element. */
export function bestSoFarPlot(
  trials: readonly TrialRecord[],
  direction: Direction = 'minimize',
  options: PlotOptions & ObjectiveOptions = {},
): string {
  const words = wordsOf(options)
  const shown = shownTrials(trials, options)
  if (shown.length === 0) return emptyPlot(options, 'bestSoFar')
  const stairs = bestSoFar(trials, direction, options).filter(({ best }) => Number.isFinite(best))
  const numbers = shown.map(({ trial }) => trial.number)
  const frame = frameOf(
    options,
    numberAxis(words.trial, numbers, 0),
    valueAxis(
      words.value,
      shown.map(({ value }) => value),
    ),
  )
  const corners = stairs.flatMap(({ number, best }, index) => {
    const before = stairs[index - 1]
    const corner = [frame.x(number), frame.y(best)] as const
    return before ? [[frame.x(number), frame.y(before.best)] as const, corner] : [corner]
  })
  return document(frame, 'bestSoFar', words, [
    frame.axes,
    ...shown.map((each) =>
      dot(frame.x(each.trial.number), frame.y(each.value), colors.blue, titleOf(each, words.trial), 0.45),
    ),
    polyline(corners, colors.red, 'stroke-width="2"'),
  ])
}
