/** The table that `summary()` gives: what the model is made of. */
import type { Shape } from '../engine/types.ts'
import type { Settings } from '../technique.ts'

export interface LayerSummary {
  /** `layers.0` */
  readonly path: string
  readonly kind: string
  readonly settings: Settings
  /** Without the batch. */
  readonly outputShape: Shape
  readonly parameters: number
  readonly buffers: number
}

export interface ModelSummary {
  readonly inputShape: Shape
  readonly layers: readonly LayerSummary[]
  /** Trainable numbers in all. */
  readonly parameters: number
  readonly buffers: number
}
