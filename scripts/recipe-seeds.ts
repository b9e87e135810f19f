/**
 * Runs `regimen train <data> --seed s` in full, without any other option, and holds what the test rows say against what
 * is promised: digits and iris by their accuracy, a table of numbers by its error against that of predicting the mean.
 *
 *     npm run recipe-seeds -- [data …] [--seeds 0,1,2] [--json]
 *
 * Without data: digits, iris, and a table that it makes (Friedman 1991). A run takes the two minutes of the default
 * budget at most, all cores; on a machine that is busy with other things the verdict says little.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RowStream } from 'regimen'

/** What is promised of data sets by name; of any other table, what a regression must come to. */
const promised: Readonly<Record<string, number>> = { digits: 0.975, iris: 0.93 }
/** RMSE ÷ that of predicting the mean, at most. */
const promisedRatio = 0.5

interface Line {
  readonly data: string
  readonly seed: number
  /** Null where the command came to no test reading. */
  readonly measure: 'accuracy' | 'RMSE ÷ mean' | null
  readonly value: number | null
  readonly limit: number | null
  readonly seconds: number
  readonly holds: boolean
  /** Why there is no value. */
  readonly problem?: string
}

interface Outcome {
  readonly seconds: number
  readonly test?: Readonly<Record<string, number>>
  readonly steps: readonly { readonly saw: { readonly test?: { readonly ofMean?: number } } }[]
}

if (import.meta.filename === process.argv[1]) await main()

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seeds: { type: 'string', default: '0,1,2' }, json: { type: 'boolean', default: false } },
  })
  const seeds = values.seeds.split(',').map(Number)
  if (seeds.some((seed) => !Number.isInteger(seed))) throw new RangeError(`--seeds ${values.seeds}`)
  const folder = mkdtempSync(path.join(tmpdir(), 'recipe-seeds-'))
  try {
    const made = path.join(folder, 'friedman.csv')
    writeFileSync(made, friedman(600))
    const data = positionals.length > 0 ? positionals : ['digits', 'iris', made]
    const lines: Line[] = []
    if (!values.json) console.log(row(['data', 'seed', 'measure', 'value', 'promised', 'seconds', '']))
    for (const each of data) {
      for (const seed of seeds) {
        const line = await measure(each, seed, path.join(folder, `${lines.length}`))
        lines.push(line)
        if (!values.json) console.log(show(line))
      }
    }
    if (values.json) console.log(JSON.stringify(lines, null, 2))
    if (lines.some(({ holds }) => !holds)) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(data: string, seed: number, out: string): Promise<Line> {
  const startedAt = performance.now()
  const store = path.join(path.dirname(out), 'store.sqlite')
  const stderr = await train([data, '--seed', String(seed), '--out', out, '--store', store])
  const seconds = (performance.now() - startedAt) / 1000
  const line = { data: path.basename(data), seed, seconds }
  try {
    const outcome: Outcome = JSON.parse(readFileSync(path.join(out, 'result.json'), 'utf8'))
    return { ...line, ...verdict(data, outcome) }
  } catch {
    const problem = stderr.trim().split('\n').at(-1) ?? ''
    return { ...line, measure: null, value: null, limit: null, holds: false, problem }
  }
}

/** As a user calls it; resolves with what it said beside its result. */
function train(argv: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))
  const call = ['--conditions=regimen-source', main, 'train', ...argv]
  const child = spawn(process.execPath, call, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(stderr))
  })
}

/** @internal */
export function verdict(
  data: string,
  { test, steps }: Outcome,
): Pick<Line, 'measure' | 'value' | 'limit' | 'holds' | 'problem'> {
  if (test?.accuracy !== undefined) {
    const limit = promised[data] ?? null
    return {
      measure: 'accuracy',
      value: test.accuracy,
      limit,
      holds: limit === null || test.accuracy >= limit,
    }
  }
  const ofMean = steps.at(-1)?.saw.test?.ofMean
  if (test?.rootMeanSquaredError !== undefined && ofMean !== undefined) {
    const value = test.rootMeanSquaredError / ofMean
    return { measure: 'RMSE ÷ mean', value, limit: promisedRatio, holds: value <= promisedRatio }
  }
  const problem = 'the test rows were not read'
  return { measure: null, value: null, limit: null, holds: false, problem }
}

function show({ data, seed, measure, value, limit, seconds, holds, problem }: Line): string {
  const number = (each: number | null) => (each === null ? '–' : each.toFixed(4))
  const bound = limit === null ? '–' : `${measure === 'accuracy' ? '≥' : '≤'} ${limit}`
  const says = holds ? 'holds' : `MISSED${problem === undefined ? '' : `: ${problem}`}`
  return row([data, String(seed), measure ?? '–', number(value), bound, seconds.toFixed(1), says])
}

function row(cells: readonly string[]): string {
  const widths = [14, 5, 12, 8, 9, 8, 0]
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ')
}

/** y = 10 sin(πx₀x₁) + 20(x₂ − ½)² + 10x₃ + 5x₄ + noise of deviation 1, and five features that say nothing (Friedman 1991). */
function friedman(rows: number): string {
  const random = new RowStream()
  const lines = Array.from({ length: rows }, (_, index) => {
    random.start(1, index)
    const x = Array.from({ length: 10 }, () => random.between(0, 1))
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = x
    const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + random.normal()
    return [...x.map((value) => value.toFixed(6)), y.toFixed(4)].join(',')
  })
  return `${[...Array.from({ length: 10 }, (_, feature) => `x${feature}`), 'y'].join(',')}\n${lines.join('\n')}\n`
}
