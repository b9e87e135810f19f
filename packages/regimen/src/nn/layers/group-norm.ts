import { ones, zeros } from '../../engine/ops/create.ts'
import { add, mul } from '../../engine/ops/elementwise.ts'
import { reshape } from '../../engine/ops/views.ts'
import { formatShape, type Shape, sizeOf } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Layer, SameShape } from '../layer.ts'
import { requireOption, requireSize } from '../options.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { standardized } from './standardize.ts'
import { tensorOf } from './state.ts'

/** The settings of `groupNorm`. */
export type GroupNormSettings = {
  /** Equal groups of channels. As many as channels: instance normalisation. Default 32, as in the paper. */
  readonly groups: number
  /** Added to the variance. Default 10⁻⁵. */
  readonly epsilon: number
}

/**
 * Group normalisation: the channels (entries of the last dimension) fall into equal groups of neighbours, and each
 * group of each example, over all positions, goes to mean 0 and variance 1; then each channel is scaled by γ and
 * shifted by β. The same in training and inference, whatever the batch.
 * Parameters: `gamma`, `beta` [channels].
 * When applied to channels that `groups` does not divide: RegimenError `layer-shape`.
 */
export const groupNorm: TechniqueFactory<GroupNormSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'groupNorm',
    kind: 'layer',
    defaults: { groups: 32, epsilon: 1e-5 },
    paper:
      'Wu & He 2018, arXiv:1803.08494; with a group for each channel: Ulyanov et al. 2016, arXiv:1607.08022',
    catalogue: [],
  },
  (settings) => {
    const { groups, epsilon } = settings
    requireSize('groupNorm', 'groups', groups)
    requireOption('groupNorm', 'epsilon', epsilon, epsilon > 0, 'a number above 0')
    const outputShape = (input: Shape): Shape => {
      const channels = input.at(-1)
      if (channels !== undefined && channels % groups === 0) return input
      throw new RegimenError('layer-shape', {
        path: '',
        layer: `groupNorm ${groups}`,
        expected: `[…, a multiple of ${groups}]`,
        actual: formatShape(input),
        hint: '',
      })
    }
    return {
      kind: 'groupNorm',
      settings,
      outputShape,
      initialize: (_key, input) => {
        const shape = outputShape(input).slice(-1)
        return { parameters: { gamma: ones(shape), beta: zeros(shape) }, buffers: {} }
      },
      apply: ({ parameters }, x) => {
        const [batch = 0, ...input] = x.shape
        const channels = outputShape(input).at(-1) ?? 0
        const grouped = [batch, sizeOf(input.slice(0, -1)), groups, channels / groups]
        const normalized = reshape(standardized(reshape(x, grouped), [1, 3], epsilon), x.shape)
        const gamma = tensorOf('groupNorm', parameters, 'gamma')
        return { output: add(mul(normalized, gamma), tensorOf('groupNorm', parameters, 'beta')) }
      },
    }
  },
)
