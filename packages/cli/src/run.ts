/** One call of the command: arguments in, exit code out. Whatever goes wrong becomes one line. */
import { CommanderError } from 'commander'
import { type ErrorCode, type ErrorParameters, RegimenError } from 'regimen'
import { CliError, type ExitCode, phraseCliError } from './errors.ts'
import { dictionaries, environmentLanguage, type Language, languages, libraryErrors } from './i18n/index.ts'
import { matchName } from './options/choose.ts'
import { translateCommanderError } from './options/command-line.ts'
import { createProgram } from './program.ts'
import { systemFailure } from './system-errors.ts'
import { createTerminal } from './terminal/terminal.ts'

/** Errors of the library that say that an option or argument was wrong. */
const usageCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'bad-option',
  'split-bad-sizes',
  'table-unknown-column',
  'technique-option',
  'unknown-technique',
])

export async function run(argv: readonly string[], version: string): Promise<ExitCode> {
  const language = languageOf(argv)
  const words = dictionaries[language]
  const terminal = createTerminal(language, words, argv.includes('--json'))
  const { command, current } = createProgram(words, version, terminal)
  try {
    if (argv.length === 0) {
      terminal.note(command.helpInformation())
      return 2
    }
    await command.parseAsync(argv, { from: 'user' })
    return 0
  } catch (caught) {
    const translated =
      caught instanceof CommanderError ? translateCommanderError(caught, current()) : undefined
    if (caught instanceof CommanderError && !translated) return caught.exitCode === 0 ? 0 : 2
    const error = translated ?? systemFailure(caught)
    if (process.env.REGIMEN_DEBUG && error instanceof Error) terminal.note(error.stack ?? error.message)
    else terminal.note(phrase(error, language))
    return exitCodeOf(error)
  }
}

/** Needed before the options are read: help and complaints about options are in it too. */
function languageOf(argv: readonly string[]): Language {
  const place = argv.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='))
  const given = argv[place]?.split('=')[1] ?? argv[place + 1] ?? ''
  const named = place < 0 ? undefined : matchName(given, languages)
  return named ?? environmentLanguage(process.env)
}

function phrase(error: unknown, language: Language): string {
  const words = dictionaries[language]
  if (error instanceof CliError) return phraseCliError(error.code, error.parameters, words)
  if (error instanceof RegimenError) return phraseLibraryError(error, language)
  const message = error instanceof Error ? error.message : String(error)
  // One line, whatever was thrown.
  return words.errors.unexpected({ message: message.replaceAll(/\s*\n\s*/g, ' ') })
}

function phraseLibraryError<C extends ErrorCode>(error: RegimenError<C>, language: Language): string {
  const rows: { readonly [K in ErrorCode]?: (parameters: ErrorParameters[K]) => string } =
    libraryErrors[language]
  return rows[error.code]?.(error.parameters) ?? error.message
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode
  return error instanceof RegimenError && usageCodes.has(error.code) ? 2 : 1
}
