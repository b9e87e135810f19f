/** A study of the store. */
import { SqliteStudyStore } from '@regimen/node'
import {
  type Direction,
  type Domain,
  Study,
  type StudyRecord,
  type TrialRecord,
  trialsToCsv,
  tuneError,
} from 'regimen'
import type { CurvePoints, Measure, Side } from '../comparing/side-by-side.ts'
import { formatNumber } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import type { KeptItem, Shelf } from './kept-item.ts'
import { bestTrialOf, showParameters } from './show-trial.ts'

export function studyShelf(file: string): Shelf {
  const store = new SqliteStudyStore(file)
  return {
    names: async () => (await store.list()).map(({ name }) => name),
    item: async (name, words) => keptStudy(await openStudy(name, store), words),
    update: (name, changes) => store.update(name, changes),
    remove: (name) => store.remove(name),
    missing: (name, known) => tuneError('study-unknown', { name, known }),
    close: () => store.close(),
  }
}

interface OpenStudy {
  readonly record: StudyRecord
  readonly trials: readonly TrialRecord[]
  /** The best feasible one; with several objectives those that no other dominates. */
  readonly best: readonly TrialRecord[]
}

async function openStudy(name: string, store: SqliteStudyStore): Promise<OpenStudy> {
  const record = await store.find(name)
  if (!record) throw tuneError('study-unknown', { name, known: '' })
  const { seed, directions } = record
  const study = await Study.open({ name, seed, directions, store })
  const one = directions.length > 1 ? undefined : await study.best()
  const best = directions.length > 1 ? await study.paretoFront() : one ? [one] : []
  return { record, trials: await study.trials(), best }
}

/** So many of a Pareto front stand in the list. */
const mostListed = 3

function keptStudy(study: OpenStudy, words: Dictionary): KeptItem {
  const { record, trials, best } = study
  const { name, tags, archived, directions } = record
  const several = directions.length > 1
  const values = (trial: TrialRecord) => trial.values.map(formatNumber).join(', ')
  const [first] = best
  const member = (trial: TrialRecord) => `${trial.number} (${values(trial)})`
  const members = best.slice(0, mostListed).map(member).join(', ')
  const front = { size: best.length, members: best.length > mostListed ? `${members}, …` : members }
  return {
    name,
    tags,
    archived,
    columns: {
      trials: String(trials.length),
      best: several ? words.tuning.front(front) : first ? values(first) : '–',
      parameters: several || !first ? '' : showParameters(first.parameters).join(', '),
    },
    lines: several
      ? best.map((trial) => [member(trial), ...showParameters(trial.parameters)].join(' · '))
      : [],
    facts: several ? { front: best.map(bestTrialOf) } : {},
    whole: async () => ({ ...record, best: best.map(bestTrialOf), trials }),
    csv: async () => trialsToCsv(trials),
    side: async () => sideOf(study),
  }
}

function sideOf({ record, trials, best }: OpenStudy): Side {
  const { name, directions, seed, notes } = record
  const domains = new Map(trials.flatMap((trial) => Object.entries(trial.domains)))
  const found = directions.length === 1 ? (best[0]?.parameters ?? {}) : {}
  return {
    name,
    settings: {
      ...notes,
      seed,
      directions,
      ...Object.fromEntries([...domains].map(([key, domain]) => [key, showDomain(domain)])),
    },
    measures: { ...bestMeasures(best, directions), ...countMeasures(trials) },
    found,
    curves: bestSoFar(trials, directions),
  }
}

function showDomain(domain: Domain): string {
  if (domain.kind === 'categorical') return domain.choices.join(' | ')
  const { kind, low, high, log, step } = domain
  return [kind, `${low} … ${high}`, ...(log ? ['log'] : []), ...(step ? [`step ${step}`] : [])].join(' ')
}

/** `best`, or with several objectives `best 1`, `best 2`, …: the best value of each, whatever the others are. */
function objectiveName(index: number, directions: readonly Direction[]): string {
  return directions.length > 1 ? `best ${index + 1}` : 'best'
}

const lesser = (a: number, b: number) => (b < a ? b : a)
const greater = (a: number, b: number) => (b > a ? b : a)
const betterBy: Readonly<Record<Direction, (a: number, b: number) => number>> = {
  minimize: lesser,
  maximize: greater,
}

function bestMeasures(
  best: readonly TrialRecord[],
  directions: readonly Direction[],
): Readonly<Record<string, Measure>> {
  if (best.length === 0) return {}
  const rows = directions.map((direction, index): [string, Measure] => {
    const values = best.map((trial) => trial.values[index] ?? Number.NaN)
    const better = direction === 'minimize' ? 'lower' : 'higher'
    return [objectiveName(index, directions), { value: values.reduce(betterBy[direction]), better }]
  })
  const front: [string, Measure][] =
    directions.length > 1 ? [['front', { value: best.length, unit: 'count' }]] : []
  return Object.fromEntries([...rows, ...front])
}

function countMeasures(trials: readonly TrialRecord[]): Readonly<Record<string, Measure>> {
  const count = (state: TrialRecord['state']): Measure => ({
    value: trials.filter((trial) => trial.state === state).length,
    unit: 'count',
  })
  const took = trials.map(({ startedAt, endedAt = startedAt }) => (endedAt - startedAt) / 1000)
  return {
    trials: { value: trials.length, unit: 'count' },
    ...{ completed: count('completed'), pruned: count('pruned'), failed: count('failed') },
    trialSeconds: { value: took.reduce((sum, seconds) => sum + seconds, 0), unit: 'seconds' },
  }
}

/** Over the numbers of the trials. */
function bestSoFar(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
): Readonly<Record<string, CurvePoints>> {
  const counted = trials.filter(
    ({ state, constraints }) => state === 'completed' && constraints.every((each) => each <= 0),
  )
  return Object.fromEntries(
    directions.map((direction, index) => {
      let best = Number.NaN
      const points = counted.map((trial): [number, number] => {
        const value = trial.values[index] ?? Number.NaN
        best = Number.isNaN(best) ? value : betterBy[direction](best, value)
        return [trial.number, best]
      })
      return [objectiveName(index, directions), points]
    }),
  )
}
