import { add, erf, mul, tanh } from '../../engine/ops/elementwise.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { requireOption } from '../options.ts'
import { type Activation, activation } from './activation.ts'

/** The settings of `gelu`. */
export type GeluSettings = {
  /** `none`: by the error function; `tanh`: the paper's approximation, up to 5·10⁻⁴ off. Default `none`. */
  readonly approximation: 'none' | 'tanh'
}

/** x·Φ(x), Φ the standard normal distribution: smooth, with a dip of −0.17 at x = −0.75. NaN at −∞, as PyTorch. */
export const gelu: Activation<GeluSettings> = activation<GeluSettings>(
  {
    name: 'gelu',
    defaults: { approximation: 'none' },
    paper: 'Hendrycks & Gimpel 2016, arXiv:1606.08415',
    catalogue: [],
    initializer: 'heNormal',
    check: ({ approximation }) =>
      requireOption(
        'gelu',
        'approximation',
        approximation,
        approximation === 'none' || approximation === 'tanh',
        '"none" or "tanh"',
      ),
  },
  (x, { approximation }) => mul(mul(x, 0.5), add(centred[approximation](x), 1)),
)

/** 2Φ(x) − 1. */
const centred: { readonly [A in GeluSettings['approximation']]: (x: Tensor) => Tensor } = {
  none: (x) => erf(mul(x, Math.SQRT1_2)),
  tanh: (x) => tanh(mul(mul(x, add(mul(mul(x, x), 0.044715), 1)), Math.sqrt(2 / Math.PI))),
}
