/** From a network's raw outputs to classes with probabilities, or to values in the target's unit. */
import type { Prediction, Task } from 'regimen'
import type { TargetScale } from './target-scale.ts'

export interface ClassPrediction {
  readonly classIndex: number
  readonly probability: number
  readonly probabilities: readonly number[]
}

/** The most probable class of each row of logits. */
export function classPredictions({ outputs, shape }: Prediction): ClassPrediction[] {
  const [rows = 0, classes = 0] = shape
  return Array.from({ length: rows }, (_, row) => {
    const probabilities = softmax(outputs.subarray(row * classes, (row + 1) * classes))
    const probability = Math.max(...probabilities)
    return { classIndex: probabilities.indexOf(probability), probability, probabilities }
  })
}

export function valuePredictions({ outputs }: Prediction, scale: TargetScale): number[] {
  return Array.from(outputs, (value) => value * scale.deviation + scale.mean)
}

/** In float64, shifted by the largest logit. */
function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const powers = Array.from(logits, (value) => Math.exp(value - largest))
  const sum = powers.reduce((total, value) => total + value, 0)
  return powers.map((value) => value / sum)
}

/** `matrix[actual][predicted]` */
export function countConfusions(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  task: Task,
): number[][] {
  const classes = task.kind === 'classification' ? task.classes.length : 0
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < actual.length; row++) {
    const cells = matrix[actual[row] ?? 0] ?? []
    const column = predicted[row] ?? 0
    cells[column] = (cells[column] ?? 0) + 1
  }
  return matrix
}
