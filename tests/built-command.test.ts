/** The command as it is published: worker processes start from the bundles. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const root = path.join(import.meta.dirname, '..')
const command = path.join(root, 'packages', 'cli', 'bin', 'regimen.js')
const folder = mkdtempSync(path.join(tmpdir(), 'regimen-built-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const call = async (...argv: string[]) => {
  const { stdout } = await execute(process.execPath, [command, ...argv, '--json'], { cwd: folder })
  return JSON.parse(stdout)
}

describe('the built command', () => {
  it('tunes in worker processes, goes on with --resume, and lists the study', async () => {
    // Plain JavaScript without imports: it lies outside the project.
    const objective = `export default { objective: (trial) => (trial.float('x', -10, 10) - 2) ** 2 }\n`
    writeFileSync(path.join(folder, 'search.mjs'), objective)
    const tuned = await call('tune', 'search.mjs', '--trials', '6', '--workers', '2')
    expect(tuned).toMatchObject({ study: 'search', trials: 6 })
    const more = await call('tune', 'search.mjs', '--trials', '8', '--resume', '--workers', '2')
    expect(more).toMatchObject({ study: 'search', trials: 8 })
    expect(await call('studies')).toMatchObject([{ name: 'search', trials: '8' }])
  })

  it('finds settings with trials in worker processes', async () => {
    const found = await call('train', 'iris', '--budget', '4trials', '--workers', '2', '--out', 'runs/found')
    expect(found).toMatchObject({ status: 'completed', readings: 1 })
    const states = found.steps.at(-2).saw.trials.map(({ state }: { state: string }) => state)
    expect(states.length).toBeGreaterThan(0)
    expect(states.every((state: string) => ['completed', 'pruned'].includes(state))).toBe(true)
    expect(await call('runs')).toMatchObject([{ name: 'found' }])
  })
})
