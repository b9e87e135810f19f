/** One training run from settings to a finished folder; the same road for a new run and a resumed one. */
import { loadCheckpoint, saveCheckpoint } from '@regimen/node'
import {
  type Backend,
  type Callback,
  type Checkpoint,
  type EndReason,
  type EvaluatedEvent,
  earlyStopping,
  evaluate,
  type FitResult,
  fit,
  type Metrics,
  type Model,
  type NoticeEvent,
} from 'regimen'
import { type ConfigParts, partsOfSettings } from '../config/apply-config.ts'
import type { TrainingRows } from '../config/training-rows.ts'
import { CliError, failure } from '../errors.ts'
import { Progress } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { buildBackend } from './backend.ts'
import { buildMetrics, buildModel, buildTrainOptimizer, stepsPerEpoch } from './build.ts'
import { checkpointing } from './checkpointing.ts'
import { cutEventLog, EventLog } from './event-log.ts'
import { listenForInterrupt } from './interrupt.ts'
import type { OnDownload } from './load-data.ts'
import { lossNotFinite } from './non-finite.ts'
import { type PreparedData, prepareData } from './prepare-data.ts'
import { RunFolder } from './run-folder.ts'
import { describeRun, encodeModel, readRun } from './saved-run.ts'
import { defaultEpochs, defaultPatience, type TrainSettings } from './settings.ts'
import { eventInUnit, listeningInUnit, metricsInUnit } from './target-scale.ts'

export interface PreparedRun {
  readonly folder: RunFolder
  readonly settings: TrainSettings
  readonly data: PreparedData
  readonly model: Model
  readonly parts: ConfigParts
  readonly rows: TrainingRows
  readonly epochs: number
  readonly resume?: Checkpoint
  /** A new run that fails leaves nothing; a resumed one leaves what it found. */
  readonly isNew: boolean
}

export interface FinishedRun extends PreparedRun {
  readonly reason: EndReason
  readonly epochsDone: number
  readonly seconds: number
  /** In the target's own unit, like everything below. */
  readonly history: readonly EvaluatedEvent[]
  readonly validation: Metrics
  readonly test: Metrics
  /** Epoch whose weights were kept. */
  readonly bestEpoch: number | undefined
}

/** Loads the data, then makes the folder: bad data leaves no trace. */
export async function prepareNewRun(
  asked: TrainSettings,
  out: string,
  force: boolean,
  onDownload: OnDownload,
  parts: ConfigParts = {},
): Promise<PreparedRun> {
  RunFolder.check(out, force)
  const data = await prepareData(asked, onDownload)
  const settings = data.folder === undefined ? asked : { ...asked, folder: data.folder }
  const model = buildModel(settings, data.scaled.train.inputShape, data.task, settings.seed, parts)
  const rows = rowsOf(settings, data, parts)
  buildMetrics(settings, data.task)
  const folder = RunFolder.create(out, force)
  try {
    await folder.writeJson('config', describeRun(settings, data, model.config(), parts.digest))
  } catch (error) {
    folder.discard()
    throw error
  }
  return { folder, settings, data, model, parts, rows, epochs: epochsOf(settings, data, parts), isNew: true }
}

/** Everything but the state comes from config.json. @throws CliError `not-a-run`, `data-changed` */
export async function prepareResumedRun(out: string, onDownload: OnDownload): Promise<PreparedRun> {
  const folder = RunFolder.open(out)
  const { settings, digest, name, configDigest } = await readRun(folder)
  const parts = await partsOfSettings(settings)
  if (parts.digest !== configDigest) {
    throw failure('config-changed', { file: settings.config ?? '', folder: out })
  }
  const data = await prepareData(settings, onDownload)
  if (data.digest !== digest) throw failure('data-changed', { dataset: name, folder: out })
  const model = buildModel(settings, data.scaled.train.inputShape, data.task, settings.seed, parts)
  const resume = folder.has('checkpoint') ? await loadCheckpoint(folder.file('checkpoint')) : undefined
  folder.removeLeftovers()
  const step = Number(resume?.header.step ?? 0)
  cutEventLog(folder.file('events'), resume ? step : -1)
  const epochs = epochsOf(settings, data, parts)
  const rows = rowsOf(settings, data, parts)
  const prepared = { folder, settings, data, model, parts, rows, epochs, isNew: false }
  return resume ? { ...prepared, resume } : prepared
}

