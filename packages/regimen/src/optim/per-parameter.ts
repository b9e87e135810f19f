/** Transforms that treat every parameter alike, most of them element by element: nearly all do. */
import { zeros } from '../engine/ops/create.ts'
import type { Tensor } from '../engine/tensor.ts'
import { RegimenError } from '../errors.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { withoutSubnormals } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

type Named<N extends string, T> = { readonly [K in N]: T }

/** What a rule for one parameter has at hand. */
export interface ParameterContext<Slot extends string, Hyperparameter extends string> {
  /** What is remembered of this parameter. */
  readonly slots: Named<Slot, Tensor>
  readonly hyperparameters: Named<Hyperparameter, Tensor>
  readonly parameter: Tensor
  readonly path: string
}

/** An optimizer that treats each parameter by itself. */
export interface ParameterRule<Slot extends string, Hyperparameter extends string> {
  /** Names of the tensors remembered of each parameter. */
  readonly slots: readonly Slot[]
  /** What a slot begins as. Default: zeros of the parameter's shape. */
  readonly initial?: (slot: Slot, parameter: Tensor) => Tensor
  readonly hyperparameters: (step: number, rateScale: number) => Named<Hyperparameter, number>
  /** One parameter's new update and slots. Slots are stored without subnormal numbers. */
  readonly update: (
    gradient: Tensor,
    context: ParameterContext<Slot, Hyperparameter>,
  ) => { readonly update: Tensor; readonly slots: Named<Slot, Tensor> }
}

export type PerParameterTransform<Slot extends string, Hyperparameter extends string> = GradientTransform<
  Named<Slot, TensorRecord>,
  Named<Hyperparameter, number>,
  Named<Hyperparameter, Tensor>
>

/** The transform that applies a rule to each parameter. */
export function perParameter<Slot extends string, Hyperparameter extends string = never>(
  rule: ParameterRule<Slot, Hyperparameter>,
): GradientTransform {
  return transformOf(rule)
}

/** The same, its type naming what it remembers. */
export function transformOf<Slot extends string, Hyperparameter extends string = never>(
  rule: ParameterRule<Slot, Hyperparameter>,
): PerParameterTransform<Slot, Hyperparameter> {
  const collect = <T>(each: (slot: Slot) => T) => mapNames(rule.slots, each)
  const initial = rule.initial ?? ((_, parameter) => zeros(parameter.shape, parameter.dtype))
  return {
    initialize: (parameters) =>
      collect((slot) => mapRecord(parameters, (parameter) => initial(slot, parameter))),
    hyperparameters: (step, rateScale = 1) => rule.hyperparameters(step, rateScale),
    update(gradients, state, parameters, hyperparameters) {
      const results = Object.entries(gradients).map(([path, gradient]) => {
        const context = {
          slots: collect((slot) => entry(state[slot], path)),
          hyperparameters,
          parameter: entry(parameters, path),
          path,
        }
        return { path, ...rule.update(gradient, context) }
      })
      return {
        updates: Object.fromEntries(results.map(({ path, update }) => [path, update])),
        // Spread over the old state: parameters without a gradient keep theirs, and the order stays.
        state: collect((slot) => ({
          ...state[slot],
          ...Object.fromEntries(results.map(({ path, slots }) => [path, withoutSubnormals(slots[slot])])),
        })),
      }
    },
  }
}

/** A transform without memory: each update is a function of gradient and parameter. */
export function stateless(
  update: (gradient: Tensor, parameter: Tensor, path: string) => Tensor,
): GradientTransform {
  return perParameter({
    slots: [],
    hyperparameters: () => ({}),
    update: (gradient, { parameter, path }) => ({ update: update(gradient, parameter, path), slots: {} }),
  })
}

function mapNames<N extends string, T>(names: readonly N[], each: (name: N) => T): Named<N, T>
function mapNames(names: readonly string[], each: (name: string) => unknown): Named<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, each(name)]))
}

/** @internal */
export function mapRecord(
  record: TensorRecord,
  each: (tensor: Tensor, path: string) => Tensor,
): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([path, tensor]) => [path, each(tensor, path)]))
}

/** @internal @throws RegimenError `optimizer-state`. */
export function entry(record: TensorRecord, path: string): Tensor {
  const tensor = record[path]
  if (!tensor) throw new RegimenError('optimizer-state', { path })
  return tensor
}
