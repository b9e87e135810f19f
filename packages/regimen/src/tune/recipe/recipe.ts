/** The six steps that practitioners follow by hand, one after the other, each with its reasons. */
import type { Backend } from '../../engine/backend.ts'
import { hashName } from '../../engine/random.ts'
import { tuneError } from '../../messages/tune.ts'
import type { Model } from '../../nn/model.ts'
import type { Technique } from '../../technique.ts'
import { type Candidate, candidateModel } from './candidate.ts'
import { Clock } from './clock.ts'
import type { RecipeContext, StepOutcome } from './context.ts'
import type { RecipeData } from './data.ts'
import { recallModel } from './keep-model.ts'
import { runInProcess, type SearchRunner } from './runner.ts'
import type { TestReading } from './sealed-test.ts'
import { coarseSearch } from './steps/coarse-search.ts'
import { dataCheck } from './steps/data.ts'
import { initialLoss } from './steps/initial-loss.ts'
import { learningRates } from './steps/learning-rates.ts'
import { overfitSample } from './steps/overfit-sample.ts'
import { refinement } from './steps/refinement.ts'
import { MemoryRecipeStore, type RecipeStore, readJson, writeJson } from './store.ts'
import {
  type Diagnosis,
  type DiagnosisCode,
  type RecipeProgress,
  type RecipeStep,
  recipeSteps,
  type StepResult,
  type StepResultOf,
  type StepResults,
} from './types.ts'

/** How much is spent: time on the clock, or trials of both searches together. */
export type RecipeBudget = { readonly seconds: number } | { readonly trials: number }

/** The options of `recipe`. None is needed. */
export interface RecipeOptions {
  /** Default: 120 seconds. With trials, and one worker, the result depends on data, options and seed alone. */
  readonly budget?: RecipeBudget
  /** Default 0. */
  readonly seed?: number
  /** Hyperparameters that stay as they are given. */
  readonly fixed?: Partial<Candidate>
  /** What the recipe goes on in spite of: the diagnosis becomes a warning. */
  readonly despite?: readonly DiagnosisCode[]
  /** Only this step, with those before it whose findings it needs and the store does not have. Default: all. */
  readonly only?: RecipeStep
  /** Default: memory. One that holds a begun recipe on the same data is gone on with. */
  readonly store?: RecipeStore
  /** Default: this process, one trial after the other. */
  readonly runner?: SearchRunner
  /** Default: the backend in force. */
  readonly backend?: Backend
  /** Ends the recipe cleanly: it can be gone on with from the store. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RecipeProgress) => void
  /** After each step, also one that is taken from the store. */
  readonly onStep?: (result: StepResult) => void
}

/** What the recipe comes to. */
export interface RecipeResult {
  readonly status: 'completed' | 'stopped' | 'interrupted'
  readonly steps: StepResults
  /** Why it stopped. */
  readonly diagnosis?: Diagnosis
  readonly warnings: readonly Diagnosis[]
  /** The chosen model, trained; where the last step was reached. */
  readonly model?: Model
  readonly candidate?: Candidate
  readonly test?: TestReading
  /** How often the test part was read: once, when all steps were done. */
  readonly readings: number
  /** Earlier sittings included. */
  readonly seconds: number
}

export const recipeTechnique: Technique = {
  name: 'recipe',
  kind: 'procedure',
  defaults: { seconds: 120, coarseTrials: 80, fineTrials: 40 },
  paper: 'Karpathy 2016, CS231n: Neural networks part 3, babysitting the learning process',
  catalogue: ['H2', 'H11.1', 'H11.2', 'H11.3', 'H11.4', 'H11.5', 'H11.6', 'H12'],
}

const defaultSeconds = 120
/** Of a recipe limited by time: more would change little. */
const mostTrials = { coarse: 80, fine: 40 } as const
/** Of a recipe limited by trials: three in five look for the place, the others look around there. */
const coarseShare = 0.6

type Results = { [S in RecipeStep]?: StepResultOf<S> }
type Run = (context: RecipeContext, results: Results) => Promise<StepResult>

