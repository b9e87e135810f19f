/** Runs experiments: what was measured before is taken from the folder, the rest is shared out to processes. */
import type { Experiment } from '../experiment.ts'
import { imagesFor } from '../parts/images.ts'
import type { LabFolder } from './lab-folder.ts'
import { runTasks } from './processes.ts'
import { type Result, resultOf } from './result.ts'
import { type Measurement, settingsOf, type Task, tasksOf } from './task.ts'

export interface LabOptions {
  readonly folder: LabFolder
  readonly quick: boolean
  readonly seeds?: number
  /** The first of the seeds. Default 0. */
  readonly firstSeed?: number | undefined
  readonly jobs: number
  /** Measure everything anew. */
  readonly fresh?: boolean
  readonly signal: AbortSignal
  /** Told once, before the work begins. */
  readonly onPlan?: (plan: { readonly measurements: number; readonly reused: number }) => void
  readonly onProgress?: (progress: LabProgress) => void
}

/** Told after each task. */
export interface LabProgress {
  readonly task: Task
  readonly seconds: number
  readonly done: number
  readonly tasks: number
  /** What went wrong, where something did. */
  readonly failure?: string
}

export interface LabRun {
  readonly results: readonly Result[]
  /** Measurements that were there before. */
  readonly reused: number
  readonly failed: readonly { readonly id: string; readonly seed: number; readonly message: string }[]
  /** Ids of experiments that ask for data that is not here. */
  readonly skipped: readonly string[]
}

export async function runLab(experiments: readonly Experiment[], options: LabOptions): Promise<LabRun> {
  const plan = new Plan(experiments, options)
  const { folder, jobs, signal, onProgress } = options
  options.onPlan?.({ measurements: plan.open.length, reused: plan.reused })
  let done = 0
  const failed: { id: string; seed: number; message: string }[] = []
  const tell = (task: Task, seconds: number, failure?: string) =>
    onProgress?.({ task, seconds, done: ++done, tasks: plan.open.length, ...(failure && { failure }) })
  const hooks = {
    signal,
    onMeasured: async (task: Task, measurement: Measurement) => {
      await folder.keep(task, measurement)
      plan.measured(task, measurement)
      tell(task, measurement.seconds)
    },
    onFailed: (task: Task, message: string) => {
      failed.push({ id: task.id, seed: task.seed, message })
      tell(task, 0, message)
    },
  }
  await runTasks(
    plan.open.filter(({ timing }) => !timing),
    { ...hooks, jobs },
  )
  // Where the clock is read nothing else may be running.
  await runTasks(
    plan.open.filter(({ timing }) => timing),
    { ...hooks, jobs: 1 },
  )
  return { results: plan.results(), reused: plan.reused, failed, skipped: plan.skipped }
}

/** What was measured before, judged: full runs, else quick ones; only experiments of which every seed is there. */
export function knownResults(
  experiments: readonly Experiment[],
  folder: LabFolder,
  firstSeed?: number,
): readonly Result[] {
  const full = new Plan(experiments, { folder, quick: false, firstSeed }).results()
  const known = new Set(full.map(({ id }) => id))
  const others = experiments.filter(({ id }) => !known.has(id))
  return [...full, ...new Plan(others, { folder, quick: true, firstSeed }).results()]
}

type PlanOptions = Pick<LabOptions, 'folder' | 'quick' | 'seeds' | 'firstSeed' | 'fresh'>

interface Planned {
  readonly experiment: Experiment
  readonly tasks: readonly Task[]
}

class Plan {
  readonly open: readonly Task[]
  readonly skipped: readonly string[]
  readonly reused: number
  private readonly quick: boolean
  private readonly planned: readonly Planned[]
  private readonly done = new Map<string, Measurement>()

  constructor(
    experiments: readonly Experiment[],
    { folder, quick, seeds, firstSeed, fresh = false }: PlanOptions,
  ) {
    this.quick = quick
    const withImages = experiments.map((experiment) => ({
      experiment,
      images: imagesFor(experiment.data ?? 'none'),
    }))
    this.skipped = withImages.flatMap(({ experiment, images }) =>
      images === undefined ? [experiment.id] : [],
    )
    this.planned = withImages.flatMap(({ experiment, images }) => {
      if (images === undefined) return []
      const tasks = tasksOf(experiment, { images, quick, firstSeed, ...(seeds !== undefined && { seeds }) })
      return [{ experiment, tasks }]
    })
    for (const task of fresh ? [] : this.planned.flatMap(({ tasks }) => tasks)) {
      const known = folder.find(task)
      if (known) this.done.set(task.content, known)
    }
    this.reused = this.done.size
    this.open = this.planned.flatMap(({ tasks }) => tasks).filter(({ content }) => !this.done.has(content))
  }

  measured({ content }: Task, measurement: Measurement): void {
    this.done.set(content, measurement)
  }

  /** Of the experiments whose seeds have all been measured. */
  results(): readonly Result[] {
    return this.planned.flatMap(({ experiment, tasks }) => {
      const measurements = tasks.flatMap(({ content }) => this.done.get(content) ?? [])
      const images = tasks[0]?.images ?? 'none'
      if (measurements.length < tasks.length) return []
      const settings = settingsOf(experiment, this.quick)
      return [resultOf(experiment, measurements, { settings, images, quick: this.quick })]
    })
  }
}
