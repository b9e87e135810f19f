/** Commander, speaking the reader's language. */
import { Command, type CommanderError, type Help, type Option } from 'commander'
import { nearestName } from 'regimen'
import { type CliError, usageError } from '../errors.ts'
import type { Dictionary } from '../i18n/index.ts'
import { displayWidth } from '../terminal/width.ts'

/** A command whose help and errors are phrased from the dictionary. */
export function createCommand(name: string, words: Dictionary): Command {
  const { help } = words
  const titles = new Map([
    ['Usage:', help.titles.usage],
    ['Arguments:', help.titles.arguments],
    ['Options:', help.titles.options],
    ['Global Options:', help.titles.globalOptions],
    ['Commands:', help.titles.commands],
  ])
  return new Command(name)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => titles.get(title) ?? title,
      displayWidth,
    })
    .helpOption('-h, --help', help.help)
}

/** Examples and other lines below the options. */
export function addExamples(command: Command, words: Dictionary, examples: readonly string[]): void {
  const lines = examples.map((example) => `  ${example}`).join('\n')
  command.addHelpText('after', `\n${words.help.examples}\n${lines}`)
}

type Translate = (subject: string, command: Command) => CliError

/** Commander's codes, and what they are about. */
const translations: Readonly<Record<string, Translate>> = {
  'commander.unknownOption': (option, command) =>
    usageError('unknown-option', {
      option,
      nearest: nearestOption(option, command),
      command: pathOf(command),
    }),
  'commander.unknownCommand': (name, command) =>
    usageError('unknown-command', {
      name,
      nearest: nearestName(
        name,
        command.commands.map((each) => each.name()),
      ),
    }),
  'commander.optionMissingArgument': (option) => usageError('missing-value', { option }),
  'commander.missingMandatoryOptionValue': (flags, command) =>
    usageError('missing-argument', { argument: flags.split(' ')[0] ?? flags, command: pathOf(command) }),
  'commander.missingArgument': (argument, command) =>
    usageError('missing-argument', { argument, command: pathOf(command) }),
  'commander.excessArguments': (_, command) => usageError('too-many-arguments', { command: pathOf(command) }),
}

/** The same complaint in the reader's words; `undefined` for what is none (help, version). */
export function translateCommanderError(error: CommanderError, command: Command): CliError | undefined {
  // Commander puts what it is about in quotes: error: unknown option '--foo'.
  const subject = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  return translations[error.code]?.(subject, command)
}

function nearestOption(option: string, command: Command): string | undefined {
  const long = (options: readonly Option[]) => options.flatMap((each) => each.long ?? [])
  const own = long(command.options)
  return nearestName(option.split('=')[0] ?? option, [
    ...own,
    ...long(command.parent?.options ?? []),
    '--help',
  ])
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

export type { Command, Help }
