/** What precision, recall and F1 share: counts for each class, and how the classes' ratios become one. */
import { equal, select } from '../../engine/ops/elementwise.ts'
import { stack } from '../../engine/ops/indexing.ts'
import type { Technique } from '../../technique.ts'
import { requireOption } from '../options.ts'
import { classified, countOf, predictedClasses } from './classes.ts'
import { type MetricFactory, type MetricValue, metricFactory } from './metric.ts'

/** The settings of `precision`, `recall` and `f1`. */
export type AverageSettings = {
  /**
   * `auto` (default): `binary` for two classes, else `macro`. `binary`: of class 1. `macro`: the mean over the
   * classes that occur among targets or predictions. `micro`: from the counts of all classes together.
   * `weighted`: the mean weighted by how often each class is the target. `perClass`: one number for each class,
   * NaN for one that does not occur.
   */
  readonly average: 'auto' | 'binary' | 'macro' | 'micro' | 'weighted' | 'perClass'
  /** Of two classes, the probability of class 1 above which it is predicted. Default 0.5. */
  readonly threshold: number
}

/** Counts of one class, or of several together. */
export interface ClassCounts {
  /** Predicted and right. */
  readonly right: number
  readonly predicted: number
  readonly actual: number
}

type Ratio = (counts: ClassCounts) => number

/** a / b, and 0 for 0 / 0: a class that is never predicted has precision 0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b
}

/** @internal */
export function averagedRatio(
  row: Pick<Technique, 'name' | 'paper' | 'catalogue'>,
  of: Ratio,
): MetricFactory<AverageSettings> {
  const { name } = row
  return metricFactory<AverageSettings>(
    { ...row, defaults: { average: 'auto', threshold: 0.5 } },
    ({ average, threshold }) => {
      const known = Object.keys(averages)
      requireOption(name, 'average', average, Object.hasOwn(averages, average), known.join(', '))
      requireOption(name, 'threshold', threshold, threshold > 0 && threshold < 1, 'a number between 0 and 1')
      return {
        better: 'higher',
        task: 'classification',
        sums: (outputs, targets) => {
          const found = classified(name, outputs, targets)
          const { logits, actual, classes } = found
          const predicted = predictedClasses(found, threshold)
          // What is predicted wrongly is counted nowhere: index −1 is out of range.
          const right = select(equal(predicted, actual), actual, -1)
          return stack([right, predicted, actual].map((indices) => countOf(indices, classes, logits)))
        },
        finish: (sums, examples) => (examples === 0 ? Number.NaN : averages[average](countsIn(sums), of)),
      }
    },
    ({ average }) =>
      average === 'auto' ? name : `${name}${average.charAt(0).toUpperCase()}${average.slice(1)}`,
  )
}

const occurs = ({ predicted, actual }: ClassCounts) => predicted + actual > 0
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

function macro(counts: readonly ClassCounts[], of: Ratio): number {
  // NaN counts, of NaN outputs, must not look like a class that does not occur.
  const values = counts.filter((each) => occurs(each) || Number.isNaN(each.predicted)).map(of)
  return total(values) / values.length
}

function binary(counts: readonly ClassCounts[], of: Ratio): number {
  const [, positive] = counts
  return positive ? of(positive) : Number.NaN
}

const averages: {
  readonly [A in AverageSettings['average']]: (counts: readonly ClassCounts[], of: Ratio) => MetricValue
} = {
  auto: (counts, of) => (counts.length === 2 ? binary : macro)(counts, of),
  binary,
  macro,
  micro: (counts, of) =>
    of({
      right: total(counts.map(({ right }) => right)),
      predicted: total(counts.map(({ predicted }) => predicted)),
      actual: total(counts.map(({ actual }) => actual)),
    }),
  weighted: (counts, of) =>
    total(counts.map((each) => of(each) * each.actual)) / total(counts.map(({ actual }) => actual)),
  perClass: (counts, of) => counts.map((each) => (occurs(each) ? of(each) : Number.NaN)),
}

function countsIn(sums: ArrayLike<number>): ClassCounts[] {
  const classes = sums.length / 3
  return Array.from({ length: classes }, (_, index) => ({
    right: sums[index] ?? 0,
    predicted: sums[classes + index] ?? 0,
    actual: sums[2 * classes + index] ?? 0,
  }))
}
