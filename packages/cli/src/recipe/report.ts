/** report.html of the recipe: every step with its picture, the single reading of the test rows, and the code. */
import type { Candidate, RecipeStep, StepResult, StepResultOf, StepResults, Task, TestReading } from 'regimen'
import { recipeSteps } from 'regimen'
import { confusionMatrixChart } from '../charts/confusion-matrix.ts'
import { formatCount, formatElapsed, formatMetric, formatNumber } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import * as page from '../report/page.ts'
import { residualFigures } from '../report/residual-figures.ts'
import { narrate } from './narrate.ts'
import { describeCandidate, mainMetric, showSeen } from './phrase.ts'
import {
  bestTrialsTable,
  cloudPicture,
  finalPictures,
  initialLossPicture,
  overfitPictures,
  searchPictures,
  sweepPictures,
} from './report-pictures.ts'
import { stepNumber } from './say-steps.ts'

export interface ReportedRecipe {
  readonly dataset: string
  readonly task: Task
  readonly folder: string
  readonly steps: StepResults
  readonly seconds: number
  readonly readings: number
  /** Where the last step was reached. */
  readonly candidate?: Candidate
  readonly parameters?: number
  /** Lines of TypeScript that train the same model. */
  readonly code?: string
}

export function renderRecipeReport(run: ReportedRecipe, words: Dictionary, language: Language): string {
  const { report } = words.recipe
  const results = recipeSteps.flatMap((step) => run.steps[step] ?? [])
  const test = run.steps.refinement?.saw.test
  return page.renderPage({
    language,
    title: report.title({ dataset: run.dataset }),
    lead: leadOf(run, results, words),
    body: [
      page.tiles(headline(run, results, words)),
      ...results.map((result) => stepSection(result, run, words)),
      ...(test ? [testSection(test, run, words)] : []),
      ...(run.code === undefined ? [] : [codeSection(run.code, words)]),
    ],
    footer: report.footer({ folder: run.folder }),
  })
}

function leadOf(run: ReportedRecipe, results: readonly StepResult[], words: Dictionary): string {
  const { report, steps } = words.recipe
  const test = run.steps.refinement?.saw.test
  if (test) {
    const { metric, value } = mainMetric(test, words)
    return report.lead({ metric, value, rows: formatCount(test.rows) })
  }
  const last = results.at(-1)
  if (last?.status === 'stopped') {
    return report.leadStopped({ number: stepNumber(last.step), name: steps[last.step] })
  }
  return report.leadInterrupted({ steps: results.filter(({ status }) => status !== 'interrupted').length })
}

