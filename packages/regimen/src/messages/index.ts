/**
 * Every error the library throws has a code, parameters, and an English sentence made from them here.
 * The command line has a Korean twin of this table; a missing row fails its type check.
 */
import type { checkpointFileMessages } from './checkpoints.ts'
import type { coreMessages } from './core.ts'
import type { datasetMessages } from './datasets.ts'
import type { fileMessages } from './files.ts'
import type { formatMessages } from './formats.ts'
import type { layerMessages } from './layers.ts'
import type { measureMessages } from './measures.ts'
import type { minimizationMessages } from './minimization.ts'
import type { modelMessages } from './models.ts'
import type { savedStateMessages } from './states.ts'
import type { tableMessages } from './tables.ts'
import type { threadMessages } from './threads.ts'
import type { tuneMessages } from './tune.ts'

type Table = typeof coreMessages &
  typeof checkpointFileMessages &
  typeof datasetMessages &
  typeof fileMessages &
  typeof formatMessages &
  typeof layerMessages &
  typeof measureMessages &
  typeof minimizationMessages &
  typeof modelMessages &
  typeof savedStateMessages &
  typeof tableMessages &
  typeof threadMessages &
  typeof tuneMessages

/** The codes of the library's errors. */
export type ErrorCode = keyof Table

/** What the message of each code is made from. */
export type ErrorParameters = { readonly [C in ErrorCode]: Parameters<Table[C]>[0] }

/** A table of the messages in one language. */
export type ErrorMessages = { readonly [C in ErrorCode]: (parameters: ErrorParameters[C]) => string }
