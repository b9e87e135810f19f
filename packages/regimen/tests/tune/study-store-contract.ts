/** What every study store does: a table that each implementation passes. */
import { describe, expect, it } from 'vitest'
import type { StudyRecord, StudyStore } from '../../src/tune/store.ts'
import type { TrialRecord } from '../../src/tune/trial.ts'

const study: StudyRecord = {
  name: 'houses',
  directions: ['minimize', 'maximize'],
  seed: 2 ** 40,
  createdAt: 1_700_000_000_000,
  notes: { who: '나' },
  tags: [],
  archived: false,
}

const fresh: Omit<TrialRecord, 'number'> = {
  state: 'running',
  parameters: {},
  domains: {},
  values: [],
  constraints: [],
  reports: [],
  retries: 0,
  startedAt: 1,
  notes: {},
}

const forever = { owner: 'a', until: Number.POSITIVE_INFINITY }
const soon = (owner: string) => ({ owner, until: Date.now() + 60_000 })
const over = (owner: string) => ({ owner, until: Date.now() - 1 })

/** A store without studies, and further ways to it, as other processes have them. */
export interface Place {
  readonly store: StudyStore
  readonly reopened: () => StudyStore
}

type Row = (store: StudyStore, reopened: () => StudyStore) => Promise<void>

