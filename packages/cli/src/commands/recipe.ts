/** `regimen train` without a model, and `regimen recipe`: the six steps from data to a trained network. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import {
  type Candidate,
  type DiagnosisCode,
  type RecipeResult,
  recipe,
  recipeSteps,
  type StepResult,
} from 'regimen'
import { CliError, failure } from '../errors.ts'
import { formatDuration, formatElapsed } from '../format.ts'
import { type Budget, defaultBudget, formatBudget } from '../options/budget.ts'
import { mainMetric, phraseDiagnosis } from '../recipe/phrase.ts'
import { rebuildCode } from '../recipe/rebuild-code.ts'
import { type LoadedRecipeData, loadRecipeData } from '../recipe/recipe-data.ts'
import { openRecipeStore, readRecipe, type SavedRecipe, saveRecipe } from '../recipe/recipe-folder.ts'
import { RecipeMeter } from '../recipe/recipe-progress.ts'
import { saveModel } from '../recipe/save-model.ts'
import { sayStep, stepNumber } from '../recipe/say-steps.ts'
import { searchRunner } from '../recipe/search-runner.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/width.ts'
import { buildBackend } from '../training/backend.ts'
import { listenForInterrupt } from '../training/interrupt.ts'
import { resolveDataset } from '../training/load-data.ts'
import { defaultFolder, RunFolder } from '../training/run-folder.ts'
import type { TrainSettings } from '../training/settings.ts'
import { keepRun } from '../tuning/import-runs.ts'
import { downloadNote } from './train.ts'

export interface RecipeRequest {
  /** `dataset` as it was typed; of the rest, data and backend count. */
  readonly settings: TrainSettings
  /** What the search leaves as it is. */
  readonly fixed: Partial<Candidate>
  readonly budget: Budget
  readonly workers?: number
  /** Diagnoses that shall not stop it. */
  readonly despite?: readonly DiagnosisCode[]
  readonly out?: string
  readonly force: boolean
  readonly store?: string
  /** Only this one, and what it needs of those before; nothing is left unless `out` says where. */
  readonly step?: number
}

export interface ResumedRecipe {
  readonly folder: string
  readonly store: string
  readonly budget?: Budget
  readonly workers?: number
  readonly despite?: readonly DiagnosisCode[]
}

/** What `train --json` prints when it searches, and result.json holds. */
export interface RecipeOutcome {
  readonly dataset: string
  readonly task: 'classification' | 'regression'
  readonly seed: number
  readonly status: RecipeResult['status']
  readonly splits: { readonly train: number; readonly validation: number; readonly test: number }
  readonly steps: readonly StepResult[]
  readonly candidate?: Candidate
  readonly parameters?: number
  readonly validation?: Readonly<Record<string, number>>
  readonly test?: Readonly<Record<string, number>>
  /** How often the test rows were read. */
  readonly readings: number
  readonly seconds: number
  readonly out?: string
}

export async function recipeCommand(request: RecipeRequest, terminal: Terminal): Promise<RecipeOutcome> {
  const { fixed, budget, workers, despite, out, force, step } = request
  const dataset = resolveDataset(request.settings.dataset)
  const settings = { ...request.settings, dataset }
  const temporary = step !== undefined && out === undefined
  const target = out ?? (temporary ? '' : defaultFolder(path.basename(dataset)))
  if (!temporary) RunFolder.check(target, force)
  const loaded = await loadRecipeData(settings, downloadNote(terminal))
  const found = loaded.loaded.folder === undefined ? settings : { ...settings, folder: loaded.loaded.folder }
  const folder = temporary
    ? RunFolder.create(mkdtempSync(path.join(tmpdir(), 'regimen-recipe-')), force)
    : RunFolder.create(target, force)
  const saved: SavedRecipe = {
    settings: found,
    fixed,
    budget,
    digest: loaded.digest,
    ...(workers === undefined ? {} : { workers }),
    ...(despite === undefined ? {} : { despite }),
  }
  const own = { folder, saved, loaded, temporary, ...(step === undefined ? {} : { step }) }
  try {
    await saveRecipe(folder, saved)
    sayStart(own, terminal)
    return await run(own, terminal, request.store)
  } catch (error) {
    if (!(error instanceof CliError)) folder.discard()
    throw error
  } finally {
    if (temporary) rmSync(folder.path, { recursive: true, force: true })
  }
}

