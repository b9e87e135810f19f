/** Training with a method that is handed the loss over the whole training part (L-BFGS, BFGS, Newton and kin). */
import type { Dataset } from '../data/dataset.ts'
import type { Backend } from '../engine/backend.ts'
import { valueAndGradientWith } from '../engine/differentiate.ts'
import { hessianVectorProduct } from '../engine/hessian-vector-product.ts'
import { add, mul, square } from '../engine/ops/elementwise.ts'
import { sum } from '../engine/ops/reductions.ts'
import { Program } from '../engine/program.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { mapTree } from '../engine/tree.ts'
import type { FloatType, TensorData } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import type { ErrorCode } from '../messages/index.ts'
import { minimizationError } from '../messages/minimization.ts'
import type { Layer, LayerState, TensorRecord } from '../nn/layer.ts'
import { meanLoss } from '../nn/losses/loss.ts'
import { selects } from '../optim/path-selection.ts'
import { matrixFromProducts } from '../optim/second-order/compiled-function.ts'
import type { FullBatchOptimizer } from '../optim/second-order/full-batch-optimizer.ts'
import { gaussNewtonTimes } from '../optim/second-order/jacobian-products.ts'
import type { Matrix } from '../optim/second-order/linear-algebra/matrix.ts'
import { isFiniteVector, type Vector } from '../optim/second-order/linear-algebra/vectors.ts'
import { precisionOf, roundTo, treeOf, vectorOf } from '../optim/second-order/parameters.ts'
import type { MethodState, Point, SmoothFunction } from '../optim/second-order/smooth-function.ts'
import { isWeight } from '../optim/weight-decay.ts'
import { type Batch, rowBatch } from './batch.ts'
import { type BatchResult, type BatchScalars, evaluateBatch, metricSums, toNumbers } from './batch-result.ts'
import type { Objective } from './objective.ts'
import type { Trainer } from './trainer.ts'
import type { TrainingState } from './training-program.ts'

/** A point with what the run reports of it. `value` includes weight decay, `loss` does not. */
interface TrainingPoint extends Point, BatchResult {
  /** After a pass in training mode at this point. */
  readonly buffers: TensorRecord
}

interface Inputs extends LayerState {
  readonly batch: Batch
}

interface Evaluated {
  readonly value: Tensor
  readonly gradient: TensorRecord
  readonly batch: BatchScalars
  readonly buffers: TensorRecord
}

export interface FullBatchProgramOptions {
  readonly layer: Layer
  readonly state: LayerState
  readonly optimizer: FullBatchOptimizer
  readonly objective: Objective
  readonly backend: Backend
  readonly dataset: Dataset
}

/**
 * The parameters lie in one float64 vector on the host; each evaluation is one plan of the backend. Between updates
 * the point is known, so that an update costs what its line search asks for. Training mode without random numbers:
 * a line search compares values, and a fresh mask would make them those of different functions.
 */
export class FullBatchProgram implements Trainer {
  readonly #layer: Layer
  readonly #dataset: Dataset
  readonly #optimizer: FullBatchOptimizer
  readonly #objective: Objective
  readonly #backend: Backend
  readonly #template: TensorRecord
  readonly #runLoss: (inputs: Inputs) => Evaluated
  readonly #runProduct: (inputs: Inputs & { vector: TensorRecord }) => TensorRecord
  readonly #runGaussNewton: (inputs: Inputs & { vector: TensorRecord }) => TensorRecord
  readonly #runEvaluation: (inputs: Inputs) => BatchScalars
  #parameters: Vector
  #buffers: TensorRecord
  #state: MethodState
  #point: TrainingPoint | undefined
  /** All rows, the same and in the same order every time. */
  #batch: Batch | undefined
  #sums: readonly TensorData[] = []
  #lastLength = 0
  #isConverged = false

