/** The compiled functions of a run: one training step, and the evaluation of a batch. */
import type { Dataset } from '../data/dataset.ts'
import { type Backend, finish, type Gradually } from '../engine/backend.ts'
import { gradient as gradientOf, valueAndGradientWith } from '../engine/differentiate.ts'
import { add, isFiniteValue, select } from '../engine/ops/elementwise.ts'
import { type BoundFunction, Program, type Tables } from '../engine/program.ts'
import type { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { leavesOf, mapTree } from '../engine/tree.ts'
import type { FloatType, TensorData } from '../engine/types.ts'
import type { Layer, LayerState, TensorRecord } from '../nn/layer.ts'
import {
  applyUpdates,
  type HyperparameterPlace,
  hyperparameterPlaces,
  hyperparameterTensors,
  writeHyperparameters,
} from '../optim/apply-updates.ts'
import type { Hyperparameters, HyperparameterValues, Optimizer, TransformState } from '../optim/transform.ts'
import type { Batch } from './batch.ts'
import {
  type BatchResult,
  type BatchScalars,
  batchLoss,
  evaluateBatch,
  metricSums,
  toNumbers,
} from './batch-result.ts'
import { type BatchInputs, type BatchSlot, type BatchSource, batchSource } from './batch-source.ts'
import type { Objective } from './objective.ts'
import type { Trainer, UpdateOptions } from './trainer.ts'

/** All that an update changes. */
export interface TrainingState {
  readonly parameters: TensorRecord
  readonly buffers: TensorRecord
  readonly optimizer: TransformState
  /** What the batches since the last reading add to each metric, in the objective's order. */
  readonly metrics: readonly Tensor[]
}

interface StepInputs {
  readonly batch: BatchInputs
  /** int32[2] */
  readonly key: Tensor
  readonly hyperparameters: Hyperparameters
  /** bool: the metrics begin anew with this batch. */
  readonly fresh: Tensor
}

/** The step for one number of examples, with the arrays that it reads and writes. */
interface BoundStep extends Pick<BoundFunction<Tensor>, 'run'> {
  readonly batch: BatchSlot
  readonly key: Int32Array
  readonly fresh: Uint8Array
  readonly hyperparameters: readonly HyperparameterPlace[]
  readonly loss: TensorData
}

export interface TrainingProgramOptions {
  readonly layer: Layer
  readonly state: TrainingState
  readonly optimizer: Optimizer
  readonly objective: Objective
  readonly backend: Backend
  readonly dataset: Dataset
  /** Where its batches come from, if not as they are from the data set. */
  readonly source?: BatchSource | undefined
}

export class TrainingProgram implements Trainer {
  readonly #layer: Layer
  readonly #optimizer: Optimizer
  readonly #objective: Objective
  readonly #program: Program<TrainingState>
  readonly #source: BatchSource
  /**
   * By number of examples: that of all batches, and that of a smaller last one. Of each those with different names of
   * hyperparameters.
   */
  readonly #steps = new Map<number, readonly BoundStep[]>()
  /** What the first update on so many rows will need, while it is being prepared. */
  #coming: { readonly examples: number; readonly work: Gradually<BoundStep> } | undefined
  readonly #runEvaluation: (batch: Batch) => BatchScalars
  #sums: BoundFunction<readonly Tensor[]> | undefined

  constructor(options: TrainingProgramOptions) {
    const { layer, state, optimizer, objective, backend, dataset, source } = options
    this.#layer = layer
    this.#optimizer = optimizer
    this.#objective = objective
    this.#source = source ?? batchSource(dataset, backend.floatType)
    this.#program = new Program(state, { backend, tables: this.#source.tables })
    this.#runEvaluation = this.#program.compile((current, batch: Batch) => ({
      result: evaluateBatch(layer, this.#evaluated(current), batch, objective),
    }))
  }

  get floatType(): FloatType {
    return this.#program.backend.floatType
  }

  /**
   * One update on these rows of the data set; gives the loss before it. Nothing changes when that is not finite.
   * @param step updates before this one
   * @param key of all steps
   */
  train(rows: Int32Array, step: number, key: RandomKey, options: UpdateOptions): number {
    const { fresh, rateScale, epoch, next } = options
    const values = this.#optimizer.transform.hyperparameters(step, rateScale)
    const bound = this.#boundStep(rows.length, values)
    bound.batch.load(rows, epoch)
    if (next) this.#source.expect?.(next.rows, next.epoch)
    key.writeChild(step, bound.key)
    bound.fresh[0] = fresh ? 1 : 0
    bound.run()
    return bound.loss[0] ?? Number.NaN
  }

  prepare(examples: number, step: number, milliseconds: number): void {
    if (this.#steps.has(examples)) return
    const end = performance.now() + milliseconds
    const values = this.#optimizer.transform.hyperparameters(step, 1)
    this.#coming ??= { examples, work: this.#bindStep(examples, values, 'gradually') }
    while (this.#coming && performance.now() < end) {
      if (this.#coming.work.next().done) this.#coming = undefined
    }
  }

  /** The metrics' sums since they began anew; overwritten by the next reading. */
  readSums(): TensorData[] {
    this.#sums ??= this.#program.bind(({ metrics }) => ({ result: metrics }), {})
    this.#sums.run()
    return this.#sums.result.map((sum) => sum.data())
  }

  /** Loss and metrics of a batch in inference mode. */
  evaluate(batch: Batch): BatchResult {
    return toNumbers(this.#runEvaluation(batch))
  }

  /** What is evaluated and kept: averages of the weights where the optimizer has them. */
  readEvaluated(): LayerState {
    return withBackend(this.#program.backend, () => this.#evaluated(this.#program.read()))
  }

  /** Puts weights in the place of those trained and of their averages. */
  writeEvaluated({ parameters, buffers }: LayerState): void {
    const { optimizer, metrics } = this.#program.read()
    const { averaged } = this.#optimizer.transform
    this.#program.write({
      parameters,
      buffers,
      optimizer: averaged?.restart(parameters, optimizer) ?? optimizer,
      metrics,
    })
  }

  read(): TrainingState {
    return this.#program.read()
  }

  write(state: TrainingState): void {
    this.#program.write(state)
  }

  close(): void {
    this.#source.close?.()
  }

  #evaluated({ parameters, buffers, optimizer }: TrainingState): LayerState {
    const { averaged } = this.#optimizer.transform
    return { parameters: averaged?.read(parameters, optimizer) ?? parameters, buffers }
  }

  #boundStep(examples: number, values: HyperparameterValues): BoundStep {
    if (this.#coming?.examples === examples) {
      finish(this.#coming.work)
      this.#coming = undefined
    }
    const known = this.#steps.get(examples) ?? []
    const fitting = known.find((each) => writeHyperparameters(values, each.hyperparameters))
    return fitting ?? finish(this.#bindStep(examples, values, 'at once'))
  }

  *#bindStep(
    examples: number,
    values: HyperparameterValues,
    how: 'at once' | 'gradually',
  ): Gradually<BoundStep> {
    const batch = this.#source.slot(examples, this.#program)
    const [key, fresh] = [new Int32Array(2), new Uint8Array(1)]
    const hyperparameters = hyperparameterTensors(values, this.floatType)
    const inputs: StepInputs = {
      batch: batch.inputs,
      key: fromData('int32', [2], key),
      hyperparameters,
      fresh: fromData('bool', [], fresh),
    }
    const { result, run } =
      how === 'gradually'
        ? yield* this.#program.bindGradually<StepInputs, Tensor>(this.#step, inputs)
        : this.#program.bind<StepInputs, Tensor>(this.#step, inputs)
    const bound = {
      batch,
      key,
      fresh,
      hyperparameters: hyperparameterPlaces(hyperparameters),
      loss: result.data(),
      run,
    }
    this.#steps.set(examples, [...(this.#steps.get(examples) ?? []), bound])
    return bound
  }

  readonly #step = (
    current: TrainingState,
    { batch, key, hyperparameters, fresh }: StepInputs,
    tables: Tables,
  ) => {
    const { inputs, targets, mixed } = this.#source.batch(batch, tables)
    const random = { key, stream: 0 }
    const lossAt = (parameters: TensorRecord) => {
      const state = { parameters, buffers: current.buffers }
      const { output, buffers } = this.#layer.apply(state, inputs, { training: true, random })
      const loss = batchLoss(this.#objective.loss, output, targets, mixed)
      return { loss, auxiliary: { output, buffers: buffers ?? current.buffers } }
    }
    const { value, auxiliary, gradient } = valueAndGradientWith(lossAt, current.parameters)
    const gradientAt = (parameters: TensorRecord) => gradientOf((p) => lossAt(p).loss, parameters)
    const { updates, state } = this.#optimizer.transform.update(
      this.#optimizer.refineGradient?.(gradient, current.parameters, gradientAt) ?? gradient,
      current.optimizer,
      current.parameters,
      hyperparameters,
    )
    const parameters = applyUpdates(current.parameters, updates)
    const sums = metricSums(this.#objective, auxiliary.output, targets)
    const next: TrainingState = {
      parameters,
      buffers: auxiliary.buffers,
      optimizer: state,
      metrics: addSums(current.metrics, sums, fresh),
    }
    return { state: keepUnless(isFiniteValue(value), next, current), result: value }
  }
}

/** Metrics' sums of the batches so far and of another; of that alone when they begin anew. */
function addSums(totals: readonly Tensor[], sums: readonly Tensor[], fresh: Tensor): Tensor[] {
  return sums.map((sum, place) => {
    const total = totals[place]
    return total ? select(fresh, sum, add(total, sum)) : sum
  })
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
