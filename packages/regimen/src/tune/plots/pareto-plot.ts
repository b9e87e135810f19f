import { paretoFront } from '../pareto.ts'
import { type Direction, isFeasible, type TrialRecord } from '../trial.ts'
import { colors, document, dot, emptyPlot, frameOf, numberAxis, type PlotOptions, wordsOf } from './svg.ts'
import { titleOf } from './values.ts'

/**
 * Two objectives of each completed trial: those that no other dominates (in all objectives) red, the others blue,
 * infeasible ones grey. An SVG element.
 * `objectives`: the places of the two among the study's directions. Default: the first two.
 */
export function paretoFrontPlot(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
  options: PlotOptions & { readonly objectives?: readonly [number, number] } = {},
): string {
  const words = wordsOf(options)
  const [first, second] = options.objectives ?? [0, 1]
  const completed = trials.filter(
    ({ state, values }) => state === 'completed' && values.every(Number.isFinite),
  )
  if (completed.length === 0 || directions.length < 2) return emptyPlot(options, 'paretoFront')
  const front = new Set(paretoFront(completed.filter(isFeasible), directions))
  const valuesOf = (place: number) => completed.map(({ values }) => values[place] ?? Number.NaN)
  const frame = frameOf(
    options,
    numberAxis(words.objective(first + 1), valuesOf(first)),
    numberAxis(words.objective(second + 1), valuesOf(second)),
  )
  const sorted = completed.toSorted((a, b) => Number(front.has(a)) - Number(front.has(b)))
  return document(frame, 'paretoFront', words, [
    frame.axes,
    ...sorted.map((trial) => {
      const [x = Number.NaN, y = Number.NaN] = [trial.values[first], trial.values[second]]
      const color = front.has(trial) ? colors.red : isFeasible(trial) ? colors.blue : colors.grey
      const title = titleOf(
        { trial, value: x },
        front.has(trial) ? `${words.front}: ${words.trial}` : words.trial,
      )
      return dot(frame.x(x), frame.y(y), color, title, front.has(trial) ? 1 : 0.45)
    }),
  ])
}