/** A step as the loop calls it: with its name, its status and its time. */
function timed<S extends RecipeStep>(
  step: S,
  run: (context: RecipeContext, results: Results) => Promise<StepOutcome<S>>,
  finish: (result: StepResultOf<S>) => StepResult,
): Run {
  return async (context, results) => {
    const startedAt = performance.now()
    const { interrupted, ...outcome } = await run(context, results)
    const seconds = (performance.now() - startedAt) / 1000
    const status = interrupted
      ? 'interrupted'
      : outcome.diagnosis
        ? 'stopped'
        : outcome.warnings.length > 0
          ? 'warned'
          : 'passed'
    // The first step has been timed while the data was prepared.
    return finish({ seconds, ...outcome, step, status })
  }
}

/** What a step takes from those before it, when it is there. */
function needed<S extends RecipeStep>(results: Results, step: S): NonNullable<Results[S]> {
  const result = results[step]
  if (result === undefined) throw new RangeError(`${step} has to come before`)
  return result
}

const runs: { readonly [S in RecipeStep]: Run } = {
  data: timed(
    'data',
    (context) => dataCheck(context, {}),
    (result) => result,
  ),
  initialLoss: timed(
    'initialLoss',
    (context) => initialLoss(context, {}),
    (result) => result,
  ),
  overfitSample: timed(
    'overfitSample',
    (context) => overfitSample(context, {}),
    (result) => result,
  ),
  learningRates: timed(
    'learningRates',
    (context) => learningRates(context, {}),
    (result) => result,
  ),
  coarseSearch: timed(
    'coarseSearch',
    (context, results) => coarseSearch(context, { learningRates: needed(results, 'learningRates') }),
    (result) => result,
  ),
  refinement: timed(
    'refinement',
    (context, results) => refinement(context, { coarseSearch: needed(results, 'coarseSearch') }),
    (result) => result,
  ),
}

/** Whose findings each step works with. */
const needs: Readonly<Record<RecipeStep, readonly RecipeStep[]>> = {
  data: [],
  initialLoss: [],
  overfitSample: [],
  learningRates: [],
  coarseSearch: ['learningRates'],
  refinement: ['learningRates', 'coarseSearch'],
}

/**
 * Finds good settings and trains a model: data check, initial loss, a small sample learnt by heart, learning rates,
 * coarse search, refinement with one reading of the test part (catalogue H11; Karpathy, CS231n). A step that fails stops
 * the recipe with a diagnosis; nothing is thrown for it. Finished steps and trials are kept in the store: the same call
 * with the same store goes on where an earlier one was interrupted or killed.
 * @throws RegimenError `recipe-changed` when the store holds a recipe on other data or with other settings.
 */
export async function recipe(data: RecipeData, options: RecipeOptions = {}): Promise<RecipeResult> {
  const sitting = await Sitting.open(data, options)
  const wanted = options.only === undefined ? recipeSteps : [...needs[options.only], options.only]
  for (const step of wanted) {
    const result = await sitting.carryOut(step)
    if (result.status === 'stopped' || result.status === 'interrupted') break
  }
  return sitting.result()
}

/** One call of `recipe`. */
class Sitting {
  readonly #options: RecipeOptions
  readonly #context: RecipeContext
  readonly #results: Results = {}
  #last: StepResult | undefined

  private constructor(options: RecipeOptions, context: RecipeContext) {
    this.#options = options
    this.#context = context
  }

  static async open(data: RecipeData, options: RecipeOptions): Promise<Sitting> {
    const { seed = 0, fixed = {}, budget = { seconds: defaultSeconds } } = options
    const store = options.store ?? new MemoryRecipeStore()
    await claim(store, fingerprintOf(data, { seed, fixed }))
    const spent = await readJson(store, 'clock.json')
    const clock = new Clock(
      'seconds' in budget ? budget.seconds : Number.POSITIVE_INFINITY,
      typeof spent === 'number' ? spent : 0,
    )
    const sitting: Sitting = new Sitting(options, {
      data,
      seed,
      fixed,
      trials: 'seconds' in budget ? mostTrials : trialsOf(budget.trials),
      clock,
      store,
      runner: options.runner ?? runInProcess,
      ...(options.backend && { backend: options.backend }),
      ...(options.signal && { signal: options.signal }),
      tell: (progress) => sitting.#tell({ ...progress, phase: 'progress' }),
    })
    return sitting
  }

