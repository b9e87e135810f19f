/** The pictures of each step in the report. */
import {
  bestSoFarPlot,
  candidateOf,
  importancePlot,
  type LearningRateSweep,
  type OverfitAttempt,
  type PlotOptions,
  type SearchDid,
  type SearchSaw,
  type StepResultOf,
  type StepResults,
  type TrialRecord,
} from 'regimen'
import { barChart } from '../charts/bar-chart.ts'
import { type CloudPoint, cloudChart } from '../charts/cloud-chart.ts'
import { type Line, lineChart } from '../charts/line-chart.ts'
import { sweepChart } from '../charts/sweep-chart.ts'
import { formatCount, formatNumber } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import * as page from '../report/page.ts'
import { initializerName, settingName, showSetting } from './phrase.ts'
import { bestTrials, describeValues } from './step-pictures.ts'

const size = { width: 460, height: 320 }
const numberOf = (value: number | null | undefined) => value ?? Number.NaN
/** Points of a curve; the first stands at `first`. */
const pointsOf = (values: readonly (number | null)[], at: readonly number[]) =>
  values.map((value, index): [number, number] => [at[index] ?? index, numberOf(value)])

export function initialLossPicture(
  { saw, did }: StepResultOf<'initialLoss'>,
  { recipe }: Dictionary,
): string {
  const { report } = recipe
  const bars = saw.losses.map((loss, index) => ({
    name: String(did.seeds[index] ?? index),
    value: numberOf(loss),
  }))
  const options = {
    ...size,
    xName: report.networkSeed,
    yName: report.firstLoss,
    expected: { name: report.chance({ value: formatNumber(saw.theory) }), value: saw.theory },
    label: report.initialCaption,
  }
  return page.figure(barChart(bars, options), report.initialCaption)
}

export function overfitPictures({ saw }: StepResultOf<'overfitSample'>, words: Dictionary): string {
  const { metrics } = words
  const { report } = words.recipe
  const lines = (pick: (attempt: OverfitAttempt) => readonly (number | null)[]): Line[] =>
    saw.attempts
      .map((attempt) => ({
        name: report.attempt({
          rate: showSetting(attempt.learningRate),
          initializer: initializerName(attempt.initializer, words),
        }),
        points: pointsOf(pick(attempt), attempt.updates),
      }))
      .filter(({ points }) => points.length > 0)
      .slice(-6)
  const accuracies = lines(({ accuracies: values }) => values)
  const losses = lines(({ losses: values }) => values)
  const logarithmic = losses.some(({ points }) => points.some(([, y]) => y > 0))
  const common = { ...size, xName: report.update }
  const lossChart = lineChart(losses, {
    ...common,
    yName: report.loss,
    logarithmic,
    label: report.overfitCaption,
  })
  return page.charts(
    page.figure(lossChart, report.overfitCaption),
    ...(accuracies.length === 0
      ? []
      : [
          page.figure(
            lineChart(accuracies, {
              ...common,
              yName: metrics('accuracy'),
              highest: 1,
              label: report.overfitAccuracyCaption,
            }),
            report.overfitAccuracyCaption,
          ),
        ]),
  )
}

export function sweepPictures(
  { saw, did, decided }: StepResultOf<'learningRates'>,
  words: Dictionary,
): string {
  const figures = saw.sweeps.flatMap((sweep) => {
    const bracket = decided.brackets.find(({ optimizer }) => optimizer === sweep.optimizer)
    return [sweepFigure(sweep, did.updates, bracket, words), sweepCurves(sweep, words)]
  })
  return page.charts(...figures)
}

function sweepFigure(
  { optimizer, rates, initial }: LearningRateSweep,
  updates: number,
  bracket: { readonly low: number; readonly high: number } | undefined,
  words: Dictionary,
): string {
  const { report } = words.recipe
  const caption = report.sweepCaption({ optimizer, updates: formatCount(updates) })
  const chart = sweepChart(
    rates.map(({ learningRate, final }) => ({ x: learningRate, y: numberOf(final) })),
    {
      ...size,
      xName: settingName('learningRate', words),
      yName: report.loss,
      ...(bracket ? { range: { ...bracket, name: report.searched } } : {}),
      ...(initial === null ? {} : { level: { value: initial, name: report.atStart } }),
      label: caption,
    },
  )
  return page.figure(chart, caption)
}

const shownRates = 4

/** From the lowest to the highest rate, evenly. */
function sweepCurves({ optimizer, rates, initial }: LearningRateSweep, { recipe }: Dictionary): string {
  const { report } = recipe
  const caption = report.sweepCurvesCaption({ optimizer })
  const ceiling = 2.5 * (initial ?? Number.POSITIVE_INFINITY)
  const every = Math.max(1, (rates.length - 1) / (shownRates - 1))
  const places = [...new Set(Array.from({ length: shownRates }, (_, index) => Math.round(index * every)))]
  const lines = places.flatMap((place): Line[] => {
    const rate = rates[place]
    if (!rate) return []
    const points = rate.losses.map((loss, update): [number, number] => [update + 1, numberOf(loss)])
    // A loss that blows up would press all others to the ground: its curve ends there.
    const end = points.findIndex(([, y]) => !(y <= ceiling))
    return [{ name: showSetting(rate.learningRate), points: end < 0 ? points : points.slice(0, end) }]
  })
  const chart = lineChart(
    lines.filter(({ points }) => points.length > 0),
    { ...size, xName: report.update, yName: report.loss, label: caption },
  )
  return page.figure(chart, caption)
}

