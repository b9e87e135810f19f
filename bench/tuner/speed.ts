/** How long it takes to suggest a trial's values after so many others: a sampler by itself, and a study that is asked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SqliteStudyStore } from '../../packages/node/src/index.ts'
import {
  cmaEsSampler,
  float,
  gaussianProcessSampler,
  gridSampler,
  MemoryStudyStore,
  quasiRandomSampler,
  RandomKey,
  randomSampler,
  type Sampler,
  type SamplerContext,
  Study,
  type StudyStore,
  type TrialRecord,
  tpeSampler,
} from '../../packages/regimen/src/index.ts'
import { type Row, rowOf } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'

const domain = float(0, 1)
const names = Array.from({ length: 10 }, (_, index) => `x${index}`)
const declared = Object.fromEntries(names.map((name) => [name, domain]))
const space = names.map((name) => ({ name, domain, conditions: [] }))
const studyKey = RandomKey.fromSeed(1)

type Case = readonly [name: string, create: () => Sampler, trial: number, repeats: number]

const bare: readonly Case[] = [
  ['random', randomSampler, 10_000, 2000],
  ['grid', gridSampler, 10_000, 2000],
  ['quasiRandom', quasiRandomSampler, 10_000, 2000],
  ['tpe', tpeSampler, 1000, 40],
  ['tpe', tpeSampler, 10_000, 12],
  ['cmaEs', cmaEsSampler, 1000, 20],
  ['gaussianProcess', gaussianProcessSampler, 1000, 3],
]

const asked: readonly Case[] = [
  ['random', randomSampler, 1000, 1000],
  ['random', randomSampler, 10_000, 1000],
  ['grid', gridSampler, 1000, 1000],
  ['grid', gridSampler, 10_000, 1000],
  ['quasiRandom', quasiRandomSampler, 1000, 1000],
  ['quasiRandom', quasiRandomSampler, 10_000, 1000],
  ['tpe', tpeSampler, 1000, 40],
  ['tpe', tpeSampler, 10_000, 12],
]

const askedOfFile: readonly Case[] = [
  ['random', randomSampler, 1000, 200],
  ['grid', gridSampler, 1000, 200],
  ['quasiRandom', quasiRandomSampler, 1000, 200],
  ['tpe', tpeSampler, 1000, 40],
]

/** The workload of a case, with the place where a study lives. */
export const workloadOf = (trial: number, place?: string) =>
  `${place ? `ask (${place}), ` : ''}trial ${trial.toLocaleString('en-US')}, 10 dimensions`

export const [inMemory, inFile] = ['memory', 'SQLite']

/** Fewer than these are no median. */
const fewestRepeats = 3

export async function speeds({ suite, settings: { rounds, milliseconds } }: Session): Promise<Row[]> {
  const limit = rounds * milliseconds
  const history = historyOf(10_000)
  const row = (workload: string, name: string, times: readonly number[]) =>
    // The first ones are those of code that is not compiled yet, and of a study that is read whole.
    rowOf(suite, workload, name, times.slice(times.length >> 2), 0)
  const rows: Row[] = []
  for (const [name, create, trial, repeats] of bare) {
    const [sampler, trials] = [create(), history.slice(0, trial - 1)]
    const times: number[] = []
    for (const repeat of repeatsWithin(repeats, limit)) times.push(timeOf(sampler, trials, repeat))
    rows.push(row(workloadOf(trial), name, times))
  }
  for (const [name, create, trial, repeats] of asked) {
    const store = new MemoryStudyStore()
    const times = await timesOfAsking(
      store,
      create(),
      history.slice(0, trial - 1),
      repeatsWithin(repeats, limit),
    )
    rows.push(row(workloadOf(trial, inMemory), name, times))
  }
  for (const [name, create, trial, repeats] of askedOfFile) {
    const folder = mkdtempSync(path.join(tmpdir(), 'regimen-bench-'))
    const store = new SqliteStudyStore(path.join(folder, 'store.sqlite'))
    const times = await timesOfAsking(
      store,
      create(),
      history.slice(0, trial - 1),
      repeatsWithin(repeats, limit),
    )
    store.close()
    rmSync(folder, { recursive: true })
    rows.push(row(workloadOf(trial, inFile), name, times))
  }
  return rows
}

/** 0, 1, 2, … until there are as many as asked for, or the time is over. */
function* repeatsWithin(repeats: number, limit: number): Generator<number> {
  const end = performance.now() + limit
  for (let repeat = 0; repeat < repeats; repeat++) {
    if (repeat >= fewestRepeats && performance.now() >= end) return
    yield repeat
  }
}

/** Of the same objective, so that it does not matter that each trial asked for is one more. */
async function timesOfAsking(
  store: StudyStore,
  sampler: Sampler,
  history: readonly TrialRecord[],
  repeats: Iterable<number>,
): Promise<number[]> {
  const study = await Study.open({ store, sampler, space: declared })
  for (const trial of history) await store.begin('study', trial)
  const times: number[] = []
  for (const _ of repeats) {
    const start = performance.now()
    const trial = await study.ask()
    if (!trial) throw new Error('the study has ended')
    const values = names.map((name) => trial.float(name, 0, 1))
    times.push((performance.now() - start) * 1000)
    await study.tell(trial, objective(values))
  }
  return times
}

const objective = (values: readonly number[]) => values.reduce((sum, x) => sum + (x - 0.3) ** 2, 0)

function historyOf(count: number): TrialRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const uniforms = studyKey.child(number).uniform(names.length)
    const parameters = Object.fromEntries(names.map((name, index) => [name, uniforms[index] ?? 0]))
    const values = [objective([...uniforms])]
    const rest = { domains: declared, constraints: [], reports: [], retries: 0, startedAt: 0, notes: {} }
    return { number, state: 'completed', parameters, values, ...rest }
  })
}

function timeOf(sampler: Sampler, trials: readonly TrialRecord[], repeat: number): number {
  const number = trials.length
  const key = studyKey.child('trial').child(number + repeat)
  const context: SamplerContext = { number, trials, directions: ['minimize'], space, key, studyKey }
  const start = performance.now()
  const suggestions = sampler.begin(context)
  for (const name of names) suggestions.value(name, domain)
  return (performance.now() - start) * 1000
}
