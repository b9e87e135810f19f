/** The contract of callbacks: listeners of the event stream that may also steer the run. */
import type { Backend } from '../engine/backend.ts'
import type { RandomKey } from '../engine/random.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { Shape } from '../engine/types.ts'
import type { Layer, LayerState } from '../nn/layer.ts'
import type { Loss } from '../nn/losses/loss.ts'
import type { Settings } from '../technique.ts'
import type { Batch } from './batch.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { EndReason, TrainingEvent } from './events.ts'

/** What a callback remembers across a resume. */
export interface SavedCallback {
  /** JSON values: no NaN, no Infinity. */
  readonly values: Settings
  readonly tensors?: Readonly<Record<string, Tensor>>
}

/** Where the run stands between two updates. Both count what is done, from 0. */
export interface RunPosition {
  readonly step: number
  readonly epoch: number
  /** True when the last update ended an epoch. */
  readonly epochEnded: boolean
  /** True when the run stops here, for whatever reason. */
  readonly last: boolean
}

/** What a run trains, on what, and what computes: for callbacks that look inside. Copies; the run does not see changes. */
export interface RunSubject {
  readonly layer: Layer
  /** Of one example. */
  readonly inputShape: Shape
  readonly loss: Loss
  readonly backend: Backend
  /** Parameters as they are trained (not their averages) and buffers. */
  readonly state: LayerState
  /** The examples of the last update; before the first one, those that it will see. */
  readonly batch: Batch
  /** From which that update drew its random numbers. */
  readonly key: RandomKey
}

/** How a callback steers the run that it listens to. */
export interface TrainingControl {
  /** Ends the run before the next update. */
  stop(reason: EndReason): void
  /** Parameters (their averages, where the optimizer keeps some) and buffers as they are now; a copy. */
  readState(): LayerState
  /** Replaces parameters, their averages and buffers. */
  writeState(state: LayerState): void
  /** The whole state of the run; call it from `onBoundary`. */
  checkpoint(): Checkpoint
  /** What is being trained, as it is now. Reading it costs a copy of the weights. */
  subject(): RunSubject
  /** Which values of a metric of this run are better; a loss's lower ones. `undefined`: not of this run. */
  better(metric: string): 'lower' | 'higher' | undefined
  /** Adds an event to the stream. */
  emit(event: TrainingEvent): Promise<void>
}

/**
 * All methods may be asynchronous: when one returns a promise, the run waits for it. Callbacks are called in the order in which they were
 * given to `fit`.
 */
export interface Callback {
  /** Unique within a run: its saved state is found by it. */
  readonly name: string
  /** What the learning rate of the next update is multiplied by, beside its schedule. Default 1. */
  readonly rateScale?: number
  onEvent?(event: TrainingEvent, control: TrainingControl): unknown
  /** After an update and all of its events: the one place where a checkpoint is whole. */
  onBoundary?(position: RunPosition, control: TrainingControl): unknown
  /** Once, when no update will follow, before the `ended` event. Not called again on a finished run. */
  onFinish?(reason: EndReason, control: TrainingControl): unknown
  save?(): SavedCallback
  load?(saved: SavedCallback): void
}

/** @internal Calls for each callback, one after the other; a promise only when one of them returned one. */
export function inTurn(
  callbacks: readonly Callback[],
  call: (callback: Callback) => unknown,
  start = 0,
): Promise<void> | undefined {
  for (let index = start; index < callbacks.length; index++) {
    const callback = callbacks[index]
    const answer = callback && call(callback)
    if (isPromise(answer)) return Promise.resolve(answer).then(() => inTurn(callbacks, call, index + 1))
  }
  return undefined
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
