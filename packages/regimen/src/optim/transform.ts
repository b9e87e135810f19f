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
   * would lose half of its digits.
   */
  hyperparameters(step: number): V
}

/** A number, or a function of the update number (0 for the first). */
export type Schedule = number | ((step: number) => number)

/** A gradient transform with its learning rate, as `fit` takes it. */
export interface Optimizer {
  readonly name: string
  readonly settings: Settings
  readonly transform: GradientTransform
  /** The learning rate of update number `step`. */
  learningRate(step: number): number
}
