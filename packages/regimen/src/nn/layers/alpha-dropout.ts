import { add, mul, select } from '../../engine/ops/elementwise.ts'
import { randomBernoulli } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import { seluFloor } from '../activations/selu.ts'
import type { Layer, Mode, SameShape } from '../layer.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { dropsIn, requireRate, sourceIn } from './masks.ts'
import { statelessLayer } from './stateless-layer.ts'

/** The settings of `alphaDropout`. */
export type AlphaDropoutSettings = {
  /** Probability of removal, from 0 to below 1. Default 0.05. */
  readonly rate: number
}

/**
 * Dropout for SELU networks: a dropped unit takes SELU's lowest value −λα instead of 0, and an affine map brings
 * mean 0 and variance 1 back. In inference, and for rate 0, the identity. Each pass draws a fresh mask from
 * `mode.random`, under the layer's path; when that is missing in training: RegimenError `missing-random`.
 */
export const alphaDropout: TechniqueFactory<AlphaDropoutSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'alphaDropout',
    kind: 'regularization',
    defaults: { rate: 0.05 },
    paper: 'Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv:1706.02515, section 2',
    catalogue: ['A10', 'R11'],
  },
  (settings) => {
    const { rate } = settings
    requireRate('alphaDropout', rate)
    return statelessLayer({
      kind: 'alphaDropout',
      settings,
      outputShape: (input) => input,
      compute: (x, mode) => (dropsIn(mode) && rate > 0 ? drop(x, rate, mode) : x),
    })
  },
)

function drop(x: Tensor, rate: number, mode: Mode): Tensor {
  const kept = randomBernoulli(sourceIn(mode, `alphaDropout ${rate}`), 1 - rate, x.shape)
  // Of inputs with mean 0 and variance 1 the mixture has mean rate·f and variance (1 − rate)(1 + rate·f²).
  const scale = ((1 - rate) * (1 + rate * seluFloor ** 2)) ** -0.5
  return add(mul(select(kept, x, seluFloor), scale), -scale * rate * seluFloor)
}
