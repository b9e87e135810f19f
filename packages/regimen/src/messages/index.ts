/**
 * Every error the library throws has a code, parameters, and an English sentence made from them here.
 * The command line has a Korean twin of this table; a missing row fails its type check.
 */
import { dataMessages } from './data.ts'
import { engineMessages } from './engine.ts'
import { formatMessages } from './formats.ts'
import { minimizationMessages } from './minimization.ts'
import { nnMessages } from './nn.ts'
import { trainMessages } from './train.ts'
import { tuneMessages } from './tune.ts'

const table = {
  ...engineMessages,
  ...dataMessages,
  ...nnMessages,
  ...minimizationMessages,
  ...trainMessages,
  ...formatMessages,
  ...tuneMessages,
}

/** The codes of the library's errors. */
export type ErrorCode = keyof typeof table

/** What the message of each code is made from. */
export type ErrorParameters = { readonly [C in ErrorCode]: Parameters<(typeof table)[C]>[0] }

/** A table of the messages in one language. */
export type ErrorMessages = { readonly [C in ErrorCode]: (parameters: ErrorParameters[C]) => string }

export const errorMessages: ErrorMessages = table
