/** What every activation is: a function of tensors, and a layer that applies it. */
import { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import type { InitializerName } from '../initializers/index.ts'
import type { Layer, SameShape } from '../layer.ts'
import { requireLastDimension } from '../layer-shape.ts'
import { statelessLayer } from '../layers/stateless-layer.ts'
import { withDefaults } from '../options.ts'
import type { Factory, TechniqueRow } from '../technique-factory.ts'

/** A layer that applies an activation: its output has the shape of its input. */
export type ActivationLayer = Layer<Shape, SameShape>

/** An activation's row, whatever its options are. */
export interface ActivationEntry extends Factory<ActivationLayer> {
  /** The initializer that keeps signals alive through layers with this activation. */
  readonly initializer: InitializerName
  /** Whether its layer has parameters. */
  readonly learned: boolean
}

/** Called with a tensor it computes; called without, it makes a layer. */
export interface Activation<S extends Settings = Settings> extends ActivationEntry {
  (x: Tensor, options?: Partial<S>): Tensor
  (options?: Partial<S>): ActivationLayer
}

export interface ActivationRow<S extends Settings> extends Omit<TechniqueRow<S>, 'kind'> {
  readonly initializer: InitializerName
  /** `row`: works along the last axis, such as softmax. Default `element`. */
  readonly along?: 'element' | 'row'
  /** Refuses settings that cannot be meant. */
  readonly check?: (settings: S) => void
}

/** @internal */
export function activation<S extends Settings>(
  { initializer, along = 'element', check, ...row }: ActivationRow<S>,
  compute: (x: Tensor, settings: S) => Tensor,
): Activation<S> {
  const complete = (given: Partial<S> | Settings): S => {
    const settings = withDefaults(row.name, row.defaults, given)
    check?.(settings)
    return settings
  }
  const layer = (settings: S): ActivationLayer =>
    statelessLayer({
      kind: row.name,
      settings,
      outputShape: (input) => {
        if (along === 'row') requireLastDimension(row.name, input)
        return input
      },
      compute: (x) => compute(x, settings),
    })
  function call(x: Tensor, options?: Partial<S>): Tensor
  function call(options?: Partial<S>): ActivationLayer
  function call(first: Tensor | Partial<S> = {}, options: Partial<S> = {}): Tensor | ActivationLayer {
    return first instanceof Tensor ? compute(first, complete(options)) : layer(complete(first))
  }
  return Object.assign(call, {
    technique: { ...row, kind: 'activation' as const },
    initializer,
    learned: false,
    fromSettings: (settings: Settings) => layer(complete(settings)),
  })
}
