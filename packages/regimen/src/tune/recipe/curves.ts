/** Reading the curves of a run: what a practitioner sees in them. */
import type { Technique } from '../../technique.ts'

/** What curves show. */
export type CurveReading =
  | 'healthy'
  /** NaN, infinite, or far above where it began. */
  | 'divergence'
  /** The training loss jumps up and down instead of falling, leaps up at once, or is lost again after it had fallen. */
  | 'learningRateTooHigh'
  /** The training loss stays where it began for two fifths of the run or longer. */
  | 'plateau'
  /** Both curves end high and close together, or the training loss is still falling fast. */
  | 'underfit'
  /** The validation loss rises while the training loss falls. */
  | 'overfit'

/** Losses after each epoch, in the order of the epochs. */
export interface LossCurves {
  readonly train: readonly (number | null)[]
  readonly validation: readonly (number | null)[]
  /** The loss of knowing nothing: ln K for classes, 1 for a standardised target. Default: the first training loss. */
  readonly chance?: number
}

export const curveReadingTechnique: Technique = {
  name: 'curveReading',
  kind: 'procedure',
  defaults: {},
  paper: 'Karpathy 2016, CS231n: Neural networks part 3, babysitting the learning process',
  catalogue: ['H11.6'],
}

interface Curves {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly chance: number
}

/** In this order: the first that holds is what the curves show. */
const rules: readonly (readonly [CurveReading, (curves: Curves) => boolean])[] = [
  ['divergence', hasDiverged],
  ['plateau', staysAtStart],
  ['learningRateTooHigh', jumps],
  ['overfit', risesAgain],
  ['underfit', endsHigh],
]

/**
 * What the curves of a run show. Fewer than five epochs say nothing but whether they diverged: `healthy`. The limits
 * were chosen on synthetic curves; a long run of a good model is `overfit` as soon as its validation loss has turned, which is
 * why the best weights are kept.
 */
export function readCurves({ train, validation, chance }: LossCurves): CurveReading {
  const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN)
  const curves = { train: numbers(train), validation: numbers(validation), chance: chance ?? train[0] ?? 1 }
  const applicable = train.length < 5 ? rules.slice(0, 1) : rules
  return applicable.find(([, holds]) => holds(curves))?.[0] ?? 'healthy'
}

/** Mean over a stretch of a curve, from one share of its length to another. */
function mean(values: readonly number[], from: number, to: number): number {
  const stretch = values.slice(
    Math.floor(from * values.length),
    Math.max(Math.floor(from * values.length) + 1, Math.ceil(to * values.length)),
  )
  return stretch.reduce((sum, value) => sum + value, 0) / stretch.length
}

function hasDiverged({ train, chance }: Curves): boolean {
  if (train.some((value) => !Number.isFinite(value))) return true
  const [first = 0] = train
  return mean(train, 0.9, 1) > 1.5 * Math.max(first, chance)
}

/** Within 3 % of where it began. */
function staysAtStart({ train, chance }: Curves): boolean {
  const [first = 0] = train
  const left = train.findIndex((value) => value < 0.97 * first)
  return (left < 0 ? train.length : left) >= 0.4 * train.length && !jumpsAbout(train, chance)
}

function jumps({ train, chance }: Curves): boolean {
  const [first = 0] = train
  const end = mean(train, 0.9, 1)
  const isLostAgain = end > 2 * Math.min(...train) && end > 0.5 * chance
  return first > 10 * chance || isLostAgain || jumpsAbout(train, chance)
}

/** In its second half it goes up as often as down, in steps that are large beside its level. */
function jumpsAbout(train: readonly number[], chance: number): boolean {
  const late = train.slice(Math.floor(train.length / 2))
  const steps = late.slice(1).map((value, index) => value - (late[index] ?? 0))
  const ups = steps.filter((step) => step > 0).length
  const size = steps.reduce((sum, step) => sum + Math.abs(step), 0) / Math.max(1, steps.length)
  const level = mean(train, 0.5, 1)
  return ups >= 0.2 * steps.length && size > 0.2 * level && level > 0.2 * chance
}

/** The validation loss ends a tenth above its lowest value, reached well before, while the training loss fell on. */
function risesAgain({ train, validation, chance }: Curves): boolean {
  if (validation.length < 5) return false
  const smooth = validation.map((_, epoch) => {
    const near = validation.slice(Math.max(0, epoch - 1), epoch + 2)
    return near.reduce((sum, value) => sum + value, 0) / near.length
  })
  const lowest = Math.min(...smooth)
  const at = smooth.indexOf(lowest)
  const end = mean(smooth, 0.9, 1)
  const fellOn = mean(train, 0.9, 1) < (train[at] ?? 0)
  return at < 0.8 * smooth.length && end > 1.1 * lowest && end - lowest > 0.02 * chance && fellOn
}

/** At the end above half of what knowing nothing costs; or falling by a tenth and more over the last fifth. */
function endsHigh({ train, chance }: Curves): boolean {
  const end = mean(train, 0.9, 1)
  const before = mean(train, 0.7, 0.8)
  return end > 0.5 * chance || (end > 0.2 * chance && end < 0.9 * before)
}
