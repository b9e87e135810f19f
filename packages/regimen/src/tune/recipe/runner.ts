/** Who runs the trials of a search: this process, or others. */
import type { Backend } from '../../engine/backend.ts'
import type { Pruner } from '../pruner.ts'
import { medianPruner } from '../pruners/index.ts'
import type { Sampler } from '../sampler.ts'
import { randomSampler } from '../samplers/random.ts'
import { tpeSampler } from '../samplers/tpe.ts'
import { Study } from '../study.ts'
import type { StudyOptions } from '../study-options.ts'
import type { Assignment, TrialRecord } from '../trial.ts'
import type { Tuning } from '../tuning.ts'
import { type SearchSpace, sampleCandidate } from './space.ts'
import type { RecipeStore } from './store.ts'
import { sampleOf, trainCandidate } from './train-candidate.ts'
import type { SearchData } from './types.ts'

/** A search as plain JSON: what a worker process needs beside the data. */
export interface SearchPlan {
  /** Of the study. */
  readonly name: 'coarse' | 'fine'
  readonly seed: number
  readonly space: SearchSpace
  readonly sampler: 'random' | 'tpe'
  /** Trials that run at random before the sampler models anything, and before the pruner stops any. */
  readonly startupTrials: number
  readonly firstTrials: readonly Assignment[]
  /** Most epochs of a trial. */
  readonly epochs: number
  /** Epochs without a lower validation loss before a trial ends; null: it runs to its end. */
  readonly patience: number | null
  /** The learning rate stays, or falls to 0 over half a cosine wave. */
  readonly schedule: 'constant' | 'cosine'
  /** A trial ends after so many seconds with what it has; null: no limit. */
  readonly trialSeconds: number | null
  /** Training and validation rows that trials see: the first ones. */
  readonly rows: number
  readonly validationRows: number
  /** What a run counts that came to no finite loss. */
  readonly worst: number
}

/** A search to be carried out: until one of the limits is reached. */
export interface SearchTask {
  readonly plan: SearchPlan
  /** The whole parts; the plan says how many of their rows are used. */
  readonly data: SearchData
  readonly store: RecipeStore
  /** Trials that the study should have in the end, those from before a resume included. */
  readonly trials: number
  /** Default: any time. */
  readonly seconds?: number
  readonly signal?: AbortSignal
  readonly backend?: Backend
  readonly onTrial: (trial: TrialRecord) => void
}

/**
 * Carries out a search: a study named as the plan in `store.studies`, with `searchTuning(plan, data)`. Resolves when a
 * limit is reached or the signal aborted; trials under way are finished first.
 */
export type SearchRunner = (task: SearchTask) => Promise<void>

const samplers = {
  random: () => randomSampler(),
  tpe: (startupTrials: number) => tpeSampler({ startupTrials }),
} as const satisfies Record<SearchPlan['sampler'], (startupTrials: number) => Sampler>

/** The median rule on validation losses, once so many trials have ended. */
function prunerOf({ startupTrials, epochs }: SearchPlan): Pruner {
  return medianPruner({ monitor: 'loss', startupTrials, warmupSteps: Math.ceil(epochs / 5) })
}

/** How the study of a plan searches, and what its trials do: in this process or, as a module's default export, in another. */
export function searchTuning(plan: SearchPlan, data: SearchData, backend?: Backend): Tuning {
  const seen = sampleOf(data, plan.rows, plan.validationRows)
  const { name, seed, firstTrials } = plan
  return {
    name,
    seed,
    firstTrials,
    directions: 'minimize',
    sampler: samplers[plan.sampler](plan.startupTrials),
    pruner: prunerOf(plan),
    objective: async (trial) => {
      const candidate = sampleCandidate(trial, plan.space)
      const run = await trainCandidate(seen, candidate, {
        epochs: plan.epochs,
        seed,
        schedule: plan.schedule,
        patience: plan.patience,
        seconds: plan.trialSeconds,
        ...(backend && { backend }),
        keeper: trial,
        report: (epoch, metrics) => trial.report(epoch, finiteMetrics(metrics)),
      })
      trial.note('epochs', run.epochs)
      trial.note('bestEpoch', run.bestEpoch)
      trial.note('seconds', run.seconds)
      if (run.resumedAt > 0) trial.note('resumedAt', run.resumedAt)
      if (run.reason === 'nonFinite') trial.note('diverged', true)
      return Math.min(run.loss, plan.worst)
    },
  }
}

/** Stores keep JSON. */
function finiteMetrics(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
}

/** The options of the study of a plan, in a store. */
export function studyOptions(plan: SearchPlan, tuning: Tuning, store: RecipeStore): StudyOptions {
  return { ...tuning, name: plan.name, seed: plan.seed, store: store.studies }
}

/** Runs the trials here, one after the other. */
export const runInProcess: SearchRunner = async (task) => {
  const { plan, data, store, trials, seconds, signal, backend, onTrial } = task
  const tuning = searchTuning(plan, data, backend)
  const study = await Study.open(studyOptions(plan, tuning, store))
  const begun = (await study.trials()).length
  if (begun > 0 && begun >= trials && (await study.trials()).every(({ state }) => state !== 'running')) return
  await study.optimize(tuning.objective, {
    trials: Math.max(0, trials - begun),
    ...(seconds === undefined ? {} : { seconds }),
    ...(signal && { signal }),
    onTrial,
  })
}
