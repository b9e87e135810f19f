/** NumPy's .npz files: a zip archive with an .npy file for each array. */
import { crc32 } from 'node:zlib'
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate'
import { decodeNpy, encodeNpy, formatError, RegimenError, type Tensor } from 'regimen'
import { writeFileAtomic } from '../atomic-file.ts'
import { readBytes } from '../read-bytes.ts'

/** Deflate makes nothing smaller than this part of it. */
const largestRatio = 1032
const endOfArchive = [0x50, 0x4b, 0x05, 0x06]
const ending = '.npy'

/** The options of `encodeNpz`. */
export interface NpzOptions {
  /** Whether to compress, as `numpy.savez_compressed` does. Default false, as `numpy.savez`. */
  readonly compress?: boolean
}

/** The bytes of an .npz file; the same tensors in the same order give the same bytes. */
export function encodeNpz(
  tensors: Readonly<Record<string, Tensor>>,
  { compress = false }: NpzOptions = {},
): Uint8Array {
  const files = Object.entries(tensors).map(
    ([name, tensor]) => [`${name}${ending}`, encodeNpy(tensor)] as const,
  )
  // Archives carry the time of writing: a fixed one, the earliest there is.
  return zipSync(Object.fromEntries(files), { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) })
}

/**
 * The arrays of an .npz file by name. What the archive says of its parts is checked against its size before anything
 * is allocated, their checksums afterwards.
 * @param file its name, for messages.
 * @throws RegimenError `npz-archive`, and as `decodeNpy`.
 */
export function decodeNpz(bytes: Uint8Array, file: string): Record<string, Tensor> {
  const parts = unzip(bytes, file)
  const arrays = Object.entries(parts).filter(([name]) => name.endsWith(ending))
  if (arrays.length === 0) refuse(file, 'it has no .npy file in it', 'at least one array')
  return Object.fromEntries(
    arrays.map(([name, part]) => {
      const array = name.slice(0, -ending.length)
      return [array, decodeNpy(part, `${file} (${array})`)]
    }),
  )
}

/** Writes an .npz file, whole or not at all. @throws RegimenError `disk-full`, `cannot-write` */
export async function writeNpz(
  file: string,
  tensors: Readonly<Record<string, Tensor>>,
  options: NpzOptions = {},
): Promise<void> {
  await writeFileAtomic(file, encodeNpz(tensors, options))
}

/** Reads an .npz file. @throws RegimenError as `decodeNpz`, `file-missing`, `file-unreadable` */
export async function readNpz(file: string): Promise<Record<string, Tensor>> {
  return decodeNpz(await readBytes(file), file)
}

function refuse(file: string, what: string, expected: string, cause?: unknown): never {
  throw formatError('npz-archive', { file, what, expected }, cause === undefined ? {} : { cause })
}

function unzip(bytes: Uint8Array, file: string): Readonly<Record<string, Uint8Array>> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || indexOfEnd(bytes) < 0) {
    refuse(file, 'it does not begin and end like a zip archive', 'an archive that numpy.savez wrote')
  }
  const names = new Set<string>()
  let claimed = 0
  const accept = ({ name, size, originalSize, compression }: UnzipFileInfo) => {
    if (names.has(name)) refuse(file, `the name "${name}" occurs twice in it`, 'each name once')
    names.add(name)
    claimed += originalSize
    const most = compression === 0 ? size : size * largestRatio
    if (!(size <= bytes.length && originalSize <= most && claimed <= bytes.length * largestRatio)) {
      refuse(
        file,
        `"${name}" is said to have ${originalSize} bytes out of ${size}`,
        'sizes that its bytes can hold',
      )
    }
    return name.endsWith(ending)
  }
  try {
    const parts = unzipSync(bytes, { filter: accept })
    requireChecksums(bytes, parts, file)
    return parts
  } catch (error) {
    if (error instanceof RegimenError) throw error
    return refuse(
      file,
      `it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
      'a whole archive',
      error,
    )
  }
}

function indexOfEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65558); at--) {
    if (endOfArchive.every((byte, index) => bytes[at + index] === byte)) return at
  }
  return -1
}

/** The library does not look at them. They stand in the directory at the end, at a fixed place of each entry. */
function requireChecksums(
  bytes: Uint8Array,
  parts: Readonly<Record<string, Uint8Array>>,
  file: string,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = indexOfEnd(bytes)
  let at = view.getUint32(end + 16, true)
  const entries = view.getUint16(end + 10, true)
  for (let entry = 0; entry < entries && at + 46 <= end; entry++) {
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true))
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + (nameLength ?? 0)))
    const part = parts[name]
    if (part && crc32(part) !== view.getUint32(at + 16, true)) {
      refuse(file, `"${name}" does not have the checksum that it was written with`, 'an undamaged file')
    }
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
}
