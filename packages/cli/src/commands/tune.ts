/** `regimen tune` */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadTuning, optimizeInProcesses, SqliteStudyStore } from '@regimen/node'
import type { Study, TrialRecord } from 'regimen'
import { CliError, failure } from '../errors.ts'
import { formatElapsed, formatNumber } from '../format.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { truncate } from '../terminal/width.ts'
import { listenForInterrupt } from '../training/interrupt.ts'
import { makeFolders, writeWhole } from '../training/run-folder.ts'
import { renderStudyReport, showValue } from '../tuning/study-report.ts'

export interface TuneRequest {
  readonly config: string
  readonly store: string
  readonly name?: string
  readonly seed?: number
  /** In the whole study. */
  readonly trials: number
  readonly seconds?: number
  readonly workers?: number
  readonly resume: boolean
  readonly report?: string
}

/** What `tune --json` prints. */
export interface TuneResult {
  readonly study: string
  readonly trials: number
  readonly best: readonly Pick<TrialRecord, 'number' | 'values' | 'parameters'>[]
  readonly seconds: number
  readonly report: string
}

export async function tuneCommand(request: TuneRequest, terminal: Terminal): Promise<TuneResult> {
  const { config, store, resume } = request
  if (!existsSync(config)) throw failure('no-tuning-file', { file: config })
  const tuning = await loadTuning(pathToFileURL(path.resolve(config)).href)
  const name = request.name ?? tuning.name ?? path.parse(config).name
  const there = await trialsBefore(store, name)
  if (there !== undefined && !resume) throw failure('study-there', { name })
  if (there === undefined && resume) throw failure('no-study', { name, store })
  const started = performance.now()
  const { study, interrupted } = await run({ ...request, name }, there ?? 0, terminal)
  const report = request.report ?? path.join(path.dirname(store), `${name}.html`)
  const result = await finish(study, report, (performance.now() - started) / 1000, terminal)
  if (interrupted) throw new CliError(130, 'tune-interrupted', { name })
  return result
}

async function trialsBefore(file: string, name: string): Promise<number | undefined> {
  if (!existsSync(file)) return undefined
  const store = new SqliteStudyStore(file)
  try {
    return (await store.find(name)) ? (await store.trials(name)).length : undefined
  } finally {
    store.close()
  }
}

async function run(
  { config, store, name, seed, trials, seconds, workers }: TuneRequest & { readonly name: string },
  before: number,
  terminal: Terminal,
): Promise<{ study: Study; interrupted: boolean }> {
  const { words, note, say } = terminal
  makeFolders(path.dirname(path.resolve(store)))
  say(words.tuning.plan({ name, trials, there: before }))
  const interrupt = listenForInterrupt(() => note(words.tuning.interrupting))
  const progress = new TrialProgress(terminal, trials, before)
  try {
    const study = await optimizeInProcesses(config, {
      file: store,
      name,
      trials: Math.max(0, trials - before),
      signal: interrupt.signal,
      onTrial: (trial) => progress.after(trial),
      ...(seed === undefined ? {} : { seed }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(workers === undefined ? {} : { workers }),
    })
    return { study, interrupted: interrupt.signal.aborted }
  } finally {
    progress.end()
    interrupt.release()
  }
}

/** One line that is rewritten on a terminal; elsewhere a line for each trial. */
class TrialProgress {
  private readonly terminal: Terminal
  private readonly trials: number
  private ended: number

  constructor(terminal: Terminal, trials: number, before: number) {
    this.terminal = terminal
    this.trials = trials
    this.ended = before
  }

  after({ number, state, values, parameters, error }: TrialRecord): void {
    const { words, interactive, columns, rewrite, note } = this.terminal
    if (state !== 'paused') this.ended++
    const shown = Object.entries(parameters).map(([name, value]) => `${name} ${showValue(value)}`)
    const outcome = error ?? (values.map(formatNumber).join(', ') || words.tuning.states[state])
    const line = truncate(
      [`${this.ended}/${this.trials}`, `${words.tuning.trial} ${number}: ${outcome}`, ...shown].join(' · '),
      columns - 1,
    )
    if (interactive) rewrite(`\r\u001b[2K${line}`)
    else note(line)
  }

  end(): void {
    if (this.terminal.interactive) this.terminal.rewrite('\r\u001b[2K')
  }
}

async function finish(study: Study, file: string, seconds: number, terminal: Terminal): Promise<TuneResult> {
  const { words, language, say, paint } = terminal
  const { name, directions } = study
  const trials = await study.trials()
  const one = await study.best()
  const best = directions.length > 1 ? await study.paretoFront() : one ? [one] : []
  await writeWhole(file, renderStudyReport({ name, directions, trials, best }, words, language))
  const result: TuneResult = {
    study: name,
    trials: trials.length,
    best: best.map(({ number, values, parameters }) => ({ number, values, parameters })),
    seconds: Number(seconds.toFixed(3)),
    report: file,
  }
  for (const { number, values, parameters } of best) {
    const shown = Object.entries(parameters).map(([key, value]) => `${key} ${showValue(value)}`)
    say(
      words.tuning.bestLine({
        number,
        value: values.map(formatNumber).join(', '),
        parameters: shown.join(', '),
      }),
    )
  }
  say(words.tuning.report({ file }))
  const line = words.tuning.result({ name, trials: trials.length, time: formatElapsed(seconds) })
  terminal.result(result, paint.bold(line))
  return result
}
