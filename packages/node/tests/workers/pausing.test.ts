/** ASHA over real trainings: paused, promoted in whatever process, and none the worse for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EvaluatedEvent } from 'regimen'
import { afterAll, describe, expect, it } from 'vitest'
import { optimizeInProcesses } from '../../src/index.ts'
import { trained } from './pausing.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'regimen-pausing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Workers are started as this process is, which the test runner has given options of its own.
process.execArgv = ['--conditions=regimen-source']

const validationLosses = (history: readonly EvaluatedEvent[]) =>
  history.filter(({ split }) => split === 'validation').map(({ metrics }) => metrics.loss)

describe('trainings that are paused and promoted', () => {
  it('end with the losses of undisturbed ones', { timeout: 60_000 }, async () => {
    const study = await optimizeInProcesses(path.join(import.meta.dirname, 'pausing.ts'), {
      file: path.join(folder, 'study.sqlite'),
      trials: 10,
      workers: 2,
      seed: 4,
    })
    const trials = await study.trials()
    expect(trials.filter(({ error }) => error !== undefined)).toEqual([])
    const completed = trials.filter(({ state }) => state === 'completed')
    expect(completed.length).toBeGreaterThan(0)
    // Three times: from the start, from the first rung, from the second.
    expect(completed.map(({ notes }) => notes.begun)).toEqual(completed.map(() => '0 1 3 '))
    expect(trials.filter(({ notes }) => notes.begun === '0 1 ').length).toBeGreaterThan(0)

    for (const { number, parameters, reports, values, state } of trials) {
      const { history, metrics } = await trained({ number, learningRate: Number(parameters.learningRate) })
      expect(reports.map(({ step }) => step)).toEqual(reports.map((_, epoch) => epoch + 1))
      expect(reports.map((report) => report.metrics.loss)).toEqual(
        validationLosses(history).slice(0, reports.length),
      )
      if (state === 'completed') expect(values).toEqual([metrics.validationLoss])
    }
  })
})
