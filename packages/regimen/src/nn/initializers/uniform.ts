import { requireOption } from '../options.ts'
import { type InitializerFactory, initializerFactory } from './initializer.ts'
import { symmetricUniform } from './variance-scaling.ts'

/** Uniform in ±limit (default 0.05), whatever the layer's size: variance limit² / 3. */
export const uniformInitializer: InitializerFactory<{ readonly limit: number }> = initializerFactory(
  {
    name: 'uniform',
    defaults: { limit: 0.05 },
    paper: 'Chollet 2015, Keras (RandomUniform, limit 0.05)',
    catalogue: ['I12'],
  },
  ({ limit }) => {
    requireOption(
      'uniform',
      'limit',
      limit,
      Number.isFinite(limit) && limit >= 0,
      'a finite number, at least 0',
    )
    return (source, shape) => symmetricUniform(source, shape, limit)
  },
)
