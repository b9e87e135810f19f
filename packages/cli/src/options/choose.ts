/** Values that are names: found whatever their case and hyphens, or answered with the nearest one. */
import { nearestName } from 'regimen'
import { usageError } from '../errors.ts'

const plain = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, '')

/** The name among `choices` that was written as `batch-norm`, `BatchNorm` or `batch_norm`. */
export function matchName<T extends string>(value: string, choices: readonly T[]): T | undefined {
  return choices.find((choice) => plain(choice) === plain(value))
}

/** @throws CliError `unknown-value` with the nearest choice */
export function chooseName<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = matchName(value, choices)
  if (found !== undefined) return found
  throw usageError('unknown-value', { option, value, nearest: nearestName(value, choices), choices })
}

/** Names with commas between them, each once. */
export function chooseNames<T extends string>(option: string, value: string, choices: readonly T[]): T[] {
  const parts = value.split(',').map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== '').map((part) => chooseName(option, part, choices)))]
}
