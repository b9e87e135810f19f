import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import type { Layer, Mode, SameShape, ShapeRule } from '../layer.ts'

interface StatelessLayer {
  readonly kind: string
  readonly settings: Settings
  outputShape(input: Shape): Shape
  compute(input: Tensor, mode: Mode): Tensor
}

/** A layer without parameters or buffers. */
export function statelessLayer<In extends Shape = Shape, Out extends ShapeRule = SameShape>(
  definition: StatelessLayer,
): Layer<In, Out> {
  const { kind, settings } = definition
  return {
    kind,
    settings,
    outputShape: (input) => definition.outputShape(input),
    initialize: () => ({ parameters: {}, buffers: {} }),
    apply: (_state, input, mode) => {
      definition.outputShape(input.shape.slice(1))
      return { output: definition.compute(input, mode) }
    },
  }
}
