/** What an experiment came to. */
import { availableParallelism } from 'node:os'
import type { Experiment, Figure, NumberRow, Verdict } from '../experiment.ts'
import type { Json, JsonRecord } from '../json.ts'
import type { ImagesName } from '../parts/images.ts'
import type { Check } from '../statistics/checks.ts'
import type { Words } from '../words.ts'
import type { Measurement } from './task.ts'

/** An experiment with its measurements, judged. */
export interface Result {
  readonly id: string
  readonly catalogue: readonly string[]
  readonly title: Words
  readonly claim: Words
  readonly verdict: Verdict
  readonly rule: Words
  /** Of the claim as the note has it, and of its corrected form. */
  readonly checks: { readonly claim: readonly Check[]; readonly correction: readonly Check[] }
  readonly numbers: readonly NumberRow[]
  /** What was measured for each seed. */
  readonly measurements: readonly Json[]
  readonly seeds: readonly number[]
  /** Computing time, all seeds together. */
  readonly seconds: number
  readonly figures: readonly Figure[]
  readonly settings: JsonRecord
  readonly images: ImagesName | 'none'
  readonly quick: boolean
}

export interface ResultContext {
  readonly settings: JsonRecord
  readonly images: ImagesName | 'none'
  readonly quick: boolean
}

/** The rule and the figures are functions of the measurements alone. */
export function resultOf(
  experiment: Experiment,
  measurements: readonly Measurement[],
  { settings, images, quick }: ResultContext,
): Result {
  const { id, catalogue, title, claim, rule } = experiment
  const values = measurements.map((measurement) => measurement.values)
  const { verdict, ...checks } = rule.judge(values, settings)
  return {
    id,
    catalogue,
    title,
    claim,
    verdict,
    rule: rule.words,
    checks,
    numbers: experiment.numbers?.(values, settings) ?? [],
    measurements: values,
    seeds: measurements.map(({ seed }) => seed),
    seconds: measurements.reduce((sum, { seconds }) => sum + seconds, 0),
    figures: experiment.figures(values, settings),
    settings,
    images,
    quick,
  }
}

/** Processes at once where nobody says how many. */
export function defaultJobs(): number {
  return availableParallelism()
}
