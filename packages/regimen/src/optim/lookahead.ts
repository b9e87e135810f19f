import { add, less, mul, select, sub } from '../engine/ops/elementwise.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { count, positive } from './option.ts'
import { entry, mapRecord } from './per-parameter.ts'
import { withoutSubnormals } from './running-averages.ts'
import type { GradientTransform, Hyperparameters, HyperparameterValues, TransformState } from './transform.ts'
import { wrapperFactory } from './wrapper-factory.ts'

/**
 * Lookahead, around any optimizer: after every k updates of the fast weights θ the slow weights follow a part of the
 * way, φ ← φ + α(θ − φ), and the fast ones begin again from there, θ ← φ. As its authors do, it is φ that is evaluated
 * and kept. k 5 and α 0.5 are theirs.
 */
export const lookahead = wrapperFactory({
  name: 'lookahead',
  paper:
    'Zhang, Lucas, Hinton & Ba 2019, Lookahead optimizer: k steps forward, 1 step back, arXiv:1907.08610',
  catalogue: [],
  inner: 'adam',
  options: { every: count(5), alpha: positive(0.5) },
  wrap: (inner, { every, alpha }) => ({ ...inner, transform: followed(inner.transform, every, alpha) }),
})

type LookaheadState = { readonly slow: TensorRecord; readonly inner: TransformState }

function followed(inner: GradientTransform, every: number, alpha: number): GradientTransform {
  const following: GradientTransform<
    LookaheadState,
    { readonly synchronizes: number; readonly inner: HyperparameterValues },
    { readonly synchronizes: Tensor; readonly inner: Hyperparameters }
  > = {
    initialize: (parameters) => ({ slow: parameters, inner: inner.initialize(parameters) }),
    hyperparameters: (step, rateScale) => ({
      synchronizes: (step + 1) % every === 0 ? 1 : 0,
      inner: inner.hyperparameters(step, rateScale),
    }),
    update(gradients, state, parameters, hyperparameters) {
      const result = inner.update(gradients, state.inner, parameters, hyperparameters.inner)
      const now = less(0, hyperparameters.synchronizes)
      const slow = mapRecord(result.updates, (update, path) => {
        const old = entry(state.slow, path)
        const fast = add(entry(parameters, path), update)
        return select(now, withoutSubnormals(add(old, mul(sub(fast, old), alpha))), old)
      })
      const updates = mapRecord(result.updates, (update, path) =>
        select(now, sub(entry(slow, path), entry(parameters, path)), update),
      )
      return { updates, state: { slow: { ...state.slow, ...slow }, inner: result.state } }
    },
    averaged: {
      read: (_, { slow }) => slow,
      restart: (parameters, state) => ({ ...state, slow: parameters }),
    },
  }
  return following
}
