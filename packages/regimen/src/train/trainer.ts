/** What a run drives, one update at a time: for optimizers of gradients and for full-batch methods alike. */
import type { Backend } from '../engine/backend.ts'
import type { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import type { FloatType } from '../engine/types.ts'
import { inFloatType } from '../nn/float-type.ts'
import type { Model } from '../nn/model.ts'
import type { FullBatchOptimizer } from '../optim/second-order/full-batch-optimizer.ts'
import type { Optimizer } from '../optim/transform.ts'
import type { Batch } from './batch.ts'
import type { BatchResult } from './batch-result.ts'
import { FullBatchProgram } from './full-batch-program.ts'
import type { Objective } from './objective.ts'
import { TrainingProgram, type TrainingState } from './training-program.ts'

/** The batch's loss and metrics before the update. */
export interface UpdateResult extends BatchResult {
  /** Of methods that search their step length instead of following a schedule. */
  readonly stepLength?: number
  /** True when the method found nothing lower: the parameters stayed, and would stay for ever. */
  readonly converged?: boolean
}

export interface Trainer {
  readonly floatType: FloatType
  /** `step` counts the updates before this one. Nothing changes when the loss is not finite. */
  train(batch: Batch, step: number, key: RandomKey): UpdateResult
  /** In inference mode. */
  evaluate(batch: Batch): BatchResult
  read(): TrainingState
  write(state: TrainingState): void
}

export interface TrainerOptions {
  readonly optimizer: Optimizer | FullBatchOptimizer
  readonly objective: Objective
  readonly backend: Backend
}

/** The trainer with its first state, whose structure is that of every later one. */
export function createTrainer(model: Model, { optimizer, objective, backend }: TrainerOptions) {
  const { parameters, buffers } = inFloatType(model.state, backend.floatType)
  if (isFullBatch(optimizer)) {
    const trainer: Trainer = new FullBatchProgram(
      model.layer,
      { parameters, buffers },
      optimizer,
      objective,
      backend,
    )
    return { trainer, state: trainer.read() }
  }
  const initial = withBackend(backend, () => optimizer.transform.initialize(parameters))
  const state: TrainingState = { parameters, buffers, optimizer: initial }
  const trainer: Trainer = new TrainingProgram(model.layer, state, optimizer, objective, backend)
  return { trainer, state }
}

/** True for methods that see the whole training part at once. */
export function isFullBatch(optimizer: Optimizer | FullBatchOptimizer): optimizer is FullBatchOptimizer {
  return 'method' in optimizer
}
