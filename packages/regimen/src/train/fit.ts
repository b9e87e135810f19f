/** Training: one loop that emits one event stream. */
import type { Augmentation } from '../data/augmentation/augmentation.ts'
import type { Part } from '../data/dataset.ts'
import type { Backend } from '../engine/backend.ts'
import { currentBackend } from '../engine/settings.ts'
import { RegimenError } from '../errors.ts'
import type { Model } from '../nn/model.ts'
import type { FullBatchOptimizer } from '../optim/second-order/full-batch-optimizer.ts'
import type { Optimizer } from '../optim/transform.ts'
import type { Settings } from '../technique.ts'
import type { Callback } from './callback.ts'
import { checkData } from './check-data.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { EndReason, EvaluatedEvent, Metrics } from './events.ts'
import { isFullBatch } from './is-full-batch.ts'
import { type ObjectiveOptions, objectiveFor } from './objective.ts'
import { fetchParts } from './parts.ts'
import { Run } from './run.ts'

/** What `fit` is given to learn from. */
export interface FitData {
  readonly train: Part<'train'>
  /** Without it nothing is evaluated and early stopping has nothing to go by. */
  readonly validation?: Part<'validation'>
}

/** The options of `fit`. */
export interface FitOptions extends ObjectiveOptions {
  /**
   * A full-batch method (`lBfgs()`, `newton()`, `levenbergMarquardt()`) sees the whole training part in every update: one update is
   * one epoch, in the order of the data; `batchSize` and `sampling` do not matter.
   */
  readonly optimizer: Optimizer | FullBatchOptimizer
  /** Passes over the training part. Default 10, unless `steps` is given. */
  readonly epochs?: number
  /** Updates in all, instead of epochs. */
  readonly steps?: number
  /** Examples per update; the last batch of an epoch may be smaller. Default 32. */
  readonly batchSize?: number
  /** Decides the order of the examples and every random mask. Default 0. */
  readonly seed?: number
  /** `epochs` (default): every example once per epoch. `withReplacement`: each batch drawn anew. */
  readonly sampling?: 'epochs' | 'withReplacement'
  /**
   * Changes of the training rows as they are read, in this order, drawn anew in each epoch: what a row becomes
   * depends on seed, epoch and row alone. Validation rows stay as they are. Not with full-batch methods, nor mixing
   * (`mixUp`, `cutMix`) with losses of embeddings.
   */
  readonly augment?: readonly Augmentation[]
  /**
   * How often each training row is drawn in relation to the others, [size]; only with `sampling: 'withReplacement'`.
   * `balancedWeights(train)` draws every class equally often.
   */
  readonly sampleWeights?: Float64Array
  /** Default: the backend in force. */
  readonly backend?: Backend
  readonly callbacks?: readonly Callback[]
  /** Goes on where a checkpoint of the same model, data and settings was taken. */
  readonly resume?: Checkpoint
  /** Ends the run after the current update, with the reason `interrupted`. */
  readonly signal?: AbortSignal
  /** Told in the `started` event, for logs and reports. */
  readonly settings?: Settings
  /** Size of the test part, told in the `started` event. The part itself has no business here. */
  readonly testSize?: number
}

/** What `fit` comes to. */
export interface FitResult {
  readonly reason: EndReason
  /** Updates done, those before a resume included. */
  readonly steps: number
  /** Whole epochs done. */
  readonly epochs: number
  /** Wall-clock time since this call. */
  readonly seconds: number
  /** The last values, by name: `trainLoss`, `validationAccuracy`. */
  readonly metrics: Metrics
  /** All evaluations, those before a resume included. */
  readonly history: readonly EvaluatedEvent[]
}

/**
 * Trains a model in place. The whole step (forward, loss, backward, optimizer, metrics) is compiled once per
 * batch size. The run is a function of model, data, options and seed alone: the same call gives the same
 * bits, and so does a run resumed from any of its checkpoints.
 * @throws RegimenError `bad-option`, `model-data-mismatch`, `callback-names`, `checkpoint-mismatch`,
 * `random-loss` (dropout with a full-batch method), and what
 * callbacks throw. A loss that becomes NaN or infinite is no error: the run ends with the reason
 * `nonFinite` and a notice that names the step and the first layer, the weights kept from before it. With an
 * optimizer's `skipNonFinite` such a batch is passed over with a notice, unless an epoch has no other.
 */
export async function fit(model: Model, data: FitData, options: FitOptions): Promise<FitResult> {
  checkOptions(options)
  checkData(model, data.train, options.loss)
  const run = new Run(model, data, {
    batchSize: 32,
    seed: 0,
    sampling: 'epochs',
    shuffle: true,
    callbacks: [],
    settings: {},
    testSize: 0,
    ...options,
    ...(isFullBatch(options.optimizer) && {
      batchSize: Math.max(1, data.train.size),
      sampling: 'epochs',
      shuffle: false,
    }),
    backend: options.backend ?? currentBackend(),
    objective: objectiveFor(data.train.task, options),
    parts: await fetchParts(options),
  })
  return run.run()
}

function checkOptions(given: FitOptions): void {
  const { epochs, steps, batchSize, callbacks = [] } = given
  for (const [option, value] of Object.entries({ epochs, steps, batchSize })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue
    throw new RegimenError('bad-option', {
      option,
      value: String(value),
      expected: 'a whole number of at least 1',
    })
  }
  checkSampling(given)
  const names = new Set<string>()
  for (const { name } of callbacks) {
    if (names.has(name)) throw new RegimenError('callback-names', { name })
    names.add(name)
  }
}

function checkSampling({ optimizer, augment = [], loss, sampling, sampleWeights }: FitOptions): void {
  const mixes = augment.some(({ name }) => name === 'mixUp' || name === 'cutMix')
  const refuse = (option: string, value: string, expected: string) =>
    new RegimenError('bad-option', { option, value, expected })
  const names = augment.map(({ name }) => name).join(', ')
  if (names && isFullBatch(optimizer)) throw refuse('augment', names, 'none with a full-batch method')
  if (mixes && loss?.outputs === 'embedding') {
    throw refuse('augment', names, 'nothing that mixes rows with a loss of embeddings')
  }
  if (sampleWeights && sampling !== 'withReplacement') {
    throw refuse('sampling', sampling ?? 'epochs', '"withReplacement", since sampleWeights are given')
  }
}
