/** A model: a layer, the shape it is used with, and the state that training changes. */
import { RandomKey } from '../engine/random.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { formatShape, formatType, type Shape, sameShape, toData } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import type { Settings } from '../technique.ts'
import type { Layer, LayerState, Mode, TensorRecord } from './layer.ts'
import { type LayerKinds, layerFromConfig } from './layers/index.ts'
import { layerConfig } from './layers/layer-kind.ts'
import { SettingsReader } from './settings-reader.ts'
import { type ModelSummary, summarize } from './summary.ts'

/** The options of `createModel`. */
export interface ModelOptions {
  /** The shape of one input, without the batch: `[784]`, `[28, 28]`. */
  readonly input: Shape
  /** The seed of the first weights. Default 0. */
  readonly seed?: number
}

/** A layer with its state: what is trained, evaluated and saved. */
export class Model {
  readonly layer: Layer
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** Parameters and buffers by path. Replaced by `load` and by training, never changed inside. */
  state: LayerState

  /** @internal Use `createModel`. */
  constructor(layer: Layer, { input, seed = 0 }: ModelOptions) {
    if (!input.every((size) => Number.isSafeInteger(size) && size >= 1)) {
      throw new RegimenError('model-shape', { input: formatShape(input) })
    }
    this.layer = layer
    this.inputShape = [...input]
    this.outputShape = layer.outputShape(input)
    this.state = layer.initialize(RandomKey.fromSeed(seed), input)
  }

  /**
   * The outputs for a batch of inputs [batch, ...inputShape], computed at once; in inference mode unless the
   * mode says otherwise. The state does not change, also not in training mode.
   * @throws RegimenError `model-input`, and in training with dropout `missing-random`.
   */
  apply(inputs: Tensor, mode: Mode = { training: false }): Tensor {
    if (inputs.rank === 0 || !sameShape(inputs.shape.slice(1), this.inputShape)) {
      const single = sameShape(inputs.shape, this.inputShape)
      throw new RegimenError('model-input', {
        expected: `[batch${this.inputShape.map((size) => `, ${size}`).join('')}]`,
        actual: formatShape(inputs.shape),
        hint: single ? `For a single input use reshape(x, [1, ${inputs.shape.join(', ')}]).` : '',
      })
    }
    return this.layer.apply(this.state, inputs, mode).output
  }

  /** What the model is made of; `formatSummary` prints it. */
  summary(): ModelSummary {
    return summarize(this.layer, this.inputShape, this.state)
  }

  /** JSON from which `modelFromConfig` builds the same architecture. The weights are not in it. */
  config(): Settings {
    return { input: this.inputShape, layer: layerConfig(this.layer) }
  }

  /**
   * Takes over a state of the same architecture, such as a saved one; numbers of another float type are
   * converted.
   * @throws RegimenError `architecture-mismatch` naming the first tensor that differs; nothing changes then.
   */
  load({ parameters, buffers }: LayerState): void {
    this.state = {
      parameters: matched(this.state.parameters, parameters),
      buffers: matched(this.state.buffers, buffers),
    }
  }
}

/**
 * A model with fresh weights, of the float type of the backend in force.
 * @throws RegimenError `layer-shape` naming the layer that does not fit, `model-shape`.
 */
export function createModel(layer: Layer, options: ModelOptions): Model {
  return new Model(layer, options)
}

/** The options of `modelFromConfig`. */
export interface ModelFromConfigOptions {
  /** The seed of the first weights. Default 0. */
  readonly seed?: number
  /** Layers of your own, by kind. */
  readonly kinds?: LayerKinds
}

/**
 * A model from what `config()` gave, with fresh weights; `load` brings back trained ones.
 * @throws RegimenError `unknown-technique` for a kind of layer that is not known, `technique-option`,
 * `layer-shape`.
 */
export function modelFromConfig(config: Settings, options: ModelFromConfigOptions = {}): Model {
  const reader = new SettingsReader('model', config)
  const layer = layerFromConfig(reader.record('layer'), options.kinds)
  return createModel(layer, { input: reader.numbers('input'), seed: options.seed ?? 0 })
}

/** `given` in the order and types of `own`, when it has the same names and shapes. */
function matched(own: TensorRecord, given: TensorRecord): TensorRecord {
  const differs = (name: string, expected: string, actual: string) =>
    new RegimenError('architecture-mismatch', { name, expected, actual })
  for (const [name, tensor] of Object.entries(own)) {
    const found = given[name]
    if (!found) throw differs(name, formatShape(tensor.shape), 'nothing')
    if (!sameShape(found.shape, tensor.shape)) {
      throw differs(name, formatShape(tensor.shape), formatShape(found.shape))
    }
  }
  for (const [name, tensor] of Object.entries(given)) {
    if (!Object.hasOwn(own, name)) throw differs(name, 'nothing', formatType(tensor.type))
  }
  return Object.fromEntries(
    Object.entries(own).map(([name, { dtype, shape }]) => {
      const data = given[name]?.data() ?? []
      return [name, fromData(dtype, shape, toData(dtype, data))]
    }),
  )
}