function rowsOf(settings: TrainSettings, { scaled }: PreparedData, parts: ConfigParts): TrainingRows {
  // Made here too, so that settings that fit no optimizer are refused before there is a folder.
  const optimizer = buildTrainOptimizer(settings, parts)
  return parts.rows?.(scaled.train, optimizer) ?? {}
}

function epochsOf(settings: TrainSettings, { split }: PreparedData, parts: ConfigParts): number {
  const { epochs, batchSize } = settings
  return (
    epochs ?? defaultEpochs(stepsPerEpoch(buildTrainOptimizer(settings, parts), batchSize, split.train.size))
  )
}

/**
 * Trains, evaluates, and saves the model.
 * @throws CliError `interrupted`, `loss-not-finite`, `cannot-write`
 */
export async function trainRun(run: PreparedRun, terminal: Terminal): Promise<FinishedRun> {
  const { folder, data, model } = run
  const { targetScale, scaled } = data
  const metrics = buildMetrics(run.settings, data.task)
  const { loss } = run.parts
  const measured = { metrics, ...(loss && { loss }) }
  try {
    const notices: NoticeEvent[] = []
    const backend = buildBackend(run.settings, terminal)
    const result = await fitRun(run, backend, terminal, notices)
    if (result.reason === 'interrupted') throw new CliError(130, 'interrupted', { folder: folder.path })
    if (result.reason === 'nonFinite') throw lossNotFinite(notices, model.summary())
    await folder.write('model', encodeModel(model))
    const restored = notices.find(({ code }) => code === 'bestRestored')
    return {
      ...run,
      reason: result.reason,
      epochsDone: result.epochs,
      seconds: result.seconds,
      history: result.history.map((event) => eventInUnit(event, targetScale)),
      validation: metricsInUnit(evaluate(model, scaled.validation, { backend, ...measured }), targetScale),
      test: metricsInUnit(evaluate(model, scaled.test, { backend, ...measured }), targetScale),
      bestEpoch: restored === undefined ? undefined : Number(restored.parameters.epoch),
    }
  } catch (error) {
    abandon(run, error)
    throw error
  }
}

/** What can be gone on with stays: an interrupted run, and one whose disk was full after a checkpoint. */
export function abandon({ folder, isNew }: PreparedRun, error: unknown): void {
  const interrupted = error instanceof CliError && error.code === 'interrupted'
  const diverged = error instanceof CliError && error.code === 'loss-not-finite'
  if (!isNew || interrupted || (folder.has('checkpoint') && !diverged)) folder.removeLeftovers()
  else folder.discard()
}

async function fitRun(
  run: PreparedRun,
  backend: Backend,
  terminal: Terminal,
  notices: NoticeEvent[],
): Promise<FitResult> {
  const { folder, settings, data, model, parts, rows, epochs, resume } = run
  const { train, validation, test } = data.scaled
  const log = new EventLog(folder.file('events'))
  const interrupt = listenForInterrupt(() => terminal.note(terminal.words.train.interrupting))
  const patience = settings.patience ?? defaultPatience(epochs)
  const inUnit = (callback: Callback) => listeningInUnit(callback, data.targetScale)
  const saving = checkpointing(async (checkpoint) => {
    log.flush()
    await saveCheckpoint(folder.file('checkpoint'), checkpoint)
  })
  try {
    return await fit(
      model,
      { train, validation },
      {
        optimizer: buildTrainOptimizer(settings, parts),
        ...(parts.loss && { loss: parts.loss }),
        metrics: buildMetrics(settings, data.task),
        epochs,
        batchSize: settings.batchSize,
        seed: settings.seed,
        ...rows,
        backend,
        signal: interrupt.signal,
        settings: { ...run.settings },
        testSize: test.size,
        callbacks: [
          ...(patience === false ? [] : [earlyStopping({ patience })]),
          inUnit(log),
          inUnit(noticeCollector(notices)),
          saving,
          inUnit(new Progress(terminal)),
          ...(parts.callbacks?.() ?? []),
        ],
        ...(resume === undefined ? {} : { resume }),
      },
    )
  } finally {
    interrupt.release()
    log.close()
  }
}

function noticeCollector(notices: NoticeEvent[]): Callback {
  return {
    name: 'notices',
    onEvent: (event) => {
      if (event.type === 'notice') notices.push(event)
    },
  }
}
