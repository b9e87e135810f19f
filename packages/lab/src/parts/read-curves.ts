/** What the curves of a run say: the rules of thumb for looking at loss curves, as one function. */

/** Of one run. Losses that are no numbers are NaN. */
export interface Curves {
  /** Training loss at each measurement. */
  readonly train: readonly number[]
  /** Validation loss at the same. */
  readonly validation: readonly number[]
  /** The loss of knowing nothing: ln K. */
  readonly chance: number
}

export const findings = [
  'healthy',
  'plateau',
  'divergence',
  'overfitting',
  'underfitting',
  'rate-too-high',
] as const
export type Finding = (typeof findings)[number]

interface Sign {
  readonly finding: Finding
  readonly seen: (curves: Curves) => boolean
}

/** The first that is seen counts: what diverges also overfits. */
const signs: readonly Sign[] = [
  {
    finding: 'divergence',
    seen: ({ train, chance }) => train.some((loss) => !Number.isFinite(loss)) || last(train) > 2 * chance,
  },
  // No more than a twentieth of the way from knowing nothing.
  { finding: 'plateau', seen: ({ train, chance }) => last(train) > 0.95 * chance },
  // In the second half it goes up as often as down, by more than a fifth of its height.
  { finding: 'rate-too-high', seen: ({ train }) => jumpiness(secondHalf(train)) > 0.2 },
  // The validation loss has turned, and is a tenth above its lowest; the training loss is far below it.
  {
    finding: 'overfitting',
    seen: ({ train, validation }) =>
      last(validation) > 1.1 * Math.min(...validation) && last(train) < 0.5 * last(validation),
  },
  // Both stand still together, high above 0.
  { finding: 'underfitting', seen: ({ train, chance }) => last(train) > 0.3 * chance },
]

export function readCurves(curves: Curves): Finding {
  return signs.find(({ seen }) => seen(curves))?.finding ?? 'healthy'
}

/** The mean of the last tenth: a single measurement may be off. */
function last(values: readonly number[]): number {
  const end = values.slice(-Math.max(1, Math.floor(values.length / 10)))
  return end.reduce((sum, value) => sum + value, 0) / end.length
}

function secondHalf(values: readonly number[]): readonly number[] {
  return values.slice(Math.floor(values.length / 2))
}

/** The mean step up or down, less what all steps together come to, in units of the mean height. */
function jumpiness(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0))
  const height = values.reduce((sum, value) => sum + value, 0) / values.length
  const path = steps.reduce((sum, step) => sum + Math.abs(step), 0)
  const way = Math.abs(steps.reduce((sum, step) => sum + step, 0))
  return (path - way) / steps.length / height
}
