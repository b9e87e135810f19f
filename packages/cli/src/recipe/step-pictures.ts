/** For each step a small picture made of characters. */
import type { LearningRateSweep, RefinementSaw, SearchSaw, StepResult, TrialRecord } from 'regimen'
import { formatCount, formatNumber } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import { formatBars } from '../terminal/bars.ts'
import { formatCurves } from '../terminal/curves.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { settingName, showSeen, showSetting } from './phrase.ts'

type Canvas = Pick<Terminal, 'words' | 'columns' | 'paint'>

/** Pictures of a step, each at most as wide as the terminal; none where there is nothing to draw. */
export function stepPictures(result: StepResult, canvas: Canvas): string[] {
  return drawings(result, canvas).filter((drawing) => drawing !== '')
}

function drawings(result: StepResult, canvas: Canvas): string[] {
  switch (result.step) {
    case 'data':
      return []
    case 'initialLoss':
      return [initialBars(result.saw, canvas)]
    case 'overfitSample':
      return result.saw.attempts
        .filter(({ role }) => role === 'attempt')
        .slice(-1)
        .map(({ losses }) => curve(canvas.words.recipe.charts.overfit, losses, canvas))
    case 'learningRates':
      return result.saw.sweeps.map((sweep) => {
        const bracket = result.decided.brackets.find(({ optimizer }) => optimizer === sweep.optimizer)
        return sweepBars(sweep, result.did.updates, bracket, canvas)
      })
    case 'coarseSearch':
      return [searchCurve(result.saw, canvas), bestTable(result.saw.trials, canvas)]
    case 'refinement':
      return [finalCurves(result.saw, result.decided.run, canvas)]
  }
}

interface InitialLosses {
  readonly theory: number
  readonly losses: readonly (number | null)[]
}

function initialBars({ theory, losses }: InitialLosses, { words, columns, paint }: Canvas): string {
  const { report } = words.recipe
  const seeds = losses.map((loss, seed) => ({
    name: `${report.networkSeed} ${seed}`,
    value: loss ?? Number.NaN,
    text: showSeen(loss, words),
  }))
  const expected = { name: words.recipe.charts.expected, value: theory, text: formatNumber(theory) }
  return formatBars([...seeds, expected], columns, paint)
}

function curve(title: string, values: readonly (number | null)[], { columns, paint }: Canvas): string {
  const finite = values.filter((value) => value !== null)
  return formatCurves(title, [{ name: '', values: finite }], { width: columns, height: 5, paint })
}

function sweepBars(
  { optimizer, rates, initial }: LearningRateSweep,
  updates: number,
  bracket: { readonly low: number; readonly high: number; readonly best: number } | undefined,
  { words, columns, paint }: Canvas,
): string {
  const { charts } = words.recipe
  const most = Math.max(initial ?? 0, 1e-12) * 1.5
  const lines = rates.map(({ learningRate, final }) => {
    const inside = bracket && learningRate >= bracket.low && learningRate <= bracket.high
    const isBest = bracket?.best === learningRate
    return {
      name: showSetting(learningRate),
      value: Math.min(most, final ?? Number.NaN),
      text: showSeen(final, words),
      ...(inside ? { mark: isBest ? `← ${charts.best}` : `← ${charts.chosen}` } : {}),
    }
  })
  const title = paint.bold(charts.sweep({ optimizer, updates: formatCount(updates) }))
  return `${title}\n${formatBars(lines, columns, paint, most)}`
}

function searchCurve({ trials }: SearchSaw, canvas: Canvas): string {
  const values: number[] = []
  for (const {
    state,
    values: [value],
  } of trials) {
    if (state !== 'completed' || value === undefined || !Number.isFinite(value)) continue
    values.push(Math.min(value, values.at(-1) ?? Number.POSITIVE_INFINITY))
  }
  return curve(canvas.words.recipe.charts.bestSoFar, values, canvas)
}

const shownTrials = 5

/** The best that were trained to their end, the best first. */
export function bestTrials(trials: readonly TrialRecord[], count: number): TrialRecord[] {
  const value = (trial: TrialRecord) => trial.values[0] ?? Number.POSITIVE_INFINITY
  return trials
    .filter((trial) => trial.state === 'completed' && Number.isFinite(value(trial)))
    .toSorted((a, b) => value(a) - value(b))
    .slice(0, count)
}

/** Values of a trial, the optimizer's name left out where it says itself. */
export function describeValues({ parameters }: TrialRecord, words: Dictionary): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${settingName(name, words)} ${showSetting(value)}`)
    .join(', ')
}

function bestTable(trials: readonly TrialRecord[], { words, columns }: Canvas): string {
  const best = bestTrials(trials, shownTrials)
  if (best.length === 0) return ''
  const { trial, value, settings } = words.recipe.charts
  const titles = [
    { title: trial, align: 'right' },
    { title: value, align: 'right' },
    { title: settings, flexible: true },
  ] as const
  const rows = best.map((each) => [
    String(each.number),
    formatNumber(each.values[0] ?? Number.NaN),
    describeValues(each, words),
  ])
  return formatTable(titles, rows, columns)
}

function finalCurves({ finals }: RefinementSaw, chosen: number | null, canvas: Canvas): string {
  const run = finals[chosen ?? 0]
  if (!run) return ''
  const { words, columns, paint } = canvas
  const { charts } = words.recipe
  const finite = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN)
  const lines = [
    { name: charts.validationLoss, values: finite(run.validationLoss) },
    { name: charts.trainLoss, values: finite(run.trainLoss) },
  ]
  return formatCurves(words.metrics('loss'), lines, { width: columns, height: 7, paint })
}
