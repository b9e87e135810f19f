/** The verdicts on what the recipe promises; the runs themselves take minutes, and are started by hand. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { verdict } from '../scripts/recipe-seeds.ts'

const regression = (rootMeanSquaredError: number, ofMean: number) => ({
  seconds: 1,
  test: { loss: 1, rootMeanSquaredError },
  steps: [{ saw: {} }, { saw: { test: { ofMean } } }],
})
const classes = (accuracy: number) => ({ seconds: 1, test: { loss: 1, accuracy }, steps: [] })

it.each([
  ['digits at its limit', 'digits', classes(0.975), { value: 0.975, limit: 0.975, holds: true }],
  ['digits below it', 'digits', classes(0.9749), { limit: 0.975, holds: false }],
  ['iris', 'iris', classes(14 / 15), { limit: 0.93, holds: true }],
  ['iris with two mistakes of 15', 'iris', classes(13 / 15), { holds: false }],
  ['another table of classes', 'mine.csv', classes(0.1), { limit: null, holds: true }],
  ['half the error of the mean', 'mine.csv', regression(2, 4), { value: 0.5, limit: 0.5, holds: true }],
  ['more than half', 'mine.csv', regression(2.1, 4), { holds: false }],
  ['NaN', 'digits', classes(Number.NaN), { holds: false }],
  ['no reading', 'digits', { seconds: 1, steps: [] }, { value: null, holds: false }],
])('%s', (_, data, outcome, expected) => {
  expect(verdict(data, outcome)).toMatchObject(expected)
})

it('a run that fails is a promise that is missed, with the reason', async () => {
  const script = path.join(import.meta.dirname, '..', 'scripts', 'recipe-seeds.ts')
  const argv = ['--conditions=regimen-source', script, 'missing.csv', '--seeds', '3', '--json']
  const [code, stdout] = await new Promise<readonly [unknown, string]>((resolve) => {
    execFile(process.execPath, argv, (error, text) => resolve([error?.code ?? 0, text]))
  })
  expect(code).toBe(1)
  const problem = expect.stringContaining('missing.csv')
  expect(JSON.parse(stdout)).toMatchObject([{ data: 'missing.csv', seed: 3, holds: false, problem }])
})