  async carryOut(step: RecipeStep): Promise<StepResult> {
    const { store, clock } = this.#context
    this.#tell({ step, phase: 'started', done: 0, of: null })
    const kept = await this.#recall(step)
    const result = this.#judge(kept ?? (await runs[step](this.#context, this.#results)))
    if (!kept && result.status !== 'interrupted') await writeJson(store, `${step}.json`, result)
    await writeJson(store, 'clock.json', clock.seconds)
    this.#record(result)
    this.#tell({ step, phase: 'ended', done: 1, of: 1 })
    this.#options.onStep?.(result)
    return result
  }

  async result(): Promise<RecipeResult> {
    const results = this.#results
    const last = this.#last
    const { data, store, clock, seed } = this.#context
    const { refinement: final } = results
    const candidate = final?.decided.candidate ?? undefined
    const model = candidate && candidateModel(candidate, data, seed)
    const isKept = model !== undefined && (await recallModel(store, model))
    const test = final?.saw.test ?? undefined
    return {
      status:
        last?.status === 'stopped' ? 'stopped' : last?.status === 'interrupted' ? 'interrupted' : 'completed',
      steps: results,
      ...(last?.diagnosis && { diagnosis: last.diagnosis }),
      warnings: recipeSteps.flatMap((step) => results[step]?.warnings ?? []),
      ...(isKept && { model }),
      ...(candidate && { candidate }),
      ...(test && { test }),
      readings: Math.max(test?.readings ?? 0, data.test.readings),
      seconds: clock.seconds,
    }
  }

  #tell(progress: Omit<RecipeProgress, 'seconds' | 'secondsLeft'>): void {
    const { clock } = this.#context
    const left = clock.isLimited ? { secondsLeft: clock.left } : {}
    this.#options.onProgress?.({ ...progress, seconds: clock.seconds, ...left })
  }

  async #recall(step: RecipeStep): Promise<StepResult | undefined> {
    const kept = await readJson(this.#context.store, `${step}.json`)
    return isResultOf(kept, step) ? kept : undefined
  }

  /** A diagnosis in spite of which the user goes on is a warning. */
  #judge(result: StepResult): StepResult {
    const { diagnosis, ...rest } = result
    if (!diagnosis || !this.#options.despite?.includes(diagnosis.code)) return result
    return { ...rest, status: 'warned', warnings: [diagnosis, ...result.warnings] }
  }

  #record(result: StepResult): void {
    Object.assign(this.#results, { [result.step]: result })
    this.#last = result
  }
}

function trialsOf(trials: number): RecipeContext['trials'] {
  const coarse = Math.max(1, Math.ceil(coarseShare * trials))
  return { coarse, fine: Math.max(0, trials - coarse) }
}

/** What this library has written; whoever changes the files by hand gets what they wrote. */
function isResultOf(value: unknown, step: RecipeStep): value is StepResult {
  return (
    typeof value === 'object' && value !== null && 'step' in value && value.step === step && 'saw' in value
  )
}

/** A store belongs to one recipe. */
async function claim(store: RecipeStore, fingerprint: string): Promise<void> {
  const before = await readJson(store, 'recipe.json')
  if (before === undefined) await writeJson(store, 'recipe.json', { fingerprint })
  else if (!(typeof before === 'object' && before !== null && 'fingerprint' in before)) {
    throw tuneError('recipe-changed', { what: 'file recipe.json' })
  } else if (before.fingerprint !== fingerprint) {
    throw tuneError('recipe-changed', { what: 'data or settings' })
  }
}

/** Of everything that decides what the steps find. */
function fingerprintOf(
  { name, train, validation, inspection }: RecipeData,
  settings: { readonly seed: number; readonly fixed: Partial<Candidate> },
): string {
  let hash = hashName(JSON.stringify([name, settings, inspection.did, inspection.saw.rows]))
  for (const { inputs, targets } of [train, validation]) {
    for (const { buffer, byteOffset, length } of [inputs, targets]) {
      for (const word of new Int32Array(buffer, byteOffset, length)) hash = Math.imul(hash ^ word, 0x01000193)
    }
  }
  return (hash >>> 0).toString(16)
}
