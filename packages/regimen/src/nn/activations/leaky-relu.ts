import { less, mul, select } from '../../engine/ops/elementwise.ts'
import { requireOption } from '../options.ts'
import { type Activation, activation } from './activation.ts'

/**
 * x for x > 0, else `slope`·x (default 0.01): units whose input is negative still get a gradient, so
 * they can come back to life. At 0 the gradient is `slope`.
 */
export const leakyRelu: Activation<{ readonly slope: number }> = activation(
  {
    name: 'leakyRelu',
    defaults: { slope: 0.01 },
    paper: 'Maas, Hannun & Ng 2013, ICML workshop',
    catalogue: ['A7'],
    initializer: 'heNormal',
    check: ({ slope }) =>
      requireOption('leakyRelu', 'slope', slope, Number.isFinite(slope), 'a finite number'),
  },
  (x, { slope }) => select(less(0, x), x, mul(x, slope)),
)
