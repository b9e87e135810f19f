/** One training run of a candidate: what trials and the long runs at the end have in common. */
import { type Part, takeRows } from '../../data/dataset.ts'
import type { Backend } from '../../engine/backend.ts'
import type { Model } from '../../nn/model.ts'
import type { Callback } from '../../train/callback.ts'
import { earlyStopping } from '../../train/early-stopping.ts'
import type { EndReason, EvaluatedEvent, Metrics } from '../../train/events.ts'
import { fit } from '../../train/fit.ts'
import type { Decision } from '../pruner.ts'
import { type Candidate, candidateModel, candidateOptimizer } from './candidate.ts'
import { keepRun, type RunKeeper, recallRun } from './kept-run.ts'
import type { SearchData } from './types.ts'

/** How a candidate is trained. */
export interface TrainCandidateOptions {
  readonly epochs: number
  /** Of the first weights, the batches and the masks. */
  readonly seed: number
  /** Default `constant`. */
  readonly schedule?: 'constant' | 'cosine'
  /** Epochs without a lower validation loss; null or left out: all epochs are run. */
  readonly patience?: number | null
  /** Keep the weights of the epoch with the lowest validation loss rather than the last ones. Default true. */
  readonly restoreBest?: boolean
  /** Ends after the epoch in which so much time is over, that before a resume included; null or left out: never. */
  readonly seconds?: number | null
  readonly backend?: Backend
  readonly signal?: AbortSignal
  /**
   * Where the state is kept on the way (about every half second), and taken from where an earlier call of the same run was cut
   * off: it comes to the same bits. Empty when the run has ended.
   */
  readonly keeper?: RunKeeper
  /** After each epoch; anything but `continue` ends the run. */
  readonly report?: (epoch: number, metrics: Metrics) => Promise<Decision> | Decision
}

/** What a run came to. The model has the weights of the epoch with the lowest validation loss. */
export interface TrainedCandidate {
  readonly model: Model
  readonly reason: EndReason
  readonly history: readonly EvaluatedEvent[]
  /** Counted from 1; 0 when no epoch ended. */
  readonly bestEpoch: number
  /** Lowest validation loss; Infinity when no epoch ended with a finite one. */
  readonly loss: number
  readonly epochs: number
  /** Those before a resume included. */
  readonly seconds: number
  /** Epochs that an earlier call had done. */
  readonly resumedAt: number
}

/** Trains a candidate on the training part, watched on the validation part. @throws RegimenError as `fit`. */
export async function trainCandidate(
  data: SearchData,
  candidate: Candidate,
  options: TrainCandidateOptions,
): Promise<TrainedCandidate> {
  const { epochs, seed, schedule = 'constant', restoreBest = true, backend, signal, keeper } = options
  const model = candidateModel(candidate, data, seed)
  const { train, validation } = data
  const batchSize = Math.min(candidate.batchSize, train.size)
  const steps = epochs * Math.ceil(train.size / batchSize)
  const patience = options.patience ?? epochs
  const identity = JSON.stringify([candidate, epochs, seed, schedule, patience, restoreBest])
  const before = keeper && (await recallRun(keeper, identity))
  const spent = before?.seconds ?? 0
  const result = await fit(
    model,
    { train, validation },
    {
      optimizer: candidateOptimizer(candidate, schedule === 'cosine' ? steps : undefined),
      epochs,
      batchSize,
      seed,
      callbacks: [
        earlyStopping({ patience, restoreBest }),
        reporting(options, spent),
        ...(keeper ? [keepRun(keeper, identity, before)] : []),
      ],
      ...(before && { resume: before.checkpoint }),
      ...(backend && { backend }),
      ...(signal && { signal }),
    },
  )
  const held = result.history.filter(({ split }) => split === 'validation')
  const best = held.reduce<{ epoch: number; loss: number }>(
    (lowest, { epoch, metrics }) =>
      (metrics.loss ?? Number.NaN) < lowest.loss ? { epoch, loss: metrics.loss ?? Number.NaN } : lowest,
    { epoch: 0, loss: Number.POSITIVE_INFINITY },
  )
  return {
    model,
    reason: result.reason,
    history: result.history,
    bestEpoch: best.epoch,
    loss: best.loss,
    epochs: result.epochs,
    seconds: spent + result.seconds,
    resumedAt: before?.epochs ?? 0,
  }
}

function reporting({ report, seconds }: TrainCandidateOptions, spent: number): Callback {
  const end = performance.now() + ((seconds ?? Number.POSITIVE_INFINITY) - spent) * 1000
  return {
    name: 'trialReports',
    async onEvent(event, control) {
      if (event.type !== 'evaluated' || event.split !== 'validation') return
      const decision = (await report?.(event.epoch, event.metrics)) ?? 'continue'
      if (decision !== 'continue' || performance.now() > end) control.stop('stopped')
    },
  }
}

/** The first rows of both parts: rows stand in a random order, so these are a fair sample. */
export function sampleOf(data: SearchData, rows: number, validationRows: number): SearchData {
  const first = <P extends 'train' | 'validation'>(part: Part<P>, count: number): Part<P> => {
    if (count >= part.size) return part
    const taken = Int32Array.from({ length: count }, (_, row) => row)
    return { ...takeRows(part, taken, part.part), rows: part.rows.slice(0, count) }
  }
  return { ...data, train: first(data.train, rows), validation: first(data.validation, validationRows) }
}
