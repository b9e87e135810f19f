/** What a batch comes to: traced tensors inside a program, numbers outside. */
import type { Task } from '../data/dataset.ts'
import { sub } from '../engine/ops/elementwise.ts'
import { concatenate } from '../engine/ops/indexing.ts'
import { sum } from '../engine/ops/reductions.ts'
import { defaultFloat } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { Trace } from '../engine/trace.ts'
import { allocate, type Shape, type TensorData } from '../engine/types.ts'
import type { Layer, LayerState } from '../nn/layer.ts'
import { type Loss, meanLoss } from '../nn/losses/loss.ts'
import type { Batch } from './batch.ts'
import type { Objective } from './objective.ts'

export interface BatchScalars {
  /** Mean over the batch. */
  readonly loss: Tensor
  /** What the batch counts for in a mean over several, where the loss weighs its examples. */
  readonly weight?: Tensor
  /** What the batch adds to each metric, in the objective's order. */
  readonly sums: readonly Tensor[]
}

export interface BatchResult {
  readonly loss: number
  /** Default: the number of examples. */
  readonly weight?: number
  readonly sums: readonly TensorData[]
}

/** Loss and metrics' parts of a batch in inference mode, exact where they can be; to be traced. */
export function evaluateBatch(
  layer: Layer,
  state: LayerState,
  batch: Batch,
  objective: Objective,
): BatchScalars {
  const { output } = layer.apply(state, batch.inputs, { training: false })
  const loss = meanLoss(objective.loss, output, batch.targets)
  const counts = objective.loss.exampleWeights?.(output, batch.targets)
  const sums = metricParts(objective, output, batch.targets)
  return { loss, sums, ...(counts && { weight: sum(counts) }) }
}

/** For `MetricTotals` with `exact`: rows of all examples where a metric wants them, else sums. */
function metricParts(objective: Objective, output: Tensor, targets: Tensor): Tensor[] {
  return objective.metrics.map((metric) =>
    metric.exact ? metric.exact.rows(output, targets) : metric.sums(output, targets),
  )
}

/** What is added up over training steps: tensors whose shapes do not depend on the batch. */
export function metricSums(objective: Objective, output: Tensor, targets: Tensor): Tensor[] {
  return objective.metrics.map((metric) => metric.sums(output, targets))
}

/** Zeros of the types that the metrics' sums have; nothing is computed. */
export function initialSums(outputShape: Shape, task: Task, objective: Objective): Tensor[] {
  const trace = new Trace()
  const float = defaultFloat()
  const argument = (index: number) => ({ from: 'argument', index }) as const
  const output = trace.input({ dtype: float, shape: [1, ...outputShape] }, argument(0))
  const dtype = task.kind === 'classification' ? 'int32' : float
  const targets = trace.input({ dtype, shape: [1] }, argument(1))
  return metricSums(objective, output, targets).map(({ dtype, shape, size }) =>
    fromData(dtype, shape, allocate(dtype, size)),
  )
}

/**
 * The loss that a batch is trained on. A row mixed of two counts for both targets, each as much as its share: what
 * cross-entropy on the mixed targets comes to, and for any other loss the form of Zhang et al. 2018.
 */
export function batchLoss(loss: Loss, output: Tensor, targets: Tensor, mixed?: Batch['mixed']): Tensor {
  if (!mixed) return meanLoss(loss, output, targets)
  const weights = concatenate([mixed.shares, sub(1, mixed.shares)])
  return meanLoss(loss, concatenate([output, output]), concatenate([targets, mixed.partners]), weights)
}

export function toNumbers({ loss, sums, weight }: BatchScalars): BatchResult {
  return {
    loss: loss.item(),
    sums: sums.map((each) => each.data()),
    ...(weight && { weight: weight.item() }),
  }
}
