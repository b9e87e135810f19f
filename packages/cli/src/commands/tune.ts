/** `regimen tune` */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadTuning, optimizeInProcesses, SqliteStudyStore } from '@regimen/node'
import type { Study, Tuning } from 'regimen'
import { CliError, failure } from '../errors.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/width.ts'
import { listenForInterrupt } from '../training/interrupt.ts'
import { makeFolders, writeWhole } from '../training/run-folder.ts'
import { sayPlan, sayTuneResult, type TuneResult } from '../tuning/say-study.ts'
import { bestTrialOf } from '../tuning/show-trial.ts'
import { renderStudyReport } from '../tuning/study-report.ts'
import { TrialProgress } from '../tuning/trial-progress.ts'

export interface TuneRequest {
  readonly config: string
  readonly store: string
  readonly name?: string
  /** Default: that of the study that is gone on with, else the tuning's own. */
  readonly seed?: number
  /** In the whole study. */
  readonly trials: number
  readonly seconds?: number
  readonly workers?: number
  /** A trial may take so long. */
  readonly trialSeconds?: number
  /** How often a trial is begun anew whose worker ended. */
  readonly retries?: number
  /** How long a worker may give no sign of life. */
  readonly leaseSeconds?: number
  readonly resume: boolean
  readonly report?: string
}

export async function tuneCommand(request: TuneRequest, terminal: Terminal): Promise<TuneResult> {
  const { config, store, resume } = request
  if (!existsSync(config)) throw failure('no-tuning-file', { file: config })
  const tuning = await loadTuning(pathToFileURL(path.resolve(config)).href)
  const name = request.name ?? tuning.name ?? path.parse(config).name
  const before = await trialsBefore(store, name)
  if (before && !resume) throw failure('study-there', { name })
  if (!before && resume) throw failure('no-study', { name, store })
  const started = performance.now()
  const { study, interrupted } = await run({ ...request, name }, before ?? { there: 0, ended: 0 }, terminal)
  await noteMethods(store, study, tuning)
  const report = request.report ?? path.join(path.dirname(store), `${name}.html`)
  const result = await finish(study, report, (performance.now() - started) / 1000, terminal)
  if (interrupted) throw new CliError(130, 'tune-interrupted', { name })
  return result
}

/** How it was searched, for those who compare it with others. */
async function noteMethods(file: string, { name, sampler }: Study, { pruner }: Tuning): Promise<void> {
  const store = new SqliteStudyStore(file)
  try {
    const notes = (await store.find(name))?.notes
    await store.update(name, { notes: { ...notes, sampler: sampler.name, pruner: pruner?.name ?? 'none' } })
  } finally {
    store.close()
  }
}

interface TrialsBefore {
  readonly there: number
  /** Of these; the others run elsewhere, have paused, or were left behind. */
  readonly ended: number
}

async function trialsBefore(file: string, name: string): Promise<TrialsBefore | undefined> {
  if (!existsSync(file)) return undefined
  const store = new SqliteStudyStore(file)
  try {
    if (!(await store.find(name))) return undefined
    const trials = await store.trials(name)
    const open = trials.filter(({ state }) => state === 'running' || state === 'paused')
    return { there: trials.length, ended: trials.length - open.length }
  } finally {
    store.close()
  }
}

async function run(
  request: TuneRequest & { readonly name: string },
  { there, ended }: TrialsBefore,
  terminal: Terminal,
): Promise<{ study: Study; interrupted: boolean }> {
  const { words, note, columns } = terminal
  const { config, store, name, trials, seed, seconds, workers, trialSeconds, retries, leaseSeconds } = request
  makeFolders(path.dirname(path.resolve(store)))
  sayPlan({ name, trials, there }, terminal)
  const progress = new TrialProgress(terminal, trials, ended)
  const abandon = new AbortController()
  const onFirst = () => {
    progress.clear()
    note(wrap(words.tuning.interrupting, columns).join('\n'))
  }
  const interrupt = listenForInterrupt(onFirst, () => abandon.abort())
  try {
    const study = await optimizeInProcesses(config, {
      file: store,
      name,
      trials: Math.max(0, trials - there),
      signal: interrupt.signal,
      abandon: abandon.signal,
      onTrial: (trial) => progress.after(trial),
      ...(seed === undefined ? {} : { seed }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(workers === undefined ? {} : { workers }),
      ...(trialSeconds === undefined ? {} : { trialSeconds }),
      ...(retries === undefined ? {} : { retries }),
      ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
    })
    return { study, interrupted: interrupt.signal.aborted }
  } finally {
    progress.clear()
    interrupt.release()
  }
}

async function finish(study: Study, file: string, seconds: number, terminal: Terminal): Promise<TuneResult> {
  const { words, language } = terminal
  const { name, directions } = study
  const trials = await study.trials()
  const one = await study.best()
  const best = directions.length > 1 ? await study.paretoFront() : one ? [one] : []
  await writeWhole(file, renderStudyReport({ name, directions, trials, best }, words, language))
  const result: TuneResult = {
    study: name,
    trials: trials.length,
    best: best.map(bestTrialOf),
    seconds: Number(seconds.toFixed(3)),
    report: file,
  }
  sayTuneResult(result, terminal)
  return result
}
