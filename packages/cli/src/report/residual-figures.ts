/** The two pictures of a regression's errors, as every report shows them. */
import type { Task } from 'regimen'
import { predictionScatter, type ResidualsOptions, residualHistogram } from '../charts/residuals.ts'
import type { Dictionary } from '../i18n/index.ts'
import * as page from './page.ts'

export function residualFigures(
  values: Pick<ResidualsOptions, 'actual' | 'predicted'>,
  task: Task,
  { report }: Dictionary,
): string {
  const target = task.kind === 'regression' ? task.target : ''
  const options: ResidualsOptions = {
    ...values,
    actualName: `${target}: ${report.actualValue}`,
    predictedName: `${target}: ${report.predictedValue}`,
    residualName: report.residual,
    countName: report.count,
    scatterLabel: report.scatterCaption,
    histogramLabel: report.histogramCaption,
  }
  return page.charts(
    page.figure(predictionScatter(options), report.scatterCaption),
    page.figure(residualHistogram(options), report.histogramCaption),
  )
}
