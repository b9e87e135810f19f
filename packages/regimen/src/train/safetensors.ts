/**
 * The safetensors format (Hugging Face, github.com/huggingface/safetensors): the header's length in 8 bytes
 * little-endian, a JSON header of names, element types, shapes and byte ranges, then the elements. It cannot
 * carry code, and other tools read it.
 */
import { readStored, storedNumbers } from '../data/stored-numbers.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import type { DType } from '../engine/types.ts'
import { checkpointFileError } from '../messages/checkpoints.ts'
import { readSafetensorsHeader, type TensorRange } from './safetensors-header.ts'

/** What a safetensors file holds. */
export interface DecodedSafetensors {
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly metadata: Readonly<Record<string, string>>
}

const formatNames: { readonly [D in DType]: string } = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  bool: 'BOOL',
}

/** The length field; the header is padded to this too, so that every element lies at a multiple of its size. */
const alignment = 8

/**
 * The bytes of a safetensors file. The same tensors and metadata in the same order give the same bytes.
 * @throws RegimenError `safetensors-name` for a tensor named `__metadata__`, `value-of-traced`.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(tensors).map(([name, tensor]) => {
    if (name === '__metadata__') throw checkpointFileError('safetensors-name', { tensor: name })
    const data = tensor.data()
    return { name, tensor, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  })
  // Widest elements first, as the reference writer does: all are aligned without gaps, which are forbidden.
  const width = ({ tensor }: { tensor: Tensor }) => tensor.data().BYTES_PER_ELEMENT
  parts.sort((a, b) => width(b) - width(a))
  let end = 0
  const entries = parts.map(({ name, tensor, bytes }) => {
    const begin = end
    end += bytes.length
    const range = { dtype: formatNames[tensor.dtype], shape: tensor.shape, data_offsets: [begin, end] }
    return [name, range] as const
  })
  const described = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : []
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...described, ...entries])))
  const start = alignment + Math.ceil(json.length / alignment) * alignment
  const file = new Uint8Array(start + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(start - alignment), true)
  file.fill(0x20, alignment, start)
  file.set(json, alignment)
  let at = start
  for (const { bytes } of parts) {
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}

/**
 * The tensors and metadata of a safetensors file. Everything the header says is checked against the file
 * before anything is allocated. The tensors own their memory. Half precision becomes float32, integers of other
 * widths become int32.
 * @param file its name, for messages.
 * @throws RegimenError `safetensors-truncated`, `safetensors-header`, `safetensors-tensor`,
 * `safetensors-dtype`, `stored-value`.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): DecodedSafetensors {
  const { ranges, metadata } = readSafetensorsHeader(bytes, file)
  const tensors = ranges.map((range) => [range.name, readTensor(bytes, range, file)] as const)
  return { tensors: Object.fromEntries(tensors), metadata }
}

/** In its own memory: aligned, and the file's bytes can be freed. */
function readTensor(bytes: Uint8Array, { name, type, shape, begin, end }: TensorRange, file: string): Tensor {
  const data = readStored(bytes.subarray(begin, end), type, true, { file, tensor: name })
  return fromData(storedNumbers[type].dtype, shape, data)
}
