/** `regimen studies` and `regimen runs`: what the store keeps, and what can be done with it. */
import path from 'node:path'
import { SqliteRunStore } from '@regimen/node'
import { formatSideBySide } from '../comparing/say-side-by-side.ts'
import { sideBySide } from '../comparing/side-by-side.ts'
import { usageError } from '../errors.ts'
import { chooseName } from '../options/choose.ts'
import { formatRecords, indented } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/width.ts'
import { writeWhole } from '../training/run-folder.ts'
import { importRuns } from '../tuning/import-runs.ts'
import type { KeptItem, Shelf } from '../tuning/kept-item.ts'
import { runShelf } from '../tuning/kept-run.ts'
import { studyShelf } from '../tuning/kept-study.ts'

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
  /** List or compare archived ones too. */
  readonly all: boolean
  readonly format: 'json' | 'csv'
  /** File for the page of a comparison. */
  readonly report?: string
}

export async function studiesCommand(request: KeptRequest, terminal: Terminal): Promise<void> {
  await onShelf(request, terminal, studyShelf(request.store))
}

export async function runsCommand(request: KeptRequest, terminal: Terminal): Promise<void> {
  const store = new SqliteRunStore(request.store)
  await importRuns(path.dirname(request.store), store)
  await onShelf(request, terminal, runShelf(store))
}

async function onShelf(request: KeptRequest, terminal: Terminal, shelf: Shelf): Promise<void> {
  try {
    const action = chooseName('action', request.action, actions)
    if (request.report !== undefined && action !== 'compare') {
      throw usageError('option-needs-compare', { option: '--report' })
    }
    const [name, ...rest] = request.names
    if (action === 'list') sayList(await chosen(request, shelf, terminal), terminal)
    else if (action === 'compare') {
      await compare(await chosen(request, shelf, terminal), request.report, terminal)
    } else if (name === undefined || (action === 'rename' && rest[0] === undefined)) {
      throw usageError('missing-argument', { argument: 'name', command: `regimen … ${action}` })
    } else await withOne(action, name, rest, request, shelf, terminal)
  } finally {
    shelf.close()
  }
}

async function withOne(
  action: Exclude<Action, 'list' | 'compare'>,
  name: string,
  rest: readonly string[],
  { format }: KeptRequest,
  shelf: Shelf,
  terminal: Terminal,
): Promise<void> {
  const item = await find(name, shelf, terminal)
  if (action === 'show') terminal.result(await item.whole(), details(item, terminal))
  else if (action === 'export') await sayExport(item, format, terminal)
  else await change(action, name, rest, shelf, terminal)
}

async function chosen(
  { names, all }: KeptRequest,
  shelf: Shelf,
  terminal: Terminal,
): Promise<readonly KeptItem[]> {
  const given = [...new Set(names)]
  const items = await Promise.all(
    (given.length > 0 ? given : await shelf.names()).map((name) => find(name, shelf, terminal)),
  )
  return items.filter(({ archived }) => all || given.length > 0 || !archived)
}

async function find(name: string, shelf: Shelf, { words }: Terminal): Promise<KeptItem> {
  const names = await shelf.names()
  if (names.includes(name)) return shelf.item(name, words)
  throw shelf.missing(name, names.join(', ') || 'none')
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

function sayList(items: readonly KeptItem[], terminal: Terminal): void {
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
  const json = items.map((item) => {
    const { name, tags, archived } = item
    return { name, tags, archived, ...item.columns, ...item.facts }
  })
  const text = items.length === 0 ? words.tuning.none : formatRecords(titles, rows, columns)
  terminal.result(json, text)
}

function details({ name, tags, columns: own, lines, archived }: KeptItem, terminal: Terminal): string {
  const { words, columns } = terminal
  const facts = Object.entries(own).flatMap(([key, value]) =>
    value === '' ? [] : [`${words.tuning.columns[key] ?? key}: ${value}`],
  )
  const marks = [...tags, ...(archived ? [words.tuning.archived] : [])].join(' ')
  const text = [...facts, ...lines, ...(marks === '' ? [] : [marks])]
  return [...wrap(name, columns), ...text.flatMap((line) => indented(line, columns))].join('\n')
}

async function compare(
  items: readonly KeptItem[],
  report: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { words, language, columns } = terminal
  if (items.length < 2) throw usageError('compare-needs-two', { count: items.length })
  const sides = await Promise.all(items.map((item) => item.side()))
  const compared = sideBySide(sides)
  if (report === undefined) {
    terminal.result(compared, formatSideBySide(compared, terminal))
    return
  }
  const { renderSideBySide } = await import('../report/side-by-side-report.ts')
  await writeWhole(report, renderSideBySide(compared, sides, words, language))
  const told = wrap(words.tuning.report({ file: report }), columns).join('\n')
  terminal.result({ ...compared, report }, `${formatSideBySide(compared, terminal)}\n\n${told}`)
}

async function sayExport(item: KeptItem, format: 'json' | 'csv', { json, result }: Terminal): Promise<void> {
  const whole = await item.whole()
  if (json || format === 'json') result(whole, JSON.stringify(whole, null, 2))
  else result(whole, (await item.csv()).trimEnd())
}
