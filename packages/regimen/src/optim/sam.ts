import { add, div, mul, sqrt, square } from '../engine/ops/elementwise.ts'
import { sum } from '../engine/ops/reductions.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { positive } from './option.ts'
import { mapRecord } from './per-parameter.ts'
import { wrapperFactory } from './wrapper-factory.ts'

/**
 * Sharpness-aware minimization, around any optimizer: the gradient is taken not at θ but at θ + ρg/‖g‖, the worst
 * point nearby to first order, on the same batch (with the same dropout): for minima whose surroundings are low too.
 * Each update costs two evaluations. `radius` is ρ, 0.05 by default as in the paper.
 */
export const sam = wrapperFactory({
  name: 'sam',
  paper: 'Foret, Kleiner, Mobahi & Neyshabur 2021, Sharpness-aware minimization, arXiv:2010.01412',
  catalogue: [],
  inner: 'momentum',
  options: { radius: positive(0.05) },
  wrap: (inner, { radius }) => ({
    ...inner,
    refineGradient: (gradient, parameters, gradientAt) => {
      const refined = gradientAt(worstNearby(parameters, gradient, radius))
      return inner.refineGradient?.(refined, parameters, gradientAt) ?? refined
    },
  }),
})

/** θ + ρg/‖g‖ over all parameters together; θ itself where g is 0. */
function worstNearby(parameters: TensorRecord, gradient: TensorRecord, radius: number): TensorRecord {
  const [first, ...others] = Object.values(gradient).map((each) => sum(square(each)))
  if (!first) return parameters
  const scale = div(radius, add(sqrt(others.reduce(add, first)), 1e-12))
  return mapRecord(parameters, (parameter, path) => {
    const uphill = gradient[path]
    return uphill ? add(parameter, mul(uphill, scale)) : parameter
  })
}
