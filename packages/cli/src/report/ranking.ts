/** The ranking of a comparison as cells of text: the same on the terminal and in the report. */
import type { ComparedOptimizer } from '../comparing/compare-run.ts'
import { formatNumber, formatPercent } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'

export function rankingTitles({ report, parts, metrics }: Dictionary): string[] {
  return [
    '',
    report.optimizer,
    report.learningRate,
    report.lossFirst200,
    report.lossLast100,
    `${parts.test}: ${metrics('accuracy')}`,
  ]
}

export function rankingRows(compared: readonly ComparedOptimizer[], { report }: Dictionary): string[][] {
  return compared.map(
    ({ optimizer, learningRate, lossFirst200, lossLast100, testAccuracy, seeds, diverged }, place) => [
      String(place + 1),
      optimizer,
      String(learningRate),
      formatNumber(lossFirst200),
      diverged.length > 0 ? report.diverged({ step: Math.min(...diverged) }) : formatNumber(lossLast100),
      seeds > 1
        ? `${formatPercent(testAccuracy.mean, 2)} ± ${formatPercent(testAccuracy.std, 2)}`
        : formatPercent(testAccuracy.mean, 2),
    ],
  )
}
