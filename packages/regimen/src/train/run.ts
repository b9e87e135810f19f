/** One run of `fit`: its state between updates, and the loop. */
import { BatchLoader, type LoaderPosition } from '../data/batches.ts'
import type { Backend } from '../engine/backend.ts'
import { RandomKey } from '../engine/random.ts'
import { withBackend } from '../engine/settings.ts'
import type { Tensor } from '../engine/tensor.ts'
import { sizeOf } from '../engine/types.ts'
import { inFloatType } from '../nn/float-type.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import type { Settings } from '../technique.ts'
import { type Batch, toBatch } from './batch.ts'
import type { Callback, RunPosition, TrainingControl } from './callback.ts'
import { type Checkpoint, namedTensors, restoreTensors } from './checkpoint.ts'
import { diagnoseNonFinite } from './diagnose-non-finite.ts'
import { evaluateBatches } from './evaluate.ts'
import type { EndReason, EvaluatedEvent, Metrics, TrainingEvent } from './events.ts'
import type { FitData, FitOptions, FitResult } from './fit.ts'
import { MetricTotals, type Objective } from './objective.ts'
import { type RunHeader, type RunIdentity, readHeader, restoreCallbacks, writeHeader } from './run-header.ts'
import { TrainingProgram, type TrainingState } from './training-program.ts'

/** How long the loop may keep the thread before it lets timers, signals and pages have their turn. */
const breathEveryMilliseconds = 50

export interface RunOptions extends FitOptions {
  readonly batchSize: number
  readonly seed: number
  readonly sampling: 'epochs' | 'withReplacement'
  readonly callbacks: readonly Callback[]
  readonly settings: Settings
  readonly testSize: number
  readonly backend: Backend
  readonly objective: Objective
}

export class Run implements TrainingControl {
  private readonly model: Model
  private readonly data: FitData
  private readonly options: RunOptions
  private readonly loader: BatchLoader
  private readonly program: TrainingProgram
  private readonly totals: MetricTotals
  private readonly key: RandomKey
  private readonly totalSteps: number
  private readonly history: EvaluatedEvent[] = []
  private readonly startedAt = performance.now()
  private position: LoaderPosition = { epoch: 0, batch: 0 }
  private step = 0
  private stopReason: EndReason | undefined
  private finished = false

  constructor(model: Model, data: FitData, options: RunOptions) {
    this.model = model
    this.data = data
    this.options = options
    this.key = RandomKey.fromSeed(options.seed)
    this.loader = new BatchLoader(data.train, { ...options, key: this.key })
    this.totalSteps = options.steps ?? (options.epochs ?? 10) * this.loader.batchesPerEpoch
    this.totals = new MetricTotals(options.objective)
    const { optimizer, objective, backend } = options
    const { parameters, buffers } = inFloatType(model.state, backend.floatType)
    const state: TrainingState = withBackend(backend, () => ({
      parameters,
      buffers,
      optimizer: optimizer.transform.initialize(parameters),
    }))
    this.program = new TrainingProgram(model.layer, state, optimizer, objective, backend)
    if (options.resume) this.resume(options.resume, state)
  }

  async run(): Promise<FitResult> {
    await this.emitStarted()
    const { inputs, targets } = this.allocateBatch()
    const rate = new Rate()
    let breath = performance.now()
    while (!this.stopReason && this.step < this.totalSteps) {
      const examples = this.loader.read(this.position, inputs, targets)
      const batch = toBatch(this.data.train, examples, inputs, targets, this.program.floatType)
      const finite = await this.update(batch, examples, rate)
      if (!finite) break
      if (this.options.signal?.aborted) this.stop('interrupted')
      await this.boundary()
      if (performance.now() - breath > breathEveryMilliseconds) {
        await new Promise((resume) => setTimeout(resume, 0))
        breath = performance.now()
      }
    }
    return this.finish()
  }

  stop(reason: EndReason): void {
    this.stopReason ??= reason
  }

  readState() {
    return this.program.readEvaluated()
  }

  writeState(state: LayerState): void {
    this.program.writeEvaluated(state)
  }

  checkpoint(): Checkpoint {
    const { parameters, buffers, optimizer } = this.program.read()
    const header: RunHeader = {
      ...this.identity(),
      step: this.step,
      position: this.position,
      totals: this.totals.save(),
      history: this.history,
      // A run that was interrupted goes on; one that was stopped for another reason is at its end.
      stopReason: this.stopReason === 'interrupted' ? 'none' : (this.stopReason ?? 'none'),
      finished: this.finished,
    }
    const { callbacks } = this.options
    return {
      tensors: {
        ...namedTensors('parameters', parameters),
        ...namedTensors('buffers', buffers),
        ...namedTensors('optimizer', optimizer),
        ...Object.assign({}, ...callbacks.map(callbackTensors)),
      },
      header: writeHeader(header, callbacks),
    }
  }

  async emit(event: TrainingEvent): Promise<void> {
    for (const callback of this.options.callbacks) await callback.onEvent?.(event, this)
  }

