/** No ownership for the user: thousands of steps leave memory flat although nothing is ever disposed of. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'programs', 'many-steps.ts')
const megabyte = 2 ** 20

describe('memory over many training steps', () => {
  it.each([
    ['eager', 10_000],
    ['compiled', 100_000],
    ['compiled without state', 10_000],
  ])(
    'stays flat: %s, %d',
    async (way, steps) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        '--conditions=regimen-source',
        script,
        way,
        String(steps),
      ])
      const { first, last, early, late, earlyResident, lateResident } = JSON.parse(stdout)
      expect(last).toBeLessThan(first / 2)
      // At least 8,000 steps of some 50 operations each: a leak of a single byte per operation would be 0.4 MB.
      expect(late - early).toBeLessThan(0.25 * megabyte)
      expect(lateResident - earlyResident).toBeLessThan(32 * megabyte)
    },
    120_000,
  )
})
