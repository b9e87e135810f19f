import { full, zeros } from '../../engine/ops/create.ts'
import { requireOption } from '../options.ts'
import { type InitializerFactory, initializerFactory } from './initializer.ts'

const paper = 'Rumelhart, Hinton & Williams 1986, Nature 323: equal weights stay equal'

/** All 0. For biases; weights that start equal stay equal, and the units of a layer learn the same. */
export const zerosInitializer: InitializerFactory<Record<never, never>> = initializerFactory(
  { name: 'zeros', defaults: {}, paper, catalogue: ['I1'] },
  () => (_source, shape) => zeros(shape),
)

/** All equal to `value` (default 0). For showing that weights must differ; useful for biases. */
export const constantInitializer: InitializerFactory<{ readonly value: number }> = initializerFactory(
  { name: 'constant', defaults: { value: 0 }, paper, catalogue: ['I1'] },
  ({ value }) => {
    requireOption('constant', 'value', value, Number.isFinite(value), 'a finite number')
    return (_source, shape) => full(shape, value)
  },
)
