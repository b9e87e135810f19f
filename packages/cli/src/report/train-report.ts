/** report.html of a training run: what came out, how it went, on what data, with which settings. */
import { type EvaluatedEvent, type Metrics, predict } from 'regimen'
import { confusionMatrixChart } from '../charts/confusion-matrix.ts'
import { type Line, lineChart, spreadsWide } from '../charts/line-chart.ts'
import { formatCount, formatElapsed, formatMetric, formatNumber, formatPercent, isShare } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import { classPredictions, countConfusions, valuePredictions } from '../training/predictions.ts'
import type { FinishedRun } from '../training/train-run.ts'
import { alikeSection } from './alike-section.ts'
import * as page from './page.ts'
import { residualFigures } from './residual-figures.ts'
import { warningsOf } from './warnings.ts'

/** More classes than this make a matrix that nobody can read; the worst confusions are listed instead. */
const largestMatrix = 30
const listedConfusions = 20

export function renderTrainReport(run: FinishedRun, words: Dictionary, language: Language): string {
  const { data, test } = run
  const { report, metrics } = words
  const main = data.task.kind === 'classification' ? 'accuracy' : 'rootMeanSquaredError'
  return page.renderPage({
    language,
    title: report.trainTitle({ dataset: data.name }),
    lead: report.trainLead({
      metric: metrics(main),
      value: formatMetric(main, test[main] ?? Number.NaN),
      rows: formatCount(data.split.test.size),
    }),
    body: [
      ...warningsOf(data, words).map(page.notice),
      page.tiles(headline(run, words)),
      page.section(report.curves, ...curves(run.history, words)),
      page.section(report.testRows, ...testSection(run, words)),
      page.section(report.data, page.facts(dataFacts(run, words))),
      ...alikeSection(data, words),
      page.section(report.network, ...networkSection(run, words)),
      page.section(report.settings, page.facts(settingFacts(run))),
    ],
    footer: report.footer({ folder: run.folder.path }),
  })
}

function headline(
  { test, validation, data, epochsDone, bestEpoch, seconds, model }: FinishedRun,
  words: Dictionary,
) {
  const { parts, metrics, report } = words
  const measured = (part: string, values: Metrics) =>
    Object.entries(values).map(([name, value]) => ({
      name: `${part}: ${metrics(name)}`,
      value: formatMetric(name, value),
    }))
  return [
    ...measured(parts.test, test).reverse(),
    ...measured(parts.validation, validation).reverse(),
    {
      name: report.epochs,
      value: bestEpoch === undefined ? String(epochsDone) : `${bestEpoch} / ${epochsDone}`,
    },
    { name: report.parameters, value: formatCount(model.summary().parameters) },
    { name: report.time, value: formatElapsed(seconds) },
    { name: report.trainingRows, value: formatCount(data.split.train.size) },
  ]
}

function curves(history: readonly EvaluatedEvent[], words: Dictionary): string[] {
  const { metrics, parts, report } = words
  const names = [...new Set(history.flatMap((event) => Object.keys(event.metrics)))]
  const line = (split: 'train' | 'validation', name: string): Line => ({
    name: parts[split],
    points: history
      .filter((event) => event.split === split)
      .map((event) => [event.epoch, event.metrics[name] ?? Number.NaN]),
  })
  const figures = names.map((name) => {
    const lines = [line('train', name), line('validation', name)].filter(({ points }) => points.length > 0)
    const label = report.curveLabel({ metric: metrics(name) })
    const chart = lineChart(lines, {
      xName: report.epoch,
      yName: metrics(name),
      label,
      width: 460,
      height: 320,
      logarithmic: !isShare(name) && spreadsWide(lines),
      ...(isShare(name) ? { highest: 1 } : {}),
    })
    return page.figure(chart, label)
  })
  const epochs = [...new Set(history.map(({ epoch }) => epoch))]
  const cell = (epoch: number, split: string, name: string) => {
    const found = history.find((event) => event.epoch === epoch && event.split === split)
    const value = found?.metrics[name]
    return value === undefined ? '–' : formatMetric(name, value)
  }
  const columns = (['train', 'validation'] as const).flatMap((split) =>
    names.map((name) => ({ split, name })),
  )
  const numbers = page.table(
    [report.epoch, ...columns.map(({ split, name }) => `${parts[split]}: ${metrics(name)}`)],
    epochs.map((epoch) => [String(epoch), ...columns.map(({ split, name }) => cell(epoch, split, name))]),
  )
  return [page.charts(...figures), page.details(report.numbers, numbers)]
}

