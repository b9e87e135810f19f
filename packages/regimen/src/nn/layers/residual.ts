import { add } from '../../engine/ops/elementwise.ts'
import { formatShape, type Shape, sameShape } from '../../engine/types.ts'
import { RegimenError } from '../../errors.ts'
import type { Technique } from '../../technique.ts'
import type { Layer, LayerPart } from '../layer.ts'
import { SettingsReader } from '../settings-reader.ts'
import { type LayerKind, layerConfig } from './layer-kind.ts'
import { initializeParts, PartPass, partOf } from './parts.ts'
import type { InputOf, RuleOf } from './shape-flow.ts'

/** The options of `residual`. */
export interface ResidualOptions {
  /** What the input goes through beside the body, where shapes change: `conv2d(16, 32, { kernel: 1, stride: 2 })`. Default: nothing. */
  readonly shortcut?: Layer
}

/**
 * A residual block: body(x) + x, or body(x) + shortcut(x). Gradients reach what lies before it undiminished along the
 * sum. The states of the two are under `body` and `shortcut`:
 * `residual(sequential(conv2d(16, 16, { kernel: 3, padding: 1 }), relu(), conv2d(16, 16, { kernel: 3, padding: 1 })))`.
 * He, Zhang, Ren & Sun 2016, arXiv:1512.03385.
 * When applied where both do not give the same shape: RegimenError `layer-shape`.
 */
export function residual<L extends Layer>(body: L, options?: ResidualOptions): Layer<InputOf<L>, RuleOf<L>>
export function residual(body: Layer, { shortcut }: ResidualOptions = {}): Layer {
  const parts = (input: Shape) => partsOf(body, shortcut, input)
  return {
    kind: 'residual',
    settings: { body: layerConfig(body), shortcut: shortcut ? layerConfig(shortcut) : null },
    outputShape: (input) => parts(input)[0]?.output ?? input,
    initialize: (key, input) => initializeParts(parts(input), key),
    parts,
    apply: (state, x, mode) => {
      parts(x.shape.slice(1))
      const pass = new PartPass(state, mode)
      const changed = pass.apply('body', body, x)
      return pass.result(add(changed, shortcut ? pass.apply('shortcut', shortcut, x) : x))
    },
  }
}

function partsOf(body: Layer, shortcut: Layer | undefined, input: Shape): LayerPart[] {
  const changed = partOf('body', body, input)
  const kept = shortcut && partOf('shortcut', shortcut, input)
  const beside = kept?.output ?? input
  if (sameShape(changed.output, beside)) return kept ? [changed, kept] : [changed]
  throw new RegimenError('layer-shape', {
    path: '',
    layer: 'residual',
    expected: `for which body and shortcut give one shape, not ${formatShape(changed.output)} and ${formatShape(beside)}`,
    actual: formatShape(input),
    hint: kept ? '' : 'A shortcut changes the shape: residual(body, { shortcut: dense(…) }).',
  })
}

const technique: Technique = {
  name: 'residual',
  kind: 'layer',
  defaults: {},
  paper: 'He, Zhang, Ren & Sun 2016, arXiv:1512.03385',
  catalogue: [],
}

export const residualKind: LayerKind = {
  technique,
  fromSettings: (settings, build) => {
    const reader = new SettingsReader('residual', settings)
    const body = build(reader.record('body'))
    return settings.shortcut === null || settings.shortcut === undefined
      ? residual(body)
      : residual(body, { shortcut: build(reader.record('shortcut')) })
  },
}
