import { RegimenError } from '../../errors.ts'

/**
 * How often class i (row) was predicted as class j (column): [classes][classes] counts, right ones on the
 * diagonal.
 * @throws RegimenError `predictions-length`, `class-out-of-range`.
 */
export function confusionMatrix(predicted: Int32Array, actual: Int32Array, classes: number): number[][] {
  if (predicted.length !== actual.length) {
    throw new RegimenError('predictions-length', { predicted: predicted.length, actual: actual.length })
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
  throw new RegimenError('class-out-of-range', { which, index, value: values[index] ?? 0, classes })
}
