/** Who runs the trials of the searches: this process alone, or several. */
import { type FolderRecipeStore, processRunner } from '@regimen/node'
import { runInProcess, type SearchRunner } from 'regimen'
import type { Budget } from '../options/budget.ts'

/** With less time than this, starting processes would take much of it. */
const shortestSeconds = 30

/** One worker needs no process of its own, and computes with all threads. */
export function searchRunner(store: FolderRecipeStore, workers: number, budget: Budget): SearchRunner {
  const isShort = 'seconds' in budget && budget.seconds < shortestSeconds
  if (workers <= 1 || isShort) return runInProcess
  const inProcesses = processRunner(store, { workers })
  return async (task) => {
    await inProcesses(task)
    if (task.signal?.aborted) return
    // On a machine that is busy with other things processes may come too late for the time there is.
    const study = await store.studies.find(task.plan.name)
    const trials = study ? await store.studies.trials(task.plan.name) : []
    if (trials.some(({ state }) => state === 'completed')) return
    await runInProcess({ ...task, trials: Math.min(task.trials, trials.length + 1) })
  }
}
