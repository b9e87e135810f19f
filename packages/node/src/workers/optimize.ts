/** A study whose trials run in several processes of this machine. */
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Study, type TrialRecord, type Tuning } from 'regimen'
import { SqliteStudyStore } from '../store/study-store.ts'
import { loadTuning } from './load-tuning.ts'
import { ProcessPool } from './pool.ts'

/** The options of `optimizeInProcesses`. */
export interface ProcessOptions {
  /** The SQLite file of the study: made when it is not there, continued when it is. */
  readonly file: string
  /** Default: that of the tuning, else `study`. */
  readonly name?: string
  /** Default: that of the study where the file has it, else of the tuning, else 0. */
  readonly seed?: number
  /** New trials; those that were left behind are finished besides. Default: until the sampler, time or signal ends it. */
  readonly trials?: number
  /** No trial is begun after so many seconds. */
  readonly seconds?: number
  /** No trial is begun after this is aborted; those under way are finished. */
  readonly signal?: AbortSignal
  /**
   * Once this is aborted, the workers are killed in the midst of their trials, before `abort` returns, and the call
   * rejects with its reason. Those trials are begun anew when the study is continued.
   */
  readonly abandon?: AbortSignal
  /** Processes. Default: as many as there are cores. */
  readonly workers?: number
  /** How often a trial is begun anew whose worker died or hung; then it has failed. Default: 3. */
  readonly retries?: number
  /** A worker that gives no sign of life for so long is killed: one whose thread is blocked gives none. Default: 60. */
  readonly leaseSeconds?: number
  /** A trial may take so long, then its worker is killed. Default: any time. */
  readonly trialSeconds?: number
  /** After each trial that has ended or paused. */
  readonly onTrial?: (trial: TrialRecord) => void
  /** What the module exports, where it is known: then only the workers import it. */
  readonly tuning?: Tuning
  /** The process ids of workers when they are started. */
  readonly onWorker?: (process: number) => void
}

/**
 * Runs trials in worker processes. Each imports the module and works on the study in the file; the main process hands
 * out the work and watches. A worker that dies or hangs loses nothing: its trial is begun anew, going on from the state
 * that it kept. When the main process itself is killed, call this again with the same file.
 * @param module path or file URL of a module whose default export is made with `defineTuning`.
 * @returns the study; its store is that file.
 * @throws RegimenError `tuning-module`, `study-mismatch`, `store-unreadable`, `workers-failed`.
 */
export async function optimizeInProcesses(module: string | URL, options: ProcessOptions): Promise<Study> {
  const { file, leaseSeconds = 60, retries = 3, workers = availableParallelism() } = options
  const address = typeof module === 'string' && !module.startsWith('file:') ? urlOf(module) : String(module)
  const tuning = options.tuning ?? (await loadTuning(address))
  const { name = tuning.name ?? 'study' } = options
  const store = new SqliteStudyStore(file)
  const found = await store.find(name)
  const seed = options.seed ?? found?.seed ?? tuning.seed ?? 0
  const directions = tuning.directions ?? found?.directions ?? 'minimize'
  const study = await Study.open({ ...tuning, name, seed, directions, store, retries, leaseSeconds })
  const before = await study.trials()
  const atMost = before.length + (options.trials ?? Number.MAX_SAFE_INTEGER)
  const ended = new EndedTrials(before, options.onTrial)
  const end = performance.now() + (options.seconds ?? Number.POSITIVE_INFINITY) * 1000
  const pool = new ProcessPool({
    workers: Math.max(1, Math.min(workers, options.trials ?? workers)),
    settings: {
      module: address,
      file: path.resolve(file),
      study: name,
      seed,
      directions,
      supervisor: process.pid,
      retries,
      leaseSeconds,
    },
    trialSeconds: options.trialSeconds ?? Number.POSITIVE_INFINITY,
    atMost: () => (options.signal?.aborted || performance.now() > end ? undefined : atMost),
    onTrial: (trial) => ended.tell(trial),
    onLoss: async (owner, reason) => {
      await store.release(name, owner, reason)
      // It may have died between the end of its trial and the message.
      ended.tellAll(await study.trials())
    },
    onWorker: options.onWorker ?? (() => {}),
    ...(options.abandon && { abandon: options.abandon }),
  })
  await pool.run()
  ended.tellAll(await study.trials())
  return study
}

/** Tells of each trial's end once, whatever way it came to be known. */
class EndedTrials {
  private readonly told: Set<number>
  private readonly listener: (trial: TrialRecord) => void

  constructor(before: readonly TrialRecord[], listener: (trial: TrialRecord) => void = () => {}) {
    this.told = new Set(before.filter(hasEnded).map(({ number }) => number))
    this.listener = listener
  }

  /** Pauses are told each time. */
  tell(trial: TrialRecord): void {
    if (trial.state === 'running' || this.told.has(trial.number)) return
    if (hasEnded(trial)) this.told.add(trial.number)
    this.listener(trial)
  }

  tellAll(trials: readonly TrialRecord[]): void {
    for (const trial of trials.filter(hasEnded)) this.tell(trial)
  }
}

function hasEnded({ state }: TrialRecord): boolean {
  return state !== 'running' && state !== 'paused'
}

function urlOf(file: string): string {
  return pathToFileURL(path.resolve(file)).href
}
