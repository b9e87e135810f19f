/** The contract of metrics: sums over examples that add up across batches and machines. */
import type { Tensor } from '../../engine/tensor.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../technique-factory.ts'

export interface Metric {
  /** The technique's name: `accuracy`. */
  readonly name: string
  readonly better: 'higher' | 'lower'
  /**
   * A scalar: the metric's part of a batch. Sums of several batches are added.
   * @throws RegimenError `targets-shape`.
   */
  sum(outputs: Tensor, targets: Tensor): Tensor
  /** The metric from the added sums and the number of examples. */
  finish(sum: number, examples: number): number
}

export type MetricFactory = TechniqueFactory<Record<never, never>, Metric>

/** @internal A metric without options. */
export function metricFactory(
  row: Pick<TechniqueRow<Record<never, never>>, 'paper' | 'catalogue'>,
  metric: Metric,
): MetricFactory {
  return techniqueFactory({ ...row, name: metric.name, kind: 'metric', defaults: {} }, () => metric)
}

/** The usual end of a metric: the mean over examples; NaN over none. */
export function meanOverExamples(sum: number, examples: number): number {
  return sum / examples
}
