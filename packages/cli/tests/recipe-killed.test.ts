/** `regimen train <csv>` killed hard while it searches. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SqliteStudyStore } from '@regimen/node'
import { expect, it } from 'vitest'
import { classRows, regimen, temporaryFolder } from './command.ts'

it('train killed hard in both searches goes on to its end, and reads the test rows once', {
  timeout: 240_000,
}, async () => {
  const cwd = temporaryFolder()
  writeFileSync(path.join(cwd, 'rows.csv'), ['a,b,label', ...classRows(120)].join('\n'))
  const inRun = (...name: string[]) => path.join(cwd, 'run', ...name)
  const killWhen = (when: () => boolean) => ({ cwd, kill: { when, signal: 'SIGKILL' } }) as const
  const done = (step: string) => existsSync(inRun('recipe', `${step}.json`))
  const argv = ['train', 'rows.csv', '--out', 'run', '--budget', '3 trials', '--workers', '1']
  const coarse = await regimen(
    argv,
    killWhen(() => done('learningRates')),
  )
  expect([coarse.signal, done('coarseSearch')], coarse.stderr).toEqual(['SIGKILL', false])
  const resume = ['train', '--resume', 'run', '--json']
  const fine = await regimen(
    resume,
    killWhen(() => done('coarseSearch')),
  )
  expect([fine.signal, done('refinement')], fine.stderr).toEqual(['SIGKILL', false])
  const { code, stdout, stderr } = await regimen(resume, { cwd })
  expect(code, stderr).toBe(0)
  const outcome = JSON.parse(stdout)
  expect(outcome).toMatchObject({ status: 'completed', readings: 1 })
  expect(outcome.steps.at(-1).saw.test.readings).toBe(1)
  expect(outcome.steps.map(({ step }: { step: string }) => step)).toHaveLength(6)
  const store = new SqliteStudyStore(inRun('recipe', 'studies.sqlite'))
  for (const { name } of await store.list()) {
    const trials = await store.trials(name)
    expect(trials.map(({ number }) => number)).toEqual(trials.map((_, index) => index))
    expect(trials.filter(({ state }) => state === 'running')).toEqual([])
  }
  store.close()
  expect(JSON.parse(readFileSync(inRun('result.json'), 'utf8'))).toEqual(outcome)
  expect(existsSync(inRun('model.safetensors'))).toBe(true)
})
