/** Every code block of the READMEs and guides is run. */
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import * as node from '@regimen/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namesUsed, nameTables, placeholders } from '../scripts/docs/tables/index.ts'

const run = promisify(execFile)
const root = path.join(import.meta.dirname, '..')
const command = path.join(root, 'packages', 'cli', 'bin', 'regimen.js')
/** TypeScript blocks are written here: inside the project, so that its packages are found. */
const blocksFolder = path.join(import.meta.dirname, '.documentation')

interface Block {
  readonly file: string
  readonly line: number
  readonly language: string
  readonly code: string
}

function documents(): string[] {
  const guides = path.join(root, 'docs')
  const found = readdirSync(root).filter((name) => /^README.*\.md$/.test(name) || name === 'CONTRIBUTING.md')
  const inGuides = readdirSync(root).includes('docs')
    ? readdirSync(guides, { recursive: true, encoding: 'utf8' })
        // The API reference is made by the build, and has declarations to read rather than code to run.
        .filter((name) => name.endsWith('.md') && !name.startsWith(`api${path.sep}`))
        .map((name) => path.join('docs', name))
    : []
  return [...found, ...inGuides]
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    code: match[2] ?? '',
  }))
}

const blocks = documents().flatMap(blocksOf)
/** Of a block that is a file for shell blocks: `// search.ts` is its first line. */
const nameOf = (code: string) => /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1]
const titled = (language: string) =>
  blocks
    .filter((block) => block.language === language)
    .map((block) => [`${block.file}:${block.line}`, block] as const)

describe('the documents', () => {
  it('have blocks, all of a kind that is run', () => {
    expect(titled('ts').length).toBeGreaterThan(3)
    expect(titled('sh').length).toBeGreaterThan(3)
    const others = blocks.filter(({ language }) => !['ts', 'sh'].includes(language))
    expect(others.map(({ file, line, language }) => `${file}:${line} ${language}`)).toEqual([])
  })

  it('say the same in both languages: the Korean README has the same code', () => {
    const code = (file: string) => blocksOf(file).map((block) => block.code.replace(/\s*\/\/.*$/gm, ''))
    expect(code('README.ko.md')).toEqual(code('README.md'))
  })
})

describe('TypeScript blocks', () => {
  beforeAll(() => mkdirSync(blocksFolder, { recursive: true }))
  afterAll(() => rmSync(blocksFolder, { recursive: true, force: true }))

  // The same code in another language is run once.
  const different = titled('ts').filter(
    ([, { code }], index, all) => all.findIndex(([, other]) => other.code === code) === index,
  )
  const written = different.map(([title, block], index) => {
    return [title, path.join(blocksFolder, `block-${index}.ts`), block] as const
  })

  // Those with names are run by the command.
  const alone = written.filter(([, , { code }]) => nameOf(code) === undefined)

  it.each(alone)('%s runs', async (_, file, { code }) => {
    writeFileSync(file, code)
    const { stdout } = await run(process.execPath, ['--conditions=regimen-source', file])
    expect(stdout).not.toBe('')
  })

  it('type-check', async () => {
    for (const [, file, { code }] of written) writeFileSync(file, `${code}\nexport {}\n`)
    writeFileSync(path.join(blocksFolder, 'tables.ts'), tablesAsCode())
    const project = path.join(blocksFolder, 'tsconfig.json')
    writeFileSync(project, JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }))
    const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
    const { stdout } = await run(tsc, ['-p', project]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  })
})

/** Our side of the tables of names, as code: options and arguments must exist, too. */
function tablesAsCode(): string {
  const rows = Object.values(nameTables).flatMap(({ groups }) => groups.flatMap((group) => group.rows))
  const ours = rows.flatMap((row) => (row.ours === '' ? [] : [row.ours]))
  const words = new Set(['new', 'await', 'true', 'false'])
  const used = new Set(ours.flatMap(namesUsed).filter((name) => !words.has(name)))
  const isOurs = (name: string) => !placeholders.has(name)
  const exported = [...used].filter(isOurs)
  const fromNode = exported.filter((name) => Object.hasOwn(node, name))
  const fromLibrary = exported.filter((name) => !Object.hasOwn(node, name))
  return [
    `import { ${fromLibrary.join(', ')} } from 'regimen'`,
    `import { ${fromNode.join(', ')} } from '@regimen/node'`,
    `declare const ${[...used]
      .filter((name) => !isOurs(name))
      .map((name) => `${name}: any`)
      .join(', ')}`,
    ...ours.map((code, index) => `export const row${index} = async () => [${code}]`),
  ].join('\n')
}

/** Rows of an invented table: the price follows from size and age. */
function houses(first: number, count: number, withPrice: boolean): string {
  const towns = ['north', 'south', 'east']
  const rows = Array.from({ length: count }, (_, index) => {
    const at = first + index
    const [size, age, town] = [40 + ((at * 37) % 160), (at * 13) % 60, towns[at % 3]]
    const price = 1000 * (2.5 * size - 0.8 * age + 20 * (at % 3))
    return [size, age, town, ...(withPrice ? [price] : [])].join(',')
  })
  return `${['size,age,town', ...(withPrice ? ['price'] : [])].join(',')}\n${rows.join('\n')}\n`
}

describe('shell blocks', () => {
  // Inside the project, so that what the blocks import is found.
  const folder = path.join(import.meta.dirname, '.documentation-shell')

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const { code } of blocks) {
      const name = nameOf(code)
      if (name !== undefined) writeFileSync(path.join(folder, name), code)
    }
    writeFileSync(path.join(folder, 'houses.csv'), houses(0, 300, true))
    writeFileSync(path.join(folder, 'new-houses.csv'), houses(300, 5, false))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const scripts: Record<string, string> = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ).scripts
  const lines = titled('sh').flatMap(([title, { code }]) =>
    code
      .trim()
      .split('\n')
      .map((line) => [`${title}: ${line.replace(/\s*#.*$/, '')}`, line.replace(/\s*#.*$/, '')] as const),
  )

  const commands = lines.filter(([, line]) => line.startsWith('npx regimen'))
  const once = commands.filter(
    ([, line], index) => commands.findIndex(([, other]) => other === line) === index,
  )
  it.each(once)('%s', async (_, line) => {
    const parameters = line.split(' ').slice(2)
    const { stdout } = await run(process.execPath, [command, ...parameters], { cwd: folder })
    expect(stdout).not.toBe('')
  })

  it('npm run demo reaches a test accuracy of 0.965 in less than 90 seconds', async () => {
    expect(lines.map(([, line]) => line)).toContain('npm ci && npm run demo')
    expect(scripts.demo).toContain('packages/cli/bin/regimen.js demo')
    const started = performance.now()
    const { stdout } = await run(process.execPath, [command, 'demo', '--json'], { cwd: folder })
    expect((performance.now() - started) / 1000).toBeLessThan(90)
    expect(JSON.parse(stdout).train.test.accuracy).toBeGreaterThanOrEqual(0.965)
  })

  it('other lines are the scripts of package.json', () => {
    const others = lines.map(([, line]) => line).filter((line) => !line.startsWith('npx regimen'))
    for (const line of others) {
      for (const step of line.split(' && ')) {
        const script = /^npm (?:run )?(\w+)$/.exec(step)?.[1]
        expect(script === 'ci' || Object.hasOwn(scripts, script ?? ''), step).toBe(true)
      }
    }
  })
})
