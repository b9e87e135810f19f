/** What Optuna's samplers reached (peers/optuna.json, or $REGIMEN_OPTUNA), and ours on the same functions. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import {
  cmaEsSampler,
  randomSampler,
  type Sampler,
  Study,
  tpeSampler,
} from '../../packages/regimen/src/index.ts'
import { functions } from './functions.ts'

export interface Baseline {
  readonly version: string
  readonly seeds: number
  /** After so many trials. */
  readonly budgets: readonly number[]
  /** By function and sampler: for each seed the best value after each budget. */
  readonly best: Readonly<Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>>
}

/** Ours by the name of Optuna's. */
const samplers: Readonly<Record<string, () => Sampler>> = {
  random: randomSampler,
  tpe: tpeSampler,
  cmaes: cmaEsSampler,
}

export const comparedSamplers = Object.keys(samplers)

export function readBaseline(): Baseline {
  const file = process.env.REGIMEN_OPTUNA ?? path.join(import.meta.dirname, '..', 'peers', 'optuna.json')
  const { optuna, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
  return { version: optuna, ...rest }
}

export function functionsOf({ best }: Baseline, sampler: string): string[] {
  return Object.keys(functions).filter((name) => best[name]?.[sampler])
}

/** Best values of each seed after each budget. */
export interface Outcomes {
  readonly budgets: readonly number[]
  readonly ours: readonly (readonly number[])[]
  readonly theirs: readonly (readonly number[])[]
  /** Of a trial, the function included, on average over each study. */
  readonly microseconds: readonly number[]
}

export async function outcomesOf(baseline: Baseline, sampler: string, name: string): Promise<Outcomes> {
  const { budgets, seeds, best } = baseline
  const [create, objective] = [samplers[sampler], functions[name]]
  if (!create || !objective) throw new Error(`${sampler} on ${name} is not measured here`)
  const ours: number[][] = []
  const microseconds: number[] = []
  const trials = Math.max(...budgets)
  for (let seed = 0; seed < seeds; seed++) {
    const study = await Study.open({ seed, sampler: create() })
    let lowest = Number.POSITIVE_INFINITY
    const reached: number[] = []
    const start = performance.now()
    await study.optimize(objective, {
      trials,
      onTrial({ number, values }) {
        lowest = Math.min(lowest, values[0] ?? Number.POSITIVE_INFINITY)
        // As many digits as the baseline has.
        if (budgets.includes(number + 1)) reached.push(Number(lowest.toPrecision(6)))
      },
    })
    microseconds.push(((performance.now() - start) * 1000) / trials)
    ours.push(reached)
  }
  return { budgets, ours, theirs: best[name]?.[sampler] ?? [], microseconds }
}
