/**
 * Checkpoints as files: safetensors, which every tool reads, with the header as JSON in the metadata and a
 * checksum over everything that would be loaded.
 */
import { crc32 } from 'node:zlib'
import {
  type Checkpoint,
  checkpointFileError,
  decodeSafetensors,
  encodeSafetensors,
  type Settings,
  type Tensor,
} from 'regimen'
import { writeFileAtomic } from './atomic-file.ts'
import { readBytes } from './read-bytes.ts'

/** Raised whenever an older Regimen could not read the file. */
const formatVersion = 1
const headerKey = 'regimen'
const checksumKey = 'regimen.crc32'

/**
 * Writes a checkpoint so that the file is whole at every instant: a run killed while saving keeps the one
 * before. Missing folders are made.
 * @throws RegimenError `disk-full`, `cannot-write`.
 */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await writeFileAtomic(file, encodeCheckpoint(checkpoint))
}

/**
 * Reads a checkpoint, every part of it checked.
 * @throws RegimenError `file-missing`, `file-unreadable`, `not-a-checkpoint`, `checkpoint-corrupt`, and those
 * of `decodeSafetensors`.
 */
export async function loadCheckpoint(file: string): Promise<Checkpoint> {
  return decodeCheckpoint(await readBytes(file), file)
}

/** The bytes of a checkpoint file: the same checkpoint gives the same bytes. */
export function encodeCheckpoint({ tensors, header }: Checkpoint): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ version: formatVersion, header }, writeNumber)
  return encodeSafetensors(tensors, { [headerKey]: text, [checksumKey]: checksumOf(text, tensors) })
}

/**
 * The checkpoint in the bytes of a file.
 * @param file its name, for messages.
 * @throws RegimenError as `loadCheckpoint`.
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, file)
  const refuse = (what: string, expected: string): never => {
    throw checkpointFileError('not-a-checkpoint', { file, what, expected })
  }
  const { [headerKey]: text, [checksumKey]: expected } = metadata
  if (text === undefined || expected === undefined) {
    const missing = text === undefined ? headerKey : checksumKey
    return refuse(`its metadata has no "${missing}"`, 'a safetensors file that Regimen saved as a checkpoint')
  }
  const actual = checksumOf(text, tensors)
  if (actual !== expected) throw checkpointFileError('checkpoint-corrupt', { file, expected, actual })
  const saved = parseJson(text)
  const { version, header } = isRecord(saved) ? saved : refuse('its header is not an object', 'JSON')
  if (version !== formatVersion) {
    refuse(
      `it has version ${version} of the format`,
      `version ${formatVersion}; load it with the release of Regimen that saved it`,
    )
  }
  return { tensors, header: isRecord(header) ? header : refuse('it has no header', 'an object') }
}

/** CRC-32 (as in gzip and PNG) over the header's text and each tensor's name, type and elements, by name. */
function checksumOf(text: string, tensors: Readonly<Record<string, Tensor>>): string {
  let checksum = crc32(text)
  for (const name of Object.keys(tensors).sort()) {
    const tensor = tensors[name]
    if (!tensor) continue
    const { buffer, byteOffset, byteLength } = tensor.data()
    checksum = crc32(`\n${name}\n${tensor.dtype}[${tensor.shape.join(', ')}]\n`, checksum)
    checksum = crc32(new Uint8Array(buffer, byteOffset, byteLength), checksum)
  }
  return checksum.toString(16).padStart(8, '0')
}

const isRecord = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, readNumber)
  } catch {
    return undefined
  }
}

/** JSON has no NaN, no infinities and no −0; a diverged run's history has them. */
function writeNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return { $number: Object.is(value, -0) ? '-0' : String(value) }
}

function readNumber(_: string, value: unknown): unknown {
  const isNumber = typeof value === 'object' && value !== null && '$number' in value
  return isNumber ? Number(value.$number) : value
}