  constructor({ layer, state, optimizer, objective, backend, dataset }: FullBatchProgramOptions) {
    const { parameters, buffers } = state
    this.#layer = layer
    this.#dataset = dataset
    this.#optimizer = optimizer
    this.#objective = objective
    this.#backend = backend
    this.#template = parameters
    this.#parameters = vectorOf(parameters)
    this.#buffers = buffers
    this.#state = optimizer.method.initialize(this.#parameters.length)
    const program = new Program({}, { backend })
    this.#runLoss = program.compile((_: object, inputs: Inputs) => ({ result: this.#evaluateLoss(inputs) }))
    this.#runProduct = program.compile(
      (_: object, { vector, ...inputs }: Inputs & { vector: TensorRecord }) => ({
        result: hessianVectorProduct(
          (p: TensorRecord) => this.#loss(p, inputs).loss,
          inputs.parameters,
          vector,
        ),
      }),
    )
    this.#runGaussNewton = program.compile(
      (_: object, { vector, ...inputs }: Inputs & { vector: TensorRecord }) => ({
        result: this.#gaussNewtonProduct(inputs, vector),
      }),
    )
    this.#runEvaluation = program.compile((_: object, { batch, ...state }: Inputs) => ({
      result: evaluateBatch(layer, state, batch, objective),
    }))
  }

  get floatType(): FloatType {
    return this.#backend.floatType
  }

  get stepLength(): number {
    return this.#lastLength
  }

  get converged(): boolean {
    return this.#isConverged
  }

  /** One step of the method on all rows. */
  train(rows: Int32Array): number {
    this.#batch ??= rowBatch(this.#dataset, rows, this.floatType)
    const fn = this.#smoothFunction(this.#batch)
    const point = this.#point ?? fn.evaluate(this.#parameters)
    const { loss, sums } = point
    this.#sums = sums
    if (!Number.isFinite(point.value)) return Number.isFinite(loss) ? point.value : loss
    if (!isFiniteVector(point.gradient)) return Number.NaN
    const step = this.#optimizer.method.step(fn, point, this.#state)
    this.#lastLength = step?.length ?? 0
    this.#isConverged = !step
    if (step) {
      this.#point = step.point
      this.#parameters = step.point.x
      this.#buffers = step.point.buffers
      this.#state = step.state
    }
    return loss
  }

  /** An update is an epoch, so there is never more than one batch to add up. */
  readSums(): readonly TensorData[] {
    return this.#sums
  }

  evaluate(batch: Batch): BatchResult {
    return toNumbers(this.#runEvaluation(this.#inputs(this.#parameters, batch)))
  }

  readEvaluated(): LayerState {
    return { parameters: this.#tree(this.#parameters), buffers: this.#buffers }
  }

  writeEvaluated(state: LayerState): void {
    this.write({ ...this.read(), ...state })
  }

  read(): TrainingState {
    const optimizer = Object.entries(this.#state).map(([name, values]) => [
      name,
      fromData('float64', [values.length], values.slice()),
    ])
    return {
      parameters: this.#tree(this.#parameters),
      buffers: this.#buffers,
      optimizer: Object.fromEntries(optimizer),
      metrics: [],
    }
  }

  write({ parameters, buffers, optimizer }: TrainingState): void {
    this.#parameters = vectorOf(parameters)
    this.#buffers = buffers
    this.#state = Object.fromEntries(
      Object.entries(optimizer).map(([name, values]) => [name, vectorOf(values)]),
    )
    this.#point = undefined
  }

  #smoothFunction(batch: Batch): SmoothFunction<TrainingPoint> {
    return {
      precision: precisionOf[this.floatType],
      evaluate: (asked) => {
        const x = roundTo(asked, this.floatType)
        const evaluated = this.#translatingErrors(() => this.#runLoss(this.#inputs(x, batch)))
        const { value, gradient, buffers } = evaluated
        return {
          x,
          value: value.item(),
          gradient: vectorOf(gradient),
          buffers,
          ...toNumbers(evaluated.batch),
        }
      },
      hessian: ({ x }) => this.#matrix(this.#runProduct, x, batch),
      gaussNewton: ({ x }) => this.#matrix(this.#runGaussNewton, x, batch),
    }
  }

  #matrix(
    product: (inputs: Inputs & { vector: TensorRecord }) => TensorRecord,
    x: Vector,
    batch: Batch,
  ): Matrix {
    const inputs = this.#inputs(x, batch)
    return matrixFromProducts(x.length, (unit) => vectorOf(product({ ...inputs, vector: this.#tree(unit) })))
  }

  /** Weight decay is a function of the parameters themselves: its Hessian λI is added as it is. */
  #gaussNewtonProduct({ parameters, buffers, batch }: Inputs, vector: TensorRecord): TensorRecord {
    const product = gaussNewtonTimes(
      (p: TensorRecord) =>
        this.#layer.apply({ parameters: p, buffers }, batch.inputs, { training: true }).output,
      (output) => meanLoss(this.#objective.loss, output, batch.targets),
      parameters,
      vector,
    )
    return mapTree(product, (tensor, path) => {
      const direction = vector[path]
      return direction && this.#decays(path) ? add(tensor, mul(direction, this.#decay)) : tensor
    })
  }

  #evaluateLoss(inputs: Inputs): Evaluated {
    const { value, gradient, auxiliary } = valueAndGradientWith(
      (parameters: TensorRecord) => this.#loss(parameters, inputs),
      inputs.parameters,
    )
    return { value, gradient, ...auxiliary }
  }

  #loss(parameters: TensorRecord, { batch, buffers: before }: Inputs) {
    const { output, buffers = before } = this.#layer.apply({ parameters, buffers: before }, batch.inputs, {
      training: true,
    })
    const loss = meanLoss(this.#objective.loss, output, batch.targets)
    const sums = metricSums(this.#objective, output, batch.targets)
    return { loss: this.#withDecay(loss, parameters), auxiliary: { batch: { loss, sums }, buffers } }
  }

  #withDecay(loss: Tensor, parameters: TensorRecord): Tensor {
    return Object.entries(parameters)
      .filter(([path]) => this.#decays(path))
      .reduce((total, [, weight]) => add(total, mul(sum(square(weight)), this.#decay / 2)), loss)
  }

  get #decay(): number {
    return this.#optimizer.weightDecay?.coupled ?? 0
  }

  #decays(path: string): boolean {
    const { mask = isWeight } = this.#optimizer.weightDecay ?? {}
    return this.#decay > 0 && selects(mask)(path)
  }

  #inputs(x: Vector, batch: Batch): Inputs {
    return { parameters: this.#tree(x), buffers: this.#buffers, batch }
  }

  #tree(vector: Vector): TensorRecord {
    return treeOf(this.#template, vector, this.floatType)
  }

  #translatingErrors<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      if (!hasCode(error, 'missing-random')) throw error
      throw minimizationError(
        'random-loss',
        { optimizer: this.#optimizer.name, ...error.parameters },
        { cause: error },
      )
    }
  }
}

function hasCode<C extends ErrorCode>(error: unknown, code: C): error is RegimenError<C> {
  return error instanceof RegimenError && error.code === code
}
