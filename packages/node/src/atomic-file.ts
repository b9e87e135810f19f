/** Files that are there whole or not at all, whenever the process or the machine stops. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { checkpointFileError, type RegimenError } from 'regimen'

/** The system's codes for a full disk, a used-up quota, a file larger than is allowed. */
const noRoom: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

const chooseFolder = 'Choose a folder that you may write to.'
const choosePath = 'Choose another path.'
const blockedPath = { reason: 'a part of its path is a file, not a folder', action: choosePath }
const denied = { reason: 'permission denied', action: chooseFolder }

/** What the system's other codes mean to a person, and what to do. */
const refusals: Readonly<Record<string, { readonly reason: string; readonly action: string }>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: { reason: 'the disk is read-only', action: chooseFolder },
  EEXIST: blockedPath,
  ENOTDIR: blockedPath,
  EISDIR: { reason: 'it is a folder', action: 'Give the path of a file.' },
  ENAMETOOLONG: { reason: 'its name is too long', action: choosePath },
}

/**
 * Writes a whole file: it is complete and on the disk when this returns, and as it was before when this
 * throws or the process is killed. Missing folders are made. A process killed in the middle leaves a hidden
 * `.tmp` file beside it.
 * @throws RegimenError `disk-full`, `cannot-write`.
 */
export async function writeFileAtomic(file: string, contents: Uint8Array | string): Promise<void> {
  try {
    await writeAtomically(file, (handle) => handle.writeFile(contents))
  } catch (error) {
    throw writeError(file, Buffer.byteLength(contents), error)
  }
}

function writeError(file: string, bytes: number, cause: unknown): RegimenError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (noRoom.has(code)) return checkpointFileError('disk-full', { file, bytes }, { cause })
  const reason = cause instanceof Error ? cause.message : String(cause)
  const refusal = refusals[code] ?? { reason, action: choosePath }
  return checkpointFileError('cannot-write', { file, ...refusal }, { cause })
}

/**
 * Writes to a temporary file beside `target`, syncs it to the disk, and renames it. When `write` throws, the
 * temporary file is removed and `target` is as it was. Missing folders are made.
 */
export async function writeAtomically(
  target: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const folder = path.dirname(target)
  await mkdir(folder, { recursive: true })
  const temporary = path.join(folder, `.${path.basename(target)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Makes the rename itself durable. Windows cannot open folders, and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
