import { add, mul } from '../../engine/ops/elementwise.ts'
import { measureError } from '../../messages/measures.ts'
import { classified, countOf, predictedClasses } from './classes.ts'
import { type MetricFactory, metricFactory } from './metric.ts'

/**
 * How often class i was predicted as class j: [classes][classes] counts, right ones on the diagonal; among
 * named values `confusionMatrix.0.1`. Outputs and targets as for `accuracy`. A target that is no class is not
 * counted.
 */
export const confusionMatrixMetric: MetricFactory = metricFactory(
  {
    name: 'confusionMatrix',
    defaults: {},
    paper: 'Stehman 1997, Remote Sensing of Environment 62',
    catalogue: [],
  },
  () => ({
    better: 'higher',
    task: 'classification',
    sums: (outputs, targets) => {
      const found = classified('confusionMatrix', outputs, targets)
      const { actual, classes, logits } = found
      const cell = add(mul(actual, classes), predictedClasses(found))
      return countOf(cell, classes * classes, logits)
    },
    finish: (sums) => {
      const classes = Math.sqrt(sums.length)
      const cells = Array.from(sums)
      return Array.from({ length: classes }, (_, row) => cells.slice(row * classes, (row + 1) * classes))
    },
  }),
)

/**
 * How often class i (row) was predicted as class j (column): [classes][classes] counts, right ones on the
 * diagonal.
 * @throws RegimenError `predictions-length`, `class-out-of-range`.
 */
export function confusionMatrix(predicted: Int32Array, actual: Int32Array, classes: number): number[][] {
  if (predicted.length !== actual.length) {
    throw measureError('predictions-length', { predicted: predicted.length, actual: actual.length })
  }
  requireClasses('predicted', predicted, classes)
  requireClasses('actual', actual, classes)
  const counts = new Float64Array(classes * classes)
  actual.forEach((row, index) => {
    const cell = row * classes + (predicted[index] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  return Array.from({ length: classes }, (_, row) => [...counts.subarray(row * classes, (row + 1) * classes)])
}

function requireClasses(which: string, values: Int32Array, classes: number): void {
  const index = values.findIndex((value) => value < 0 || value >= classes)
  if (index < 0) return
  throw measureError('class-out-of-range', { which, index, value: values[index] ?? 0, classes })
}
