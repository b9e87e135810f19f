/** The innermost layers of a model in the order of the data, with where they stand. */
import type { Shape } from '../engine/types.ts'
import type { Layer, LayerPart } from '../nn/layer.ts'
import { joinPath, within } from '../nn/layer-shape.ts'

/** `path` from the model on; a model that is one layer has the path ''. */
export function placedLayers(layer: Layer, input: Shape, path = ''): readonly LayerPart[] {
  const parts = layer.parts?.(input)
  if (!parts) return [{ path, layer, input, output: within(path, () => layer.outputShape(input)) }]
  return parts.flatMap((part) => placedLayers(part.layer, part.input, joinPath(path, part.path)))
}
