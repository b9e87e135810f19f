import { reshape } from '../../engine/ops/views.ts'
import type { Shape } from '../../engine/types.ts'
import { sizeOf } from '../../engine/types.ts'
import type { FlattenedShape, Layer } from '../layer.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { statelessLayer } from './stateless-layer.ts'

/** All dimensions but the batch in one, row-major: [28, 28] → [784]. Nothing is computed. */
export const flatten: TechniqueFactory<Record<never, never>, Layer<Shape, FlattenedShape>> = techniqueFactory(
  {
    name: 'flatten',
    kind: 'layer',
    defaults: {},
    paper: 'LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86',
    catalogue: [],
  },
  (settings) =>
    statelessLayer<Shape, FlattenedShape>({
      kind: 'flatten',
      settings,
      outputShape: (input) => [sizeOf(input)],
      compute: (x) => reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]),
    }),
)
