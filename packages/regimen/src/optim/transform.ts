/**
 * The contract of optimizers: pure functions from gradients to updates that compose with `chain`. They are
 * traced into the training step, so a new one is a few lines of expression.
 */
import type { Tensor } from '../engine/tensor.ts'
import type { TensorTree } from '../engine/tree.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type { Settings } from '../technique.ts'

/** Numbers that may change from step to step (learning rate, bias corrections), in nested records. */
export type HyperparameterValues = { readonly [name: string]: number | HyperparameterValues }
/** The same as scalar tensors: inputs of the compiled step, so a change never recompiles. */
export type Hyperparameters = { readonly [name: string]: Tensor | Hyperparameters }

/** What a transform remembers: records of tensors shaped like the parameters, or nested such states. */
export type TransformState = { readonly [name: string]: TensorTree }

/** What a gradient transform makes of one step's gradients. */
export interface TransformResult<S extends TransformState = TransformState> {
  /** What is to be added to each parameter (after the whole chain). */
  readonly updates: TensorRecord
  readonly state: S
}

/** Weights that a method keeps beside those it trains, better ones to evaluate and to keep. */
export interface AveragedWeights<S extends TransformState = TransformState> {
  /** The averages; for parameters without one, the parameters themselves. */
  read(parameters: TensorRecord, state: S): TensorRecord
  /** The state in which the averages are these parameters: for weights put back after a run. */
  restart(parameters: TensorRecord, state: S): S
}

/** `S` is what it remembers, `V` the numbers that it is given as the tensors `H`. */
export interface GradientTransform<
  S extends TransformState = TransformState,
  V extends HyperparameterValues = HyperparameterValues,
  H extends Hyperparameters = Hyperparameters,
> {
  initialize(parameters: TensorRecord): S
  /**
   * `gradients`: the gradients, or the updates of the transform before it in a chain. Parameters without a
   * gradient get no update, and their state stays.
   */
  update(gradients: TensorRecord, state: S, parameters: TensorRecord, hyperparameters: H): TransformResult<S>
  /**
   * Values for update number `step` (0 for the first), worked out in float64 on the host: 1 − β₂ᵗ in float32
   * would lose half of its digits. `rateScale` is what the learning rate is multiplied by beside its schedule,
   * by such as `reduceOnPlateau`; default 1. Where the names differ from step to step, each set of names is a
   * plan of its own.
   */
  hyperparameters(step: number, rateScale?: number): V
  /** Of methods that average weights. */
  readonly averaged?: AveragedWeights<S>
}

/** A number, or a pure function of the update number (0 for the first). */
export type Schedule = number | ((step: number) => number)

/** The gradients of the same batch's loss at other parameters. */
export type GradientFunction = (parameters: TensorRecord) => TensorRecord

/** A gradient transform with its learning rate, as `fit` takes it. */
export interface Optimizer {
  readonly name: string
  readonly settings: Settings
  readonly transform: GradientTransform
  /**
   * Of methods that look at a batch more than once (SAM): makes of the gradient at the parameters the one that
   * `transform` is given. Traced into the step, so that all evaluations are one plan.
   */
  readonly refineGradient?: (
    gradient: TensorRecord,
    parameters: TensorRecord,
    gradientAt: GradientFunction,
  ) => TensorRecord
  /** The learning rate of update number `step`. */
  learningRate(step: number): number
}
