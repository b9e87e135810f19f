/** What every run store does: a table that each implementation passes. */
import { describe, expect, it } from 'vitest'
import type { TrainingEvent } from '../../src/train/events.ts'
import { recordRun } from '../../src/train/record-run.ts'
import type { MetricPoints, RunRecord, RunStore } from '../../src/train/run-store.ts'

const run: RunRecord = {
  name: 'iris-1',
  createdAt: 1_700_000_000_000,
  settings: { optimizer: 'adam', hidden: [10, 3] },
  notes: {},
  tags: ['first'],
  archived: false,
}

const points = (metric: string, steps: readonly number[], values: readonly number[]): MetricPoints => ({
  metric,
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
})

const started = (resumedAt: number): TrainingEvent => ({
  type: 'started',
  model: { layers: [], parameters: 0, frozen: 0, buffers: 0, inputShape: [4] },
  inputShape: [4],
  splits: { train: 1, validation: 1, test: 0 },
  settings: {},
  totalSteps: 4,
  stepsPerEpoch: 2,
  resumedAt,
})
const step = (number: number, loss: number): TrainingEvent => ({
  type: 'step',
  step: number,
  epoch: 1,
  loss,
  metrics: {},
  learningRate: 0.1,
  examplesPerSecond: 1,
})
const saved = (number: number): TrainingEvent => ({
  type: 'checkpoint',
  step: number,
  file: 'f',
  best: false,
})
const ended: TrainingEvent = {
  type: 'ended',
  step: 4,
  epoch: 2,
  reason: 'completed',
  seconds: 1,
  metrics: { trainLoss: Number.NaN },
}

type Row = (store: RunStore) => Promise<void>

const rows: Readonly<Record<string, Row>> = {
  'keeps a run as it is, and changes it': async (store) => {
    await store.create(run)
    expect(await store.find('iris-1')).toEqual(run)
    await expect(store.create(run)).rejects.toMatchObject({ code: 'run-exists' })
    const outcome = { reason: 'completed', seconds: 2, metrics: { loss: Number.POSITIVE_INFINITY } } as const
    await store.update('iris-1', { name: 'best', tags: [], archived: true, outcome })
    expect(await store.find('best')).toEqual({ ...run, name: 'best', tags: [], archived: true, outcome })
    expect(await store.find('iris-1')).toBeUndefined()
    await store.create(run)
    expect((await store.list()).map(({ name }) => name)).toEqual(['best', 'iris-1'])
    await expect(store.update('best', { name: 'iris-1' })).rejects.toMatchObject({ code: 'run-exists' })
    await expect(store.update('none', { name: 'x' })).rejects.toMatchObject({ code: 'run-unknown' })
  },

  'removes a run with all it has': async (store) => {
    await store.create(run)
    await store.appendEvents('iris-1', [ended])
    await store.remove('iris-1')
    await expect(store.events('iris-1')).rejects.toMatchObject({ code: 'run-unknown' })
    await store.create(run)
    expect(await store.events('iris-1')).toEqual([])
  },

  'keeps events in their order': async (store) => {
    await store.create(run)
    await store.appendEvents('iris-1', [started(0), saved(2)])
    await store.appendEvents('iris-1', [])
    await store.appendEvents('iris-1', [ended])
    expect(await store.events('iris-1')).toEqual([started(0), saved(2), ended])
  },

  'joins the pieces of each metric, to the last bit': async (store) => {
    await store.create(run)
    const strange = [Number.NaN, -0, 1e-320, Math.PI, Number.NEGATIVE_INFINITY]
    await store.appendMetrics('iris-1', [points('step/loss', [1, 2, 3, 4, 5], strange), points('a', [], [])])
    await store.appendMetrics('iris-1', [
      points('step/loss', [4_000_000_000], [1]),
      points('validation/loss', [2], [7]),
    ])
    expect((await store.metrics('iris-1')).filter(({ steps }) => steps.length > 0)).toEqual([
      points('step/loss', [1, 2, 3, 4, 5, 4_000_000_000], [...strange, 1]),
      points('validation/loss', [2], [7]),
    ])
  },

  'keeps many points': async (store) => {
    await store.create(run)
    const steps = Array.from({ length: 100_000 }, (_, index) => index + 1)
    await store.appendMetrics('iris-1', [points('step/loss', steps, steps.map(Math.sin))])
    const [whole] = await store.metrics('iris-1')
    expect(whole?.values.at(-1)).toBe(Math.sin(100_000))
    expect(whole?.steps).toHaveLength(100_000)
  },

  'keeps files': async (store) => {
    await store.create(run)
    await store.saveArtifact('iris-1', 'report.html', Uint8Array.of(1))
    await store.saveArtifact('iris-1', 'report.html', Uint8Array.of(2, 3))
    await store.saveArtifact('iris-1', 'model', new Uint8Array())
    expect(await store.artifacts('iris-1')).toEqual(['model', 'report.html'])
    expect(await store.artifact('iris-1', 'report.html')).toEqual(Uint8Array.of(2, 3))
    expect(await store.artifact('iris-1', 'none')).toBeUndefined()
  },

  'records a run that was killed after its checkpoint and went on': async (store) => {
    await store.create(run)
    const listen = async (events: readonly TrainingEvent[]) => {
      const recorder = recordRun(store, 'iris-1')
      for (const event of events) await recorder.onEvent?.(event, undefined as never)
    }
    const evaluated: TrainingEvent = {
      type: 'evaluated',
      step: 3,
      epoch: 1,
      split: 'validation',
      metrics: { loss: 8 },
    }
    await listen([started(0), step(1, 5), step(2, 4), saved(2), step(3, 9), evaluated, saved(3)])
    await listen([started(2), step(3, 3), step(4, Number.NaN), ended])
    expect(await store.events('iris-1')).toEqual([started(0), saved(2), started(2), ended])
    const [rate, loss, ...others] = (await store.metrics('iris-1')).filter(({ steps }) => steps.length > 0)
    expect(rate?.metric).toBe('step/learningRate')
    expect(loss).toEqual(points('step/loss', [1, 2, 3, 4], [5, 4, 3, Number.NaN]))
    expect(others).toEqual([])
    expect((await store.find('iris-1'))?.outcome).toEqual({
      reason: 'completed',
      seconds: 1,
      metrics: { trainLoss: Number.NaN },
    })
  },
}

/** @param open a store without runs. */
export function runStoreContract(name: string, open: () => RunStore): void {
  describe(`${name} as a run store`, () => {
    it.each(Object.entries(rows))('%s', (_, row) => row(open()))
  })
}
