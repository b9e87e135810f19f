import { add, mul } from '../engine/ops/elementwise.ts'
import { heavyBall } from './momentum.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { fraction, positive } from './option.ts'
import { selects } from './path-selection.ts'
import { stateless } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'
import { norm, trustRatio } from './trust-ratio.ts'
import { isWeight, type WeightDecay } from './weight-decay.ts'

/**
 * LARS: SGD with momentum whose steps are, for each parameter, in proportion to its norm: with the local rate
 * κ‖w‖ / (‖g‖ + λ‖w‖) b ← αb + rate·(g + λw), w ← w − ηb. λ is that of coupled decay; where ‖w‖ or ‖g‖ is 0 the
 * local rate is κ.
 */
export const lars = optimizerFactory({
  name: 'lars',
  paper: 'You, Gitman & Ginsburg 2017, Large batch training of convolutional networks, arXiv:1708.03888',
  catalogue: [],
  learningRate: 1,
  options: { momentum: fraction(0.9), trustCoefficient: positive(0.001) },
  addsCoupledDecay: true,
  direction: ({ momentum, trustCoefficient }, { weightDecay }) => [
    scaleByLocalRate(trustCoefficient, weightDecay),
    heavyBall(momentum),
  ],
})

function scaleByLocalRate(trustCoefficient: number, weightDecay: WeightDecay | undefined): GradientTransform {
  const decays = selects(weightDecay?.mask ?? isWeight)
  return stateless((gradient, weight, path) => {
    const lambda = decays(path) ? (weightDecay?.coupled ?? 0) : 0
    const decayed = add(gradient, mul(weight, lambda))
    const weightNorm = norm(weight)
    const ratio = trustRatio(weightNorm, add(norm(gradient), mul(weightNorm, lambda)))
    return mul(decayed, mul(ratio, trustCoefficient))
  })
}
