/** The table of metrics. */
import { findByName } from '../options.ts'
import type { Factory } from '../technique-factory.ts'
import { accuracy } from './accuracy.ts'
import { meanAbsoluteError } from './mean-absolute-error.ts'
import type { Metric } from './metric.ts'
import { rootMeanSquaredError } from './root-mean-squared-error.ts'

export const metrics = {
  accuracy,
  meanAbsoluteError,
  rootMeanSquaredError,
} satisfies { readonly [name: string]: Factory<Metric> }

export type MetricName = keyof typeof metrics

/** @throws RegimenError `unknown-technique`. */
export function metricNamed(name: string): Metric {
  return findByName<Factory<Metric>>('metric', metrics, name).fromSettings({})
}
