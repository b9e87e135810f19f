/** compare.html and compare.svg: the loss curves of several optimizers, and their ranking. */
import { type Line, lineChart } from '../charts/line-chart.ts'
import type { ComparedOptimizer, CompareSettings } from '../comparing/compare-run.ts'
import { spreadOf } from '../comparing/curves.ts'
import { formatCount, formatNumber } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import type { PreparedData } from '../training/prepare-data.ts'
import * as page from './page.ts'
import { rankingRows, rankingTitles } from './ranking.ts'
import { warningsOf } from './warnings.ts'

export interface CompareReport {
  readonly compared: readonly ComparedOptimizer[]
  readonly settings: CompareSettings
  readonly data: PreparedData
}

/** One curve for each optimizer, the mean over the seeds, in a band from the smallest to the largest. */
export function renderCompareChart(
  { compared }: Pick<CompareReport, 'compared'>,
  { report }: Dictionary,
): string {
  const lines = compared.map(({ optimizer, losses }): Line => {
    const { mean, lowest, highest } = spreadOf(losses)
    const points = mean.map((value, step): [number, number] => [step + 1, value])
    const band = mean.map((_, step): [number, number] => [lowest[step] ?? 0, highest[step] ?? 0])
    return losses.length > 1 ? { name: optimizer, points, band } : { name: optimizer, points }
  })
  return lineChart(lines, {
    xName: report.step,
    yName: report.trainingLoss,
    logarithmic: true,
    label: report.compareLabel,
    width: 760,
    height: 420,
  })
}

/** The chart as a file of its own: with a background, since the page around it is unknown. */
export function standaloneSvg(chart: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${chart.replace(
    /<svg role="img" (aria-label="[^"]*") style="[^"]*"/,
    '<svg role="img" $1 style="background:#ffffff;color:#1d2430"',
  )}\n`
}

export function renderCompareReport(
  { compared, settings, data }: CompareReport,
  chart: string,
  words: Dictionary,
  language: Language,
): string {
  const { report, parts } = words
  const { split } = data
  const { hidden, activation, batchSize, steps, seeds } = settings
  const inputs = data.encoder.featureNames.length
  const outputs = data.task.kind === 'classification' ? data.task.classes.length : 1
  return page.renderPage({
    language,
    title: report.compareTitle({ dataset: data.name }),
    lead: report.compareLead({ best: compared[0]?.optimizer ?? '', steps, seeds: seeds.length }),
    body: [
      ...warningsOf(data, words).map(page.notice),
      page.figure(chart, seeds.length > 1 ? report.compareCaptionSpread : report.compareCaption),
      page.section(
        report.ranking,
        page.table(rankingTitles(words), rankingRows(compared, words)),
        `<p>${page.text(report.rankingNote)}</p>`,
      ),
      page.section(
        report.settings,
        page.facts([
          [report.dataset, data.name],
          [report.widths, [inputs, ...hidden, outputs].join(' – ')],
          [report.activation, activation],
          [report.batchSize, formatCount(batchSize)],
          [report.steps, formatCount(steps)],
          [report.seeds, seeds.join(', ')],
          [parts.train, formatCount(split.train.size)],
          [parts.test, formatCount(split.test.size)],
        ]),
      ),
      page.details(report.numbers, numbers(compared, report.step)),
    ],
    footer: report.compareFooter,
  })
}

const listedSteps = 40

/** The curves as numbers, at about 40 steps. */
function numbers(compared: readonly ComparedOptimizer[], stepTitle: string): string {
  const curves = compared.map(({ losses }) => spreadOf(losses).mean)
  const length = Math.max(0, ...curves.map((curve) => curve.length))
  const every = Math.max(1, Math.ceil(length / listedSteps))
  const steps = Array.from({ length }, (_, step) => step).filter(
    (step) => step % every === 0 || step === length - 1,
  )
  return page.table(
    [stepTitle, ...compared.map(({ optimizer }) => optimizer)],
    steps.map((step) => [
      String(step + 1),
      ...curves.map((curve) => (curve[step] === undefined ? '–' : formatNumber(curve[step] ?? 0))),
    ]),
  )
}
