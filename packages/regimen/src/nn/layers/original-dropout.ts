import { mul, select } from '../../engine/ops/elementwise.ts'
import { randomBernoulli } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Layer, Mode, SameShape } from '../layer.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { dropsIn, requireRate, sourceIn } from './masks.ts'
import { statelessLayer } from './stateless-layer.ts'

/** The settings of the dropout layers. */
export type DropoutSettings = {
  /** Probability of removal, from 0 to below 1. Default 0.5. */
  readonly rate: number
}

/**
 * Dropout as first published: in training each unit is 0 with probability `rate` and else as it is; in inference all
 * units take part, multiplied by the probability of keeping, 1 − rate, so that the next layer is given what it met in
 * training on average. (Where a text says "multiply by the dropout ratio", that ratio is of keeping; at 0.5 both are
 * the same.) `dropout` scales in training instead. Each pass draws a fresh mask from `mode.random`, under the layer's
 * path; when that is missing: RegimenError `missing-random`.
 */
export const originalDropout: TechniqueFactory<DropoutSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'originalDropout',
    kind: 'regularization',
    defaults: { rate: 0.5 },
    paper: 'Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov 2012, arXiv:1207.0580',
    catalogue: ['R11', 'R12', 'R13', 'R15', 'R16'],
  },
  (settings) => {
    const { rate } = settings
    requireRate('originalDropout', rate)
    return statelessLayer({
      kind: 'originalDropout',
      settings,
      outputShape: (input) => input,
      compute: (x, mode) => {
        if (rate === 0) return x
        return dropsIn(mode) ? drop(x, rate, mode) : mul(x, 1 - rate)
      },
    })
  },
)

function drop(x: Tensor, rate: number, mode: Mode): Tensor {
  return select(randomBernoulli(sourceIn(mode, `originalDropout ${rate}`), 1 - rate, x.shape), x, 0)
}
