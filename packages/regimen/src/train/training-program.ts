/** The compiled functions of a run: one training step, and the evaluation of a batch. */
import type { Backend } from '../engine/backend.ts'
import { gradient as gradientOf, valueAndGradientWith } from '../engine/differentiate.ts'
import { isFiniteValue, select } from '../engine/ops/elementwise.ts'
import { mean } from '../engine/ops/reductions.ts'
import { Program } from '../engine/program.ts'
import type { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { leavesOf, mapTree } from '../engine/tree.ts'
import type { FloatType } from '../engine/types.ts'
import type { Layer, LayerState, TensorRecord } from '../nn/layer.ts'
import { applyUpdates, hyperparameterTensors } from '../optim/apply-updates.ts'
import type { Hyperparameters, Optimizer, TransformState } from '../optim/transform.ts'
import type { Batch } from './batch.ts'
import { type BatchResult, type BatchScalars, evaluateBatch, metricSums, toNumbers } from './batch-result.ts'
import type { Objective } from './objective.ts'

/** All that an update changes. */
export interface TrainingState {
  readonly parameters: TensorRecord
  readonly buffers: TensorRecord
  readonly optimizer: TransformState
}

interface StepInputs extends Batch {
  /** int32[2] */
  readonly key: Tensor
  readonly hyperparameters: Hyperparameters
}

export class TrainingProgram {
  private readonly layer: Layer
  private readonly optimizer: Optimizer
  private readonly objective: Objective
  private readonly program: Program<TrainingState>
  private readonly runStep: (inputs: StepInputs) => BatchScalars
  private readonly runEvaluation: (batch: Batch) => BatchScalars

  constructor(
    layer: Layer,
    state: TrainingState,
    optimizer: Optimizer,
    objective: Objective,
    backend: Backend,
  ) {
    this.layer = layer
    this.optimizer = optimizer
    this.objective = objective
    this.program = new Program(state, { backend })
    this.runStep = this.program.compile((current, inputs: StepInputs) => this.step(current, inputs))
    this.runEvaluation = this.program.compile((current, batch: Batch) => ({
      result: evaluateBatch(layer, this.evaluated(current), batch, objective),
    }))
  }

  get floatType(): FloatType {
    return this.program.backend.floatType
  }

  /**
   * One update; `step` counts the updates before it. Nothing changes when the loss is not finite.
   * @param rateScale what the learning rate is multiplied by beside its schedule.
   */
  train(batch: Batch, step: number, key: RandomKey, rateScale: number): BatchResult {
    const values = this.optimizer.transform.hyperparameters(step, rateScale)
    return toNumbers(
      this.runStep({
        ...batch,
        key: fromData('int32', [2], Int32Array.of(key.word0, key.word1)),
        hyperparameters: hyperparameterTensors(values, this.floatType),
      }),
    )
  }

  /** Loss and metrics of a batch in inference mode. */
  evaluate(batch: Batch): BatchResult {
    return toNumbers(this.runEvaluation(batch))
  }

  /** What is evaluated and kept: averages of the weights where the optimizer has them. */
  readEvaluated(): LayerState {
    return withBackend(this.program.backend, () => this.evaluated(this.program.read()))
  }

  /** Puts weights in the place of those trained and of their averages. */
  writeEvaluated({ parameters, buffers }: LayerState): void {
    const { optimizer } = this.program.read()
    const { averaged } = this.optimizer.transform
    this.program.write({
      parameters,
      buffers,
      optimizer: averaged?.restart(parameters, optimizer) ?? optimizer,
    })
  }

  read(): TrainingState {
    return this.program.read()
  }

  write(state: TrainingState): void {
    this.program.write(state)
  }

  private evaluated({ parameters, buffers, optimizer }: TrainingState): LayerState {
    const { averaged } = this.optimizer.transform
    return { parameters: averaged?.read(parameters, optimizer) ?? parameters, buffers }
  }

  private step(current: TrainingState, { inputs, targets, key, hyperparameters }: StepInputs) {
    const random = { key, stream: 0 }
    const lossAt = (parameters: TensorRecord) => {
      const state = { parameters, buffers: current.buffers }
      const { output, buffers } = this.layer.apply(state, inputs, { training: true, random })
      const loss = mean(this.objective.loss.perExample(output, targets))
      return { loss, auxiliary: { output, buffers: buffers ?? current.buffers } }
    }
    const { value, auxiliary, gradient } = valueAndGradientWith(lossAt, current.parameters)
    const gradientAt = (parameters: TensorRecord) => gradientOf((p) => lossAt(p).loss, parameters)
    const { updates, state } = this.optimizer.transform.update(
      this.optimizer.refineGradient?.(gradient, current.parameters, gradientAt) ?? gradient,
      current.optimizer,
      current.parameters,
      hyperparameters,
    )
    const parameters = applyUpdates(current.parameters, updates)
    const next: TrainingState = { parameters, buffers: auxiliary.buffers, optimizer: state }
    return {
      state: keepUnless(isFiniteValue(value), next, current),
      result: { loss: value, sums: metricSums(this.objective, auxiliary.output, targets) },
    }
  }
}

/** The new state where the condition holds, else the old one: a broken batch must not spoil the weights. */
function keepUnless(condition: Tensor, next: TrainingState, current: TrainingState): TrainingState {
  const old = leavesOf(current)
  let place = 0
  return mapTree(next, (tensor) => {
    const previous = old[place++]?.tensor
    return previous && previous !== tensor ? select(condition, tensor, previous) : tensor
  })
}
