import { ones, zeros } from '../../engine/ops/create.ts'
import { add, mul } from '../../engine/ops/elementwise.ts'
import type { Shape } from '../../engine/types.ts'
import { formatShape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Layer, SameShape } from '../layer.ts'
import { requireOption, requireSize } from '../options.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { standardized } from './standardize.ts'
import { tensorOf } from './state.ts'

/** The settings of `layerNorm`. */
export type LayerNormSettings = {
  /** Added to the variance. Default 10⁻⁵. */
  readonly epsilon: number
  /** So many of the last dimensions are normalised together. Default 1. */
  readonly dimensions: number
  /** Whether to scale by γ and shift by β. Default true. */
  readonly affine: boolean
}

const defaults: LayerNormSettings = { epsilon: 1e-5, dimensions: 1, affine: true }

/**
 * Layer normalisation: the entries of the last `dimensions` dimensions of each example to mean 0 and variance 1, then
 * scaled by γ and shifted by β, each of their shape. The same in training and inference, whatever the batch.
 * Parameters: `gamma`, `beta` [the last dimensions].
 */
export const layerNorm: TechniqueFactory<LayerNormSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'layerNorm',
    kind: 'layer',
    defaults,
    paper: 'Ba, Kiros & Hinton 2016, arXiv:1607.06450; ε: PyTorch',
    catalogue: [],
  },
  (settings) => {
    const { epsilon, dimensions, affine } = settings
    requireOption('layerNorm', 'epsilon', epsilon, epsilon > 0, 'a number above 0')
    requireSize('layerNorm', 'dimensions', dimensions)
    const outputShape = (input: Shape): Shape => {
      if (input.length >= dimensions) return input
      throw new RegimenError('layer-shape', {
        path: '',
        layer: 'layerNorm',
        expected: `at least ${dimensions} dimensions`,
        actual: formatShape(input),
        hint: '',
      })
    }
    return {
      kind: 'layerNorm',
      settings,
      outputShape,
      initialize: (_key, input) => {
        const shape = outputShape(input).slice(-dimensions)
        return { parameters: affine ? { gamma: ones(shape), beta: zeros(shape) } : {}, buffers: {} }
      },
      apply: ({ parameters }, x) => {
        outputShape(x.shape.slice(1))
        const axes = x.shape.map((_, axis) => axis).slice(-dimensions)
        const normalized = standardized(x, axes, epsilon)
        if (!affine) return { output: normalized }
        const [gamma, beta] = [
          tensorOf('layerNorm', parameters, 'gamma'),
          tensorOf('layerNorm', parameters, 'beta'),
        ]
        return { output: add(mul(normalized, gamma), beta) }
      },
    }
  },
)
