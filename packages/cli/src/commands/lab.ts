/** `regimen lab` */
import {
  defaultJobs,
  type Experiment,
  experiments,
  families,
  formatEstimate,
  knownResults,
  LabFolder,
  type LabProgress,
  missedImages,
  type Result,
  renderBook,
  rowOf,
  runLab,
  verdicts,
} from '@regimen/lab'
import { nearestName } from 'regimen'
import { CliError, failure, usageError } from '../errors.ts'
import { formatElapsed } from '../format.ts'
import { chooseName } from '../options/choose.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { truncate } from '../terminal/width.ts'
import { listenForInterrupt } from '../training/interrupt.ts'
import { makeFolders, writeWhole } from '../training/run-folder.ts'

const defaultFolder = 'runs/lab'

export interface LabRunRequest {
  /** Ids, families, or `all`. */
  readonly names: readonly string[]
  readonly seeds?: number
  /** The first of them. */
  readonly seed?: number
  readonly quick?: boolean
  readonly jobs?: number
  readonly resume?: boolean
  readonly fresh?: boolean
  readonly out?: string
}

interface KnownOptions {
  readonly out?: string
  /** The first seed of what was measured. */
  readonly seed?: number
}

export function listExperiments(
  { family, seed, out = defaultFolder }: KnownOptions & { readonly family?: string },
  terminal: Terminal,
): void {
  const { words, columns, language } = terminal
  const wanted = family === undefined ? undefined : chooseName('--family', family, families)
  const listed = experiments.filter((each) => wanted === undefined || each.family === wanted)
  const known = new Map(knownResults(listed, new LabFolder(out), seed).map((result) => [result.id, result]))
  const rows = listed.map(({ id, family: of, catalogue, title, claim }) => {
    const verdict = known.get(id)?.verdict ?? null
    return { id, family: of, catalogue, title, claim, verdict }
  })
  const titles = words.lab.columns
  const table = formatTable(
    [
      { title: titles.family },
      { title: titles.id },
      { title: titles.catalogue, flexible: true },
      { title: titles.verdict, flexible: true },
    ],
    rows.map(({ id, family: of, catalogue, verdict, title }) => [
      of,
      language === 'en' ? id : `${id}: ${title.ko}`,
      catalogue.join(' '),
      verdict === null ? words.lab.notRun : words.lab.verdicts[verdict],
    ]),
    columns,
  )
  terminal.result(rows, `${table}\n\n${words.lab.count({ count: rows.length })}`)
}

export async function runExperiments(given: LabRunRequest, terminal: Terminal): Promise<void> {
  const { jobs = defaultJobs(), fresh = false, out = defaultFolder } = given
  const folder = new LabFolder(out)
  const { names, quick = false, seeds, seed } = given.resume ? resumed(given, folder) : given
  const chosen = choose(names)
  const { words, note } = terminal
  makeFolders(folder.path)
  const ids = chosen.map(({ id }) => id)
  const chosenSeeds = { ...(seeds !== undefined && { seeds }), ...(seed !== undefined && { seed }) }
  await folder.begin({ ids, quick, ...chosenSeeds })
  const interrupt = listenForInterrupt(() => {})
  const progress = new LabProgressLine(terminal)
  const run = await runLab(chosen, {
    folder,
    quick,
    jobs,
    fresh,
    signal: interrupt.signal,
    onPlan: (plan) => terminal.say(words.lab.plan({ ...plan, experiments: chosen.length })),
    onProgress: (each) => progress.after(each),
    ...(seeds !== undefined && { seeds }),
    firstSeed: seed,
  }).finally(() => {
    progress.end()
    interrupt.release()
  })
  for (const id of run.skipped) note(words.lab.skipped({ id }))
  for (const { id, images } of run.results) {
    const missed = missedImages(chosen.find((each) => each.id === id)?.data ?? 'none', images)
    if (missed) note(words.lab.substituted({ id, missed }))
  }
  await finish(run.results, folder, seed, terminal)
  if (interrupt.signal.aborted) throw new CliError(130, 'lab-interrupted', {})
  folder.end()
  if (run.failed.length > 0) {
    throw failure('lab-failed', { names: [...new Set(run.failed.map(({ id }) => id))] })
  }
}

/** @throws CliError `resume-has-settings`, `lab-nothing-to-resume`. */
function resumed({ names, quick, seeds, seed }: LabRunRequest, folder: LabFolder): LabRunRequest {
  const option =
    names[0] ??
    (quick ? '--quick' : undefined) ??
    (seeds === undefined ? undefined : '--seeds') ??
    (seed === undefined ? undefined : '--seed')
  if (option !== undefined) throw usageError('resume-has-settings', { option })
  const request = folder.interrupted()
  if (!request) throw failure('lab-nothing-to-resume', { folder: folder.path })
  return { ...request, names: request.ids }
}

