/** Stopping when the validation loss no longer falls, and going back to the best weights. */

import { RegimenError } from '../errors.ts'
import { measureError } from '../messages/measures.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Technique } from '../technique.ts'
import type { Callback, SavedCallback, TrainingControl } from './callback.ts'
import type { EvaluatedEvent } from './events.ts'

/** The options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /**
   * A metric of the validation part by its name: `f1Macro`, `recallPerClass.2`. Default `loss`: it turns before the
   * accuracy does (catalogue R7).
   */
  readonly monitor?: string
  /** Default: what the metric says of itself. */
  readonly better?: 'lower' | 'higher'
  /** Evaluations without improvement before the run stops. Default 10. */
  readonly patience?: number
  /** What counts as improvement. Default 0: any. */
  readonly minimumDelta?: number
  /** Put the weights of the best evaluation back at the end. Default true. */
  readonly restoreBest?: boolean
}

export const earlyStoppingTechnique: Technique = {
  name: 'earlyStopping',
  kind: 'regularization',
  defaults: { monitor: 'loss', patience: 10, minimumDelta: 0, restoreBest: true },
  paper: 'Prechelt 1998, Early stopping: but when?',
  catalogue: ['R7'],
}

/**
 * A callback that stops a run once `patience` evaluations of the validation part in a row brought no
 * improvement (Prechelt 1998), and restores the best weights whenever the run ends, also when it was
 * not stopped early. An interrupted run keeps its last weights, so that it can go on.
 * @throws RegimenError `bad-option`; during the run `unknown-metric`.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  return new EarlyStopping(options)
}

class EarlyStopping implements Callback {
  readonly name = 'earlyStopping'
  readonly #options: Required<Omit<EarlyStoppingOptions, 'better'>> & Pick<EarlyStoppingOptions, 'better'>
  #best: { readonly value: number; readonly step: number; readonly epoch: number } | undefined
  #bestState: LayerState | undefined
  #waited = 0

  constructor(options: EarlyStoppingOptions) {
    this.#options = {
      monitor: 'loss',
      patience: 10,
      minimumDelta: 0,
      restoreBest: true,
      ...options,
    }
    const { patience } = this.#options
    if (!Number.isInteger(patience) || patience < 1) {
      throw new RegimenError('bad-option', {
        option: 'patience',
        value: String(patience),
        expected: 'a whole number of at least 1',
      })
    }
  }

  onEvent(event: Parameters<NonNullable<Callback['onEvent']>>[0], control: TrainingControl): void {
    if (event.type !== 'evaluated' || event.split !== 'validation') return
    const value = this.#monitored(event)
    if (this.#improves(value, control)) {
      this.#best = { value, step: event.step, epoch: event.epoch }
      this.#waited = 0
      if (this.#options.restoreBest) this.#bestState = control.readState()
    } else {
      this.#waited++
      if (this.#waited >= this.#options.patience) control.stop('earlyStopping')
    }
  }

  async onFinish(reason: string, control: TrainingControl): Promise<void> {
    if (reason === 'interrupted' || !this.#bestState || !this.#best) return
    control.writeState(this.#bestState)
    await control.emit({
      type: 'notice',
      step: this.#best.step,
      code: 'bestRestored',
      parameters: { ...this.#best, monitor: this.#options.monitor },
    })
  }

  save(): SavedCallback {
    const tensors = this.#bestState ? { ...this.#bestState.parameters, ...this.#bestState.buffers } : {}
    const buffers = Object.keys(this.#bestState?.buffers ?? {})
    return { values: { waited: this.#waited, best: this.#best ? { ...this.#best } : null, buffers }, tensors }
  }

  load({ values, tensors = {} }: SavedCallback): void {
    const { waited, best, buffers } = values
    this.#waited = typeof waited === 'number' ? waited : 0
    const isBuffer = new Set(Array.isArray(buffers) ? buffers : [])
    const part = (wanted: boolean) =>
      Object.fromEntries(Object.entries(tensors).filter(([path]) => isBuffer.has(path) === wanted))
    if (best === null || typeof best !== 'object' || !('value' in best)) return
    this.#best = { value: Number(best.value), step: Number(best.step), epoch: Number(best.epoch) }
    if (this.#options.restoreBest) this.#bestState = { parameters: part(false), buffers: part(true) }
  }

  #monitored({ metrics }: EvaluatedEvent): number {
    const { monitor } = this.#options
    const value = metrics[monitor]
    if (value !== undefined) return value
    const known = Object.keys(metrics).join(', ')
    throw measureError('unknown-metric', { metric: monitor, known })
  }

  #improves(value: number, control: TrainingControl): boolean {
    if (Number.isNaN(value)) return false
    if (!this.#best) return true
    const better = this.#options.better ?? control.better(this.#options.monitor) ?? 'lower'
    const gain = better === 'lower' ? this.#best.value - value : value - this.#best.value
    return gain > this.#options.minimumDelta
  }
}
