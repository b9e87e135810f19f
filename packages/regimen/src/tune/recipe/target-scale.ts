/**
 * Regression targets are learnt with mean 0 and standard deviation 1, so that a learning rate means the same whatever
 * the unit; what people see is in the target's own unit.
 */
import type { Part, PartName } from '../../data/dataset.ts'
import type { Metrics } from '../../train/events.ts'

/** Mean and standard deviation of the training part's targets. */
export interface TargetScale {
  readonly mean: number
  readonly deviation: number
}

/** Measured on the training part only; a constant target keeps its unit. */
export function measureTargets({ targets }: Part<'train'>): TargetScale {
  const values = Array.from(targets)
  const count = Math.max(1, values.length)
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / count) || 1 }
}

/** The part with standardised targets. */
export function standardiseTargets<P extends PartName>(
  part: Part<P>,
  { mean, deviation }: TargetScale,
): Part<P> {
  return { ...part, targets: Float32Array.from(part.targets, (value) => (value - mean) / deviation) }
}

/** With which power of the target's unit each metric grows. */
const powers: Readonly<Record<string, number>> = {
  loss: 2,
  meanSquaredError: 2,
  rootMeanSquaredError: 1,
  meanAbsoluteError: 1,
}

/** Metrics of standardised targets in the target's own unit; without a scale as they are. */
export function metricsInUnit(metrics: Metrics, scale: TargetScale | undefined): Metrics {
  if (!scale) return metrics
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, value * scale.deviation ** (powers[name] ?? 0)]),
  )
}
