/** A step of `fit` leaves nothing behind, whatever the number of threads. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'programs', 'long-fit.ts')
const steps = 2000

describe(`memory over ${steps} steps of fit`, () => {
  it.each([1, 2])(
    'stays flat with threads: %d',
    async (threads) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        '--conditions=regimen-source',
        script,
        String(steps),
        String(threads),
      ])
      const { early, late, bytesPerStep, meanLoss } = JSON.parse(stdout)
      expect(meanLoss).toBeLessThan(1.5)
      // 1,500 steps: 64 bytes that stay, one small object of each step, would be 96 KB.
      expect(late.inUse - early.inUse).toBeLessThan(1500 * 64)
      // What a step allocates and drops: events, the learning rate. Its batch alone is 640 bytes, its weights 850.
      expect(bytesPerStep).toBeLessThan(6 * 1024)
    },
    60_000,
  )
})
