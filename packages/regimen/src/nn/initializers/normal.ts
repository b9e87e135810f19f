import { add } from '../../engine/ops/elementwise.ts'
import type { RandomSource } from '../../engine/ops/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import { requireOption } from '../options.ts'
import { scaledNormal, truncatedNormal } from './distributions.ts'
import {
  type InitializerFactory,
  type InitializerRow,
  type InitializerRule,
  initializerFactory,
  initializerRule,
} from './initializer.ts'

/** The settings of `normalInitializer` and `truncatedNormalInitializer`. */
export type NormalSettings = {
  readonly mean: number
  readonly standardDeviation: number
}

function fixedNormal(
  row: InitializerRow<NormalSettings>,
  draw: (source: RandomSource, shape: Shape, standardDeviation: number) => Tensor,
): InitializerRule<NormalSettings> {
  return initializerRule(row, ({ mean, standardDeviation }) => {
    requireOption(row.name, 'mean', mean, Number.isFinite(mean), 'a finite number')
    const holds = Number.isFinite(standardDeviation) && standardDeviation >= 0
    requireOption(row.name, 'standardDeviation', standardDeviation, holds, 'a finite number, at least 0')
    return (source, shape) => {
      const centred = draw(source, shape, standardDeviation)
      return mean === 0 ? centred : add(centred, mean)
    }
  })
}

export const normalRule = fixedNormal(
  {
    name: 'normal',
    defaults: { mean: 0, standardDeviation: 0.01 },
  },
  scaledNormal,
)

/**
 * Normal with a fixed mean (default 0) and standard deviation (default 0.01), whatever the layer's size. With
 * 0.01 the signals of a deep network die out; with 1 its sigmoids saturate.
 */
export const normalInitializer: InitializerFactory<NormalSettings> = initializerFactory(normalRule, {
  paper: 'Krizhevsky, Sutskever & Hinton 2012, NIPS, section 5 (standard deviation 0.01)',
  catalogue: ['I2', 'I3', 'I4', 'I13'],
})

export const truncatedNormalRule = fixedNormal(
  {
    name: 'truncatedNormal',
    defaults: { mean: 0, standardDeviation: 0.02 },
  },
  truncatedNormal,
)

/**
 * Normal (mean 0, standard deviation 0.02 by default) without what lies beyond two standard deviations, so the
 * deviation of what is drawn is 0.88 of the setting, as in TensorFlow and PyTorch.
 */
export const truncatedNormalInitializer: InitializerFactory<NormalSettings> = initializerFactory(
  truncatedNormalRule,
  { paper: 'Devlin, Chang, Lee & Toutanova 2019, arXiv:1810.04805 (standard deviation 0.02)', catalogue: [] },
)