export async function resumeRecipe(request: ResumedRecipe, terminal: Terminal): Promise<RecipeOutcome> {
  const { folder, saved: before } = await readRecipe(request.folder)
  const { budget = before.budget, workers, despite } = request
  const saved = {
    ...before,
    budget,
    ...(workers === undefined ? {} : { workers }),
    ...(despite === undefined ? {} : { despite }),
  }
  const loaded = await loadRecipeData(saved.settings, downloadNote(terminal))
  if (loaded.digest !== saved.digest) {
    throw failure('data-changed', { dataset: loaded.loaded.name, folder: folder.path })
  }
  folder.removeLeftovers()
  await saveRecipe(folder, saved)
  const told = terminal.words.recipe.resumed({ folder: folder.path, budget: formatBudget(budget) })
  terminal.say(wrap(told, terminal.columns).join('\n'))
  return run({ folder, saved, loaded, temporary: false }, terminal, request.store)
}

function sayStart(
  { folder, saved, loaded, step }: Run,
  { words, say: tell, paint, columns }: Terminal,
): void {
  const say = (text: string) => tell(wrap(text, columns).join('\n'))
  const { budget, workers = defaultWorkers() } = saved
  const told = { dataset: loaded.loaded.name, budget: formatBudget(budget) }
  if (step !== undefined) say(words.recipe.startStep({ ...told, number: step }))
  else say(words.recipe.start({ ...told, workers, folder: folder.path }))
  if (budget === defaultBudget) tell(wrap(words.recipe.defaultBudget, columns).map(paint.dim).join('\n'))
}

function defaultWorkers(): number {
  return availableParallelism()
}

interface Run {
  readonly folder: RunFolder
  readonly saved: SavedRecipe
  readonly loaded: LoadedRecipeData
  /** Its folder goes when it ends. */
  readonly temporary: boolean
  /** Only this one. Default: all. */
  readonly step?: number
}

async function run(own: Run, terminal: Terminal, store: string | undefined): Promise<RecipeOutcome> {
  const { folder, saved, loaded, temporary, step } = own
  const result = await search(own, terminal)
  const outcome = outcomeOf(own, result)
  const complete = result.status === 'completed' && step === undefined
  if (!temporary) {
    const { refinement } = result.steps
    const { model, candidate } = result
    if (complete && model && candidate && refinement) {
      await saveModel(folder, saved.settings, loaded, { model, candidate, refinement })
    }
    await folder.writeJson('result', outcome)
    await folder.write('report', await reportOf(own, result, outcome, terminal))
    if (complete && store !== undefined) await keepRun(folder.path, store, terminal)
  }
  return finish(own, result, outcome, terminal)
}

/** Carries out the steps, and says each as it ends. */
async function search({ folder, saved, loaded, step }: Run, terminal: Terminal): Promise<RecipeResult> {
  const { settings, budget, fixed, despite = [], workers = defaultWorkers() } = saved
  const store = openRecipeStore(folder)
  const meter = new RecipeMeter(terminal)
  const interrupt = listenForInterrupt(() => {
    meter.clear()
    terminal.note(wrap(terminal.words.recipe.interrupting, terminal.columns).join('\n'))
  })
  const only = step === undefined ? undefined : recipeSteps[step - 1]
  try {
    return await recipe(loaded.data, {
      budget,
      seed: settings.seed,
      fixed,
      despite,
      store,
      backend: buildBackend(settings, terminal),
      signal: interrupt.signal,
      onProgress: (progress) => meter.after(progress),
      onStep: (result) => {
        meter.clear()
        if (step === undefined || stepNumber(result.step) === step || result.status === 'stopped') {
          sayStep(result, terminal)
        }
      },
      runner: searchRunner(store, workers, budget),
      ...(only === undefined ? {} : { only }),
    })
  } finally {
    meter.clear()
    interrupt.release()
    store.close()
  }
}

