/** The API reference: one page for each package's entry and room, made from the published declarations. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ExportedName, readExports } from './exports.ts'

const root = path.join(import.meta.dirname, '..', '..')

/** Entries by the name under which they are imported. */
const entries = {
  regimen: 'packages/regimen/dist/types/index.d.ts',
  'regimen/datasets': 'packages/regimen/dist/types/datasets.d.ts',
  '@regimen/node': 'packages/node/dist/types/index.d.ts',
} as const

/** What a page is called, from where its exports are declared: the room of the library, else the package. */
function pageOf(entry: string, { file }: ExportedName): string {
  const room = /packages\/regimen\/dist\/types\/(engine|nn|optim|data|train)\//.exec(file)?.[1]
  return entry === 'regimen' ? `${entry}/${room ?? 'common'}` : entry.replace('@', '')
}

/** Pages by their path below the reference's folder, without the ending. */
export function referencePages(): Map<string, string> {
  const configuration = path.join(root, 'tsconfig.docs.json')
  const found = readExports(configuration, Object.values(entries))
  const pages = new Map<string, ExportedName[]>()
  for (const [entry, file] of Object.entries(entries)) {
    for (const each of found.get(file) ?? []) {
      const page = pageOf(entry, each)
      pages.set(page, [...(pages.get(page) ?? []), each])
    }
  }
  const written = [...pages].map(([page, names]) => [page, pageText(page, names)] as const)
  return new Map([['README', contents(pages)], ...written])
}

function contents(pages: ReadonlyMap<string, readonly ExportedName[]>): string {
  const lines = [...pages].map(([page, names]) => {
    const links = names.map(({ name }) => `[${name}](${page}.md#${name.toLowerCase()})`)
    return `## [${page}](${page}.md)\n\n${links.join(', ')}\n`
  })
  return `# API reference\n\nMade by the build from the sources' own comments.\n\n${lines.join('\n')}`
}

function pageText(page: string, names: readonly ExportedName[]): string {
  return `# ${page}\n\n${names.map(section).join('\n')}`
}

function section({ name, documentation, tags, declarations }: ExportedName): string {
  const signature = ['```ts', ...declarations.map((text) => text.trimEnd()), '```'].join('\n')
  const notes = tags.map((tag) => `- **${tag.name}** ${tag.text.trim().replace(/\s+/g, ' ')}`)
  return [
    `## ${name}`,
    '',
    documentation,
    '',
    signature,
    '',
    ...notes,
    ...(notes.length > 0 ? [''] : []),
  ].join('\n')
}

/** Writes all pages anew. */
export function writeReference(folder = path.join(root, 'docs', 'api')): number {
  rmSync(folder, { recursive: true, force: true })
  const pages = referencePages()
  for (const [page, text] of pages) {
    const file = path.join(folder, `${page}.md`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return pages.size
}
