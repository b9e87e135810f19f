/** A recipe whose trials run in worker processes: killed workers, interrupted sittings, and the file that they read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  decodeSearchData,
  MemoryRecipeStore,
  prepareRecipeData,
  type RecipeResult,
  type RecipeStore,
  recipe,
  runInProcess,
  type SearchTask,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { afterAll, expect, it } from 'vitest'
import { FolderRecipeStore, processRunner } from '../../src/index.ts'

const root = mkdtempSync(path.join(tmpdir(), 'regimen-recipe-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

// Workers are started as this process is, which the test runner has given options of its own.
process.execArgv = ['--conditions=regimen-source']

const settings = {
  budget: { trials: 7 },
  fixed: { optimizer: 'adamW', width: 16, depth: 1, batchSize: 128 },
} as const

it('trials in two processes, one of them killed, a sitting interrupted: each trial is run once', {
  timeout: 120_000,
}, async () => {
  const store = new FolderRecipeStore(path.join(root, 'killed'))
  const controller = new AbortController()
  const workers: number[] = []
  let done = 0
  const first = await recipe(prepareRecipeData(iris()), {
    ...settings,
    store,
    runner: processRunner(store, { workers: 2, onWorker: (id) => workers.push(id) }),
    signal: controller.signal,
    onProgress: ({ step, phase }) => {
      if (step !== 'coarseSearch' || phase !== 'progress') return
      const [victim] = workers
      if (++done === 1 && victim !== undefined) process.kill(victim, 'SIGKILL')
      if (done === 3) controller.abort()
    },
  })
  expect([first.status, Object.keys(first.steps).at(-1)]).toEqual(['interrupted', 'coarseSearch'])
  store.close()

  const again = new FolderRecipeStore(path.join(root, 'killed'))
  const data = prepareRecipeData(iris())
  const second: RecipeResult = await recipe(data, {
    ...settings,
    store: again,
    runner: processRunner(again, { workers: 2 }),
  })
  expect([second.status, second.readings, data.test.readings]).toEqual(['completed', 1, 1])
  const trials = second.steps.coarseSearch?.saw.trials ?? []
  expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4])
  expect(trials.filter(({ state }) => state !== 'completed' && state !== 'pruned')).toEqual([])
  expect(second.steps.refinement?.saw.trials).toHaveLength(2)
  expect(second.test?.metrics.accuracy).toBeGreaterThan(0.8)

  const files = readdirSync(again.folder)
  expect(files).toEqual(
    expect.arrayContaining(['model.safetensors', 'refinement.json', 'coarse-data.safetensors']),
  )
  const read = decodeSearchData(readFileSync(path.join(again.folder, 'coarse-data.safetensors')), 'file')
  expect([read.train.size, read.validation.size]).toEqual([data.train.size, data.validation.size])
  again.close()
})

it('the same trials as in this process', { timeout: 60_000 }, async () => {
  const store = new FolderRecipeStore(path.join(root, 'same'))
  const options = { ...settings, budget: { trials: 6 }, only: 'coarseSearch' } as const
  const outside = await recipe(prepareRecipeData(iris()), {
    ...options,
    store,
    runner: processRunner(store, { workers: 1 }),
  })
  const inside = await recipe(prepareRecipeData(iris()), options)
  const points = ({ steps }: RecipeResult) =>
    steps.coarseSearch?.saw.trials.map(({ parameters, values }) => ({ parameters, values }))
  expect(points(outside)).toEqual(points(inside))
  store.close()
})

it('a trial whose worker is killed goes on from its state, and comes to what an undisturbed one comes to', {
  timeout: 120_000,
}, async () => {
  const store = new FolderRecipeStore(path.join(root, 'going-on'))
  // Batches of one row: a trial that takes seconds.
  const long = { optimizer: 'nesterov', learningRate: 0.0005, width: 384, depth: 3, batchSize: 1 } as const
  const tasks: SearchTask[] = []
  const controller = new AbortController()
  const workers: number[] = []
  await recipe(prepareRecipeData(iris()), {
    budget: { trials: 1 },
    fixed: { ...long, dropout: 0.1, activation: 'relu', batchNorm: false, weightDecay: 1e-4 },
    only: 'coarseSearch',
    store,
    signal: controller.signal,
    runner: async (task) => {
      tasks.push(task)
      let killed = false
      const timer = setInterval(async () => {
        const state = await store.studies.kept('coarse', 0).catch(() => undefined)
        const [victim] = workers
        if (killed || !state || state.length === 0 || victim === undefined) return
        killed = true
        process.kill(victim, 'SIGKILL')
      }, 20)
      await processRunner(store, { workers: 1, onWorker: (id) => workers.push(id) })(task)
      clearInterval(timer)
      // Of the step nothing else is wanted.
      controller.abort()
    },
  })
  const [task] = tasks
  if (!task) throw new Error('the search was never asked for')
  const undisturbed = new MemoryRecipeStore()
  const { signal: __, ...unsignalled } = task
  await runInProcess({ ...unsignalled, store: undisturbed })
  const trialOf = async ({ studies }: RecipeStore) => {
    const [trial] = await studies.trials('coarse')
    if (!trial) throw new Error('there is no trial')
    return trial
  }
  const [killed, whole] = [await trialOf(store), await trialOf(undisturbed)]
  expect([workers.length, killed.retries, whole.retries]).toEqual([2, 1, 0])
  expect(Number(killed.notes.resumedAt)).toBeGreaterThan(0)
  const { resumedAt: _, seconds, ...notes } = killed.notes
  const { seconds: undisturbedSeconds, ...expected } = whole.notes
  expect(notes).toEqual(expected)
  expect([Number(seconds) > 0.5, Number(undisturbedSeconds) > 0]).toEqual([true, true])
  expect([killed.state, killed.values, killed.reports]).toEqual([whole.state, whole.values, whole.reports])
  // Nothing is kept of what has ended.
  expect(await store.studies.kept('coarse', 0)).toEqual(new Uint8Array())
  store.close()
})