function outcomeOf({ folder, saved, loaded, temporary }: Run, result: RecipeResult): RecipeOutcome {
  const { train, validation, test } = loaded.data
  const { refinement } = result.steps
  return {
    dataset: loaded.loaded.name,
    task: loaded.loaded.task.kind,
    seed: saved.settings.seed,
    status: result.status,
    splits: { train: train.size, validation: validation.size, test: test.size },
    steps: recipeSteps.flatMap((step) => result.steps[step] ?? []),
    ...(result.candidate ? { candidate: result.candidate } : {}),
    ...(result.model ? { parameters: result.model.summary().parameters } : {}),
    ...(refinement?.saw.validation ? { validation: refinement.saw.validation } : {}),
    ...(result.test ? { test: result.test.metrics } : {}),
    readings: result.readings,
    seconds: Number(result.seconds.toFixed(3)),
    ...(temporary ? {} : { out: folder.path }),
  }
}

async function reportOf(
  { folder, saved, loaded }: Run,
  result: RecipeResult,
  outcome: RecipeOutcome,
  { words, language }: Terminal,
): Promise<string> {
  const { renderRecipeReport } = await import('../recipe/report.ts')
  const { parameters } = outcome
  const code = rebuildCode(saved.settings, loaded.loaded, result)
  return renderRecipeReport(
    {
      dataset: loaded.loaded.name,
      task: loaded.loaded.task,
      folder: folder.path,
      steps: result.steps,
      seconds: result.seconds,
      readings: result.readings,
      ...(result.candidate ? { candidate: result.candidate } : {}),
      ...(parameters === undefined ? {} : { parameters }),
      ...(code === undefined ? {} : { code }),
    },
    words,
    language,
  )
}

/** What the user may know better; of the others there is nothing to go on with. */
const doubtful: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  'featureEqualsTarget',
  'duplicatesAcrossParts',
  'initialLossOff',
  'cannotOverfit',
  'labelsLookRandom',
])

/** @throws CliError `recipe-stopped`, `recipe-interrupted` */
function finish(
  { folder, loaded, temporary, step }: Run,
  result: RecipeResult,
  outcome: RecipeOutcome,
  terminal: Terminal,
): RecipeOutcome {
  const { words, say, paint } = terminal
  const { diagnosis, status } = result
  if (!temporary) say(`\n${words.train.saved({ report: folder.file('report') })}`)
  if (status === 'stopped' && diagnosis) {
    if (terminal.json) terminal.result(outcome, '')
    throw failure('recipe-stopped', {
      number: stepNumber(diagnosis.step),
      name: words.recipe.steps[diagnosis.step],
      reason: phraseDiagnosis(diagnosis, words),
      despite: doubtful.has(diagnosis.code) ? diagnosis.code : undefined,
    })
  }
  if (status === 'interrupted') {
    throw new CliError(130, temporary ? 'step-interrupted' : 'interrupted', { folder: folder.path })
  }
  const time = formatElapsed(result.seconds)
  const last = recipeSteps[(step ?? recipeSteps.length) - 1] ?? 'refinement'
  if (!result.test) {
    const told = { number: stepNumber(last), name: words.recipe.steps[last], time }
    terminal.result(outcome, paint.bold(words.recipe.stepResult(told)))
    return outcome
  }
  say(wrap(words.recipe.use({ out: folder.path }), terminal.columns).join('\n'))
  const line = words.recipe.result({
    dataset: loaded.loaded.name,
    readings: String(result.readings),
    time: formatDuration(result.seconds),
    out: folder.path,
    ...mainMetric(result.test, words),
  })
  terminal.result(outcome, wrap(line, terminal.columns).map(paint.bold).join('\n'))
  return outcome
}
