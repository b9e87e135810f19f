import { square, sub } from '../../engine/ops/elementwise.ts'
import { concatenate, stack } from '../../engine/ops/indexing.ts'
import { sum } from '../../engine/ops/reductions.ts'
import { alignTargets } from '../losses/targets.ts'
import { type MetricFactory, metricFactory } from './metric.ts'

/**
 * The coefficient of determination, 1 − Σ (y − t)² / Σ (t − t̄)²: the share of the targets' variance that the
 * outputs explain. 1 is perfect, 0 as good as always predicting the mean; it has no lower bound. Of several
 * outputs, the mean of each one's. −Infinity or NaN where all targets are equal, NaN for fewer than two
 * examples.
 *
 * Evaluation keeps the targets, and is exact. While training it follows from Σt and Σt² in the backend's
 * precision, and is NaN where these cannot tell the variance from rounding: targets far from 0 that differ
 * little, which are better standardised.
 */
export const r2: MetricFactory = metricFactory(
  { name: 'r2', defaults: {}, paper: 'Wright 1921, Journal of Agricultural Research 20', catalogue: [] },
  () => ({
    better: 'higher',
    task: 'regression',
    sums: (outputs, targets) => {
      const [y, t] = alignTargets('r2', outputs, targets)
      const overBatch = { axes: 0 }
      return stack([sum(square(sub(y, t)), overBatch), sum(t, overBatch), sum(square(t), overBatch)])
    },
    finish: fromSums,
    exact: {
      rows: (outputs, targets) => concatenate(alignTargets('r2', outputs, targets), 1),
      finish: fromRows,
    },
  }),
)

/** Below this share of Σt² a variance in float32 is made of rounding. */
const lostShare = 1e-6

function fromSums(sums: ArrayLike<number>, examples: number): number {
  const outputs = sums.length / 3
  return meanOfOutputs(outputs, examples, (output) => {
    const [residual, total, squares] = [0, 1, 2].map((row) => sums[row * outputs + output] ?? 0)
    const variation = (squares ?? 0) - (total ?? 0) ** 2 / examples
    return variation <= lostShare * (squares ?? 0) ? Number.NaN : 1 - (residual ?? 0) / variation
  })
}

function fromRows(rows: ArrayLike<number>, examples: number): number {
  const outputs = rows.length / examples / 2
  return meanOfOutputs(outputs, examples, (output) => {
    const at = (row: number, column: number) => rows[row * 2 * outputs + column] ?? 0
    let mean = 0
    for (let row = 0; row < examples; row++) mean += at(row, outputs + output) / examples
    let residual = 0
    let variation = 0
    for (let row = 0; row < examples; row++) {
      const target = at(row, outputs + output)
      residual += (at(row, output) - target) ** 2
      variation += (target - mean) ** 2
    }
    return 1 - residual / variation
  })
}

function meanOfOutputs(outputs: number, examples: number, of: (output: number) => number): number {
  if (examples < 2) return Number.NaN
  const values = Array.from({ length: outputs }, (_, output) => of(output))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
