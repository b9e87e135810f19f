/** Prints what a page pays for the library: minified and compressed, whole and for a page that trains a dense net. */
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const root = path.join(import.meta.dirname, '..')
const library = path.join(root, 'packages', 'regimen', 'dist', 'index.js')

/** Pages by name: what each imports from the published bundle. */
const pages: Readonly<Record<string, string>> = {
  'the whole library': `export * from ${JSON.stringify(library)}`,
  'a page that trains a dense network': `
    import { adam, createModel, dense, evaluate, fit, predict, relu, sequential, splitDataset, RandomKey } from ${JSON.stringify(library)}
    export { adam, createModel, dense, evaluate, fit, predict, relu, sequential, splitDataset, RandomKey }`,
}

interface Size {
  readonly minified: number
  readonly gzip: number
}

/** Bytes of a page's code, minified: raw and gzip. */
export interface PageSize extends Size {
  /** With what it fetches where it is cross-origin isolated: the threads' code. */
  readonly isolated: Size
}

export async function measure(code: string): Promise<PageSize> {
  const entry = 'virtual:page'
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    // A page hands nothing on: what its chunks share may stay in the first of them.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false })
  await build.close()
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk]] : [])))
  const needed = new Set<string>()
  // What is fetched only when a run needs it (`import()`) is not part of the page.
  const visit = (name: string) => {
    if (needed.has(name)) return
    needed.add(name)
    for (const each of chunks.get(name)?.imports ?? []) visit(each)
  }
  for (const [name, { isEntry }] of chunks) if (isEntry) visit(name)
  const sizeOf = (names: Iterable<string>): Size => {
    const texts = [...names].map((name) => chunks.get(name)?.code ?? '')
    const text = texts.join('')
    return { minified: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length }
  }
  const page = sizeOf(needed)
  for (const [name, { moduleIds }] of chunks) if (moduleIds.some((id) => threads.test(id))) visit(name)
  return { ...page, isolated: sizeOf(needed) }
}

/** The module that pages fetch when the first plan asks for threads. */
const threads = /threads[\\/]together\.js$/

/** The bound, in bytes of gzip, and the page that it is of. */
export const bound = { page: 'a page that trains a dense network', gzip: 60_000 } as const

export const bundleSizes = async () =>
  Promise.all(Object.entries(pages).map(async ([page, code]) => ({ page, ...(await measure(code)) })))

if (import.meta.main) {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  const told = ({ minified, gzip }: Size) => `${kilobytes(minified)} minified, ${kilobytes(gzip)} gzip`
  for (const { page, isolated, ...size } of await bundleSizes()) {
    const limit = page === bound.page ? ` (must be below ${kilobytes(bound.gzip)} gzip)` : ' (no bound)'
    console.log(`${page}: ${told(size)}${limit}`)
    console.log(`  with what a cross-origin isolated page fetches, the threads' code: ${told(isolated)}`)
  }
}
