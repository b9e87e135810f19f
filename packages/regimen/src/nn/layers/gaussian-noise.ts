import { add, mul } from '../../engine/ops/elementwise.ts'
import { randomNormal } from '../../engine/ops/random.ts'
import type { Shape } from '../../engine/types.ts'
import type { Layer, SameShape } from '../layer.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { requireDeviation, sourceIn } from './masks.ts'
import { statelessLayer } from './stateless-layer.ts'

/** The settings of `gaussianNoise`. */
export type GaussianNoiseSettings = {
  /** In the units of what the layer is given. Default 0.1, for standardised inputs. */
  readonly standardDeviation: number
}

/**
 * Adds normal noise of mean 0 to its input in training, fresh in each pass; in inference the identity. As the first
 * layer, noise on the inputs, which for small noise is a penalty on the slopes (Bishop 1995). Draws from `mode.random`
 * under the layer's path; when that is missing in training: RegimenError `missing-random`.
 */
export const gaussianNoise: TechniqueFactory<
  GaussianNoiseSettings,
  Layer<Shape, SameShape>
> = techniqueFactory(
  {
    name: 'gaussianNoise',
    kind: 'regularization',
    defaults: { standardDeviation: 0.1 },
    paper:
      'Bishop 1995, "Training with noise is equivalent to Tikhonov regularization", Neural Computation 7',
    catalogue: ['R9'],
  },
  (settings) => {
    const { standardDeviation } = settings
    requireDeviation('gaussianNoise', standardDeviation)
    return statelessLayer({
      kind: 'gaussianNoise',
      settings,
      outputShape: (input) => input,
      compute: (x, mode) => {
        if (!mode.training || standardDeviation === 0) return x
        const source = sourceIn(mode, `gaussianNoise ${standardDeviation}`)
        const dtype = x.dtype === 'float64' ? 'float64' : 'float32'
        return add(x, mul(randomNormal(source, x.shape, dtype), standardDeviation))
      },
    })
  },
)
