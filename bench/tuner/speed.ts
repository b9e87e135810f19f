/** How long a sampler takes to suggest a trial's values after so many others. */
import {
  cmaEsSampler,
  float,
  gaussianProcessSampler,
  gridSampler,
  quasiRandomSampler,
  RandomKey,
  randomSampler,
  type Sampler,
  type SamplerContext,
  type TrialRecord,
  tpeSampler,
} from '../../packages/regimen/src/index.ts'
import { type Row, rowOf } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'

const domain = float(0, 1)
const names = Array.from({ length: 10 }, (_, index) => `x${index}`)
const space = names.map((name) => ({ name, domain, conditions: [] }))
const domains = Object.fromEntries(names.map((name) => [name, domain]))
const studyKey = RandomKey.fromSeed(1)

const cases: readonly (readonly [name: string, sampler: Sampler, trial: number, repeats: number])[] = [
  ['random', randomSampler(), 10_000, 2000],
  ['grid', gridSampler(), 10_000, 2000],
  ['quasiRandom', quasiRandomSampler(), 10_000, 2000],
  ['tpe', tpeSampler(), 1000, 40],
  ['tpe', tpeSampler(), 10_000, 12],
  ['cmaEs', cmaEsSampler(), 1000, 20],
  ['gaussianProcess', gaussianProcessSampler(), 1000, 3],
]

/** Fewer than these are no median. */
const fewestRepeats = 3

export function speeds({ suite, settings: { rounds, milliseconds } }: Session): Row[] {
  const history = historyOf(10_000)
  return cases.map(([name, sampler, trial, repeats]) => {
    const times: number[] = []
    const end = performance.now() + rounds * milliseconds
    while (times.length < repeats && (times.length < fewestRepeats || performance.now() < end)) {
      times.push(timeOf(sampler, history.slice(0, trial - 1), times.length))
    }
    // The first ones are those of code that is not compiled yet.
    return rowOf(
      suite,
      `trial ${trial.toLocaleString('en-US')}, 10 dimensions`,
      name,
      times.slice(times.length >> 2),
      0,
    )
  })
}

function historyOf(count: number): TrialRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const uniforms = studyKey.child(number).uniform(names.length)
    const parameters = Object.fromEntries(names.map((name, index) => [name, uniforms[index] ?? 0]))
    const values = [uniforms.reduce((sum, x) => sum + (x - 0.3) ** 2, 0)]
    const rest = { domains, constraints: [], reports: [], retries: 0, startedAt: 0, notes: {} }
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