function headline(run: ReportedRecipe, results: readonly StepResult[], words: Dictionary): page.Tile[] {
  const { recipe, parts, metrics, report } = words
  const { refinement, coarseSearch } = run.steps
  const measured = (part: string, values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .map(([name, value]) => ({ name: `${part}: ${metrics(name)}`, value: formatMetric(name, value) }))
      .reverse()
  const tried = (coarseSearch?.saw.trials.length ?? 0) + (refinement?.saw.trials.length ?? 0)
  return [
    ...(refinement?.saw.test ? measured(parts.test, refinement.saw.test.metrics) : []),
    ...(refinement?.saw.validation ? measured(parts.validation, refinement.saw.validation) : []),
    { name: recipe.report.readings, value: String(run.readings) },
    ...(tried > 0 ? [{ name: recipe.report.settingsTried, value: formatCount(tried) }] : []),
    ...(run.parameters === undefined
      ? []
      : [{ name: report.parameters, value: formatCount(run.parameters) }]),
    ...(results.length > 0 ? [{ name: recipe.report.time, value: formatElapsed(run.seconds) }] : []),
  ]
}

function stepSection(result: StepResult, run: ReportedRecipe, words: Dictionary): string {
  const { recipe } = words
  const { labels, steps } = recipe
  const { did, saw, decided, why, warnings, diagnosis } = narrate(result, words)
  const told: [string, string][] = [
    [labels.did, did],
    [labels.saw, saw],
    ...(diagnosis === undefined
      ? ([
          [labels.decided, decided],
          [labels.why, why.join(' ')],
        ] satisfies [string, string][])
      : []),
  ]
  return page.section(
    recipe.heading({ number: stepNumber(result.step), name: steps[result.step] }),
    ...(diagnosis === undefined ? [] : [page.notice(diagnosis)]),
    ...warnings.map(page.notice),
    page.told(told.filter(([, text]) => text !== '')),
    ...picturesOf(result, run, words),
  )
}

function picturesOf(result: StepResult, { steps }: ReportedRecipe, words: Dictionary): string[] {
  const pictures: { readonly [S in RecipeStep]: () => string[] } = {
    data: () => [classTable(result, words)],
    initialLoss: () => (result.step === 'initialLoss' ? [initialLossPicture(result, words)] : []),
    overfitSample: () => (result.step === 'overfitSample' ? [overfitPictures(result, words)] : []),
    learningRates: () => (result.step === 'learningRates' ? [sweepPictures(result, words)] : []),
    coarseSearch: () =>
      result.step === 'coarseSearch'
        ? [
            page.charts(cloudPicture(steps, 'coarse', words), ...searchPictures(result.saw, words)),
            bestTrialsTable(result.saw, words),
          ]
        : [],
    refinement: () => (result.step === 'refinement' ? refinementPictures(result, steps, words) : []),
  }
  return pictures[result.step]().filter((picture) => picture !== '')
}

function refinementPictures(
  result: StepResultOf<'refinement'>,
  steps: StepResults,
  words: Dictionary,
): string[] {
  return [
    page.charts(cloudPicture(steps, 'both', words), ...searchPictures(result.saw, words)),
    bestTrialsTable(result.saw, words),
    finalPictures(result, words),
    longRuns(result, words),
  ]
}

function classTable(result: StepResult, words: Dictionary): string {
  const { report, parts } = words
  const classes = result.step === 'data' ? (result.saw.classes ?? []) : []
  if (classes.length === 0) return ''
  return page.details(
    report.perClass,
    page.table(
      [report.class, parts.train, parts.validation, parts.test],
      classes.map(({ name, rows }) => [
        name,
        formatCount(rows.train),
        formatCount(rows.validation),
        formatCount(rows.test),
      ]),
    ),
  )
}

function longRuns({ saw, decided }: StepResultOf<'refinement'>, words: Dictionary): string {
  const { report, charts } = words.recipe
  if (saw.finals.length === 0) return ''
  const rows = saw.finals.map(({ candidate, origin, bestEpoch, bestLoss }, index) => [
    index === decided.run ? report.best : '',
    `${report[origin.search]} ${origin.trial}`,
    showSeen(bestLoss, words),
    String(bestEpoch),
    describeCandidate(candidate, words),
  ])
  const titles = [report.run, report.from, report.validationLoss, report.bestEpoch, charts.settings]
  return page.details(report.longRuns, page.table(titles, rows))
}

function testSection(test: TestReading, { task, readings }: ReportedRecipe, words: Dictionary): string {
  const { recipe, metrics } = words
  const rows = formatCount(test.rows)
  const sealed =
    readings === 1
      ? recipe.report.testOnce({ rows })
      : recipe.report.testTimes({ rows, readings: String(readings) })
  const numbers = Object.entries(test.metrics).map(([name, value]): [string, string] => [
    metrics(name),
    formatMetric(name, value),
  ])
  return page.section(
    recipe.report.test,
    `<p>${page.text(sealed)}</p>`,
    page.facts(numbers.toReversed()),
    ...(test.confusion ? [confusion(test.confusion, task, words)] : []),
    ...(test.residuals ? [residuals(test.residuals, test.ofMean, task, words)] : []),
  )
}

/** More classes make a matrix that nobody can read. */
const largestMatrix = 30

function confusion(matrix: readonly (readonly number[])[], task: Task, { report }: Dictionary): string {
  if (matrix.length > largestMatrix || task.kind !== 'classification') return ''
  const chart = confusionMatrixChart({
    matrix,
    classes: task.classes,
    actualName: report.actual,
    predictedName: report.predicted,
    label: report.confusionLabel,
  })
  return page.figure(chart, report.confusionCaption)
}

function residuals(
  pairs: readonly (readonly [target: number, predicted: number])[],
  ofMean: number | undefined,
  task: Task,
  words: Dictionary,
): string {
  const values = {
    actual: pairs.map(([actual]) => actual),
    predicted: pairs.map(([, predicted]) => predicted),
  }
  return [
    residualFigures(values, task, words),
    ...(ofMean === undefined ? [] : [page.facts([[words.recipe.report.ofMean, formatNumber(ofMean)]])]),
  ].join('\n')
}

function codeSection(code: string, { recipe }: Dictionary): string {
  return page.section(
    recipe.report.code,
    `<p>${page.text(recipe.report.codeCaption)}</p>`,
    `<pre class="code">${page.text(code)}</pre>`,
  )
}
