import type { TrialRecord } from '../trial.ts'
import {
  document,
  domainAxis,
  dot,
  emptyPlot,
  frameOf,
  type PlotOptions,
  shade,
  valueAxis,
  wordsOf,
} from './svg.ts'
import { domainsOf, type ObjectiveOptions, shownTrials, titleOf } from './values.ts'

/** The value of each trial over one hyperparameter; later trials are lighter. An SVG element. */
export function slicePlot(
  trials: readonly TrialRecord[],
  name: string,
  options: PlotOptions & ObjectiveOptions = {},
): string {
  const words = wordsOf(options)
  const shown = shownTrials(trials, options).filter(({ trial }) => trial.parameters[name] !== undefined)
  const domain = domainsOf(shown).get(name)
  if (!domain) return emptyPlot(options, 'slice')
  const last = Math.max(1, ...shown.map(({ trial }) => trial.number))
  const frame = frameOf(
    options,
    domainAxis(name, domain),
    valueAxis(
      words.value,
      shown.map(({ value }) => value),
    ),
  )
  return document(frame, 'slice', words, [
    frame.axes,
    ...shown.map((each) =>
      dot(
        frame.x(each.trial.parameters[name] ?? Number.NaN),
        frame.y(each.value),
        shade(each.trial.number / last),
        titleOf(each, words.trial),
      ),
    ),
  ])
}
