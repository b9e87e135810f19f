import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

/** A folder of the test's own, removed after its file; `put` writes into it and returns the path. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'regimen-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const put = (name: string, content: string | Uint8Array) => {
    const file = path.join(folder, name)
    writeFileSync(file, content)
    return file
  }
  return { folder, put }
}

export async function rejection(promise: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error)
      return { code: 'code' in error ? error.code : undefined, message: error.message }
  }
  throw new Error('nothing was thrown')
}

/** An IDX file of bytes: zero, zero, type 8, rank, sizes, elements. */
export function idxBytes(shape: readonly number[], elements: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])
  return Uint8Array.from([0, 0, 8, shape.length, ...sizes, ...elements])
}
