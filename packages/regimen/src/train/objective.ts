/** What a run minimises and measures, chosen by the task unless the user says otherwise. */
import type { Task } from '../data/dataset.ts'
import { RegimenError } from '../errors.ts'
import { crossEntropyLoss } from '../nn/losses/cross-entropy.ts'
import type { Loss } from '../nn/losses/loss.ts'
import { mseLoss } from '../nn/losses/mse.ts'
import { MetricAccumulator, namedValues } from '../nn/metrics/accumulator.ts'
import { accuracy } from '../nn/metrics/accuracy.ts'
import type { Metric } from '../nn/metrics/metric.ts'
import { rootMeanSquaredError } from '../nn/metrics/root-mean-squared-error.ts'
import type { Metrics } from './events.ts'

/** The part of the options of `fit` and `evaluate` that says what is minimised and measured. */
export interface ObjectiveOptions {
  /** Default: cross-entropy on logits for classification, mean squared error for regression. */
  readonly loss?: Loss
  /** Default: accuracy for classification, root mean squared error for regression. */
  readonly metrics?: readonly Metric[]
}

/** What a run minimises and what it measures. */
export interface Objective {
  readonly loss: Loss
  readonly metrics: readonly Metric[]
}

/** The task's own loss and metrics where none are given. @throws RegimenError `metric-task`, `metric-names`. */
export function objectiveFor(task: Task, options: ObjectiveOptions = {}): Objective {
  const defaults =
    task.kind === 'classification'
      ? { loss: crossEntropyLoss(), metrics: [accuracy()] }
      : { loss: mseLoss(), metrics: [rootMeanSquaredError()] }
  const { loss, metrics } = { ...defaults, ...options }
  requireMetrics(metrics, task)
  return { loss, metrics }
}

function requireMetrics(metrics: readonly Metric[], task: Task): void {
  const names = new Set(['loss'])
  for (const { name, task: measured } of metrics) {
    if (measured !== undefined && measured !== task.kind) {
      throw new RegimenError('metric-task', { metric: name, measures: measured, task: task.kind })
    }
    if (names.has(name)) throw new RegimenError('metric-names', { metric: name })
    names.add(name)
  }
}

/** Of a metric or of one of its numbers (`recallPerClass.2`). */
export function betterOf({ metrics }: Objective, name: string): Metric['better'] | undefined {
  if (name === 'loss') return 'lower'
  return metrics.find((metric) => name === metric.name || name.startsWith(`${metric.name}.`))?.better
}

export interface MetricTotalsOptions {
  /** Keep every example where a metric offers it: in evaluation. Default false, as in training. */
  readonly exact?: boolean
}

/** Loss and metrics over any number of batches. */
export class MetricTotals {
  #examples = 0
  #weight = 0
  #loss = 0
  readonly #accumulators: readonly MetricAccumulator[]

  constructor({ metrics }: Objective, options: MetricTotalsOptions = {}) {
    const { exact = false } = options
    this.#accumulators = metrics.map((metric) => new MetricAccumulator(metric, { exact }))
  }

  get empty(): boolean {
    return this.#examples === 0
  }

  /**
   * A batch: its mean loss and its metrics' parts, in the objective's order.
   * @param weight what its loss counts for; default: the number of examples
   */
  add(
    examples: number,
    meanLoss: number,
    parts: readonly ArrayLike<number>[],
    weight: number = examples,
  ): void {
    this.#examples += examples
    this.#weight += weight
    // A batch without weight has no mean: 0/0.
    if (weight !== 0) this.#loss += meanLoss * weight
    this.#accumulators.forEach((accumulator, index) => {
      accumulator.addPart(examples, parts[index] ?? [])
    })
  }

  /** Mean loss and finished metrics over everything added. */
  metrics(): Metrics {
    const values = this.#accumulators.flatMap((each) => namedValues(each.metric.name, each.value()))
    return { loss: this.#loss / this.#weight, ...Object.fromEntries(values) }
  }

  reset(): void {
    this.#examples = 0
    this.#weight = 0
    this.#loss = 0
    for (const accumulator of this.#accumulators) accumulator.reset()
  }

  /** Examples, their weight and loss, then each metric's examples, length and numbers. */
  save(): number[] {
    const saved = this.#accumulators.flatMap((accumulator) => {
      const { examples, numbers } = accumulator.save()
      return [examples, numbers.length, ...numbers]
    })
    return [this.#examples, this.#weight, this.#loss, ...saved]
  }

  restore(saved: readonly number[]): void {
    this.reset()
    const [examples = 0, weight = 0, loss = 0] = saved
    this.#examples = examples
    this.#weight = weight
    this.#loss = loss
    let at = 3
    for (const accumulator of this.#accumulators) {
      const [of = 0, length = 0] = saved.slice(at, at + 2)
      accumulator.merge({ examples: of, numbers: saved.slice(at + 2, at + 2 + length) })
      at += 2 + length
    }
  }
}
