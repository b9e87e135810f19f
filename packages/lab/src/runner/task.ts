/** The unit of work: one experiment, measured for one seed. */
import { createHash } from 'node:crypto'
import type { Experiment } from '../experiment.ts'
import type { Json, JsonRecord } from '../json.ts'
import type { ImagesName } from '../parts/images.ts'
import { codeVersion } from './code-version.ts'

export interface Task {
  readonly id: string
  readonly seed: number
  readonly settings: JsonRecord
  readonly images: ImagesName | 'none'
  readonly timing: boolean
  /** Of everything that the measurement depends on: the same content, the same numbers. */
  readonly content: string
}

/** A task that was done. */
export interface Measurement {
  readonly seed: number
  readonly seconds: number
  readonly values: Json
}

/** With `--quick` at most so many seeds. */
const quickSeeds = 3

export interface TaskOptions {
  /** In place of the experiments' own numbers; not where nothing is random. */
  readonly seeds?: number
  readonly quick: boolean
  /** The first of the seeds. Default 0: another makes a fresh set, to check what an earlier one has shown. */
  readonly firstSeed?: number | undefined
  readonly images: ImagesName | 'none'
}

export function settingsOf(experiment: Experiment, quick: boolean): JsonRecord {
  const { settings, quickSettings } = experiment
  if (!quick || !quickSettings) return settings
  const changed = Object.entries(quickSettings).filter(([, value]) => value !== undefined)
  return { ...settings, ...Object.fromEntries(changed.map(([name, value]) => [name, value ?? null])) }
}

export function seedCount(experiment: Experiment, { seeds, quick }: Omit<TaskOptions, 'images'>): number {
  if (experiment.seeds === 1) return 1
  return seeds ?? (quick ? Math.min(quickSeeds, experiment.seeds) : experiment.seeds)
}

/** One for each seed: the first, and those that follow it. Where nothing is random, it is 0. */
export function tasksOf(experiment: Experiment, options: TaskOptions): Task[] {
  const { id, timing = false } = experiment
  const { images, quick } = options
  const first = experiment.seeds === 1 ? 0 : (options.firstSeed ?? 0)
  const settings = settingsOf(experiment, quick)
  const version = codeVersion(experiment)
  const seeds = Array.from({ length: seedCount(experiment, options) }, (_, place) => first + place)
  return seeds.map((seed) => ({
    id,
    seed,
    settings,
    images,
    timing,
    content: createHash('sha256')
      .update(JSON.stringify({ id, seed, settings, images, version }))
      .digest('hex'),
  }))
}
