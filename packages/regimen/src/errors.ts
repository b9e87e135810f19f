/** The one error class of the library: a code and parameters for programs, a sentence for people. */
import { type ErrorCode, type ErrorParameters, errorMessages } from './messages/index.ts'

/**
 * Thrown for everything the caller can do something about. `code` and `parameters` let an interface
 * phrase it in its reader's language; `message` is the English phrasing.
 */
export class RegimenError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly parameters: ErrorParameters[C]

  constructor(code: C, parameters: ErrorParameters[C], options?: ErrorOptions) {
    super(errorMessages[code](parameters), options)
    this.name = 'RegimenError'
    this.code = code
    this.parameters = parameters
  }
}
