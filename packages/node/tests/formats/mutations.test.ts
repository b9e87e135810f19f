/**
 * Damaged files: each gives a sound result or a RegimenError, soon, and takes no more memory than it could explain.
 * REGIMEN_MUTATIONS sets how many of each kind (default 10,000).
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { kindNames, type Reading } from './damaged-files.ts'

const count = Number(process.env.REGIMEN_MUTATIONS ?? 10_000)
const run = promisify(execFile)
const script = path.join(import.meta.dirname, 'damaged-files.ts')

/** With a small heap, so that garbage that waits for its collection hides nothing. */
const options = ['--conditions=regimen-source', '--max-semi-space-size=1', '--max-old-space-size=64']

it.each(kindNames)(`%s: ${count} damaged ones`, { timeout: 600_000 }, async (kind) => {
  const { stdout } = await run(process.execPath, [...options, script, kind, String(count)])
  const reading: Reading = JSON.parse(stdout)
  expect(reading).toMatchObject({ soundRefused: [], crashes: [] })
  expect(reading.refused).toBeGreaterThan(count / 10)
  expect(reading.slowestMilliseconds).toBeLessThan(5000)
  expect(reading.grownBytes).toBeLessThan(48 * 2 ** 20)
  expect(reading.arrayBytes).toBeLessThan(48 * 2 ** 20)
})