function testSection(run: FinishedRun, words: Dictionary): string[] {
  const { data, model } = run
  const { task, scaled, split, targetScale } = data
  const prediction = predict(model, scaled.test.inputs)
  if (targetScale)
    return residualSection(split.test.targets, valuePredictions(prediction, targetScale), run, words)
  const predicted = classPredictions(prediction).map(({ classIndex }) => classIndex)
  const matrix = countConfusions(split.test.targets, predicted, task)
  return confusionSection(matrix, task.kind === 'classification' ? task.classes : [], words)
}

function confusionSection(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
  { report }: Dictionary,
): string[] {
  const chart =
    classes.length > largestMatrix
      ? page.table([report.actual, report.predicted, report.count], worstConfusions(matrix, classes))
      : page.figure(
          confusionMatrixChart({
            matrix,
            classes,
            actualName: report.actual,
            predictedName: report.predicted,
            label: report.confusionLabel,
          }),
          report.confusionCaption,
        )
  const columnSum = (column: number) => matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0)
  const share = (count: number, total: number) => (total === 0 ? '–' : formatPercent(count / total))
  const rows = classes.map((name, index) => {
    const row = matrix[index] ?? []
    const correct = row[index] ?? 0
    const total = row.reduce((sum, count) => sum + count, 0)
    return [name, String(total), share(correct, columnSum(index)), share(correct, total)]
  })
  return [
    chart,
    page.details(
      report.perClass,
      page.table([report.class, report.count, report.precision, report.recall], rows),
    ),
  ]
}

function worstConfusions(matrix: readonly (readonly number[])[], classes: readonly string[]): string[][] {
  return matrix
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, listedConfusions)
    .map(({ actual, predicted, count }) => [classes[actual] ?? '', classes[predicted] ?? '', String(count)])
}

function residualSection(
  actual: ArrayLike<number>,
  predicted: readonly number[],
  { test, data }: FinishedRun,
  words: Dictionary,
): string[] {
  const { report, metrics } = words
  const { mean, deviation } = data.targetScale ?? { mean: 0, deviation: 1 }
  const error = test.rootMeanSquaredError ?? Number.NaN
  return [
    residualFigures({ actual, predicted }, data.task, words),
    page.facts([
      [metrics('rootMeanSquaredError'), formatNumber(error)],
      [report.targetMean, formatNumber(mean)],
      [report.targetDeviation, formatNumber(deviation)],
    ]),
  ]
}

function dataFacts({ data }: FinishedRun, { report, parts, tasks }: Dictionary): [string, string][] {
  const { split, task, scaler } = data
  const counted = (['train', 'validation', 'test'] as const).map((part): [string, string] => [
    parts[part],
    formatCount(split[part].size),
  ])
  return [
    [report.dataset, data.name],
    [report.task, tasks[task.kind]],
    task.kind === 'classification'
      ? [
          report.classes,
          `${task.classes.length}: ${task.classes.slice(0, 20).join(', ')}${task.classes.length > 20 ? ' …' : ''}`,
        ]
      : [report.target, task.target],
    [report.features, formatCount(data.encoder.featureNames.length)],
    ...counted,
    [report.scaling, `${scaler.kind} (${scaler.per === 'all' ? report.perAll : report.perFeature})`],
    [report.duplicates, formatCount(data.duplicates.count)],
  ]
}

function networkSection({ model }: FinishedRun, { report }: Dictionary): string[] {
  const { layers, inputShape, parameters } = model.summary()
  const rows = layers.map((layer) => [
    layer.path,
    layer.kind,
    `[${layer.outputShape.join(', ')}]`,
    formatCount(layer.parameters),
  ])
  return [
    page.table(
      [report.layer, report.kind, report.shape, report.parameters],
      [
        ['', report.input, `[${inputShape.join(', ')}]`, '0'],
        ...rows,
        ['', report.total, '', formatCount(parameters)],
      ],
    ),
  ]
}

/** As in config.json: the names are those of the options. */
function settingFacts({ settings, epochs }: FinishedRun): [string, string][] {
  return Object.entries({ ...settings, epochs }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ])
}
