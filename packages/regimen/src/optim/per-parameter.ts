/** Transforms that treat every parameter alike, element by element: nearly all of them do. */
import { zeros } from '../engine/ops/create.ts'
import type { Tensor } from '../engine/tensor.ts'
import { RegimenError } from '../errors.ts'
import type { TensorRecord } from '../nn/layer.ts'
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
  /** Names of the tensors remembered of each parameter; all begin as zeros of its shape. */
  readonly slots: readonly Slot[]
  readonly hyperparameters: (step: number) => Named<Hyperparameter, number>
  /** One parameter's new update and slots. */
  readonly update: (
    gradient: Tensor,
    context: ParameterContext<Slot, Hyperparameter>,
  ) => { readonly update: Tensor; readonly slots: Named<Slot, Tensor> }
}

/** The transform that applies a rule to each parameter. */
export function perParameter<Slot extends string, Hyperparameter extends string = never>(
  rule: ParameterRule<Slot, Hyperparameter>,
): GradientTransform {
  const collect = <T>(each: (slot: Slot) => T) => mapNames(rule.slots, each)
  const transform: GradientTransform<
    Named<Slot, TensorRecord>,
    Named<Hyperparameter, number>,
    Named<Hyperparameter, Tensor>
  > = {
    initialize: (parameters) =>
      collect(() => mapRecord(parameters, (parameter) => zeros(parameter.shape, parameter.dtype))),
    hyperparameters: rule.hyperparameters,
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
          ...Object.fromEntries(results.map(({ path, slots }) => [path, slots[slot]])),
        })),
      }
    },
  }
  return transform
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

function mapRecord(record: TensorRecord, each: (tensor: Tensor, path: string) => Tensor): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([path, tensor]) => [path, each(tensor, path)]))
}

function entry(record: TensorRecord, path: string): Tensor {
  const tensor = record[path]
  if (!tensor) throw new RegimenError('optimizer-state', { path })
  return tensor
}
