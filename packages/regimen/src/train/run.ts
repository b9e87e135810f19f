/** One run of `fit`: its state between updates, and the loop. */
import { BatchLoader, type LoaderPosition } from '../data/batches.ts'
import type { Backend } from '../engine/backend.ts'
import { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import type { Settings } from '../technique.ts'
import { rowBatch } from './batch.ts'
import { type Callback, inTurn, type RunPosition, type RunSubject, type TrainingControl } from './callback.ts'
import type { Checkpoint } from './checkpoint.ts'
import { evaluateBatches } from './evaluate.ts'
import { turnOfOthers } from './event-loop.ts'
import type { EndReason, EvaluatedEvent, Metrics, TrainingEvent } from './events.ts'
import type { FitData, FitOptions, FitResult } from './fit.ts'
import { isFullBatch } from './is-full-batch.ts'
import { betterOf, MetricTotals, type Objective } from './objective.ts'
import type { TrainingParts } from './parts.ts'
import { Rate } from './rate.ts'
import type { RunHeader, RunIdentity } from './run-header.ts'
import { createTrainer, type Trainer, type UpdateOptions } from './trainer.ts'
import type { TrainingState } from './training-program.ts'
import { isLastOfWindow, Window } from './window.ts'

/** How long the loop may keep the thread before it lets timers, signals and pages have their turn. */
const breathEveryMilliseconds = 50

/** After each update so much time goes into what a later one needs. */
const preparingMilliseconds = 1

export interface RunOptions extends FitOptions {
  readonly batchSize: number
  readonly seed: number
  readonly sampling: 'epochs' | 'withReplacement'
  readonly shuffle: boolean
  readonly callbacks: readonly Callback[]
  readonly settings: Settings
  readonly testSize: number
  readonly backend: Backend
  readonly objective: Objective
  readonly parts: TrainingParts
}

export class Run implements TrainingControl {
  readonly #model: Model
  readonly #data: FitData
  readonly #options: RunOptions
  readonly #loader: BatchLoader
  readonly #program: Trainer
  readonly #totals: MetricTotals
  readonly #window = new Window()
  /** Of all steps. */
  readonly #key: RandomKey
  readonly #rate = new Rate()
  readonly #hearsSteps: boolean
  /** Whether the rows of the next update can be prepared during this one. */
  readonly #looksAhead: boolean
  readonly #totalSteps: number
  readonly #history: EvaluatedEvent[] = []
  readonly #startedAt = performance.now()
  #position: LoaderPosition = { epoch: 0, batch: 0 }
  /** Of the last update. */
  #updatedAt: LoaderPosition | undefined
  #step = 0
  #stopReason: EndReason | undefined
  #finished = false

  constructor(model: Model, data: FitData, options: RunOptions) {
    this.#model = model
    this.#data = data
    this.#options = options
    const key = RandomKey.fromSeed(options.seed)
    this.#key = key.child('step')
    this.#hearsSteps = options.callbacks.some(({ onEvent }) => onEvent !== undefined)
    this.#loader = new BatchLoader(data.train, { ...options, key })
    this.#totalSteps = options.steps ?? (options.epochs ?? 10) * this.#loader.batchesPerEpoch
    this.#totals = new MetricTotals(options.objective)
    const { augment = [] } = options
    const { augmentation } = options.parts
    const { batchSize, backend } = options
    const source = augmentation?.augmentingSource(augment, data.train, key, {
      floatType: backend.floatType,
      batchSize,
      busyThreads: backend.threads ?? 1,
    })
    this.#looksAhead = source?.looksAhead === true
    const { trainer, state } = createTrainer(model, data.train, { ...options, source })
    this.#program = trainer
    if (options.resume) this.#resume(options.resume, state)
  }

  async run(): Promise<FitResult> {
    try {
      await this.#updateToEnd()
      return await this.#finish()
    } finally {
      this.#program.close?.()
    }
  }

  async #updateToEnd(): Promise<void> {
    await this.#emitStarted()
    let breath = performance.now()
    let next: UpdateOptions['next']
    while (!this.#stopReason && this.#step < this.#totalSteps) {
      const rows = next?.rows ?? this.#loader.rowsAt(this.#position)
      next = this.#upcoming()
      const fresh = this.#window.examples === 0
      const { epoch } = this.#position
      const loss = this.#program.train(rows, this.#step, this.#key, {
        fresh,
        rateScale: this.#rateScale(),
        epoch,
        next,
      })
      // A promise is waited for only where there is one: each costs as much as the rest of the bookkeeping.
      const told = Number.isFinite(loss) ? this.#updated(loss, rows.length) : this.#nonFinite(loss, rows)
      if (told) await told
      if (this.#stopReason === 'nonFinite') break
      if (this.#position.batch === 0) await this.#endEpoch()
      else this.#prepareLastBatch()
      if (this.#program.converged) this.stop('converged')
      if (this.#options.signal?.aborted) this.stop('interrupted')
      const passed = this.#boundary()
      if (passed) await passed
      if (performance.now() - breath > breathEveryMilliseconds) {
        await turnOfOthers()
        breath = performance.now()
      }
    }
  }

  stop(reason: EndReason): void {
    this.#stopReason ??= reason
  }

  readState() {
    return this.#program.readEvaluated()
  }

  writeState(state: LayerState): void {
    this.#program.writeEvaluated(state)
  }

  checkpoint(): Checkpoint {
    const header: RunHeader = {
      ...this.#identity(),
      step: this.#step,
      position: this.#position,
      totals: this.#totals.save(),
      window: this.#window.save(),
      history: this.#history,
      // A run that was interrupted goes on; one that was stopped for another reason is at its end.
      stopReason: this.#stopReason === 'interrupted' ? 'none' : (this.#stopReason ?? 'none'),
      finished: this.#finished,
    }
    return this.#saving().checkpointOf(header, this.#program.read(), this.#options.callbacks)
  }

  subject(): RunSubject {
    const { layer, inputShape } = this.#model
    const { parameters, buffers } = this.#program.read()
    const rows = this.#loader.rowsAt(this.#updatedAt ?? this.#position)
    return {
      layer,
      inputShape,
      loss: this.#options.objective.loss,
      backend: this.#options.backend,
      state: { parameters, buffers },
      batch: rowBatch(this.#data.train, rows, this.#program.floatType),
      key: this.#key.child(Math.max(0, this.#step - 1)),
    }
  }

  better(metric: string): 'lower' | 'higher' | undefined {
    return betterOf(this.#options.objective, metric)
  }

  async emit(event: TrainingEvent): Promise<void> {
    await this.#tell(event)
  }

  #tell(event: TrainingEvent): Promise<void> | undefined {
    return inTurn(this.#options.callbacks, (callback) => callback.onEvent?.(event, this))
  }

  #resume(checkpoint: Checkpoint, state: TrainingState): void {
    const saving = this.#saving()
    const header = saving.readHeader(checkpoint.header, this.#identity())
    this.#program.write({
      parameters: saving.restoreTensors(checkpoint, 'parameters', state.parameters),
      buffers: saving.restoreTensors(checkpoint, 'buffers', state.buffers),
      optimizer: saving.restoreTensors(checkpoint, 'optimizer', state.optimizer),
      metrics: saving.restoreTensors(checkpoint, 'metrics', state.metrics),
    })
    this.#step = header.step
    this.#position = header.position
    this.#totals.restore(header.totals)
    this.#window.restore(header.window)
    this.#history.push(...header.history)
    this.#stopReason = header.stopReason === 'none' ? undefined : header.stopReason
    this.#finished = header.finished
    saving.restoreCallbacks(this.#options.callbacks, checkpoint)
  }

  #identity(): RunIdentity {
    return this.#saving().identityOf(this.#options, this.#data.train.size)
  }

  #saving() {
    const { saving } = this.#options.parts
    if (!saving) throw new TypeError('what writes and reads checkpoints was not fetched')
    return saving
  }

  /** The rows of the next update, where that helps. */
  #upcoming(): UpdateOptions['next'] {
    if (!this.#looksAhead || this.#step + 1 >= this.#totalSteps) return undefined
    const position = this.#loader.next(this.#position)
    return { rows: this.#loader.rowsAt(position), epoch: position.epoch }
  }

  /** What follows an update: counts, and the event. */
  #updated(loss: number, examples: number): Promise<void> | undefined {
    const { batch, epoch } = this.#position
    const { optimizer } = this.#options
    const learningRate = isFullBatch(optimizer)
      ? (this.#program.stepLength ?? 0)
      : optimizer.learningRate(this.#step) * this.#rateScale()
    this.#window.add(examples, loss)
    const metrics = isLastOfWindow(batch, this.#loader.batchesPerEpoch) ? this.#closeWindow() : noMetrics
    this.#advance()
    if (!this.#hearsSteps) return undefined
    return this.#tell({
      type: 'step',
      step: this.#step,
      epoch: epoch + 1,
      loss,
      metrics,
      learningRate,
      examplesPerSecond: this.#rate.after(examples),
    })
  }

  #advance(): void {
    this.#step++
    this.#updatedAt = this.#position
    this.#position = this.#loader.next(this.#position)
  }

  /** A batch that changed nothing is passed over where the optimizer says so, unless a whole epoch has been such. */
  async #nonFinite(loss: number, rows: Int32Array): Promise<void> {
    const { batch } = this.#position
    const isLast = isLastOfWindow(batch, this.#loader.batchesPerEpoch)
    if (isLast && this.#window.examples > 0) this.#closeWindow()
    const nothingLearnt = batch + 1 === this.#loader.batchesPerEpoch && this.#totals.empty
    if (nothingLearnt || this.#options.optimizer.settings.skipNonFinite !== true) {
      await this.#reportNonFinite(rows, loss)
      return
    }
    this.#advance()
    const parameters = { step: this.#step, loss: String(loss) }
    await this.emit({ type: 'notice', step: this.#step, code: 'batchSkipped', parameters })
  }

  /** Reads the metrics back; gives those of the window's batches. */
  #closeWindow(): Metrics {
    const { examples, meanLoss } = this.#window
    const sums = this.#program.readSums()
    this.#totals.add(examples, meanLoss, sums)
    this.#window.clear()
    if (!this.#hearsSteps) return noMetrics
    const own = new MetricTotals(this.#options.objective)
    own.add(examples, meanLoss, sums)
    const { loss: _, ...metrics } = own.metrics()
    return metrics
  }

  /** What callbacks multiply the learning rate by, all together. */
  #rateScale(): number {
    return this.#options.callbacks.reduce((scale, { rateScale }) => scale * (rateScale ?? 1), 1)
  }

  /** A smaller last batch needs a plan of its own: it is compiled bit by bit, so that nobody has to wait for it then. */
  #prepareLastBatch(): void {
    const { batchesPerEpoch, batchSize } = this.#loader
    const examples = this.#loader.sizeOfBatch(batchesPerEpoch - 1)
    const comes = this.#position.batch + this.#totalSteps - this.#step >= batchesPerEpoch
    if (examples < batchSize && comes) this.#program.prepare?.(examples, this.#step, preparingMilliseconds)
  }

  async #endEpoch(): Promise<void> {
    await this.#evaluated('train', this.#totals.metrics())
    this.#totals.reset()
    const { validation } = this.#data
    if (validation && validation.size > 0) {
      await this.#evaluated('validation', evaluateBatches(this.#program, validation, this.#options.objective))
    }
  }

  async #evaluated(split: 'train' | 'validation', metrics: Metrics): Promise<void> {
    const event: EvaluatedEvent = {
      type: 'evaluated',
      step: this.#step,
      epoch: this.#position.epoch,
      split,
      metrics,
    }
    this.#history.push(event)
    await this.emit(event)
  }

  #boundary(): Promise<void> | undefined {
    const position: RunPosition = {
      step: this.#step,
      epoch: this.#position.epoch,
      epochEnded: this.#position.batch === 0,
      last: this.#stopReason !== undefined || this.#step >= this.#totalSteps,
    }
    return inTurn(this.#options.callbacks, (callback) => callback.onBoundary?.(position, this))
  }

  async #finish(): Promise<FitResult> {
    const reason = this.#stopReason ?? 'completed'
    if (!this.#finished) {
      for (const callback of this.#options.callbacks) await callback.onFinish?.(reason, this)
      this.#finished = reason !== 'interrupted'
    }
    this.#model.load(this.readState())
    const result: FitResult = {
      reason,
      steps: this.#step,
      epochs: this.#position.epoch,
      seconds: (performance.now() - this.#startedAt) / 1000,
      metrics: lastMetrics(this.#history),
      history: this.#history,
    }
    const { steps: step, epochs: epoch, seconds, metrics } = result
    await this.emit({ type: 'ended', step, epoch, reason, seconds, metrics })
    return result
  }

  async #reportNonFinite(rows: Int32Array, loss: number): Promise<void> {
    this.stop('nonFinite')
    const { diagnoseNonFinite } = await import('./diagnose-non-finite.ts')
    const { inputs } = rowBatch(this.#data.train, rows, this.#program.floatType)
    const cause = withBackend(this.#options.backend, () =>
      diagnoseNonFinite(this.#model.layer, this.#program.read(), inputs),
    )
    await this.emit({
      type: 'notice',
      step: this.#step + 1,
      code: 'nonFiniteLoss',
      parameters: { step: this.#step + 1, loss: String(loss), ...cause },
    })
  }

  #emitStarted(): Promise<void> {
    const { train, validation } = this.#data
    return this.emit({
      type: 'started',
      model: this.#model.summary(),
      inputShape: this.#model.inputShape,
      splits: { train: train.size, validation: validation?.size ?? 0, test: this.#options.testSize },
      settings: this.#options.settings,
      totalSteps: this.#totalSteps,
      stepsPerEpoch: this.#loader.batchesPerEpoch,
      resumedAt: this.#step,
    })
  }
}

const noMetrics: Metrics = {}

/** `trainLoss`, `validationAccuracy` and so on from the last evaluation of each part. */
function lastMetrics(history: readonly EvaluatedEvent[]): Metrics {
  const last: Record<string, number> = {}
  for (const { split, metrics } of history) {
    for (const [name, value] of Object.entries(metrics)) {
      last[`${split}${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value
    }
  }
  return last
}
