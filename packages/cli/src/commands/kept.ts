/** `regimen studies` and `regimen runs`: what the store keeps, and what can be done with it. */
import path from 'node:path'
import { SqliteRunStore, SqliteStudyStore } from '@regimen/node'
import { csvOf, type RegimenError, type StudyRecord, type TrialRecord, trialsToCsv, tuneError } from 'regimen'
import { usageError } from '../errors.ts'
import { formatNumber } from '../format.ts'
import { chooseName } from '../options/choose.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { importRuns } from '../tuning/import-runs.ts'
import { showValue } from '../tuning/study-report.ts'

export const actions = [
  'list',
  'show',
  'compare',
  'rename',
  'tag',
  'archive',
  'restore',
  'export',
  'remove',
] as const
type Action = (typeof actions)[number]

export interface KeptRequest {
  readonly action: string
  /** Of what the action is about; for `rename` the new name, for `tag` the tags behind it. */
  readonly names: readonly string[]
  readonly store: string
  /** List archived ones too. */
  readonly all: boolean
  readonly format: 'json' | 'csv'
}

/** A line of a list, and all that is exported. */
interface Item {
  readonly name: string
  readonly tags: readonly string[]
  readonly archived: boolean
  readonly columns: Readonly<Record<string, string>>
  readonly whole: unknown
  readonly csv: string
}

type Changes = { readonly name?: string; readonly tags?: readonly string[]; readonly archived?: boolean }

interface Shelf {
  items(): Promise<readonly Item[]>
  update(name: string, changes: Changes): Promise<void>
  remove(name: string): Promise<void>
  missing(name: string, known: string): RegimenError
  close(): void
}

export async function studiesCommand(request: KeptRequest, terminal: Terminal): Promise<void> {
  const store = new SqliteStudyStore(request.store)
  await onShelf(request, terminal, {
    items: async () =>
      Promise.all(
        (await store.list()).map(async (study) => studyItem(study, await store.trials(study.name))),
      ),
    update: (name, changes) => store.update(name, changes),
    remove: (name) => store.remove(name),
    missing: (name, known) => tuneError('study-unknown', { name, known }),
    close: () => store.close(),
  })
}

export async function runsCommand(request: KeptRequest, terminal: Terminal): Promise<void> {
  const store = new SqliteRunStore(request.store)
  await importRuns(path.dirname(request.store), store)
  await onShelf(request, terminal, {
    items: async () =>
      Promise.all(
        (await store.list()).map(async (run): Promise<Item> => {
          const metrics = run.outcome?.metrics ?? {}
          const columns = Object.entries(metrics).map(([name, value]) => [name, formatNumber(value)] as const)
          const points = await store.metrics(run.name)
          const rows = points.flatMap(({ metric, steps, values }) =>
            Array.from(steps, (step, index) => [metric, step, values[index]] as const),
          )
          return {
            ...run,
            columns: Object.fromEntries(columns),
            whole: {
              ...run,
              metrics: points.map(({ metric, steps, values }) => ({
                metric,
                steps: [...steps],
                values: [...values],
              })),
            },
            csv: csvOf([['metric', 'step', 'value'], ...rows]),
          }
        }),
      ),
    update: (name, changes) => store.update(name, changes),
    remove: (name) => store.remove(name),
    missing: (name, known) => tuneError('run-unknown', { name, known }),
    close: () => store.close(),
  })
}

function studyItem(study: StudyRecord, trials: readonly TrialRecord[]): Item {
  const { directions, name } = study
  const completed = trials.filter(({ state }) => state === 'completed')
  const sign = directions[0] === 'maximize' ? -1 : 1
  const [best] = completed.toSorted((a, b) => sign * ((a.values[0] ?? 0) - (b.values[0] ?? 0)))
  const parameters = Object.entries(best?.parameters ?? {}).map(
    ([key, value]) => `${key} ${showValue(value)}`,
  )
  return {
    name,
    tags: study.tags,
    archived: study.archived,
    columns: {
      trials: String(trials.length),
      best: best ? best.values.map(formatNumber).join(', ') : '–',
      parameters: parameters.join(', '),
    },
    whole: { ...study, trials },
    csv: trialsToCsv(trials),
  }
}

async function onShelf(request: KeptRequest, terminal: Terminal, shelf: Shelf): Promise<void> {
  try {
    const action = chooseName('action', request.action, actions)
    const [name, ...rest] = request.names
    if (action === 'list' || action === 'compare') {
      sayList(await chosen(request, shelf), terminal)
      return
    }
    if (name === undefined || (action === 'rename' && rest[0] === undefined)) {
      throw usageError('missing-argument', { argument: 'name', command: `regimen … ${action}` })
    }
    const item = await find(name, shelf)
    if (action === 'show') terminal.result(item.whole, details(item))
    else if (action === 'export') sayExport(item, request.format, terminal)
    else await change(action, name, rest, shelf, terminal)
  } finally {
    shelf.close()
  }
}

async function chosen({ names, all }: KeptRequest, shelf: Shelf): Promise<readonly Item[]> {
  if (names.length > 0) return Promise.all(names.map((name) => find(name, shelf)))
  return (await shelf.items()).filter(({ archived }) => all || !archived)
}

async function find(name: string, shelf: Shelf): Promise<Item> {
  const items = await shelf.items()
  const item = items.find((each) => each.name === name)
  if (item) return item
  throw shelf.missing(name, items.map((each) => each.name).join(', ') || 'none')
}

async function change(
  action: Exclude<Action, 'list' | 'compare' | 'show' | 'export'>,
  name: string,
  rest: readonly string[],
  shelf: Shelf,
  terminal: Terminal,
): Promise<void> {
  const [next = name] = rest
  const changes: Readonly<Record<typeof action, () => Promise<void>>> = {
    rename: () => shelf.update(name, { name: next }),
    tag: () => shelf.update(name, { tags: rest }),
    archive: () => shelf.update(name, { archived: true }),
    restore: () => shelf.update(name, { archived: false }),
    remove: () => shelf.remove(name),
  }
  await changes[action]()
  terminal.result({ action, name, ...(rest.length > 0 ? { to: rest } : {}) }, terminal.words.tuning.done)
}

function sayList(items: readonly Item[], terminal: Terminal): void {
  const { words, columns } = terminal
  const names = [...new Set(items.flatMap((item) => Object.keys(item.columns)))]
  const titles = [
    words.tuning.name,
    ...names.map((name) => words.tuning.columns[name] ?? name),
    words.tuning.tags,
  ]
  const rows = items.map((item) => [
    item.name,
    ...names.map((name) => item.columns[name] ?? '–'),
    [...item.tags, ...(item.archived ? [words.tuning.archived] : [])].join(' '),
  ])
  const table = formatTable(
    titles.map((title) => ({ title, flexible: true })),
    rows,
    columns,
  )
  const json = items.map(({ name, tags, archived, columns: own }) => ({ name, tags, archived, ...own }))
  terminal.result(json, items.length === 0 ? words.tuning.none : table)
}

function details({ name, tags, columns }: Item): string {
  const lines = Object.entries(columns).map(([key, value]) => `  ${key}: ${value}`)
  return [name, ...lines, ...(tags.length > 0 ? [`  ${tags.join(' ')}`] : [])].join('\n')
}

function sayExport({ whole, csv }: Item, format: 'json' | 'csv', { json, result }: Terminal): void {
  if (json || format === 'json') result(whole, JSON.stringify(whole, null, 2))
  else result(whole, csv.trimEnd())
}
