/** The house has one direction: each room may use the rooms above it, never those below. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const packages = path.join(import.meta.dirname, '..', 'packages')

/** From the top of the house down. A room may import itself and what stands before it. */
const rooms = ['engine', 'nn', 'optim', 'data', 'train', 'formats', 'models', 'tune'] as const
/** Inside the engine: `ops` and `primitives` belong together, backends see only contracts and passes over plans. */
const backendMayUse =
  /^(backends\/|fusion\/|(types|layout|graph|plan|backend|random|fuse|explain)\.ts|primitives\/attributes\.ts)/
/** Files of the library that stand beside the rooms and may be used by all of them. */
const shared = /^(errors|technique|messages\/\w+)\.ts$/
const packageOrder = ['regimen', '@regimen/node', '@regimen/lab', '@regimen/cli']
const folders = ['regimen', 'node', 'lab', 'cli']

interface Import {
  readonly file: string
  readonly target: string
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/g)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)
  return [...found, ...dynamic].map((match) => ({ file, target: match[1] ?? '' }))
}

const library = path.join(packages, 'regimen', 'src')
const libraryImports = sources(library)
  .flatMap(importsOf)
  .map(({ file, target }) => ({
    from: path.relative(library, file),
    to: target.startsWith('.') ? path.relative(library, path.resolve(path.dirname(file), target)) : target,
  }))

function roomOf(file: string): number {
  return rooms.findIndex((room) => file.startsWith(`${room}/`))
}

describe('imports run in one direction', () => {
  it('finds imports to look at', () => {
    expect(libraryImports.length).toBeGreaterThan(100)
    expect(libraryImports.some(({ from, to }) => from.startsWith('train/') && to.startsWith('engine/'))).toBe(
      true,
    )
  })

  it('between the rooms of the library', () => {
    const wrong = libraryImports.filter(({ from, to }) => {
      const [source, target] = [roomOf(from), roomOf(to)]
      if (source < 0 || shared.test(to)) return false
      // Files beside the rooms that are not shared (the entries, the table of techniques) stand below all rooms.
      return target < 0 || target > source
    })
    expect(wrong).toEqual([])
  })

  it('from shared files to nothing but shared files', () => {
    const wrong = libraryImports.filter(({ from, to }) => shared.test(from) && !shared.test(to))
    expect(wrong).toEqual([])
  })

  it('from backends to the contracts only', () => {
    const wrong = libraryImports.filter(({ from, to }) => {
      if (!from.startsWith('engine/backends/')) return false
      return !(to.startsWith('engine/') && backendMayUse.test(to.slice('engine/'.length))) && !shared.test(to)
    })
    expect(wrong).toEqual([])
  })

  it('from the library to nothing outside itself', () => {
    const wrong = libraryImports.filter(({ to }) => !to.endsWith('.ts') || to.startsWith('..'))
    expect(wrong).toEqual([])
  })

  it('between the packages', () => {
    const wrong = folders.flatMap((folder, rank) =>
      sources(path.join(packages, folder, 'src'))
        .flatMap(importsOf)
        .filter(({ file, target }) => {
          const outside =
            target.startsWith('.') &&
            !path.resolve(path.dirname(file), target).startsWith(path.join(packages, folder))
          return (
            outside ||
            packageOrder.findIndex((name) => target === name || target.startsWith(`${name}/`)) > rank
          )
        }),
    )
    expect(wrong).toEqual([])
  })
})
