import { full } from '../../engine/ops/create.ts'
import { less, mul, select } from '../../engine/ops/elementwise.ts'
import { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import { requireLastDimension } from '../layer-shape.ts'
import { tensorOf } from '../layers/state.ts'
import { requireOption, withDefaults } from '../options.ts'
import type { TechniqueRow } from '../technique-factory.ts'
import type { ActivationEntry, ActivationLayer } from './activation.ts'

/** The settings of the layer `pRelu`. */
export type PReluSettings = {
  /** Where the slopes start. Default 0.25. */
  readonly slope: number
  /** A slope for each entry of the last dimension (features, channels) instead of one for all. Default false. */
  readonly perFeature: boolean
}

/** Called with a tensor and its slopes it computes; called without, it makes a layer that learns them. */
export interface PRelu extends ActivationEntry {
  /** @param slope broadcasts against x: [1] or [features]. */
  (x: Tensor, slope: Tensor): Tensor
  (options?: Partial<PReluSettings>): ActivationLayer
}

const technique: TechniqueRow<PReluSettings> = {
  name: 'pRelu',
  kind: 'activation',
  defaults: { slope: 0.25, perFeature: false },
  paper: 'He, Zhang, Ren & Sun 2015, arXiv:1502.01852, section 2.1',
  catalogue: ['A7'],
}

/** At 0 the gradient is the slope, as for the leaky ReLU. */
function compute(x: Tensor, slope: Tensor): Tensor {
  const positive = less(0, x)
  // The slope sees no positive x: its gradient at x = ∞ would be 0 · ∞ = NaN.
  return select(positive, x, mul(select(positive, 0, x), slope))
}

function layer(settings: PReluSettings): ActivationLayer {
  const { slope, perFeature } = settings
  requireOption('pRelu', 'slope', slope, Number.isFinite(slope), 'a finite number')
  const outputShape = (input: Shape): Shape => {
    if (perFeature) requireLastDimension('pRelu', input)
    return input
  }
  return {
    kind: 'pRelu',
    settings,
    outputShape,
    initialize: (_key, input) => {
      const size = perFeature ? (outputShape(input).at(-1) ?? 1) : 1
      return { parameters: { slope: full([size], slope) }, buffers: {} }
    },
    apply: ({ parameters }, x) => {
      outputShape(x.shape.slice(1))
      return { output: compute(x, tensorOf('pRelu', parameters, 'slope')) }
    },
  }
}

function call(x: Tensor, slope: Tensor): Tensor
function call(options?: Partial<PReluSettings>): ActivationLayer
function call(first: Tensor | Partial<PReluSettings> = {}, slope?: Tensor): Tensor | ActivationLayer {
  if (first instanceof Tensor)
    return compute(first, slope ?? full([1], technique.defaults.slope, first.dtype))
  return layer(withDefaults('pRelu', technique.defaults, first))
}

/**
 * x for x > 0, else a·x with a learned slope a (0.25 at first). Parameters: `slope` [1], or [features] with
 * `perFeature`. The paper leaves weight decay off the slopes.
 */
export const pRelu: PRelu = Object.assign(call, {
  technique,
  initializer: 'heNormal' as const,
  learned: true,
  fromSettings: (settings: Settings) => layer(withDefaults('pRelu', technique.defaults, settings)),
})
