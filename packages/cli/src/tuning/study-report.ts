/** The report of a study: its best trial and its plots. */
import {
  bestSoFarPlot,
  contourPlot,
  type Direction,
  importancePlot,
  importances,
  intermediateValuesPlot,
  type PlotOptions,
  parallelCoordinatesPlot,
  paretoFrontPlot,
  slicePlot,
  type TrialRecord,
} from 'regimen'
import { formatNumber } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import * as page from '../report/page.ts'
import { showValue } from './show-trial.ts'

export interface ReportedStudy {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly trials: readonly TrialRecord[]
  readonly best: readonly TrialRecord[]
}

const mostSlices = 8

export function renderStudyReport(study: ReportedStudy, words: Dictionary, language: Language): string {
  const { name, directions, trials, best } = study
  const { tuning } = words
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length
  return page.renderPage({
    language,
    title: tuning.reportTitle({ name }),
    lead: tuning.reportLead({ count: trials.length }),
    body: [
      page.tiles([
        { name: tuning.best, value: best[0] ? formatNumber(best[0].values[0] ?? Number.NaN) : '–' },
        ...(['completed', 'pruned', 'failed'] as const).map((state) => ({
          name: tuning.states[state],
          value: String(count(state)),
        })),
      ]),
      ...(best.length === 0 ? [] : [page.section(tuning.bestTrials, bestTable(best, words))]),
      ...plots(study, words),
    ],
    footer: tuning.reportFooter({ directions: directions.map((each) => tuning.directions[each]).join(', ') }),
  })
}

function bestTable(best: readonly TrialRecord[], { tuning }: Dictionary): string {
  const names = [...new Set(best.flatMap(({ parameters }) => Object.keys(parameters)))]
  return page.table(
    [tuning.trial, tuning.value, ...names],
    best.map(({ number, values, parameters }) => [
      String(number),
      values.map(formatNumber).join(', '),
      ...names.map((name) => showValue(parameters[name])),
    ]),
  )
}

function plots({ directions, trials }: ReportedStudy, { tuning }: Dictionary): string[] {
  const options: PlotOptions = { words: tuning.plotWords }
  const [direction = 'minimize'] = directions
  const shares = importances(trials)
  const names = shares.map(({ name }) => name)
  const [first, second] = names
  const figure = (svg: string, name: keyof typeof tuning.plots) => page.figure(svg, tuning.plots[name])
  const slices = names.slice(0, mostSlices).map((name) => figure(slicePlot(trials, name, options), 'slice'))
  const reported = trials.some(({ reports }) => reports.length > 0)
  return [
    ...(directions.length > 1
      ? [figure(paretoFrontPlot(trials, directions, options), 'paretoFront')]
      : [figure(bestSoFarPlot(trials, direction, options), 'bestSoFar')]),
    ...(shares.length > 0 ? [figure(importancePlot(shares, options), 'importance')] : []),
    ...(first !== undefined && second !== undefined
      ? [figure(contourPlot(trials, [first, second], direction, options), 'contour')]
      : []),
    figure(parallelCoordinatesPlot(trials, direction, options), 'parallelCoordinates'),
    ...(slices.length > 0 ? [page.charts(...slices)] : []),
    ...(reported ? [figure(intermediateValuesPlot(trials, options), 'intermediateValues')] : []),
  ]
}
