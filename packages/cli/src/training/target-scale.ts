/**
 * Regression targets are learnt with mean 0 and standard deviation 1, so that a learning rate means the same
 * whatever the unit; everything that people see is in the target's own unit.
 */
import type { Callback, Metrics, Part, PartName, TrainingEvent } from 'regimen'

export interface TargetScale {
  readonly mean: number
  readonly deviation: number
}

/** Measured on the training part only. */
export function measureTarget({ targets }: Part<'train'>): TargetScale {
  const values = Array.from(targets)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) || 1 }
}

export function standardise<P extends PartName>(part: Part<P>, { mean, deviation }: TargetScale): Part<P> {
  return { ...part, targets: Float32Array.from(part.targets, (value) => (value - mean) / deviation) }
}

/** How each metric grows when the target's unit does: with its first or its second power. */
const powers: Readonly<Record<string, number>> = {
  loss: 2,
  meanSquaredError: 2,
  rootMeanSquaredError: 1,
  meanAbsoluteError: 1,
}

/** `trainLoss` and `validationRootMeanSquaredError` of the last event name their part too. */
function powerOf(name: string): number {
  const bare = name.replace(/^(train|validation)(?=[A-Z])/, '')
  return powers[bare.charAt(0).toLowerCase() + bare.slice(1)] ?? 0
}

export function metricsInUnit(metrics: Metrics, scale: TargetScale | undefined): Metrics {
  if (!scale) return metrics
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, value * scale.deviation ** powerOf(name)]),
  )
}

export function eventInUnit<E extends TrainingEvent>(event: E, scale: TargetScale | undefined): E {
  if (!scale || !('metrics' in event)) return event
  const converted = { ...event, metrics: metricsInUnit(event.metrics, scale) }
  return 'loss' in converted
    ? { ...converted, loss: Number(converted.loss) * scale.deviation ** 2 }
    : converted
}

/** The same listener, told everything in the target's own unit. */
export function listeningInUnit(callback: Callback, scale: TargetScale | undefined): Callback {
  return {
    name: callback.name,
    onEvent: (event, control) => callback.onEvent?.(eventInUnit(event, scale), control),
  }
}
