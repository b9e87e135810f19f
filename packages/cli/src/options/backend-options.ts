/** The options of every command that trains: what computes. */
import type { Dictionary } from '../i18n/index.ts'
import { type BackendName, backendNames } from '../training/backend.ts'
import { chooseName } from './choose.ts'
import type { Command } from './command-line.ts'
import { numberOption } from './numbers.ts'

/** As commander collects them. */
export interface BackendOptions {
  readonly backend?: BackendName
  readonly threads?: number
  readonly deterministic?: boolean
}

export function addBackendOptions(command: Command, { help }: Dictionary): Command {
  const words = help.backend
  return command
    .option('--backend <name>', words.backend, (value) => chooseName('--backend', value, backendNames))
    .option('--threads <n>', words.threads, numberOption('--threads', 'threads'))
    .option('--deterministic', words.deterministic)
}
