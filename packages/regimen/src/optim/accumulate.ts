import { zeros } from '../engine/ops/create.ts'
import { add, mul } from '../engine/ops/elementwise.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type { Technique } from '../technique.ts'
import { entry, mapRecord } from './per-parameter.ts'
import type { GradientTransform, Hyperparameters, HyperparameterValues, TransformState } from './transform.ts'

export const accumulateTechnique: Technique = {
  name: 'accumulate',
  kind: 'transform',
  defaults: {},
  paper: 'Ott, Edunov, Grangier & Auli 2018, Scaling neural machine translation, arXiv:1806.00187',
  catalogue: [],
}

type AccumulateState = { readonly sum: TensorRecord; readonly inner: TransformState }
type AccumulateHyperparameters = { readonly [name: string]: Hyperparameters }

/**
 * Gradient accumulation: the mean of `count` gradients in a row goes to the inner transform; in between nothing
 * moves. Batches of equal size give what one batch of `count` times the size would, in the memory of one. The
 * inner transform counts its own updates.
 */
export function accumulate(count: number, inner: GradientTransform): GradientTransform {
  const { averaged } = inner
  const accumulating: GradientTransform<AccumulateState, HyperparameterValues, AccumulateHyperparameters> = {
    initialize: (parameters) => ({
      sum: mapRecord(parameters, ({ shape, dtype }) => zeros(shape, dtype)),
      inner: inner.initialize(parameters),
    }),
    // Two sets of names are two plans: the updates that only add do not pay for the others.
    hyperparameters: (step, rateScale): HyperparameterValues =>
      (step + 1) % count === 0 ? { inner: inner.hyperparameters(Math.floor(step / count), rateScale) } : {},
    update(gradients, state, parameters, hyperparameters) {
      const total = mapRecord(gradients, (gradient, path) => add(entry(state.sum, path), gradient))
      if (!hyperparameters.inner) return { updates: {}, state: { ...state, sum: { ...state.sum, ...total } } }
      const means = mapRecord(total, (sum) => mul(sum, 1 / count))
      const result = inner.update(means, state.inner, parameters, hyperparameters.inner)
      const sum = mapRecord(state.sum, ({ shape, dtype }) => zeros(shape, dtype))
      return { updates: result.updates, state: { sum, inner: result.state } }
    },
    ...(averaged && {
      averaged: {
        read: (parameters, state) => averaged.read(parameters, state.inner),
        restart: (parameters, state) => ({ ...state, inner: averaged.restart(parameters, state.inner) }),
      },
    }),
  }
  return accumulating
}
