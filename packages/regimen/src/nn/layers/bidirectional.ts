import { concatenate } from '../../engine/ops/indexing.ts'
import type { Shape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Technique } from '../../technique.ts'
import type { Layer } from '../layer.ts'
import { show } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import { type LayerKind, layerConfig } from './layer-kind.ts'
import { initializeParts, PartPass, partOf } from './parts.ts'
import type { RecurrentLayer } from './recurrent.ts'

/**
 * A recurrent layer and its twin that reads the sequence from the end, with weights of its own; their states side by
 * side: [time, features] → [2 · hidden], or [time, 2 · hidden] with `returnSequences`. Without it, the last state of
 * each in its own direction. The states of the two are under `forward` and `backward`.
 * Schuster & Paliwal 1997: `bidirectional(lstm(28, 64))`.
 */
export function bidirectional<In extends Shape>(layer: RecurrentLayer<In>): Layer<In, Shape> {
  const backward = layer.reversed()
  const parts = (input: Shape) => [partOf('forward', layer, input), partOf('backward', backward, input)]
  return {
    kind: 'bidirectional',
    settings: { layer: layerConfig(layer) },
    outputShape: (input) => {
      const output = parts(input)[0]?.output ?? []
      return [...output.slice(0, -1), 2 * (output.at(-1) ?? 0)]
    },
    initialize: (key, input) => initializeParts(parts(input), key),
    parts,
    apply: (state, x, mode) => {
      const pass = new PartPass(state, mode)
      const both = [pass.apply('forward', layer, x), pass.apply('backward', backward, x)]
      return pass.result(concatenate(both, -1))
    },
  }
}

function isRecurrent(layer: Layer): layer is RecurrentLayer {
  return 'reversed' in layer
}

const technique: Technique = {
  name: 'bidirectional',
  kind: 'layer',
  defaults: {},
  paper: 'Schuster & Paliwal 1997, IEEE Transactions on Signal Processing 45',
  catalogue: ['M5'],
}

export const bidirectionalKind: LayerKind = {
  technique,
  fromSettings: (settings, build) => {
    const layer = build(new SettingsReader('bidirectional', settings).record('layer'))
    if (isRecurrent(layer)) return bidirectional(layer)
    throw new RegimenError('technique-option', {
      technique: 'bidirectional',
      option: 'layer',
      value: show(layer.kind),
      expected: 'a recurrent layer',
    })
  },
}
