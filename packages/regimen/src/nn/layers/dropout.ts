import { mul, select } from '../../engine/ops/elementwise.ts'
import { randomBernoulli } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import type { Layer, Mode, SameShape } from '../layer.ts'
import { withDefaults } from '../options.ts'
import type { LayerKind } from './layer-kind.ts'
import { dropsIn, requireRate, sourceIn } from './masks.ts'
import { statelessLayer } from './stateless-layer.ts'

const defaults = { rate: 0.5 }

/**
 * Dropout: in training each unit is 0 with probability `rate` (the probability of removal; the paper's p is
 * that of keeping), and the others are divided by 1 − rate, so that inference needs no change (the
 * "inverted" form; `originalDropout` is the paper's). In inference, and for rate 0, the identity, unless the mode
 * asks for `dropout`. Each pass draws a fresh mask from
 * `mode.random`, under the layer's path.
 * @param rate from 0 to below 1; default 0.5.
 * @throws RegimenError `technique-option`; when applied in training without `random`: `missing-random`.
 */
export function dropout(rate: number = defaults.rate): Layer<Shape, SameShape> {
  requireRate('dropout', rate)
  return statelessLayer({
    kind: 'dropout',
    settings: { rate },
    outputShape: (input) => input,
    compute: (x, mode) => (dropsIn(mode) && rate > 0 ? drop(x, rate, mode) : x),
  })
}

function drop(x: Tensor, rate: number, mode: Mode): Tensor {
  const kept = randomBernoulli(sourceIn(mode, `dropout ${rate}`), 1 - rate, x.shape)
  return select(kept, mul(x, 1 / (1 - rate)), 0)
}

const technique: Technique = {
  name: 'dropout',
  kind: 'regularization',
  defaults,
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15',
  catalogue: ['R11', 'R13', 'R15'],
}

export const dropoutKind: LayerKind = {
  technique,
  fromSettings: (settings) => dropout(withDefaults('dropout', defaults, settings).rate),
}
