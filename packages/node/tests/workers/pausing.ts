/** Real trainings that ASHA pauses and promotes: whatever a checkpoint forgot (moments, running statistics, masks) would show. */
import {
  adam,
  ashaPruner,
  batchNorm,
  type Callback,
  createModel,
  defineTuning,
  dense,
  dropout,
  type FitResult,
  fit,
  RandomKey,
  relu,
  scalers,
  sequential,
  splitDataset,
  type Trial,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/index.ts'

const split = splitDataset(iris(), { sizes: { validation: 0.3, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.zScore.fit(split.train)
const [train, validation] = [scaler.applyTo(split.train), scaler.applyTo(split.validation)]

export interface Training {
  readonly learningRate: number
  readonly number: number
  readonly callbacks?: readonly Callback[]
  readonly kept?: Uint8Array | undefined
}

export async function trained({ learningRate, number, callbacks = [], kept }: Training): Promise<FitResult> {
  const layer = sequential(dense(4, 12), batchNorm(), relu(), dropout(0.2), dense(12, 3))
  const model = createModel(layer, { input: [4], seed: number })
  return fit(
    model,
    { train, validation },
    {
      optimizer: adam({ learningRate }),
      epochs: 9,
      batchSize: 10,
      seed: number,
      callbacks,
      ...(kept && { resume: decodeCheckpoint(kept, `trial ${number}`) }),
    },
  )
}

/** Keeps the run after each epoch, then reports, then stops where it is told to. */
function pausing(trial: Trial): Callback {
  let loss = Number.NaN
  return {
    name: 'pausing',
    onEvent: (event) => {
      if (event.type === 'evaluated' && event.split === 'validation') loss = event.metrics.loss ?? Number.NaN
    },
    onBoundary: async ({ epoch, epochEnded }, control) => {
      if (!epochEnded) return
      await trial.keep(encodeCheckpoint(control.checkpoint()))
      if ((await trial.report(epoch, { loss })) !== 'continue') control.stop('stopped')
    },
  }
}

export default defineTuning({
  pruner: ashaPruner({ maximumSteps: 9, reductionFactor: 3 }),
  objective: async (trial) => {
    const learningRate = trial.float('learningRate', 1e-3, 0.3, { log: true })
    const kept = await trial.kept()
    // How far it had come each time that it was begun.
    trial.note('begun', `${trial.record.notes.begun ?? ''}${trial.record.reports.length} `)
    const { number } = trial
    const { metrics } = await trained({ learningRate, number, callbacks: [pausing(trial)], kept })
    return metrics.validationLoss ?? Number.NaN
  },
})
