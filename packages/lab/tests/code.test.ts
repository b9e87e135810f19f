/** The code that the lab book shows runs, prints something, and passes the type check. */
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { experiments } from '../src/experiments/index.ts'

const run = promisify(execFile)
/** Inside the project, so that its packages are found. */
const folder = path.join(import.meta.dirname, '.code')
const root = path.join(import.meta.dirname, '..', '..', '..')

describe('the code of the experiments', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true })
    for (const { id, code } of experiments) {
      writeFileSync(path.join(folder, `${id}.ts`), `${code}\nexport {}\n`)
    }
    const project = { extends: '../../../../tsconfig.json', include: ['*.ts'] }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(project))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(experiments.map(({ id }) => id))('%s runs and prints', async (id) => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    await import(path.join(folder, `${id}.ts`))
    const printed = print.mock.calls.flat().map(String)
    print.mockRestore()
    expect(printed.length).toBeGreaterThan(0)
    expect(printed.join(' ')).not.toMatch(/undefined|\[object/)
  })

  it('type-checks', async () => {
    const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
    const { stdout } = await run(tsc, ['-p', folder]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  })
})
