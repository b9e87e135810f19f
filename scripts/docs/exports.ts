/** What a package exports, as the compiler sees it: names, declarations, documentation. */
import path from 'node:path'
import {
  API,
  type Symbol as CompilerSymbol,
  type NodeHandle,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync'

export interface ExportedName {
  readonly name: string
  /** Where it is declared, from the folder of the configuration. */
  readonly file: string
  /** Without tags; empty when there is none. */
  readonly documentation: string
  /** `@throws` and the like. */
  readonly tags: readonly { readonly name: string; readonly text: string }[]
  /** Its declarations, without the comment before them. */
  readonly declarations: readonly string[]
}

/** The exports of each entry file (paths from the folder of the configuration), by name. */
export function readExports<E extends string>(
  configuration: string,
  entries: readonly E[],
): ReadonlyMap<E, readonly ExportedName[]> {
  const root = path.dirname(configuration)
  const api = new API({ cwd: root })
  try {
    const project = api.updateSnapshot({ openProjects: [configuration] }).getProjects()[0]
    if (!project) throw new Error(`${configuration} is not a project`)
    return new Map(entries.map((entry) => [entry, exportsOf(project, root, path.join(root, entry))] as const))
  } finally {
    api.close()
  }
}

function exportsOf(project: Project, root: string, entry: string): ExportedName[] {
  const { checker, program } = project
  const source = program.getSourceFile(entry)
  const symbol = source && checker.getSymbolAtLocation(source)
  if (!symbol) throw new Error(`${entry} exports nothing`)
  return checker
    .getExportsOfModule(symbol)
    .map((exported) => {
      const target = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      return describe(project, root, exported.name, target)
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function describe(project: Project, root: string, name: string, symbol: CompilerSymbol): ExportedName {
  const { checker } = project
  return {
    name,
    file: path.relative(root, symbol.declarations[0]?.path ?? ''),
    documentation: symbol.getDocumentationComment(checker).trim(),
    tags: symbol.getJsDocTags(checker).map((tag) => ({ name: tag.name, text: textOf(tag.text) })),
    declarations: symbol.declarations.map((handle) => withoutPrivate(declarationText(project, handle))),
  }
}

function textOf(parts: unknown): string {
  if (typeof parts === 'string') return parts
  if (!Array.isArray(parts)) return ''
  return parts.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('')
}

function declarationText(project: Project, handle: NodeHandle): string {
  const node = handle.resolve(project)
  const source = project.program.getSourceFile(handle.path)
  if (!node || !source) return ''
  const text = source.text.slice(node.pos, node.end)
  const bare = text.replace(/^(\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*/, '').replace(/^export (declare )?/, '')
  return /^(abstract |class|const|enum|function|interface|type)\b/.test(bare) ? bare : `const ${bare}`
}

/** In declarations a private member is one line, without its type. */
function withoutPrivate(text: string): string {
  return text.replace(/^ +(private [^\n]*|#private);\n/gm, '')
}
