/** The sentences that every program carries: those of tensors, data sets, layers and training. */
import { dataMessages } from './data.ts'
import { engineMessages } from './engine.ts'
import { nnMessages } from './nn.ts'
import { trainMessages } from './train.ts'

export const coreMessages = { ...engineMessages, ...dataMessages, ...nnMessages, ...trainMessages }

export type CoreErrorCode = keyof typeof coreMessages
