/** The trials of a recipe in worker processes. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { encodeSearchData, type SearchRunner, searchTuning } from 'regimen'
import { optimizeInProcesses, type ProcessOptions } from './optimize.ts'
import { type FolderRecipeStore, recipeFiles } from './recipe-store.ts'

/** The options of `processRunner`. */
export interface ProcessRunnerOptions extends Pick<ProcessOptions, 'workers' | 'leaseSeconds' | 'onWorker'> {}

/**
 * Runs a recipe's trials in processes that read the training and validation rows from a file in the store's folder;
 * the test rows are in no file. Workers compute with the wasm backend.
 * @param store the recipe's own.
 */
export function processRunner(store: FolderRecipeStore, options: ProcessRunnerOptions = {}): SearchRunner {
  return async ({ plan, data, trials, seconds, signal, onTrial }) => {
    const known = await store.studies.find(plan.name)
    if (known) await leftAlone(store, plan.name, signal)
    const begun = known ? await store.studies.trials(plan.name) : []
    const isOver = begun.length >= trials && begun.every(({ state }) => state !== 'running')
    if (isOver || signal?.aborted) return
    const text = JSON.stringify(plan)
    await store.write(recipeFiles.plan(plan.name), new TextEncoder().encode(text))
    await store.write(recipeFiles.data(plan.name), encodeSearchData(data, plan))
    await optimizeInProcesses(trialsModule(store.folder, plan.name, text), {
      ...options,
      tuning: searchTuning(plan, data),
      file: path.join(store.folder, recipeFiles.studies),
      name: plan.name,
      seed: plan.seed,
      trials: Math.max(0, trials - begun.length),
      ...(seconds === undefined ? {} : { seconds }),
      ...(signal && { signal }),
      onTrial,
    })
  }
}

/**
 * Waits until nobody works on a trial any more: a recipe that was killed leaves a worker behind, which ends within moments;
 * its trial is lapsed then, and is taken up.
 */
async function leftAlone({ studies }: FolderRecipeStore, name: string, signal?: AbortSignal): Promise<void> {
  const isBusy = async () => {
    const running = (await studies.trials(name)).filter(({ state }) => state === 'running')
    return running.length > (await studies.lapsed(name)).length
  }
  while (!signal?.aborted && (await isBusy())) await setTimeout(100)
}

/** The module that workers load, told by its address which plan to follow; a module is loaded once for each address. */
function trialsModule(folder: string, name: string, plan: string): URL {
  const source = import.meta.url.endsWith('.ts')
  const url = new URL(source ? './recipe-trials.ts' : './recipe-trials.js', import.meta.url)
  url.searchParams.set('folder', folder)
  url.searchParams.set('plan', name)
  url.searchParams.set('digest', createHash('sha256').update(plan).digest('hex').slice(0, 16))
  return url
}