const rows: Readonly<Record<string, Row>> = {
  'keeps a study as it is': async (store) => {
    await store.create(study)
    expect(await store.find('houses')).toEqual(study)
    expect(await store.find('cars')).toBeUndefined()
  },

  'refuses a second one of the same name': async (store) => {
    await store.create(study)
    await expect(store.create(study)).rejects.toMatchObject({ code: 'study-exists' })
  },

  'lists studies in the order of their creation': async (store) => {
    for (const name of ['b', 'a', 'c']) await store.create({ ...study, name })
    await store.update('b', { name: 'z' })
    expect((await store.list()).map(({ name }) => name)).toEqual(['z', 'a', 'c'])
  },

  'renames, tags and archives with all trials': async (store) => {
    await store.create(study)
    await store.begin('houses', fresh)
    await store.update('houses', { name: 'homes', tags: ['paper', 'v2'], archived: true, notes: {} })
    expect(await store.find('houses')).toBeUndefined()
    const changes = { name: 'homes', tags: ['paper', 'v2'], archived: true, notes: {} }
    expect(await store.find('homes')).toEqual({ ...study, ...changes })
    expect(await store.trials('homes')).toHaveLength(1)
    await store.create({ ...study, name: 'cars' })
    await expect(store.update('cars', { name: 'homes' })).rejects.toMatchObject({ code: 'study-exists' })
    await expect(store.update('boats', { tags: [] })).rejects.toMatchObject({ code: 'study-unknown' })
    await store.update('cars', { name: 'cars' })
  },

  'removes a study with its trials': async (store) => {
    await store.create(study)
    await store.begin('houses', fresh)
    await store.remove('houses')
    await store.remove('houses')
    await expect(store.trials('houses')).rejects.toMatchObject({ code: 'study-unknown' })
    await store.create(study)
    expect(await store.trials('houses')).toEqual([])
  },

  'keeps a trial as it is, with NaN and infinities': async (store) => {
    await store.create(study)
    const begun = await store.begin('houses', fresh)
    expect(begun).toEqual({ ...fresh, number: 0 })
    const whole: TrialRecord = {
      ...fresh,
      number: 0,
      state: 'failed',
      parameters: { x: 0.1, n: 3, kind: 'adam', on: true },
      domains: { x: { kind: 'float', low: 0, high: 1, log: false } },
      values: [-0.5, Number.POSITIVE_INFINITY],
      constraints: [Number.NEGATIVE_INFINITY],
      reports: [{ step: 1, metrics: { loss: Number.NaN } }],
      error: 'out of "memory"\n',
      sameAs: 0,
      retries: 2,
      endedAt: 5,
      notes: { '#note': 'ü' },
    }
    await store.write('houses', whole)
    expect(await store.trials('houses')).toEqual([whole])
  },

  'gives each caller another number': async (store) => {
    await store.create(study)
    const begun = await Promise.all(Array.from({ length: 20 }, () => store.begin('houses', fresh)))
    expect(begun.map((trial) => trial?.number).sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, number) => number),
    )
    expect((await store.trials('houses')).map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, number) => number),
    )
  },

  'begins no more trials than asked for': async (store) => {
    await store.create(study)
    const begun = await Promise.all(
      Array.from({ length: 5 }, () => store.begin('houses', fresh, { atMost: 3 })),
    )
    expect(begun.filter((trial) => trial !== undefined)).toHaveLength(3)
  },

  'begins a trial only as the number that it was meant for': async (store) => {
    await store.create(study)
    expect(await store.begin('houses', fresh, { number: 1 })).toBeUndefined()
    const begun = await Promise.all([0, 0, 0].map((number) => store.begin('houses', fresh, { number })))
    expect(begun.filter((trial) => trial !== undefined)).toHaveLength(1)
    expect(await store.begin('houses', fresh, { number: 1, atMost: 1 })).toBeUndefined()
    expect(await store.begin('houses', fresh, { number: 1, atMost: 2 })).toMatchObject({ number: 1 })
  },

  'tells what has changed, to each who asks': async (store, reopened) => {
    await store.create(study)
    await store.create({ ...study, name: 'cars' })
    expect(await store.changes('houses', 0)).toEqual({ revision: 0, trials: [] })
    for (let count = 0; count < 3; count++) await store.begin('houses', fresh)
    await store.begin('cars', fresh)
    const first = await reopened().changes('houses', 0)
    expect(first.trials).toEqual(await store.trials('houses'))
    expect(await store.changes('houses', first.revision)).toEqual({ ...first, trials: [] })
    const ended = { ...fresh, number: 2, state: 'paused' } as const
    for (let count = 0; count < 200; count++) await store.write('houses', ended)
    await store.write('houses', { ...fresh, number: 0, state: 'completed', values: [1, 2] })
    const second = await reopened().changes('houses', first.revision)
    expect(second.trials.map(({ number, state }) => [number, state])).toEqual([
      [0, 'completed'],
      [2, 'paused'],
    ])
    await store.take('houses', 2, forever)
    expect((await store.changes('houses', second.revision)).trials).toMatchObject([{ number: 2 }])
    expect((await store.changes('houses', 0)).trials).toEqual(await store.trials('houses'))
  },

  'keeps what is enqueued until it is used, each once and in turn': async (store, reopened) => {
    await store.create(study)
    await store.create({ ...study, name: 'cars' })
    const values = [{ x: 0.1, kind: 'ü', on: true }, { x: 5e-324 }, {}, { n: -7 }]
    await store.enqueue('houses', values.slice(0, 1))
    await store.enqueue('houses', values.slice(1))
    await store.enqueue('cars', [{ x: 9 }])
    await store.enqueue('houses', [])
    const later = reopened()
    expect(await later.enqueued('houses')).toEqual(values)
    await store.update('houses', { name: 'homes' })
    // A claim that is not met uses nothing.
    expect(await later.begin('homes', fresh, { atMost: 0 })).toBeUndefined()
    expect(await later.begin('homes', fresh, { number: 3 })).toBeUndefined()
    const given = { ...fresh, given: { x: 0, y: 1 } }
    const both = [later, store, later, store, later, store]
    const begun = await Promise.all(both.map((each) => each.begin('homes', given)))
    expect(begun.map((trial) => trial?.given)).toEqual([
      { x: 0.1, kind: 'ü', on: true, y: 1 },
      { x: 5e-324, y: 1 },
      { x: 0, y: 1 },
      { x: 0, y: 1, n: -7 },
      { x: 0, y: 1 },
      { x: 0, y: 1 },
    ])
    expect(await store.trials('homes')).toEqual(begun)
    expect([await store.enqueued('homes'), await later.enqueued('cars')]).toEqual([[], [{ x: 9 }]])
    await store.remove('cars')
    await store.create({ ...study, name: 'cars' })
    expect(await later.enqueued('cars')).toEqual([])
  },

  'lets only its owner write a leased trial, while it runs': async (store) => {
    await store.create(study)
    const trial = await store.begin('houses', fresh, { lease: soon('a') })
    if (!trial) throw new Error('no trial')
    await expect(store.write('houses', trial, 'b')).rejects.toMatchObject({ code: 'trial-lost' })
    await expect(store.keep('houses', 0, Uint8Array.of(1), 'b')).rejects.toMatchObject({ code: 'trial-lost' })
    await store.write('houses', { ...trial, notes: { by: 'a' } }, 'a')
    await store.write('houses', { ...trial, state: 'completed' }, 'a')
    await expect(store.write('houses', trial, 'a')).rejects.toMatchObject({ code: 'trial-lost' })
    await expect(store.write('houses', { ...trial, number: 7 }, 'a')).rejects.toMatchObject({
      code: 'trial-lost',
    })
    expect((await store.trials('houses')).map(({ state }) => state)).toEqual(['completed'])
  },

  'hands a paused trial to one of several callers': async (store) => {
    await store.create(study)
    await store.begin('houses', { ...fresh, state: 'paused' })
    const taken = await Promise.all(['a', 'b', 'c'].map((owner) => store.take('houses', 0, soon(owner))))
    expect(taken.filter((trial) => trial?.state === 'running')).toHaveLength(1)
    expect(taken.filter((trial) => trial === undefined)).toHaveLength(2)
    expect(await store.take('houses', 9, forever)).toBeUndefined()
  },

  'hands over a trial whose lease ran out, and refuses its former owner': async (store) => {
    await store.create(study)
    const trial = await store.begin('houses', fresh, { lease: over('a') })
    await store.begin('houses', fresh, { lease: soon('a') })
    await store.begin('houses', fresh, { lease: forever })
    await store.begin('houses', fresh)
    expect(await store.lapsed('houses')).toEqual([{ number: 0 }])
    expect(await store.take('houses', 1, soon('b'))).toBeUndefined()
    expect(await store.take('houses', 2, soon('b'))).toBeUndefined()
    expect(await store.take('houses', 3, soon('b'))).toBeUndefined()
    expect(await store.take('houses', 0, soon('b'))).toMatchObject({ number: 0, state: 'running' })
    expect(await store.lapsed('houses')).toEqual([])
    if (trial) await expect(store.write('houses', trial, 'a')).rejects.toMatchObject({ code: 'trial-lost' })
    await store.write('houses', { ...fresh, number: 0 }, 'b')
  },

  'renews leases, and lets an owner write late as long as nobody took over': async (store) => {
    await store.create(study)
    const trial = await store.begin('houses', fresh, { lease: over('a') })
    if (trial) await store.write('houses', trial, 'a')
    await store.renew('houses', 'b', Date.now() + 1000)
    expect(await store.lapsed('houses')).toEqual([{ number: 0 }])
    await store.renew('houses', 'a', Date.now() + 1000)
    expect(await store.lapsed('houses')).toEqual([])
  },

  'releases what an owner holds, for good and with the reason': async (store) => {
    await store.create(study)
    const trial = await store.begin('houses', fresh, { lease: forever })
    await store.begin('houses', fresh, { lease: soon('b') })
    await store.release('houses', 'a', 'killed')
    await store.renew('houses', 'a', Date.now() + 1000)
    expect(await store.lapsed('houses')).toEqual([{ number: 0, reason: 'killed' }])
    if (trial) await expect(store.write('houses', trial, 'a')).rejects.toMatchObject({ code: 'trial-lost' })
    await store.take('houses', 0, soon('c'))
    expect(await store.lapsed('houses')).toEqual([])
    await store.release('houses', 'c', 'again')
    expect(await store.lapsed('houses')).toEqual([{ number: 0, reason: 'again' }])
  },

  'keeps of each trial the last state': async (store) => {
    await store.create(study)
    await store.begin('houses', fresh)
    await store.begin('houses', fresh)
    expect(await store.kept('houses', 0)).toBeUndefined()
    const state = Uint8Array.of(0, 255, 7)
    await store.keep('houses', 0, Uint8Array.of(1))
    await store.keep('houses', 0, state)
    state[0] = 9
    expect(await store.kept('houses', 0)).toEqual(Uint8Array.of(0, 255, 7))
    await store.keep('houses', 1, new Uint8Array())
    expect(await store.kept('houses', 1)).toEqual(new Uint8Array())
  },

  'knows no trials of an unknown study': async (store) => {
    for (const call of [
      store.trials('cars'),
      store.changes('cars', 0),
      store.enqueue('cars', [{}]),
      store.enqueued('cars'),
      store.begin('cars', fresh),
      store.write('cars', { ...fresh, number: 0 }),
      store.take('cars', 0, forever),
      store.lapsed('cars'),
      store.renew('cars', 'a', 1),
      store.kept('cars', 0),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'study-unknown' })
    }
  },
}

export function studyStoreContract(name: string, open: () => Place): void {
  describe(`${name} as a study store`, () => {
    it.each(Object.entries(rows))('%s', (_, row) => {
      const { store, reopened } = open()
      return row(store, reopened)
    })
  })
}
