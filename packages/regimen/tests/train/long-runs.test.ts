/** A step of `fit` leaves nothing behind, whatever the number of threads. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'programs', 'long-fit.ts')
const megabyte = 2 ** 20

describe('memory over many steps of fit', () => {
  it.each([
    { steps: 100_000, threads: 1 },
    { steps: 8000, threads: 2 },
  ])(
    'stays flat: $steps steps, threads: $threads',
    async ({ steps, threads }) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        '--conditions=regimen-source',
        script,
        String(steps),
        String(threads),
      ])
      const { early, late, bytesPerStep, meanLoss, stepsTogether } = JSON.parse(stdout)
      expect(meanLoss).toBeLessThan(1.5)
      // Alone only while the workers start, and where the machine has something else for them to do.
      if (threads > 1) expect(stepsTogether).toBeGreaterThan(steps / 2)
      else expect(stepsTogether).toBe(0)
      // From a quarter of the steps on. One small object of each step that stays would be 64 bytes.
      expect(late.inUse - early.inUse).toBeLessThan(Math.min(0.75 * steps * 64, megabyte / 4))
      expect(late.resident - early.resident).toBeLessThan(16 * megabyte)
      // What a step allocates and drops: events, the learning rate. Its batch alone is 640 bytes, its weights 850.
      expect(bytesPerStep).toBeLessThan(6 * 1024)
    },
    60_000,
  )
})
