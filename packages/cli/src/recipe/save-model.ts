/** Leaves what a finished recipe has found as the folder of a run: what `predict`, `export` and `runs` read. */
import type { Candidate, FinalRun, Metrics, Model, StepResultOf, TrainingEvent } from 'regimen'
import type { RunFolder } from '../training/run-folder.ts'
import { describeRun, encodeModel } from '../training/saved-run.ts'
import type { TrainSettings } from '../training/settings.ts'
import { metricsInUnit, type TargetScale } from '../training/target-scale.ts'
import type { LoadedRecipeData } from './recipe-data.ts'

export interface FoundModel {
  readonly model: Model
  readonly candidate: Candidate
  readonly refinement: StepResultOf<'refinement'>
}

/** The settings of the run as `train` would have been told them. */
export function settingsOf(settings: TrainSettings, candidate: Candidate, epochs: number): TrainSettings {
  const { architecture, width, depth, activation, initializer, batchNorm, dropout } = candidate
  const { optimizer, learningRate, weightDecay, batchSize } = candidate
  return {
    ...settings,
    // Of convolutions the architecture in config.json tells all.
    hidden: architecture === 'dense' ? new Array<number>(depth).fill(width) : [],
    activation,
    ...(initializer === undefined ? {} : { initializer }),
    batchNorm,
    dropout,
    optimizer,
    learningRate,
    weightDecay,
    l2: 0,
    batchSize,
    epochs,
  }
}

export async function saveModel(
  folder: RunFolder,
  settings: TrainSettings,
  { loaded, data, digest }: LoadedRecipeData,
  { model, candidate, refinement }: FoundModel,
): Promise<void> {
  const { scaler, targetScale } = data
  const run = refinement.saw.finals[refinement.decided.run ?? 0]
  const found = settingsOf(settings, candidate, refinement.decided.epochs)
  const described = { ...loaded, scaler, targetScale, digest }
  await folder.write('events', run ? eventLines(run, model, found, described, refinement.seconds) : '')
  await folder.write('model', encodeModel(model))
  await folder.writeJson('config', describeRun(found, described, model.config()))
}

interface Described {
  readonly split: LoadedRecipeData['loaded']['split']
  readonly task: LoadedRecipeData['loaded']['task']
  readonly targetScale: TargetScale | undefined
}

/** The long run that was kept, as the events of any other run. */
function eventLines(
  run: FinalRun,
  model: Model,
  settings: TrainSettings,
  { split, task, targetScale }: Described,
  seconds: number,
): string {
  const { train, validation, test } = split
  const stepsPerEpoch = Math.ceil(train.size / settings.batchSize)
  const name = task.kind === 'classification' ? 'accuracy' : 'rootMeanSquaredError'
  const metrics = (loss: number | null | undefined, metric: number | null | undefined): Metrics =>
    metricsInUnit({ loss: loss ?? Number.NaN, [name]: metric ?? Number.NaN }, targetScale)
  const evaluated = run.epochs.flatMap((epoch, index): TrainingEvent[] => {
    const at = { type: 'evaluated', step: epoch * stepsPerEpoch, epoch } as const
    return [
      { ...at, split: 'train', metrics: metrics(run.trainLoss[index], run.trainMetric[index]) },
      {
        ...at,
        split: 'validation',
        metrics: metrics(run.validationLoss[index], run.validationMetric[index]),
      },
    ]
  })
  const last = run.epochs.at(-1) ?? 0
  const summary = model.summary()
  const all: TrainingEvent[] = [
    {
      type: 'started',
      model: summary,
      inputShape: summary.inputShape,
      splits: { train: train.size, validation: validation.size, test: test.size },
      settings: { ...settings },
      totalSteps: last * stepsPerEpoch,
      stepsPerEpoch,
      resumedAt: 0,
    },
    ...evaluated,
    {
      type: 'ended',
      step: last * stepsPerEpoch,
      epoch: last,
      reason: 'completed',
      seconds,
      metrics: lastMetrics(evaluated),
    },
  ]
  return all.map((event) => `${JSON.stringify(event)}\n`).join('')
}

/** `trainLoss`, `validationAccuracy`: the last of each. */
function lastMetrics(events: readonly TrainingEvent[]): Metrics {
  return Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'evaluated'
        ? Object.entries(event.metrics).map(([name, value]) => [
            `${event.split}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
            value,
          ])
        : [],
    ),
  )
}
