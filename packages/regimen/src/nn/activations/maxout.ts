import { max } from '../../engine/ops/reductions.ts'
import { reshape } from '../../engine/ops/views.ts'
import { Tensor } from '../../engine/tensor.ts'
import { formatShape, type Shape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Settings } from '../../technique.ts'
import type { Layer } from '../layer.ts'
import { statelessLayer } from '../layers/stateless-layer.ts'
import { requireSize, withDefaults } from '../options.ts'
import type { Factory, TechniqueRow } from '../technique-factory.ts'

/** The settings of `maxout`. */
export type MaxoutSettings = {
  /** So many neighbouring features compete for one output. Default 2. */
  readonly pieces: number
}

/** Called with a tensor it computes; called without, it makes a layer. */
export interface Maxout extends Factory<Layer<Shape, Shape>> {
  (x: Tensor, options?: Partial<MaxoutSettings>): Tensor
  (options?: Partial<MaxoutSettings>): Layer<Shape, Shape>
}

const technique: TechniqueRow<MaxoutSettings> = {
  name: 'maxout',
  kind: 'activation',
  defaults: { pieces: 2 },
  paper: 'Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, arXiv:1302.4389',
  catalogue: [],
}

function complete(given: Partial<MaxoutSettings> | Settings): MaxoutSettings {
  const settings = withDefaults('maxout', technique.defaults, given)
  requireSize('maxout', 'pieces', settings.pieces)
  return settings
}

function grouped(shape: Shape, pieces: number): Shape {
  const features = shape.at(-1)
  if (features === undefined || features % pieces !== 0) {
    throw new RegimenError('layer-shape', {
      path: '',
      layer: 'maxout',
      expected: `[…, a multiple of ${pieces}]`,
      actual: formatShape(shape),
      hint: '',
    })
  }
  return [...shape.slice(0, -1), features / pieces]
}

function compute(x: Tensor, { pieces }: MaxoutSettings): Tensor {
  return max(reshape(x, [...grouped(x.shape, pieces), pieces]), { axes: -1 })
}

function layer(settings: MaxoutSettings): Layer<Shape, Shape> {
  return statelessLayer({
    kind: 'maxout',
    settings,
    outputShape: (input) => grouped(input, settings.pieces),
    compute: (x) => compute(x, settings),
  })
}

function call(x: Tensor, options?: Partial<MaxoutSettings>): Tensor
function call(options?: Partial<MaxoutSettings>): Layer<Shape, Shape>
function call(first: Tensor | Partial<MaxoutSettings> = {}, options: Partial<MaxoutSettings> = {}) {
  return first instanceof Tensor ? compute(first, complete(options)) : layer(complete(first))
}

/**
 * The largest of each `pieces` neighbouring features: […, features] → […, features / pieces]. With the dense
 * layer before it, a learned convex activation: `sequential(dense(784, 200), maxout(), dense(100, 10))`.
 * Equal largest ones share the gradient.
 */
export const maxout: Maxout = Object.assign(call, {
  technique,
  fromSettings: (settings: Settings) => layer(complete(settings)),
})
