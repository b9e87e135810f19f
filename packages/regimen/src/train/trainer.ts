/** What a run drives, one update at a time: for optimizers of gradients and for full-batch methods alike. */
import type { Dataset } from '../data/dataset.ts'
import type { Backend } from '../engine/backend.ts'
import type { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import type { FloatType, TensorData } from '../engine/types.ts'
import { inFloatType } from '../nn/float-type.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import type { FullBatchOptimizer } from '../optim/second-order/full-batch-optimizer.ts'
import type { Optimizer } from '../optim/transform.ts'
import type { Batch } from './batch.ts'
import { type BatchResult, initialSums } from './batch-result.ts'
import type { BatchSource } from './batch-source.ts'
import { isFullBatch } from './is-full-batch.ts'
import type { Objective } from './objective.ts'
import type { TrainingParts } from './parts.ts'
import { TrainingProgram, type TrainingState } from './training-program.ts'

/** What an update is told beside its batch. */
export interface UpdateOptions {
  /** Whether the metrics begin anew. */
  readonly fresh: boolean
  /** What the learning rate is multiplied by beside its schedule. */
  readonly rateScale: number
  /** Whole epochs before this update: augmentation is drawn anew in each. */
  readonly epoch: number
  /** The rows of the next update, for batches that are prepared while this one runs. */
  readonly next?: { readonly rows: Int32Array; readonly epoch: number } | undefined
}

export interface Trainer {
  readonly floatType: FloatType
  /**
   * One update on these rows of the data set; gives the loss before it. Nothing changes when that is not finite.
   * @param step updates before this one
   * @param key of all steps
   */
  train(rows: Int32Array, step: number, key: RandomKey, options: UpdateOptions): number
  /**
   * Does, for about so many milliseconds, some of what the first update on so many rows would have to wait for; nothing
   * once there is nothing left. Between updates.
   */
  prepare?(examples: number, step: number, milliseconds: number): void
  /** The metrics' sums since they began anew; overwritten by the next reading. */
  readSums(): readonly TensorData[]
  /** Of methods that search their step length instead of following a schedule: that of the last update. */
  readonly stepLength?: number
  /** True when such a method found nothing lower: the parameters stayed, and would stay for ever. */
  readonly converged?: boolean
  /** In inference mode. */
  evaluate(batch: Batch): BatchResult
  /** What is evaluated and kept: averages of the weights where the optimizer has them. */
  readEvaluated(): LayerState
  /** Puts weights in the place of those trained and of their averages. */
  writeEvaluated(state: LayerState): void
  read(): TrainingState
  write(state: TrainingState): void
  /** Ends what runs beside the updates. */
  close?(): void
}

export interface TrainerOptions {
  readonly optimizer: Optimizer | FullBatchOptimizer
  readonly objective: Objective
  readonly backend: Backend
  /** Where the batches come from, if not as they are from the data set. */
  readonly source?: BatchSource | undefined
  readonly parts: TrainingParts
}

/** The trainer with its first state, whose structure is that of every later one. */
export function createTrainer(
  model: Model,
  dataset: Dataset,
  { optimizer, objective, backend, source, parts }: TrainerOptions,
): { readonly trainer: Trainer; readonly state: TrainingState } {
  const { layer } = model
  const { parameters, buffers } = inFloatType(model.state, backend.floatType)
  if (isFullBatch(optimizer)) {
    if (!parts.fullBatch) throw new TypeError('the program of full-batch methods was not fetched')
    const state = { parameters, buffers }
    const trainer = new parts.fullBatch.FullBatchProgram({
      layer,
      state,
      optimizer,
      objective,
      backend,
      dataset,
    })
    return { trainer, state: trainer.read() }
  }
  const state: TrainingState = withBackend(backend, () => ({
    parameters,
    buffers,
    optimizer: optimizer.transform.initialize(parameters),
    metrics: initialSums(model.outputShape, dataset.task, objective),
  }))
  const options = { layer, state, optimizer, objective, backend, dataset, source }
  return { trainer: new TrainingProgram(options), state }
}
