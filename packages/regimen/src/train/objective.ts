/** What a run minimises and measures, chosen by the task unless the user says otherwise. */
import type { Task } from '../data/dataset.ts'
import { crossEntropyLoss } from '../nn/losses/cross-entropy.ts'
import type { Loss } from '../nn/losses/loss.ts'
import { mseLoss } from '../nn/losses/mse.ts'
import { accuracy } from '../nn/metrics/accuracy.ts'
import type { Metric } from '../nn/metrics/metric.ts'
import { rootMeanSquaredError } from '../nn/metrics/root-mean-squared-error.ts'
import type { Metrics } from './events.ts'

export interface ObjectiveOptions {
  /** Default: cross-entropy on logits for classification, mean squared error for regression. */
  readonly loss?: Loss
  /** Default: accuracy for classification, root mean squared error for regression. */
  readonly metrics?: readonly Metric[]
}

export interface Objective {
  readonly loss: Loss
  readonly metrics: readonly Metric[]
}

export function objectiveFor(task: Task, options: ObjectiveOptions = {}): Objective {
  const defaults =
    task.kind === 'classification'
      ? { loss: crossEntropyLoss(), metrics: [accuracy()] }
      : { loss: mseLoss(), metrics: [rootMeanSquaredError()] }
  return { loss: options.loss ?? defaults.loss, metrics: options.metrics ?? defaults.metrics }
}

/** Sums over examples, from which the means of any number of batches follow. */
export class MetricTotals {
  private readonly objective: Objective
  private examples = 0
  private loss = 0
  private readonly sums: number[]

  constructor(objective: Objective) {
    this.objective = objective
    this.sums = objective.metrics.map(() => 0)
  }

  get empty(): boolean {
    return this.examples === 0
  }

  /** A batch: its mean loss and its metrics' sums, in the objective's order. */
  add(examples: number, meanLoss: number, sums: readonly number[]): void {
    this.examples += examples
    this.loss += meanLoss * examples
    sums.forEach((sum, index) => {
      this.sums[index] = (this.sums[index] ?? 0) + sum
    })
  }

  /** Mean loss and finished metrics over everything added. */
  metrics(): Metrics {
    const { metrics } = this.objective
    const finished = metrics.map((metric, index) => [
      metric.name,
      metric.finish(this.sums[index] ?? 0, this.examples),
    ])
    return { loss: this.loss / this.examples, ...Object.fromEntries(finished) }
  }

  reset(): void {
    this.restore([0, 0])
  }

  save(): number[] {
    return [this.examples, this.loss, ...this.sums]
  }

  restore([examples = 0, loss = 0, ...sums]: readonly number[]): void {
    this.examples = examples
    this.loss = loss
    this.sums.forEach((_, index) => {
      this.sums[index] = sums[index] ?? 0
    })
  }
}