  private resume(checkpoint: Checkpoint, state: TrainingState): void {
    const header = readHeader(checkpoint.header, this.identity())
    this.program.write({
      parameters: restoreTensors(checkpoint, 'parameters', state.parameters),
      buffers: restoreTensors(checkpoint, 'buffers', state.buffers),
      optimizer: restoreTensors(checkpoint, 'optimizer', state.optimizer),
    })
    this.step = header.step
    this.position = header.position
    this.totals.restore(header.totals)
    this.history.push(...header.history)
    this.stopReason = header.stopReason === 'none' ? undefined : header.stopReason
    this.finished = header.finished
    restoreCallbacks(this.options.callbacks, checkpoint)
  }

  private identity(): RunIdentity {
    const { seed, batchSize, sampling } = this.options
    return { seed, batchSize, sampling, examples: this.data.train.size }
  }

  /** One update with its events; false when the loss was not finite (then nothing was updated). */
  private async update(batch: Batch, examples: number, rate: Rate): Promise<boolean> {
    const rateScale = this.rateScale()
    const key = this.key.child('step').child(this.step)
    const { loss, sums } = this.program.train(batch, this.step, key, rateScale)
    const { epoch } = this.position
    if (!Number.isFinite(loss)) {
      await this.reportNonFinite(batch, loss)
      return false
    }
    const learningRate = this.options.optimizer.learningRate(this.step) * rateScale
    this.step++
    this.position = this.loader.next(this.position)
    this.totals.add(examples, loss, sums)
    const own = new MetricTotals(this.options.objective)
    own.add(examples, loss, sums)
    const { loss: _, ...metrics } = own.metrics()
    await this.emit({
      type: 'step',
      step: this.step,
      epoch: epoch + 1,
      loss,
      metrics,
      learningRate,
      examplesPerSecond: rate.after(examples),
    })
    if (this.position.batch === 0) await this.endEpoch()
    return true
  }

  /** What callbacks multiply the learning rate by, all together. */
  private rateScale(): number {
    return this.options.callbacks.reduce((scale, { rateScale }) => scale * (rateScale ?? 1), 1)
  }

  private async endEpoch(): Promise<void> {
    await this.evaluated('train', this.totals.metrics())
    this.totals.reset()
    const { validation } = this.data
    if (validation && validation.size > 0) {
      await this.evaluated('validation', evaluateBatches(this.program, validation, this.options.objective))
    }
  }

  private async evaluated(split: 'train' | 'validation', metrics: Metrics): Promise<void> {
    const event: EvaluatedEvent = {
      type: 'evaluated',
      step: this.step,
      epoch: this.position.epoch,
      split,
      metrics,
    }
    this.history.push(event)
    await this.emit(event)
  }

  private async boundary(): Promise<void> {
    const position: RunPosition = {
      step: this.step,
      epoch: this.position.epoch,
      epochEnded: this.position.batch === 0,
      last: this.stopReason !== undefined || this.step >= this.totalSteps,
    }
    for (const callback of this.options.callbacks) await callback.onBoundary?.(position, this)
  }

  private async finish(): Promise<FitResult> {
    const reason = this.stopReason ?? 'completed'
    if (!this.finished) {
      for (const callback of this.options.callbacks) await callback.onFinish?.(reason, this)
      this.finished = reason !== 'interrupted'
    }
    this.model.load(this.readState())
    const result: FitResult = {
      reason,
      steps: this.step,
      epochs: this.position.epoch,
      seconds: (performance.now() - this.startedAt) / 1000,
      metrics: lastMetrics(this.history),
      history: this.history,
    }
    const { steps: step, epochs: epoch, seconds, metrics } = result
    await this.emit({ type: 'ended', step, epoch, reason, seconds, metrics })
    return result
  }

  private async reportNonFinite(batch: Batch, loss: number): Promise<void> {
    this.stop('nonFinite')
    const cause = withBackend(this.options.backend, () =>
      diagnoseNonFinite(this.model.layer, this.program.read(), batch.inputs),
    )
    await this.emit({
      type: 'notice',
      step: this.step + 1,
      code: 'nonFiniteLoss',
      parameters: { step: this.step + 1, loss: String(loss), ...cause },
    })
  }

  private emitStarted(): Promise<void> {
    const { train, validation } = this.data
    return this.emit({
      type: 'started',
      model: this.model.summary(),
      inputShape: this.model.inputShape,
      splits: { train: train.size, validation: validation?.size ?? 0, test: this.options.testSize },
      settings: this.options.settings,
      totalSteps: this.totalSteps,
      stepsPerEpoch: this.loader.batchesPerEpoch,
      resumedAt: this.step,
    })
  }

  private allocateBatch() {
    const { inputShape, task } = this.data.train
    const { batchSize } = this.options
    return {
      inputs: new Float32Array(batchSize * sizeOf(inputShape)),
      targets: new (task.kind === 'classification' ? Int32Array : Float32Array)(batchSize),
    }
  }
}

function callbackTensors(callback: Callback): Record<string, Tensor> {
  return namedTensors(`callbacks/${callback.name}`, callback.save?.().tensors ?? {})
}

/** Examples per second over about the last second. */
class Rate {
  private since = performance.now()
  private examples = 0
  private current = 0

  after(examples: number): number {
    this.examples += examples
    const elapsed = (performance.now() - this.since) / 1000
    const measured = elapsed > 0 ? this.examples / elapsed : 0
    if (elapsed > 1) {
      this.current = measured
      this.since = performance.now()
      this.examples = 0
    }
    return this.current || measured
  }
}

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
