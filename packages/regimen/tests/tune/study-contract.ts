/** What studies do whatever store they live in, also when several of them work on the same one: each store is held to it. */
import { describe, expect, it } from 'vitest'
import { categorical, contains, float, integer } from '../../src/tune/domain.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import { gridOf, gridSampler } from '../../src/tune/samplers/grid.ts'
import { manualSampler } from '../../src/tune/samplers/manual.ts'
import { randomSampler } from '../../src/tune/samplers/random.ts'
import { samplers } from '../../src/tune/samplers/table.ts'
import { choice, parametersOf } from '../../src/tune/space.ts'
import type { StudyStore } from '../../src/tune/store.ts'
import { Study } from '../../src/tune/study.ts'
import type { StudyOptions } from '../../src/tune/study-options.ts'
import type { TrialRecord } from '../../src/tune/trial.ts'

/** Another way to the same place, as another process has it. */
type Connect = () => StudyStore

const moment = () => new Promise<void>((resolve) => setImmediate(resolve))

const branched = {
  optimizer: choice({ sgd: { momentum: float(0, 0.9), nesterov: categorical([true, false]) }, adam: {} }),
  depth: integer(1, 4),
}

const sorted = (records: readonly object[]) =>
  records.map((record) => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()

/** Four at once, each with a study of its own. */
async function together(
  connect: Connect,
  options: StudyOptions,
  objective: (trial: Trial) => number,
  trials?: number,
): Promise<readonly TrialRecord[]> {
  const studies = await Promise.all(
    Array.from({ length: 4 }, () => Study.open({ ...options, store: connect() })),
  )
  const slow = async (trial: Trial) => {
    await moment()
    return objective(trial)
  }
  await Promise.all(studies.map((study) => study.optimize(slow, trials === undefined ? {} : { trials })))
  return connect().trials('study')
}

async function enqueuedIsUsedOnce(connect: Connect): Promise<void> {
  const values = Array.from({ length: 9 }, (_, n) => ({ x: n / 10, kind: n % 2 ? 'ü' : 'b' }))
  const first = await Study.open({ store: connect() })
  await first.enqueue(...values.slice(0, 5))
  await first.enqueue(...values.slice(5))
  const objective = (trial: Trial) => trial.float('x', 0, 1) + trial.categorical('kind', ['ü', 'b']).length
  const trials = await together(connect, { sampler: randomSampler() }, objective, 4)
  expect(trials).toHaveLength(16)
  expect(trials.slice(0, 9).map(({ parameters }) => parameters)).toEqual(values)
  const others = trials.slice(9).map(({ parameters }) => parameters.x)
  expect(new Set([...others, ...values.map(({ x }) => x)]).size).toBe(16)
  expect(await connect().enqueued('study')).toEqual([])
}

async function enqueuedOutlivesItsTrial(connect: Connect): Promise<void> {
  const lost = await Study.open({ store: connect(), owner: 'lost' })
  await lost.enqueue({ x: 0.125 })
  await lost.ask()
  const store = connect()
  await store.release('study', 'lost', 'killed')
  const next = await Study.open({ store })
  const record = await next.runNext((trial) => trial.float('x', 0, 1) + trial.float('y', 0, 1))
  expect(record).toMatchObject({ number: 0, retries: 1, given: { x: 0.125 }, parameters: { x: 0.125 } })
}

async function gridGoesOnce(connect: Connect): Promise<void> {
  // (3 · 2 + 1) · 3.
  const points = gridOf(parametersOf(branched), { points: 3 })
  expect(points).toHaveLength(21)
  const options = { space: branched, sampler: gridSampler({ points: 3 }) }
  const trials = await together(connect, options, (trial) => {
    if (trial.number % 5 === 2) throw new Error('planted')
    return trial.sample(branched).depth
  })
  expect(sorted(trials.map(({ given = {} }) => given))).toEqual(sorted(points))
  for (const { state, parameters, given } of trials)
    expect(state === 'failed' ? given : parameters).toEqual(given)
  expect(await (await Study.open({ ...options, store: connect() })).ask()).toBeUndefined()
}

async function gridGoesOnceBesideOthers(connect: Connect): Promise<void> {
  const points = gridOf(parametersOf(branched), { points: 3 })
  const options = { space: branched, sampler: gridSampler({ points: 3 }) }
  const study = await Study.open({ ...options, store: connect() })
  const [own = {}] = points.slice(20)
  await study.enqueue(own, { depth: 4, optimizer: 'sgd', 'optimizer.sgd.momentum': 0.77 })
  const trials = await together(connect, options, (trial) => trial.sample(branched).depth)
  const others = trials.filter(({ parameters }) => parameters['optimizer.sgd.momentum'] !== 0.77)
  expect([trials.length, trials[0]?.parameters, others.length]).toEqual([22, own, 21])
  expect(sorted(others.map(({ parameters }) => parameters))).toEqual(sorted(points))
}

async function manualGoesOnce(connect: Connect): Promise<void> {
  const rows = Array.from({ length: 10 }, (_, n) => ({ x: n / 20 }))
  const trials = await together(connect, { sampler: manualSampler(rows) }, (trial) => trial.float('x', 0, 1))
  expect(trials.map(({ parameters }) => parameters)).toEqual(rows)
}

async function resampledDiffer(connect: Connect): Promise<void> {
  const space = { n: integer(1, 6), kind: categorical(['a', 'b']) }
  const options = { space, duplicates: 'resample', sampler: randomSampler(), seed: 1 } as const
  // Eleven of twelve: the last one would take luck in 20 draws.
  const trials = await together(connect, options, (trial) => trial.sample(space).n, 2)
  expect(new Set(trials.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(8)
}

const rows: Readonly<Record<string, (connect: Connect) => Promise<void>>> = {
  'uses enqueued values once, verbatim and first, whoever asks': enqueuedIsUsedOnce,
  'keeps enqueued values with a trial that is lost before it has asked': enqueuedOutlivesItsTrial,
  'goes over a grid once, four at a time': gridGoesOnce,
  'goes over a grid once beside values that were enqueued': gridGoesOnceBesideOthers,
  'runs manual trials once, four at a time': manualGoesOnce,
  'draws again what runs side by side': resampledDiffer,
}

/** From the trial of number 8 on there are more parameters, and one has a wider range. */
const growing = (trial: Trial) => {
  const grown = trial.number >= 8
  const x = trial.float('x', 0, grown ? 4 : 1) + trial.categorical('kind', ['a', 'b']).length
  return grown
    ? x + trial.integer('late', 1, 9) + (trial.float('decay', 1e-6, 1, { log: true }) - 0.1) ** 2
    : x
}

async function goesOnInGrownSpace(connect: Connect, name: keyof typeof samplers): Promise<void> {
  const open = async (store?: StudyStore) =>
    Study.open({ sampler: samplers[name].create(), seed: 4, ...(store && { store }) })
  for (const trials of [8, 5, 7]) await (await open(connect())).optimize(growing, { trials })
  const trials = await (await open(connect())).trials()
  expect(trials).toHaveLength(20)
  for (const { number, state, parameters, domains } of trials) {
    expect(state).toBe('completed')
    const names = number < 8 ? ['x', 'kind'] : ['x', 'kind', 'late', 'decay']
    expect(Object.keys(parameters)).toEqual(names)
    for (const [key, domain] of Object.entries(domains)) expect(contains(domain, parameters[key])).toBe(true)
  }
  // As one that was never stopped.
  const whole = await open()
  await whole.optimize(growing, { trials: 20 })
  expect((await whole.trials()).map(({ parameters }) => parameters)).toEqual(
    trials.map(({ parameters }) => parameters),
  )
}

async function goesOverGrownGrid(connect: Connect): Promise<void> {
  const small = { x: float(0, 1), n: integer(1, 3) }
  const large = { x: float(0, 1), n: integer(1, 4), kind: categorical(['a', 'b']) }
  const run = async (space: typeof small) => {
    const study = await Study.open({ store: connect(), space, sampler: samplers.grid.create() })
    await study.optimize((trial) => trial.sample(space).n)
  }
  await run(small)
  await run(large)
  const trials = await connect().trials('study')
  const points = [small, large].map((space) => gridOf(parametersOf(space)))
  // 5 · 3, then 5 · 4 · 2.
  expect(points.map(({ length }) => length)).toEqual([15, 40])
  expect(trials.slice(0, 15).map(({ parameters }) => parameters)).toEqual(points[0])
  expect(sorted(trials.slice(15).map(({ parameters }) => parameters))).toEqual(sorted(points[1] ?? []))
}

/** @param newPlace a place without studies; what comes back connects to it. */
export function studyContract(name: string, newPlace: () => Connect): void {
  describe(`a study in ${name}`, () => {
    it.each(Object.entries(rows))('%s', (_, row) => row(newPlace()))
    const names = Object.keys(samplers).filter((each): each is keyof typeof samplers => each !== 'grid')
    it.each(names)('goes on in a space that has grown: %s', (each) => goesOnInGrownSpace(newPlace(), each))
    it('goes on in a space that has grown: grid', () => goesOverGrownGrid(newPlace()))
  })
}
