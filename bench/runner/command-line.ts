/** What the user asked for. */
import { parseArgs } from 'node:util'
import type { Settings } from './session.ts'

export class UsageError extends Error {}

export interface CommandLine extends Settings {
  readonly suite: string
  readonly json: boolean
  /** Names of the systems to be measured; default: all of the suite. */
  readonly only?: readonly string[]
}

export const usage = `npm run bench -- <suite> [options]

  --json              print rows as JSON instead of a table
  --only a,b          measure these systems only
  --workloads W1,W2   measure these workloads only
  --rounds n          how often the systems take turns (default 5)
  --milliseconds n    how long each is measured in a round (default 300)`

/** @throws UsageError */
export function readCommandLine(parameters: readonly string[]): CommandLine {
  const { values, positionals } = parse(parameters)
  const [suite] = positionals
  if (suite === undefined || positionals.length > 1) throw new UsageError('name one suite')
  return {
    suite,
    json: values.json ?? false,
    rounds: wholeNumber('rounds', values.rounds, 5),
    milliseconds: wholeNumber('milliseconds', values.milliseconds, 300),
    ...(values.only !== undefined && { only: values.only.split(',') }),
    ...(values.workloads !== undefined && { workloads: values.workloads.split(',') }),
  }
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        only: { type: 'string' },
        workloads: { type: 'string' },
        rounds: { type: 'string' },
        milliseconds: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function wholeNumber(option: string, text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new UsageError(`--${option} ${text}: a whole number of at least 1 is needed`)
}
