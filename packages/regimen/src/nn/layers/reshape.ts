import { reshape as reshapeTensor } from '../../engine/ops/views.ts'
import { Tensor } from '../../engine/tensor.ts'
import { formatShape, type Shape, sizeOf } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Technique } from '../../technique.ts'
import type { Layer } from '../layer.ts'
import { requireOption } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { statelessLayer } from './stateless-layer.ts'

/**
 * The elements of each example under another shape, row-major: `reshape([28, 28, 1])` makes images of rows of
 * 784. Nothing is computed. With a tensor first, the engine's function: that tensor under the shape.
 * @throws RegimenError `technique-option`; when applied to another number of elements: `layer-shape`.
 */
export function reshape(x: Tensor, shape: Shape): Tensor
export function reshape<const S extends Shape>(shape: S): Layer<Shape, S>
export function reshape(first: Tensor | Shape, shape: Shape = []): Tensor | Layer<Shape, Shape> {
  return first instanceof Tensor ? reshapeTensor(first, shape) : reshapeLayer(first)
}

function reshapeLayer(shape: Shape): Layer<Shape, Shape> {
  const whole = shape.every((size) => Number.isSafeInteger(size) && size >= 1)
  requireOption('reshape', 'shape', shape, whole, 'whole numbers of at least 1, without the batch')
  return statelessLayer<Shape, Shape>({
    kind: 'reshape',
    settings: { shape },
    outputShape: (input) => {
      if (sizeOf(input) === sizeOf(shape)) return shape
      throw new RegimenError('layer-shape', {
        path: '',
        layer: `reshape ${formatShape(shape)}`,
        expected: `${sizeOf(shape)} elements`,
        actual: formatShape(input),
        hint: '',
      })
    },
    compute: (x) => reshapeTensor(x, [x.shape[0] ?? 0, ...shape]),
  })
}

const technique: Technique = {
  name: 'reshape',
  kind: 'layer',
  defaults: {},
  paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86',
  catalogue: [],
}

export const reshapeKind: LayerKind = {
  technique,
  fromSettings: (settings) => reshapeLayer(new SettingsReader('reshape', settings).numbers('shape')),
}
