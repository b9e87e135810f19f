/** The one error class of the library: a code and parameters for programs, a sentence for people. */
import { type CoreErrorCode, coreMessages } from './messages/core.ts'
import type { ErrorCode, ErrorMessages, ErrorParameters } from './messages/index.ts'

const core: Partial<ErrorMessages> = coreMessages

/**
 * Thrown for everything the caller can do something about. `code` and `parameters` let an interface
 * phrase it in its reader's language; `message` is the English phrasing.
 */
export class RegimenError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly parameters: ErrorParameters[C]

  /** Of the codes that every program carries; the others are made by the functions beside their tables. */
  constructor(code: C & CoreErrorCode, parameters: ErrorParameters[C], options?: ErrorOptions)
  constructor(
    code: C,
    parameters: ErrorParameters[C],
    options: ErrorOptions | undefined,
    messages: Pick<ErrorMessages, C>,
  )
  constructor(
    code: C,
    parameters: ErrorParameters[C],
    options?: ErrorOptions,
    messages: Partial<ErrorMessages> = core,
  ) {
    super(messages[code]?.(parameters), options)
    this.name = 'RegimenError'
    this.code = code
    this.parameters = parameters
  }
}
