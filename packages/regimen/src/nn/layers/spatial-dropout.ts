import { mul, select } from '../../engine/ops/elementwise.ts'
import { randomBernoulli } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Layer, Mode, SameShape } from '../layer.ts'
import { requireLastDimension } from '../layer-shape.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { dropsIn, requireRate, sourceIn } from './masks.ts'
import type { DropoutSettings } from './original-dropout.ts'
import { statelessLayer } from './stateless-layer.ts'

/**
 * Dropout of whole channels: in each example each channel (entry of the last dimension) is 0 at all positions with
 * probability `rate`, and else divided by 1 − rate. Neighbouring pixels are alike, so that dropping single ones takes
 * little away. In inference the identity. Draws from `mode.random` under the layer's path; when that is missing in
 * training: RegimenError `missing-random`.
 */
export const spatialDropout: TechniqueFactory<DropoutSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'spatialDropout',
    kind: 'regularization',
    defaults: { rate: 0.5 },
    paper: 'Tompson, Goroshin, Jain, LeCun & Bregler 2015, arXiv:1411.4280',
    catalogue: ['R11'],
  },
  (settings) => {
    const { rate } = settings
    requireRate('spatialDropout', rate)
    return statelessLayer({
      kind: 'spatialDropout',
      settings,
      outputShape: (input) => {
        requireLastDimension('spatialDropout', input)
        return input
      },
      compute: (x, mode) => (dropsIn(mode) && rate > 0 ? drop(x, rate, mode) : x),
    })
  },
)

function drop(x: Tensor, rate: number, mode: Mode): Tensor {
  const mask = x.shape.map((size, axis) => (axis === 0 || axis === x.rank - 1 ? size : 1))
  const kept = randomBernoulli(sourceIn(mode, `spatialDropout ${rate}`), 1 - rate, mask)
  return select(kept, mul(x, 1 / (1 - rate)), 0)
}
