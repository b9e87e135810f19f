/** A smaller learning rate when the validation loss no longer falls. */
import { measureError } from '../messages/measures.ts'
import { requireOption } from '../nn/options.ts'
import { techniqueFactory } from '../nn/technique-factory.ts'
import type { Callback, SavedCallback } from './callback.ts'
import type { TrainingEvent } from './events.ts'

/** The options of `reduceOnPlateau`. */
export type ReduceOnPlateauOptions = {
  /** A metric of the validation part. Default `loss`. */
  readonly monitor: string
  /** `lower` (default) or `higher`. */
  readonly better: string
  /** What the learning rate is multiplied by. Default 0.1. */
  readonly factor: number
  /** Evaluations without improvement that are borne; the one after them reduces. Default 10. */
  readonly patience: number
  /** What counts as improvement, as a part of the best value. Default 1e-4. */
  readonly threshold: number
  /** Evaluations after a reduction that do not count as bad. Default 0. */
  readonly cooldown: number
  /** The smallest part of the learning rate that is left. Default 0. */
  readonly minimum: number
}

/**
 * A callback that multiplies the learning rate (a number's or a schedule's) by `factor` when `patience` evaluations of
 * the validation part in a row and one more brought no improvement, as PyTorch's ReduceLROnPlateau does. It remembers
 * its state in checkpoints. Nothing is compiled anew.
 * @throws RegimenError `technique-option`, `unknown-option`; during the run `unknown-metric`.
 */
export const reduceOnPlateau = techniqueFactory<ReduceOnPlateauOptions, Callback>(
  {
    name: 'reduceOnPlateau',
    kind: 'schedule',
    defaults: {
      monitor: 'loss',
      better: 'lower',
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      cooldown: 0,
      minimum: 0,
    },
    paper: 'Bengio 2012, Practical recommendations for gradient-based training, arXiv:1206.5533',
    catalogue: ['O10'],
  },
  (options) => {
    checkOptions(options)
    return new ReduceOnPlateau(options)
  },
)

function checkOptions({
  better,
  factor,
  patience,
  threshold,
  cooldown,
  minimum,
}: ReduceOnPlateauOptions): void {
  const check = (option: string, value: string | number, holds: boolean, expected: string) =>
    requireOption('reduceOnPlateau', option, value, holds, expected)
  const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 0
  const isPart = (value: number) => value >= 0 && value < 1
  check('better', better, better === 'lower' || better === 'higher', 'lower or higher')
  check('factor', factor, factor > 0 && factor < 1, 'a number between 0 and 1')
  check('patience', patience, isWhole(patience), 'a whole number')
  check('cooldown', cooldown, isWhole(cooldown), 'a whole number')
  check('threshold', threshold, isPart(threshold), 'a number from 0 up to, but not including, 1')
  check('minimum', minimum, isPart(minimum), 'a number from 0 up to, but not including, 1')
}

class ReduceOnPlateau implements Callback {
  readonly name = 'reduceOnPlateau'
  rateScale = 1
  readonly #options: ReduceOnPlateauOptions
  #best: number | undefined
  #bad = 0
  #resting = 0

  constructor(options: ReduceOnPlateauOptions) {
    this.#options = options
  }

  onEvent(event: TrainingEvent): void {
    if (event.type !== 'evaluated' || event.split !== 'validation') return
    const { monitor, patience, factor, minimum, cooldown } = this.#options
    const value = event.metrics[monitor]
    if (value === undefined) {
      throw measureError('unknown-metric', {
        metric: monitor,
        known: Object.keys(event.metrics).join(', '),
      })
    }
    if (this.#improves(value)) {
      this.#best = value
      this.#bad = 0
    } else this.#bad++
    if (this.#resting > 0) {
      this.#resting--
      this.#bad = 0
    }
    if (this.#bad <= patience) return
    this.rateScale = Math.max(this.rateScale * factor, minimum)
    this.#resting = cooldown
    this.#bad = 0
  }

  save(): SavedCallback {
    const { rateScale } = this
    const bad = this.#bad
    const resting = this.#resting
    const best = this.#best
    return { values: { rateScale, bad, resting, best: best ?? null } }
  }

  load({ values: { rateScale, bad, resting, best } }: SavedCallback): void {
    this.rateScale = Number(rateScale)
    this.#bad = Number(bad)
    this.#resting = Number(resting)
    this.#best = typeof best === 'number' ? best : undefined
  }

  #improves(value: number): boolean {
    if (!Number.isFinite(value)) return false
    if (this.#best === undefined) return true
    const { better, threshold } = this.#options
    const least = threshold * Math.abs(this.#best)
    return better === 'lower' ? value < this.#best - least : value > this.#best + least
  }
}
