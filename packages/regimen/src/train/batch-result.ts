/** What a batch comes to: traced scalars inside a program, numbers outside. */
import type { Tensor } from '../engine/tensor.ts'
import type { Layer, LayerState } from '../nn/layer.ts'
import { meanLoss } from '../nn/losses/loss.ts'
import type { Batch } from './batch.ts'
import type { Objective } from './objective.ts'

export interface BatchScalars {
  /** Mean over the batch. */
  readonly loss: Tensor
  /** Sums over the batch, in the objective's order. */
  readonly sums: readonly Tensor[]
}

export interface BatchResult {
  readonly loss: number
  readonly sums: readonly number[]
}

/** Loss and metrics of a batch in inference mode; to be traced. */
export function evaluateBatch(
  layer: Layer,
  state: LayerState,
  batch: Batch,
  objective: Objective,
): BatchScalars {
  const { output } = layer.apply(state, batch.inputs, { training: false })
  const loss = meanLoss(objective.loss, output, batch.targets)
  return { loss, sums: metricSums(objective, output, batch.targets) }
}

export function metricSums(objective: Objective, output: Tensor, targets: Tensor): Tensor[] {
  return objective.metrics.map((metric) => metric.sum(output, targets))
}

export function toNumbers({ loss, sums }: BatchScalars): BatchResult {
  return { loss: loss.item(), sums: sums.map((sum) => sum.item()) }
}
