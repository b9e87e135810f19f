/** Loss curves over several seeds: smoothed, averaged, with their spread. */
import { smooth } from '@regimen/lab'

export interface SpreadCurve {
  readonly mean: readonly number[]
  readonly lowest: readonly number[]
  readonly highest: readonly number[]
}

/** At each step the mean, the smallest and the largest of the smoothed curves, as far as all of them go. */
export function spreadOf(curves: readonly ArrayLike<number>[]): SpreadCurve {
  const smoothed = curves.map(smooth)
  const length = smoothed.length === 0 ? 0 : Math.min(...smoothed.map((curve) => curve.length))
  const at = (index: number) => smoothed.map((curve) => curve[index] ?? 0)
  const steps = Array.from({ length }, (_, index) => at(index))
  return {
    mean: steps.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    lowest: steps.map((values) => Math.min(...values)),
    highest: steps.map((values) => Math.max(...values)),
  }
}
