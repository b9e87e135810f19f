/** What threads mean for a process: it ends by itself, and its memory comes back. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const script = path.join(import.meta.dirname, '..', '..', 'programs', 'threads.ts')

async function output(...settings: string[]) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--conditions=regimen-source', script, ...settings],
    { timeout: 50_000 },
  )
  return JSON.parse(stdout)
}

describe('a process with threads', () => {
  it('ends by itself when its work is done', async () => {
    const { together } = await output()
    expect(together).toBeGreaterThan(0)
  })

  it('gets back the memory of 200 programs that were dropped', async () => {
    const { together, early, late } = await output('drop')
    expect(together).toBeGreaterThan(100)
    // Each of them has a megabyte and a half of memory, which its thread knows, too: 300 MB if none came back.
    expect(late - early).toBeLessThan(128 * 2 ** 20)
  }, 60_000)
})
