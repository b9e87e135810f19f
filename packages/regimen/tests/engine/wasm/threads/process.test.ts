/** What threads mean for a process: it ends by itself, and its memory comes back. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const programs = path.join(import.meta.dirname, '..', '..', 'programs')

async function outputOf(script: string, flags: string[], settings: string[] = []) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--conditions=regimen-source', path.join(programs, script), ...settings],
    { timeout: 50_000, maxBuffer: 2 ** 26 },
  )
  return JSON.parse(stdout)
}

const output = (...settings: string[]) => outputOf('threads.ts', ['--expose-gc'], settings)

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

  it('makes three fits at once, two of them in threads of their own, and none waits for ever', async () => {
    // A deadlock would end with the time that the process is given.
    const { alone, fits } = await outputOf('three-fits.ts', [])
    expect(fits).toHaveLength(3)
    for (const { bits, shared } of fits) {
      expect(bits).toEqual(alone)
      expect(shared).toBeGreaterThan(0)
    }
  }, 60_000)

  it('learns within seconds that Node has ended one whose heap is full', async () => {
    const { error, seconds, together, result } = await outputOf('heap-limit.ts', ['--max-old-space-size=32'])
    expect(error).toMatch(/A thread failed during a step \(it has ended\)/)
    // Filling the heap takes most of it; without a look at the thread it would be a minute.
    expect(seconds).toBeLessThan(15)
    expect(together).toBeGreaterThanOrEqual(5)
    expect(result).toBeCloseTo(64, 3)
  }, 60_000)
})
