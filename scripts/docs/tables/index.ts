/** The tables of names, by their guide. */
import { fromKeras } from './from-keras.ts'
import { fromPyTorch } from './from-pytorch.ts'
import { fromTensorFlowJs } from './from-tensorflowjs.ts'
import type { NameTable } from './names.ts'

export { type NameTable, namesUsed, placeholders } from './names.ts'

export const nameTables: { readonly [guide: string]: NameTable } = {
  'from-pytorch': fromPyTorch,
  'from-keras': fromKeras,
  'from-tensorflowjs': fromTensorFlowJs,
}
