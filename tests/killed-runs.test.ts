/** Real processes, killed at 20 random moments and resumed: the run ends with the bits of the uninterrupted one. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { RandomKey } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const command = path.join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'regimen.js')
/** Everything that keeps state: batch norm, dropout, Adam, early stopping with best weights. */
const settings =
  '--hidden 64,64 --batch-norm --dropout 0.2 --optimizer adam --epochs 40 --patience 30 --seed 5'
const runs = 5
const killsPerRun = 4

const folder = mkdtempSync(path.join(tmpdir(), 'regimen-killed-'))
const runFolder = (name: string) => path.join(folder, name)
const train = (out: string) => ['train', 'digits', ...settings.split(' '), '--out', out]

/** Resumes where there are settings already; a process killed before it wrote them left nothing to resume. */
function startOrResume(name: string): string[] {
  const out = runFolder(name)
  return existsSync(path.join(out, 'config.json')) ? ['train', '--resume', out] : train(out)
}

/** Starts the command and kills it after a while; true when it was still running then. */
function killedAfter(milliseconds: number, parameters: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...parameters], { stdio: 'ignore' })
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
    child.on('exit', (_, signal) => {
      clearTimeout(timer)
      resolve(signal === 'SIGKILL')
    })
  })
}

/** The saved model: all parameters and buffers. */
function model(name: string): string {
  return readFileSync(path.join(runFolder(name), 'model.safetensors')).toString('base64')
}

/** The events without what depends on the clock. */
function events(name: string): unknown[] {
  const lines = readFileSync(path.join(runFolder(name), 'events.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'step' || type === 'evaluated')
    .map(({ examplesPerSecond: _, ...event }) => event)
}

describe('a run killed with SIGKILL and resumed', () => {
  let seconds = 0

  beforeAll(async () => {
    const started = performance.now()
    await promisify(execFile)(process.execPath, [command, ...train(runFolder('whole'))])
    seconds = (performance.now() - started) / 1000
  }, 120_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(Array.from({ length: runs }, (_, run) => run))(
    'ends with the same bits and the same events, however often it was killed (run %i)',
    async (run) => {
      const name = `run-${run}`
      const moments = RandomKey.fromSeed(run).child('kill').uniform(100)
      let kills = 0
      for (const moment of moments) {
        // From before the first file is written until shortly before the end.
        const wait = 30 + moment * 0.9 * seconds * 1000
        if (await killedAfter(wait, startOrResume(name))) kills++
        else rmSync(runFolder(name), { recursive: true })
        if (kills === killsPerRun) break
      }
      expect(kills).toBe(killsPerRun)
      await promisify(execFile)(process.execPath, [command, ...startOrResume(name)])
      expect(model(name)).toBe(model('whole'))
      expect(events(name)).toEqual(events('whole'))
    },
    120_000,
  )
})
