import { full, zeros } from '../../engine/ops/create.ts'
import { requireOption } from '../options.ts'
import { type InitializerFactory, initializerFactory, initializerRule } from './initializer.ts'

const paper = 'Rumelhart, Hinton & Williams 1986, Nature 323: equal weights stay equal'

export const zerosRule = initializerRule<Record<never, never>>(
  { name: 'zeros', defaults: {} },
  () => (_source, shape) => zeros(shape),
)

/** All 0. For biases; weights that start equal stay equal, and the units of a layer learn the same. */
export const zerosInitializer: InitializerFactory<Record<never, never>> = initializerFactory(zerosRule, {
  paper,
  catalogue: ['I1'],
})

export const constantRule = initializerRule<{ readonly value: number }>(
  { name: 'constant', defaults: { value: 0 } },
  ({ value }) => {
    requireOption('constant', 'value', value, Number.isFinite(value), 'a finite number')
    return (_source, shape) => full(shape, value)
  },
)

/** All equal to `value` (default 0). For showing that weights must differ; useful for biases. */
export const constantInitializer: InitializerFactory<{ readonly value: number }> = initializerFactory(
  constantRule,
  { paper, catalogue: ['I1'] },
)
