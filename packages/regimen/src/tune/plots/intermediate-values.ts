import type { TrialRecord, TrialState } from '../trial.ts'
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

/** The options of `intermediateValuesPlot`. */
export interface IntermediateOptions extends PlotOptions {
  /** The metric that is shown. Default: `loss` where it is reported, else the first one. */
  readonly metric?: string
}

const stateColors: Readonly<Record<TrialState, string>> = {
  completed: colors.blue,
  pruned: colors.red,
  paused: colors.pink,
  failed: colors.grey,
  running: colors.green,
}

/** What trials reported on their way: completed ones blue, pruned red, paused pink, running green. An SVG element. */
export function intermediateValuesPlot(
  trials: readonly TrialRecord[],
  options: IntermediateOptions = {},
): string {
  const words = wordsOf(options)
  const reported = trials.flatMap(({ reports }) => reports)
  const metric = options.metric ?? metricOf(reported.flatMap(({ metrics }) => Object.keys(metrics)))
  if (metric === undefined) return emptyPlot(options, 'intermediateValues')
  const frame = frameOf(
    options,
    numberAxis(
      words.step,
      reported.map(({ step }) => step),
    ),
    valueAxis(
      metric,
      reported.map(({ metrics }) => metrics[metric] ?? Number.NaN),
    ),
  )
  const lines = trials.map(({ reports, state, number }) => {
    const points = reports.map(({ step, metrics }): [number, number] => {
      const value = metrics[metric] ?? Number.NaN
      return [frame.x(step), Number.isFinite(value) ? frame.y(value) : Number.NaN]
    })
    const color = stateColors[state]
    const [end] = points.slice(-1)
    // A trial of one report would have no line.
    const mark = end ? dot(...end, color, `${words.trial} ${number}`, 0.7) : ''
    return polyline(points, color, 'stroke-width="1.4" opacity="0.6"') + mark
  })
  return document(frame, 'intermediateValues', words, [frame.axes, ...lines])
}

function metricOf(names: readonly string[]): string | undefined {
  return names.includes('loss') ? 'loss' : names[0]
}
