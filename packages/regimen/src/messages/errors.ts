/** Errors whose sentences are in a table that only those carry who throw them. */
import { RegimenError } from '../errors.ts'
import type { ErrorCode, ErrorMessages, ErrorParameters } from './index.ts'

/** What makes the errors of a table. */
export function errorsOf<K extends ErrorCode>(messages: Pick<ErrorMessages, K>) {
  return <C extends K>(code: C, parameters: ErrorParameters[C], options?: ErrorOptions): RegimenError<C> =>
    new RegimenError<C>(code, parameters, options, messages)
}