/** Both searches in one cloud over learning rate and weight decay, whatever the optimizer. */
export function cloudPicture(
  { coarseSearch, refinement }: StepResults,
  only: 'coarse' | 'both',
  words: Dictionary,
): string {
  const { report } = words.recipe
  const searches = [
    { name: report.coarse, result: coarseSearch },
    { name: report.fine, result: only === 'both' ? refinement : undefined },
  ]
  const ranks = ranksOf(searches.flatMap(({ result }) => result?.saw.trials ?? []))
  const clouds = searches.map(({ name, result }) => ({
    name,
    points: result?.saw.trials.flatMap((trial) => cloudPoint(trial, result.did, ranks)) ?? [],
  }))
  if (clouds.every(({ points }) => points.length === 0)) return ''
  const caption = only === 'both' ? report.fineCloudCaption : report.cloudCaption
  const kept = only === 'both' ? refinement?.decided.candidate : coarseSearch?.decided.best
  const chart = cloudChart(clouds, {
    ...size,
    height: 380,
    xName: settingName('learningRate', words),
    yName: settingName('weightDecay', words),
    prunedName: report.pruned,
    bestName: report.best,
    best: kept ? { x: kept.learningRate, y: kept.weightDecay } : undefined,
    label: caption,
  })
  return page.figure(chart, caption)
}

/** 1 for the lowest value, 0 for the highest: by place, so that a few very bad ones do not make all others equal. */
function ranksOf(trials: readonly TrialRecord[]): ReadonlyMap<TrialRecord, number> {
  const sorted = bestTrials(trials, trials.length)
  return new Map(sorted.map((trial, place) => [trial, 1 - place / Math.max(1, sorted.length - 1)]))
}

function cloudPoint(
  trial: TrialRecord,
  { space }: SearchDid,
  ranks: ReadonlyMap<TrialRecord, number>,
): CloudPoint[] {
  const { learningRate: x, weightDecay: y } = candidateOf(trial.parameters, space)
  if (!(x > 0) || !(y > 0) || trial.state === 'failed') return []
  return [{ x, y, goodness: ranks.get(trial) }]
}

const mostSettings = 10

export function searchPictures({ trials, importance }: SearchSaw, words: Dictionary): string[] {
  const { recipe, tuning } = words
  const options: PlotOptions = { ...size, words: tuning.plotWords }
  const finished = trials.filter(({ state }) => state === 'completed')
  if (finished.length === 0) return []
  const shares = importance.map(({ name, share }) => ({ name: settingName(name, words), share }))
  return [
    page.figure(bestSoFarPlot(trials, 'minimize', options), recipe.report.bestCaption),
    ...(shares.length > 0
      ? [page.figure(importancePlot(shares.slice(0, mostSettings), options), recipe.report.importanceCaption)]
      : []),
  ]
}

const listedTrials = 10

export function bestTrialsTable({ trials }: SearchSaw, words: Dictionary): string {
  const { report, charts } = words.recipe
  const best = bestTrials(trials, listedTrials)
  if (best.length === 0) return ''
  const rows = best.map((trial) => [
    String(trial.number),
    formatNumber(numberOf(trial.values[0])),
    describeValues(trial, words),
  ])
  return page.details(
    report.bestTrials,
    page.table([charts.trial, report.validationLoss, charts.settings], rows),
  )
}

export function finalPictures({ saw, decided }: StepResultOf<'refinement'>, words: Dictionary): string {
  const { recipe, parts, metrics } = words
  const run = saw.finals[decided.run ?? 0]
  if (!run) return ''
  const { report } = recipe
  const metric = metrics(saw.test?.confusion ? 'accuracy' : 'rootMeanSquaredError')
  const chart = (
    [train, validation]: readonly [readonly (number | null)[], readonly (number | null)[]],
    yName: string,
    label: string,
    more: { readonly logarithmic?: boolean; readonly highest?: number },
  ) =>
    page.figure(
      lineChart(
        [
          { name: parts.train, points: pointsOf(train, run.epochs) },
          { name: parts.validation, points: pointsOf(validation, run.epochs) },
        ],
        { ...size, xName: words.report.epoch, yName, label, ...more },
      ),
      label,
    )
  return page.charts(
    chart([run.trainLoss, run.validationLoss], report.loss, report.finalCaption, {
      logarithmic: [...run.trainLoss, ...run.validationLoss].every((loss) => loss !== null && loss > 0),
    }),
    chart(
      [run.trainMetric, run.validationMetric],
      metric,
      report.finalMetricCaption({ metric }),
      saw.test?.confusion ? { highest: 1 } : {},
    ),
  )
}
