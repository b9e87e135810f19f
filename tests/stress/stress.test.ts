/** A thousand models of random shapes in one process: memory comes back, although nothing is ever disposed of. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'many-models.ts')
const megabyte = 2 ** 20

interface Use {
  readonly rss: number
  readonly arrayBuffers: number
  readonly heapUsed: number
}

it('1,000 models created, trained and dropped leave nothing behind', { timeout: 120_000 }, async () => {
  const flags = ['--expose-gc', '--conditions=regimen-source']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script])
  const uses: Use[] = JSON.parse(stdout)
  expect(uses).toHaveLength(10)
  // Caches and compiled code fill up over the first models.
  const settled = uses[2]
  const last = uses.at(-1)
  if (!settled || !last) throw new Error('nothing was measured')
  expect(last.arrayBuffers - settled.arrayBuffers).toBeLessThan(4 * megabyte)
  expect(last.heapUsed - settled.heapUsed).toBeLessThan(8 * megabyte)
  expect(last.rss - settled.rss).toBeLessThan(64 * megabyte)
})
