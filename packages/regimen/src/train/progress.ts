/** How far a run is, worked out from its events. */
import type { Callback } from './callback.ts'
import type { Metrics, TrainingEvent } from './events.ts'

/** The state of a run in numbers; `formatProgress` makes a line of it. */
export interface Progress {
  /** From 0 to 1, of the updates planned. */
  readonly fraction: number
  readonly step: number
  readonly totalSteps: number
  /** From 1. */
  readonly epoch: number
  readonly epochs: number
  /** Moving mean over about the last ten batches: single ones jump. NaN before the first. */
  readonly loss: number
  /** The last evaluation of each part. */
  readonly train: Metrics
  readonly validation: Metrics
  readonly examplesPerSecond: number
  /** At the pace so far. NaN before the first update. */
  readonly secondsLeft: number
}

/** The options of `progress`. */
export interface ProgressOptions {
  /** What is done with it. Default: `formatProgress` to the console. */
  readonly report?: (progress: Progress) => void
  /** Seconds between two reports at least; the end is always reported. Default 1. */
  readonly everySeconds?: number
}

/** A callback that reports how far the run is: loss, metrics, pace, time left. */
export function progress({ report = log, everySeconds = 1 }: ProgressOptions = {}): Callback {
  const meter = new ProgressMeter()
  let reportedAt = performance.now()
  return {
    name: 'progress',
    onEvent(event) {
      const current = meter.after(event)
      if (event.type !== 'step' && event.type !== 'evaluated') return
      const now = performance.now()
      const due = now - reportedAt >= everySeconds * 1000
      if (!due && event.step < current.totalSteps) return
      reportedAt = now
      report(current)
    },
  }
}

/** `epoch 3/20 · step 135/900 · loss 0.2341 · accuracy 0.9300 · 25,259 examples/s · 4 s left` */
export function formatProgress(current: Progress): string {
  const metrics = Object.entries(current.validation).map(
    ([name, value]) => `validation ${name} ${format(value)}`,
  )
  const left = Number.isFinite(current.secondsLeft) ? [`${Math.ceil(current.secondsLeft)} s left`] : []
  return [
    `epoch ${current.epoch}/${current.epochs}`,
    `step ${current.step}/${current.totalSteps}`,
    `loss ${format(current.loss)}`,
    ...metrics,
    `${Math.round(current.examplesPerSecond).toLocaleString('en')} examples/s`,
    ...left,
  ].join(' · ')
}

const format = (value: number) => value.toPrecision(4)

function log(current: Progress): void {
  console.log(formatProgress(current))
}

/** Follows one run's events. */
export class ProgressMeter {
  #current: Progress = {
    fraction: 0,
    step: 0,
    totalSteps: 1,
    epoch: 1,
    epochs: 1,
    loss: Number.NaN,
    train: {},
    validation: {},
    examplesPerSecond: 0,
    secondsLeft: Number.NaN,
  }
  #startedAt = 0
  #resumedAt = 0
  #examplesPerStep = 0

  /** The state after an event. */
  after(event: TrainingEvent): Progress {
    this.#current = { ...this.#current, ...this.#change(event) }
    return this.#current
  }

  #change(event: TrainingEvent): Partial<Progress> {
    switch (event.type) {
      case 'started': {
        const { totalSteps, stepsPerEpoch, resumedAt, splits } = event
        this.#startedAt = performance.now()
        this.#resumedAt = resumedAt
        this.#examplesPerStep = splits.train / stepsPerEpoch
        return { totalSteps, step: resumedAt, epochs: Math.ceil(totalSteps / stepsPerEpoch) }
      }
      case 'step': {
        const { step, epoch, loss } = event
        const before = Number.isNaN(this.#current.loss) ? loss : this.#current.loss
        return { step, epoch, loss: 0.9 * before + 0.1 * loss, ...this.#pace(step) }
      }
      case 'evaluated':
        return { [event.split]: event.metrics }
      default:
        return {}
    }
  }

  #pace(step: number) {
    const { totalSteps } = this.#current
    const seconds = Math.max(1e-9, (performance.now() - this.#startedAt) / 1000)
    const perStep = seconds / Math.max(1, step - this.#resumedAt)
    return {
      fraction: step / totalSteps,
      examplesPerSecond: this.#examplesPerStep / perStep,
      secondsLeft: perStep * (totalSteps - step),
    }
  }
}
