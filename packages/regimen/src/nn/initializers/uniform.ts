import { add } from '../../engine/ops/elementwise.ts'
import { requireOption } from '../options.ts'
import { symmetricUniform } from './distributions.ts'
import { type InitializerFactory, initializerFactory, initializerRule } from './initializer.ts'

/** The settings of `uniformInitializer`. */
export type UniformSettings = {
  readonly mean: number
  /** Half the width of the interval. */
  readonly limit: number
}

export const uniformRule = initializerRule<UniformSettings>(
  {
    name: 'uniform',
    defaults: { mean: 0, limit: 0.05 },
  },
  ({ mean, limit }) => {
    const holds = Number.isFinite(limit) && limit >= 0
    requireOption('uniform', 'limit', limit, holds, 'a finite number, at least 0')
    requireOption('uniform', 'mean', mean, Number.isFinite(mean), 'a finite number')
    return (source, shape) => {
      const centred = symmetricUniform(source, shape, limit)
      return mean === 0 ? centred : add(centred, mean)
    }
  },
)

/**
 * Uniform in mean ± limit (defaults 0 and 0.05), whatever the layer's size: variance limit² / 3. U(0, 1) is
 * `{ mean: 0.5, limit: 0.5 }`: weights with a mean drown the signals of wide layers.
 */
export const uniformInitializer: InitializerFactory<UniformSettings> = initializerFactory(uniformRule, {
  paper: 'Chollet 2015, Keras (RandomUniform, limit 0.05)',
  catalogue: ['I12'],
})
