/** Errors of the files that checkpoints and weights are kept in. */
import { errorsOf } from './errors.ts'

export const checkpointFileMessages = {
  'safetensors-truncated': (p: { file: string; expected: number; actual: number }) =>
    `${p.file} is cut off: it has ${p.actual} bytes, expected at least ${p.expected}. Copy it again, or use an older one.`,
  'safetensors-header': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a sound safetensors file: ${p.what}. Expected ${p.expected}.`,
  'safetensors-tensor': (p: { file: string; tensor: string; what: string; expected: string }) =>
    `${p.file} is not a sound safetensors file: the tensor "${p.tensor}" has ${p.what}. Expected ${p.expected}.`,
  'safetensors-dtype': (p: { file: string; tensor: string; dtype: string; supported: string }) =>
    `${p.file}: the tensor "${p.tensor}" has element type ${p.dtype}, which cannot be read. Convert it to one of ${p.supported}.`,
  'safetensors-name': (p: { tensor: string }) =>
    `No tensor can be saved under the name "${p.tensor}": the safetensors format keeps it for itself. Use another name.`,
  'disk-full': (p: { file: string; bytes: number }) =>
    `There is no room for ${p.file} (${p.bytes} bytes). Free some space or write elsewhere; what was there before is unchanged.`,
  'cannot-write': (p: { file: string; reason: string; action: string }) =>
    `${p.file} cannot be written: ${p.reason}. ${p.action}`,
  'not-a-checkpoint': (p: { file: string; what: string; expected: string }) =>
    `${p.file} is not a checkpoint that can be loaded: ${p.what}. Expected ${p.expected}.`,
  'checkpoint-corrupt': (p: { file: string; expected: string; actual: string }) =>
    `${p.file} was damaged after it was saved: its contents have the checksum ${p.actual}, expected ${p.expected}. Copy it again, or use an older one.`,
} as const

/** An error of checkpoint files, for packages that read and write them. */
export const checkpointFileError = /* @__PURE__ */ errorsOf(checkpointFileMessages)
