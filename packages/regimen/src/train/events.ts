/**
 * The event stream of a run. Progress bars, early stopping, checkpoints, logs and reports are functions of
 * this stream; nothing else watches the training loop. Codes and numbers, never finished sentences.
 */
import type { Shape } from '../engine/types.ts'
import type { ModelSummary } from '../nn/summary.ts'
import type { Settings } from '../technique.ts'
import type { Distribution } from './monitors/distribution.ts'

/** Values by metric name (`loss`, `accuracy`, `rootMeanSquaredError`). */
export type Metrics = { readonly [name: string]: number }

/** Rows of each part of the data. */
export interface PartSizes {
  readonly train: number
  readonly validation: number
  readonly test: number
}

/**
 * Why a run ended. `converged`: a full-batch method found no lower loss. `nonFinite`: the loss or a gradient became
 * NaN or infinite.
 */
export type EndReason = 'completed' | 'converged' | 'earlyStopping' | 'interrupted' | 'nonFinite' | 'stopped'

/** The first event of a run. */
export interface StartedEvent {
  readonly type: 'started'
  readonly model: ModelSummary
  readonly inputShape: Shape
  readonly splits: PartSizes
  readonly settings: Settings
  /** Updates planned in all. */
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  /** Updates already done when the run was resumed from a checkpoint; else 0. */
  readonly resumedAt: number
}

/** After an update. `step` counts from 1; `epoch` from 1. */
export interface StepEvent {
  readonly type: 'step'
  readonly step: number
  readonly epoch: number
  /** Of this batch, before the update. */
  readonly loss: number
  /**
   * In training mode, before the updates, over the batches since the last step that had some: on every sixteenth
   * step of an epoch and on its last one, else empty.
   */
  readonly metrics: Metrics
  /** Of a full-batch method: the length its line search found, 0 when it found none. */
  readonly learningRate: number
  readonly examplesPerSecond: number
}

/** After an epoch, or when asked for. Metrics always include `loss`. */
export interface EvaluatedEvent {
  readonly type: 'evaluated'
  readonly step: number
  readonly epoch: number
  /** `train`: means over the epoch's batches as they were trained on. `validation`: in inference mode. */
  readonly split: 'train' | 'validation'
  readonly metrics: Metrics
}

/** Of what the monitor tells distributions. */
export type DistributionKind = 'activation' | 'gradient' | 'weight' | 'update'

/** How a layer's activations or a parameter's values, gradient or last update are spread; from `monitor`. */
export interface DistributionEvent extends Distribution {
  readonly type: 'distribution'
  readonly step: number
  readonly epoch: number
  /** Of the layer for activations, of the parameter for the others: `layers.0`, `layers.0.weight`. */
  readonly path: string
  readonly of: DistributionKind
}

/** What monitors measure: numbers of a layer, of a parameter, or of the whole model. */
export type Measure =
  | 'gradientNorm'
  | 'updateRatio'
  | 'deadFraction'
  | 'saturatedFraction'
  | 'gradientNoiseScale'
  | 'curvature'

/** A number that a monitor measured; from `monitor`, `gradientNoiseScale` and `curvature`. */
export interface MonitoredEvent {
  readonly type: 'monitored'
  readonly step: number
  readonly epoch: number
  /** Of the layer or parameter; '' for the whole model. */
  readonly path: string
  readonly measure: Measure
  readonly value: number
}

/** After a checkpoint was saved. */
export interface CheckpointEvent {
  readonly type: 'checkpoint'
  readonly step: number
  readonly file: string
  readonly best: boolean
}

/** What a notice tells of; `batchSkipped`: the loss was NaN or infinite, and `skipNonFinite` passes over that. */
export type NoticeCode =
  | 'nonFiniteLoss'
  | 'batchSkipped'
  | 'bestRestored'
  | 'duplicatesBetweenSplits'
  | 'rowsDropped'

/** Something that a person should know; its sentence is made where it is shown. */
export interface NoticeEvent {
  readonly type: 'notice'
  readonly step: number
  readonly code: NoticeCode
  readonly parameters: Settings
}

/** The last event of a run. */
export interface EndedEvent {
  readonly type: 'ended'
  readonly step: number
  readonly epoch: number
  readonly reason: EndReason
  readonly seconds: number
  /** The last of each kind: `trainLoss`, `validationAccuracy`, … */
  readonly metrics: Metrics
}

/** Anything that a run tells of. */
export type TrainingEvent =
  | StartedEvent
  | StepEvent
  | EvaluatedEvent
  | DistributionEvent
  | MonitoredEvent
  | CheckpointEvent
  | NoticeEvent
  | EndedEvent
