/** The contract of metrics: what a batch adds, and what follows from everything added. */
import { isNan, select } from '../../engine/ops/elementwise.ts'
import { any } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { isFloat } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../technique-factory.ts'

/** One number, one for each class, or a table of them. */
export type MetricValue = number | readonly MetricValue[]

/**
 * A metric in two parts. `sums` is traced into the compiled step: a tensor whose shape does not depend on the
 * batch, so that those of batches, threads and machines add up element by element, in any order. `finish`
 * makes the value once. A NaN among the outputs makes the value NaN; so do no examples at all.
 */
export interface Metric {
  /** What its value is called in results, events and early stopping: `accuracy`, `f1Macro`. */
  readonly name: string
  readonly settings: Settings
  readonly better: 'higher' | 'lower'
  /** The task it can measure; left out: either. */
  readonly task?: 'classification' | 'regression'
  /**
   * What a batch adds.
   * @throws RegimenError `targets-shape`.
   */
  sums(outputs: Tensor, targets: Tensor): Tensor
  /** The value from the added sums (row-major; empty when nothing was added) and the number of examples. */
  finish(sums: ArrayLike<number>, examples: number): MetricValue
  /** For metrics that no sums of fixed shape give exactly: evaluation keeps every example instead. */
  readonly exact?: ExactMetric
}

/** A metric over all examples at once. Memory: four bytes for each kept number. */
export interface ExactMetric {
  /**
   * What is kept of each example: [batch, columns].
   * @throws RegimenError `targets-shape`.
   */
  rows(outputs: Tensor, targets: Tensor): Tensor
  /** The value from the rows of all batches, in any order (row-major), and their number. */
  finish(rows: ArrayLike<number>, examples: number): MetricValue
}

/** Makes a metric from its settings. */
export type MetricFactory<S extends Settings = Record<never, never>> = TechniqueFactory<S, Metric>

/** What a metric's file writes: name and settings come from its row. */
type MetricParts = Omit<Metric, 'name' | 'settings'>

/** @internal `name` tells apart what differs in its settings: `f1` and `f1Macro`. */
export function metricFactory<S extends Settings>(
  row: Omit<TechniqueRow<S>, 'kind'>,
  build: (settings: S) => MetricParts,
  name: (settings: S) => string = () => row.name,
): MetricFactory<S> {
  return techniqueFactory<S, Metric>({ ...row, kind: 'metric' }, (settings) => {
    const parts = build(settings)
    return {
      ...parts,
      name: name(settings),
      settings,
      sums: (outputs, targets) => nanUnlessSound(parts.sums(outputs, targets), outputs),
    }
  })
}

/** Comparisons and counts would make a number even of NaN: a broken model must not look like a bad one. */
function nanUnlessSound(sums: Tensor, outputs: Tensor): Tensor {
  return isFloat(outputs.dtype) ? select(any(isNan(outputs)), Number.NaN, sums) : sums
}

/** The usual end of a metric: the mean over examples; NaN over none. */
export function meanOverExamples(sums: ArrayLike<number>, examples: number): number {
  return (sums[0] ?? 0) / examples
}
