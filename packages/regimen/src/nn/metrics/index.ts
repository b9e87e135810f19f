/** The table of metrics. */
import type { Settings } from '../../technique.ts'
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import { accuracy } from './accuracy.ts'
import { confusionMatrixMetric } from './confusion-matrix.ts'
import { expectedCalibrationError } from './expected-calibration-error.ts'
import { f1 } from './f1.ts'
import { logLoss } from './log-loss.ts'
import { meanAbsoluteError } from './mean-absolute-error.ts'
import { meanSquaredError } from './mean-squared-error.ts'
import type { Metric } from './metric.ts'
import { prAuc } from './pr-auc.ts'
import { precision } from './precision.ts'
import { r2 } from './r2.ts'
import { recall } from './recall.ts'
import { rocAuc } from './roc-auc.ts'
import { rootMeanSquaredError } from './root-mean-squared-error.ts'
import { topKAccuracy } from './top-k-accuracy.ts'

/** All metrics by name. */
export const metrics = {
  accuracy,
  topKAccuracy,
  precision,
  recall,
  f1,
  rocAuc,
  prAuc,
  confusionMatrix: confusionMatrixMetric,
  logLoss,
  expectedCalibrationError,
  meanAbsoluteError,
  meanSquaredError,
  rootMeanSquaredError,
  r2,
} satisfies { readonly [name: string]: Factory<Metric> }

/** The name of a metric in settings. */
export type MetricName = keyof typeof metrics

/**
 * A metric by the name that settings give.
 * @throws RegimenError `unknown-technique`, `unknown-option`, `technique-option`.
 */
export function metricNamed(name: string, settings: Settings = {}): Metric {
  return findByName<Factory<Metric>>('metric', metrics, name).fromSettings(settings)
}
