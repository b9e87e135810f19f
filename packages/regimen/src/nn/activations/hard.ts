/** Piecewise linear and quadratic stand-ins for smooth activations: no exponential, cheap on small devices. */
import { add, clamp, lessEqual, mul, select } from '../../engine/ops/elementwise.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { requireOption } from '../options.ts'
import { type Activation, activation } from './activation.ts'

const mobileNet = 'Howard et al. 2019, arXiv:1905.02244 (MobileNetV3)'

/** x between two bounds; the gradient is 0 outside and at the bounds, where units rest. */
function bounded(x: Tensor, low: number, high: number): Tensor {
  return select(lessEqual(x, low), low, select(lessEqual(high, x), high, x))
}

/** 0 for x ≤ −3, 1 for x ≥ 3, else x/6 + ½. Gradient 0 at the bounds. */
export const hardSigmoid: Activation<Record<never, never>> = activation(
  {
    name: 'hardSigmoid',
    defaults: {},
    paper: `Courbariaux, Bengio & David 2015, arXiv:1511.00363; slope 1/6: ${mobileNet}`,
    catalogue: [],
    initializer: 'xavierNormal',
  },
  (x) => bounded(add(mul(x, 1 / 6), 0.5), 0, 1),
)

/** x between `low` and `high` (−1 and 1 by default). Gradient 0 outside and at the bounds. */
export const hardTanh: Activation<{ readonly low: number; readonly high: number }> = activation(
  {
    name: 'hardTanh',
    defaults: { low: -1, high: 1 },
    paper: 'Collobert 2004, thesis, Université Paris 6',
    catalogue: [],
    initializer: 'xavierNormal',
    check: ({ low, high }) => {
      requireOption('hardTanh', 'low', low, Number.isFinite(low), 'a finite number')
      requireOption(
        'hardTanh',
        'high',
        high,
        Number.isFinite(high) && high > low,
        'a finite number above low',
      )
    },
  },
  (x, { low, high }) => bounded(x, low, high),
)

/** min(max(0, x), 6): a ReLU whose outputs fit few bits. Gradient 0 at 0 and at 6. */
export const relu6: Activation<Record<never, never>> = activation(
  {
    name: 'relu6',
    defaults: {},
    paper: 'Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10',
    catalogue: [],
    initializer: 'heNormal',
  },
  (x) => bounded(x, 0, 6),
)

/** x · hardSigmoid(x): 0 for x ≤ −3, x for x ≥ 3, else x(x + 3)/6. At −∞ it is 0 (PyTorch: NaN). */
export const hardSwish: Activation<Record<never, never>> = activation(
  {
    name: 'hardSwish',
    defaults: {},
    paper: mobileNet,
    catalogue: [],
    initializer: 'heNormal',
  },
  (x) => {
    // The parabola sees no x beyond its ends: where it overflowed, its gradient would be 0 · ∞ = NaN.
    const middle = clamp(x, -3, 3)
    return select(lessEqual(3, x), x, mul(middle, mul(add(middle, 3), 1 / 6)))
  },
)
