/** Errors of the command itself: a code and parameters, phrased at the edge in the reader's language. */
import { type Dictionary, en } from './i18n/index.ts'

type Messages = Dictionary['errors']
export type CliErrorCode = keyof Messages
export type CliErrorParameters = { readonly [C in CliErrorCode]: Parameters<Messages[C]>[0] }

/** 0: done. 1: failed. 2: wrong use. 130: interrupted (128 + SIGINT), as shells have it. */
export type ExitCode = 0 | 1 | 2 | 130

type Rows = { readonly [C in CliErrorCode]: (parameters: CliErrorParameters[C]) => string }

/** The sentence of a code in one language. */
export function phraseCliError<C extends CliErrorCode>(
  code: C,
  parameters: CliErrorParameters[C],
  words: Dictionary,
): string {
  const rows: Rows = words.errors
  return rows[code](parameters)
}

export class CliError<C extends CliErrorCode = CliErrorCode> extends Error {
  readonly exitCode: ExitCode
  readonly code: C
  readonly parameters: CliErrorParameters[C]

  constructor(exitCode: ExitCode, code: C, parameters: CliErrorParameters[C], options?: ErrorOptions) {
    super(phraseCliError(code, parameters, en), options)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.code = code
    this.parameters = parameters
  }
}

/** An option, argument or value that cannot be: exit code 2. */
export function usageError<C extends CliErrorCode>(code: C, parameters: CliErrorParameters[C]): CliError<C> {
  return new CliError(2, code, parameters)
}

/** Everything else that the user can do something about: exit code 1. */
export function failure<C extends CliErrorCode>(code: C, parameters: CliErrorParameters[C]): CliError<C> {
  return new CliError(1, code, parameters)
}
