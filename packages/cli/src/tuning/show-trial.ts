/** A trial's values as people read them. */
import type { TrialRecord } from 'regimen'
import { formatNumber } from '../format.ts'

export function showValue(value: string | number | boolean | undefined): string {
  return typeof value === 'number' ? formatNumber(value) : String(value ?? '–')
}

/** `rate 0.01000` for each parameter. */
export function showParameters(parameters: TrialRecord['parameters']): string[] {
  return Object.entries(parameters).map(([name, value]) => `${name} ${showValue(value)}`)
}

/** What is told of a study's best trials. */
export type BestTrial = Pick<TrialRecord, 'number' | 'values' | 'parameters'>

export function bestTrialOf({ number, values, parameters }: TrialRecord): BestTrial {
  return { number, values, parameters }
}
