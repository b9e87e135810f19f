/** `regimen techniques` */
import { type Technique, techniques } from 'regimen'
import { chooseName } from '../options/choose.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** One row of `techniques --json`. */
export type TechniqueRow = Pick<Technique, 'name' | 'kind' | 'defaults' | 'paper' | 'catalogue'>

export function techniquesCommand(kind: string | undefined, terminal: Terminal): TechniqueRow[] {
  const kinds = [...new Set(techniques.map((technique) => technique.kind))].sort()
  const wanted = kind === undefined ? undefined : chooseName('--kind', kind, kinds)
  const rows = techniques
    .filter((technique) => wanted === undefined || technique.kind === wanted)
    .toSorted((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name))
    .map(({ name, kind, defaults, paper, catalogue }) => ({ name, kind, defaults, paper, catalogue }))
  const { words, columns } = terminal
  const titles = [
    { title: words.techniques.kind },
    { title: words.techniques.name },
    { title: words.techniques.defaults, flexible: true },
    { title: words.techniques.paper, flexible: true },
    { title: words.techniques.catalogue, flexible: true },
  ]
  const cells = rows.map(({ name, kind, defaults, paper, catalogue }) => [
    kind,
    name,
    Object.entries(defaults)
      .map(([option, value]) => `${option}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(', '),
    paper,
    catalogue.join(' '),
  ])
  const table = formatTable(titles, cells, columns)
  terminal.result(rows, `${table}\n\n${words.techniques.count({ count: rows.length })}`)
  return rows
}
