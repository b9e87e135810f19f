/** No ownership for the user: thousands of steps leave memory flat although nothing is ever disposed of. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'programs', 'many-steps.ts')
const megabyte = 2 ** 20

describe('memory over 10,000 training steps', () => {
  it.each(['eager', 'compiled', 'compiled without state'])(
    'stays flat: %s',
    async (way) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        '--conditions=regimen-source',
        script,
        way,
      ])
      const { first, last, early, late, earlyResident, lateResident } = JSON.parse(stdout)
      expect(last).toBeLessThan(first / 2)
      // 8,000 steps of some 50 operations each: a leak of a single byte per operation would be 0.4 MB.
      expect(late - early).toBeLessThan(0.25 * megabyte)
      expect(lateResident - earlyResident).toBeLessThan(32 * megabyte)
    },
    120_000,
  )
})
