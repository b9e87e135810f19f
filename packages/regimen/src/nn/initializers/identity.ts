import { defaultFloat } from '../../engine/settings.ts'
import { fromData } from '../../engine/tensor.ts'
import { sizeOf, toData } from '../../engine/types.ts'
import { requireGain } from './gain.ts'
import { type InitializerFactory, initializerFactory, initializerRule } from './initializer.ts'

export const identityRule = initializerRule<{ readonly gain: number }>(
  {
    name: 'identity',
    defaults: { gain: 1 },
  },
  ({ gain }) => {
    requireGain('identity', gain)
    return (_source, shape) => {
      const outputs = shape.at(-1) ?? 1
      const inputs = shape.at(-2) ?? 1
      // The first element of the middle place, counted in row-major order.
      const middle = shape.slice(0, -2).reduce((at, size) => at * size + Math.floor((size - 1) / 2), 0)
      const weights = new Float64Array(sizeOf(shape))
      for (let unit = 0; unit < Math.min(inputs, outputs); unit++) {
        weights[(middle * inputs + unit) * outputs + unit] = gain
      }
      const dtype = defaultFloat()
      return fromData(dtype, [...shape], toData(dtype, weights))
    }
  },
)

/**
 * `gain` (default 1) times the identity, with zeros where the weights are not square: the layer starts by
 * handing on its input. Of a convolution's kernel the middle place alone is the identity.
 */
export const identityInitializer: InitializerFactory<{ readonly gain: number }> = initializerFactory(
  identityRule,
  {
    paper:
      'Le, Jaitly & Hinton 2015, arXiv:1504.00941; kernels: Zagoruyko & Komodakis 2017, arXiv:1706.00388',
    catalogue: [],
  },
)
