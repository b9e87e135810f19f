/**
 * The contract of a layer: a pure function of its state and input. The model owns the state; layers only
 * describe it. Shapes leave out the batch, which is always the first dimension of the tensors.
 */
import type { RandomSource } from '../engine/ops/random.ts'
import type { RandomKey } from '../engine/random.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { Shape } from '../engine/types.ts'
import type { Settings } from '../technique.ts'

/** Tensors by path: `layers.0.weight`. */
export type TensorRecord = { readonly [path: string]: Tensor }

/** What a layer or a model has learnt. */
export interface LayerState {
  /** What training changes by gradient. */
  readonly parameters: TensorRecord
  /** What else a layer remembers, such as running statistics. */
  readonly buffers: TensorRecord
}

/** Training or inference; `random` feeds dropout and the like, and is needed only by those. */
export interface Mode {
  readonly training: boolean
  readonly random?: RandomSource
  /** Where the layer stands in the model: `layers.0`. The outermost layer has the path ''. */
  readonly path?: string
  /** Called with each inner layer's path and output: for diagnosis and monitors. */
  readonly observe?: (path: string, output: Tensor) => void
  /** Called with each inner layer's path and input, before it is applied. */
  readonly observeInput?: (path: string, input: Tensor) => void
  /**
   * Whether dropout layers draw masks. Default: in training. With true in inference a prediction is a sample of the
   * network's (Gal & Ghahramani 2016, arXiv:1506.02142), and `random` is needed.
   */
  readonly dropout?: boolean
  /** True for the path of a normalisation that uses its running statistics, and leaves them, also in training. */
  readonly keepsStatistics?: (path: string) => boolean
}

/** What a layer computes from a batch. */
export interface LayerResult {
  readonly output: Tensor
  /** All buffers after the pass; left out when none changed. */
  readonly buffers?: TensorRecord
}

/** Markers for layers whose output shape follows from their input's: used in `Layer`'s type parameters. */
export interface SameShape {
  readonly rule: 'same'
}
/** The output has one dimension, with all elements of the input. */
export interface FlattenedShape {
  readonly rule: 'flattened'
}
/** [height, width, channels] to [height′, width′, channels], or [length, channels] to [length′, channels]. */
export interface PooledShape {
  readonly rule: 'pooled'
}
/** [height, width, channels], or [length, channels], to [channels]. */
export interface ChannelsShape {
  readonly rule: 'channels'
}
/** How the shape of a layer's output follows from that of its input. */
export type ShapeRule = Shape | SameShape | FlattenedShape | PooledShape | ChannelsShape

/** A layer inside another, with the shapes that it takes and gives there (without the batch). */
export interface LayerPart {
  /** Below the outer layer: `layers.0`. Its state is under the same path. */
  readonly path: string
  readonly layer: Layer
  readonly input: Shape
  readonly output: Shape
}

/**
 * `In` is the shape the layer accepts (`Shape`: any), `Out` the one it gives, or a rule.
 */
export interface Layer<In extends Shape = Shape, Out extends ShapeRule = ShapeRule> {
  /** The technique's name: `dense`. */
  readonly kind: string
  /** All that is needed to build the same layer again. */
  readonly settings: Settings
  /** Carries the type parameters; never present at run time. */
  readonly shapes?: { readonly input: In; readonly output: Out }
  /** @throws RegimenError `layer-shape` when the layer cannot take the input. */
  outputShape(input: Shape): Shape
  /** Fresh parameters and buffers for an input shape, drawn from keys named by their paths. */
  initialize(key: RandomKey, input: Shape): LayerState
  apply(state: LayerState, input: Tensor, mode: Mode): LayerResult
  /** The layers it is made of, for layers that hold others. @throws RegimenError `layer-shape`. */
  parts?(input: Shape): readonly LayerPart[]
}
