/** The bytes of a file, decompressed where it is gzip. Failures name the file. */
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fileError } from 'regimen'

const decompress = promisify(gunzip)

/** What the system's codes mean to a person. */
const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is too large to be read at once',
}

/** What messages call a file: its path, or where `-` reads from. */
export function sourceName(file: string): string {
  return file === '-' ? 'standard input' : file
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return reasons[code] ?? error.message
}

/**
 * Reads a whole file, or standard input for `-`. Gzip is told by its first bytes, whatever the file's name.
 *
 * @throws RegimenError `file-missing`, `file-unreadable`, `file-corrupt-gzip`
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  const bytes = await readRaw(file)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await decompress(bytes)
  } catch (error) {
    throw fileError(
      'file-corrupt-gzip',
      { file: sourceName(file), reason: reasonOf(error) },
      { cause: error },
    )
  }
}

async function readRaw(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw isMissing
      ? fileError('file-missing', { file }, { cause: error })
      : fileError('file-unreadable', { file: sourceName(file), reason: reasonOf(error) }, { cause: error })
  }
}
