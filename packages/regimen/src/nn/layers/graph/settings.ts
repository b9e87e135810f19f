/** A graph as JSON: nodes by number, the inputs first; layers by their place, so that shared ones stay shared. */
import type { Settings } from '../../../technique.ts'
import { layerConfig } from '../layer-kind.ts'
import type { Wiring } from './graph.ts'

export function graphSettings({ inputs, outputs, layers, steps }: Wiring): Settings {
  return {
    inputs: inputs.map(({ name, shape }) => ({ name, shape })),
    layers: layers.map(layerConfig),
    nodes: steps.map(({ node: { work }, from, layer }) =>
      work.kind === 'merge' ? { from, merge: work.merge } : { from, layer },
    ),
    outputs: outputs.map(({ name, node }) => ({ name, node })),
  }
}
