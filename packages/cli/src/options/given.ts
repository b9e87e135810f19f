/** What was typed, as opposed to defaults. */
import type { Command } from './command-line.ts'

export interface GlobalOptions {
  readonly seed?: number
}

/** Long names of the command's options that were typed. */
export function givenOptions(command: Command): string[] {
  return command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .flatMap(({ long }) => long ?? [])
}

export function seedGiven(command: Command): boolean {
  return command.parent?.getOptionValueSource('seed') === 'cli'
}

export function seedOf(command: Command): number {
  return command.optsWithGlobals<GlobalOptions>().seed ?? 0
}
