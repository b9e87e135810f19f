import { zeros } from '../engine/ops/create.ts'
import { add, equal, mul, select } from '../engine/ops/elementwise.ts'
import { sum } from '../engine/ops/reductions.ts'
import type { Tensor } from '../engine/tensor.ts'
import { leavesOf, mapTree } from '../engine/tree.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type { Technique } from '../technique.ts'
import { mapRecord } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

export const skipNonFiniteTechnique: Technique = {
  name: 'skipNonFinite',
  kind: 'transform',
  defaults: {},
  paper: 'Micikevicius et al. 2018, Mixed precision training, arXiv:1710.03740',
  catalogue: [],
}

/**
 * Where a gradient has a NaN or an infinity anywhere, nothing moves: neither parameters nor what the inner
 * transform remembers. The update counts as one all the same.
 */
export function skipNonFinite(inner: GradientTransform): GradientTransform {
  return {
    ...inner,
    update(gradients, state, parameters, hyperparameters) {
      const finite = allFinite(gradients)
      const result = inner.update(gradients, state, parameters, hyperparameters)
      if (!finite) return result
      const old = leavesOf(state)
      let place = 0
      return {
        updates: mapRecord(result.updates, (update) =>
          select(finite, update, zeros(update.shape, update.dtype)),
        ),
        state: mapTree(result.state, (tensor) => {
          const previous = old[place++]?.tensor
          return previous && previous !== tensor ? select(finite, tensor, previous) : tensor
        }),
      }
    },
  }
}

/** 0·g is 0 for finite g only, and NaN stays NaN in every sum: one pass, no overflow. */
function allFinite(gradients: TensorRecord): Tensor | undefined {
  const sums = Object.values(gradients).map((gradient) => sum(mul(gradient, 0)))
  const [first, ...others] = sums
  return first && equal(others.reduce(add, first), 0)
}