/** Experiments by id and by family, each once, in the order of the lab book. @throws CliError `unknown-experiment`. */
function choose(names: readonly string[]): readonly Experiment[] {
  if (names.length === 0) {
    throw usageError('missing-argument', { argument: 'names', command: 'regimen lab run' })
  }
  for (const name of names) {
    if (name !== 'all' && !experiments.some(({ id, family }) => id === name || family === name)) {
      throw unknownExperiment(name)
    }
  }
  return experiments.filter(({ id, family }) =>
    names.some((name) => name === 'all' || name === id || name === family),
  )
}

function unknownExperiment(name: string): CliError {
  const nearest = nearestName(name, [...families, ...experiments.map(({ id }) => id)])
  return usageError('unknown-experiment', { name, nearest })
}

async function finish(
  results: readonly Result[],
  folder: LabFolder,
  seed: number | undefined,
  terminal: Terminal,
): Promise<void> {
  const { words, language, paint } = terminal
  const now = new Set(results.map(({ id }) => id))
  const others = knownResults(
    experiments.filter(({ id }) => !now.has(id)),
    folder,
    seed,
  )
  const all = [...results, ...others]
  await writeWhole(folder.book, renderBook({ experiments, results: all, language }))
  const rowsOfAll = all.map((result) => rowOf(result, language))
  await writeWhole(folder.results, `${JSON.stringify(rowsOfAll)}\n`)
  for (const { id, verdict } of results) terminal.say(`${words.lab.verdicts[verdict]} · ${id}`)
  const counts = verdicts
    .map((verdict) => ({ verdict, count: results.filter((each) => each.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${words.lab.verdicts[verdict]}: ${count}`)
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0)
  const line = words.lab.summary({
    verdicts: counts.join(', ') || words.lab.notRun,
    time: formatElapsed(seconds),
    book: folder.book,
  })
  terminal.result(rowsOfAll.slice(0, results.length), paint.bold(line))
}

export function showExperiment(
  id: string,
  { seed, out = defaultFolder }: KnownOptions,
  terminal: Terminal,
): void {
  const experiment = experiments.find((each) => each.id === id)
  if (!experiment) throw unknownExperiment(id)
  const [result] = knownResults([experiment], new LabFolder(out), seed)
  const { language } = terminal
  const { catalogue, title, claim, rule } = experiment
  const row = result
    ? rowOf(result, language)
    : { id, catalogue, title, claim, verdict: null, rule: rule.words }
  terminal.result(row, describe(experiment, result, terminal))
}

function describe(experiment: Experiment, result: Result | undefined, terminal: Terminal): string {
  const { words, language, paint, columns } = terminal
  const { id, title, claim, correction, catalogue, rule } = experiment
  const verdict = result
    ? words.lab.verdicts[result.verdict] + (result.quick ? ` (${words.lab.quick})` : '')
    : words.lab.notRun
  const paragraphs = [
    paint.bold(`${title[language]} (${catalogue.join(', ')}): ${verdict}`),
    `${words.lab.claim}: ${claim[language]}`,
    ...(correction ? [`${words.lab.correction}: ${correction[language]}`] : []),
    `${words.lab.rule}: ${rule.words[language]}`,
    result ? checksTable(result, terminal, columns) : words.lab.runIt({ id }),
    experiment.code,
  ]
  return paragraphs.join('\n\n')
}

function checksTable({ checks }: Result, { words, language }: Terminal, width: number): string {
  const { number, measured, expected, outcome } = words.lab.columns
  const rowsOf = (of: Result['checks']['claim'], mark: string) =>
    of.map((check) => [
      check.words[language] + mark,
      formatEstimate(check.estimate),
      check.expected,
      words.lab.outcomes[check.outcome],
    ])
  return formatTable(
    [
      { title: number, flexible: true },
      { title: measured, flexible: true },
      { title: expected },
      { title: outcome },
    ],
    [...rowsOf(checks.claim, ''), ...rowsOf(checks.correction, ` (${words.lab.corrected})`)],
    width,
  )
}

/** One line that is rewritten on a terminal; elsewhere a line for each measurement. */
class LabProgressLine {
  private readonly terminal: Terminal

  constructor(terminal: Terminal) {
    this.terminal = terminal
  }

  after({ task, seconds, done, tasks, failure: reason }: LabProgress): void {
    const { words, interactive, columns, rewrite, note } = this.terminal
    const { id, seed } = task
    if (reason !== undefined) {
      this.end()
      note(words.lab.failed({ id, seed, reason }))
      return
    }
    const line = words.lab.progress({ done, all: tasks, id, seed, time: formatElapsed(seconds) })
    if (interactive) rewrite(`\r\u001b[2K${truncate(line, columns - 1)}`)
    else note(line)
  }

  end(): void {
    if (this.terminal.interactive) this.terminal.rewrite('\r\u001b[2K')
  }
}
