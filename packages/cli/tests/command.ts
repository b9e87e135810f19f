/** Runs the real command in a folder of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts')

export interface Outcome {
  readonly code: number | null
  /** What ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The largest file that the system lets the command write, in blocks of 512 bytes: a disk that is soon full. */
  readonly blocks?: number
  /** Kill as soon as this holds, given what stderr has said; of several one after the other. */
  readonly kill?: Kill | readonly Kill[]
}

interface Kill {
  readonly when: (stderr: string) => boolean
  readonly signal: NodeJS.Signals
}

export function regimen(argv: readonly string[], options: RunOptions): Promise<Outcome> {
  const { cwd, input = '', environment = {}, kill, blocks } = options
  // The language of the machine that runs the tests must not matter.
  const { REGIMEN_DATA: _, ...inherited } = process.env
  const env = { ...inherited, LC_ALL: 'C.UTF-8', NO_COLOR: '1', ...environment }
  const node = [process.execPath, '--conditions=regimen-source', main, ...argv]
  const limited = ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...node]
  const [program = '', ...rest] = blocks === undefined ? node : limited
  const child = spawn(program, rest, { cwd, env })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk
  })
  // A process that ends before it reads its input is no failure of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const kills = [kill ?? []].flat()
  const timer = setInterval(() => {
    const [next] = kills
    if (!next?.when(output.stderr)) return
    kills.shift()
    child.kill(next.signal)
  }, 10)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(timer)
      resolve({ code, signal, ...output })
    })
  })
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(onFinished: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'regimen-cli-'))
  onFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Rows of numbers with a class that follows from them: learnable, and the same every time. */
export function classRows(count: number): string[] {
  return Array.from({ length: count }, (_, row) => {
    const [a, b] = [(row * 37) % 101, (row * 53) % 89]
    return `${a},${b},${a > b ? 'yes' : 'no'}`
  })
}
