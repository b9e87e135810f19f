/** The monitor: what happens inside a network while it learns, told as events. */

import { RegimenError } from '../../errors.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import type { Callback, RunSubject, TrainingControl } from '../callback.ts'
import type { DistributionKind, Measure, StepEvent } from '../events.ts'
import { distributionOf, normOf } from './distribution.ts'
import { firstExamples, Probe, type Probed } from './probe.ts'
import { deadFraction, innerLayers, mayDie, saturatedFraction, saturationRange } from './units.ts'

/** What `monitor` measures, beside distributions. */
export type MonitorMeasure = Extract<
  Measure,
  'gradientNorm' | 'updateRatio' | 'deadFraction' | 'saturatedFraction'
>

/** The options of `monitor`. */
export interface MonitorOptions {
  /** Updates from one look to the next. Default 100. */
  readonly every?: number
  /** Of what to tell histograms. Default: activations, gradients, weights and updates. */
  readonly distributions?: readonly DistributionKind[]
  /** Default: all. */
  readonly measures?: readonly MonitorMeasure[]
  /** Of each histogram. Default 30. */
  readonly bins?: number
  /** Examples of the batch that are looked at, at most. Default 128. */
  readonly examples?: number
  /** How near to an end of its range an activation counts as saturated, as a part of the range. Default 0.1. */
  readonly margin?: number
}

const defaults = {
  every: 100,
  distributions: ['activation', 'gradient', 'weight', 'update'],
  measures: ['gradientNorm', 'updateRatio', 'deadFraction', 'saturatedFraction'],
  bins: 30,
  examples: 128,
  margin: 0.1,
} as const satisfies Required<MonitorOptions>

/**
 * Looks into the network after every `every` updates and tells what it sees as `distribution` and `monitored`
 * events, all of the same step: for each innermost layer its activations and, where it can have any, the share of
 * its units that are dead or saturated; for each parameter its values, gradient and last update, the gradient's
 * norm, and ‖update‖ / ‖weight‖ (about 10⁻³ where the learning rate suits). Norms over all parameters have the path ''.
 *
 * Activations and gradients are computed anew, in training mode, on examples of the batch just used and with the
 * weights as they are after it, and every number is looked at: for a perceptron of 100,000 weights about the time of eight
 * steps, a twelfth more of the run with the default `every` (`npm run bench -- monitors`). The run itself does not change
 * by a bit.
 * @throws RegimenError `bad-option`.
 */
export function monitor(options: MonitorOptions = {}): Callback {
  const settings = { ...defaults, ...options }
  for (const option of ['every', 'bins', 'examples'] as const) requireCount(option, settings[option])
  const probe = new Probe()
  /** Parameters before the update that is looked at next. */
  let before: TensorRecord | undefined
  const remember = (nextStep: number, control: TrainingControl) => {
    before = nextStep % settings.every === 0 ? control.subject().state.parameters : undefined
  }
  return {
    name: 'monitor',
    async onEvent(event, control) {
      if (event.type === 'started') remember(event.resumedAt + 1, control)
      if (event.type !== 'step') return
      if (event.step % settings.every === 0) {
        await new Look(event, control, settings).tell(probe, before)
      }
      remember(event.step + 1, control)
    },
  }
}

/** @internal */
export function requireCount(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return
  throw new RegimenError('bad-option', {
    option,
    value: String(value),
    expected: 'a whole number of at least 1',
  })
}

/** What is told after one update. */
class Look {
  readonly #event: StepEvent
  readonly #control: TrainingControl
  readonly #settings: Required<MonitorOptions>
  readonly #subject: RunSubject

  constructor(event: StepEvent, control: TrainingControl, settings: Required<MonitorOptions>) {
    this.#event = event
    this.#control = control
    this.#settings = settings
    this.#subject = control.subject()
  }

  async tell(probe: Probe, before: TensorRecord | undefined): Promise<void> {
    if (this.#needsProbe()) {
      const batch = firstExamples(this.#subject, this.#settings.examples)
      const probed = probe.run(this.#subject, batch, this.#subject.key)
      await this.#tellLayers(probed)
      await this.#tellGradients(probed)
    }
    await this.#tellWeights(before)
  }

  #needsProbe(): boolean {
    const { distributions, measures } = this.#settings
    return (
      distributions.some((kind) => kind === 'activation' || kind === 'gradient') ||
      measures.some((measure) => measure !== 'updateRatio')
    )
  }

  async #tellLayers({ outputs }: Probed): Promise<void> {
    for (const [path, layer] of innerLayers(this.#subject.layer, this.#subject.inputShape)) {
      const output = outputs[path]
      if (!output) continue
      const values = output.data()
      await this.#distribution(path, 'activation', values)
      if (mayDie(layer))
        await this.#measure(path, 'deadFraction', deadFraction(values, output.shape.at(-1) ?? 1))
      const range = saturationRange(layer)
      if (range) {
        await this.#measure(
          path,
          'saturatedFraction',
          saturatedFraction(values, range, this.#settings.margin),
        )
      }
    }
  }

  async #tellGradients({ gradient }: Probed): Promise<void> {
    const entries = Object.entries(gradient).map(([path, tensor]) => [path, tensor.data()] as const)
    for (const [path, values] of entries) {
      await this.#distribution(path, 'gradient', values)
      await this.#measure(path, 'gradientNorm', normOf(values))
    }
    await this.#measure('', 'gradientNorm', normOf(...entries.map(([, values]) => values)))
  }

  async #tellWeights(before: TensorRecord | undefined): Promise<void> {
    for (const [path, tensor] of Object.entries(this.#subject.state.parameters)) {
      const values = tensor.data()
      await this.#distribution(path, 'weight', values)
      const old = before?.[path]?.data()
      if (!old) continue
      const update = differences(values, old)
      await this.#distribution(path, 'update', update)
      await this.#measure(path, 'updateRatio', normOf(update) / normOf(old))
    }
  }

  async #distribution(path: string, of: DistributionKind, values: ArrayLike<number>): Promise<void> {
    const { distributions, bins } = this.#settings
    if (!distributions.includes(of)) return
    const { step, epoch } = this.#event
    await this.#control.emit({ type: 'distribution', step, epoch, path, of, ...distributionOf(values, bins) })
  }

  async #measure(path: string, measure: MonitorMeasure, value: number): Promise<void> {
    if (!this.#settings.measures.includes(measure)) return
    const { step, epoch } = this.#event
    await this.#control.emit({ type: 'monitored', step, epoch, path, measure, value })
  }
}

/** A loop of its own: `from` with a function takes ten times as long. */
function differences(values: ArrayLike<number>, old: ArrayLike<number>): Float64Array {
  const update = new Float64Array(values.length)
  for (let index = 0; index < update.length; index++) {
    update[index] = (values[index] ?? 0) - (old[index] ?? 0)
  }
  return update
}
