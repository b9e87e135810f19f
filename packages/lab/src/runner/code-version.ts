/** What a measurement was computed with: a hash of all code that it may have gone through. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Experiment } from '../experiment.ts'

/** Folders of the lab whose code judges, draws and runs, but measures nothing. */
const notMeasuring = ['book', 'experiments', 'figures', 'runner']

let shared: string | undefined

/** Of the library, of what experiments share, and of the experiment's own file but for what judges and draws. */
export function codeVersion(experiment: Experiment): string {
  shared ??= sharedVersion()
  const { family, id } = experiment
  const own = path.join(labFolder(), 'experiments', family, `${id}${extension()}`)
  return createHash('sha256')
    .update(shared)
    .update(measuringCode(readFileSync(own, 'utf8'), experiment))
    .digest('hex')
}

/** The code of an experiment's file without the functions of its record that are only given measurements. */
export function measuringCode(code: string, { rule, figures, numbers }: Experiment): string {
  const given: readonly unknown[] = [rule.judge, figures, numbers]
  return given.reduce<string>(
    (rest, each) => (typeof each === 'function' ? without(rest, each.toString()) : rest),
    code,
  )
}

/**
 * Cuts out a function where it stands. Node runs TypeScript with blanks in the place of types: a blank stands for any
 * character. What is not found (a tool has changed the code that runs) stays, and then counts.
 */
function without(code: string, text: string): string {
  const isAt = (start: number) => {
    for (let at = 0; at < text.length; at++) {
      if (text[at] !== code[start + at] && text[at] !== ' ') return false
    }
    return true
  }
  for (let start = 0; start + text.length <= code.length; start++) {
    if (isAt(start)) return code.slice(0, start) + code.slice(start + text.length)
  }
  return code
}

function sharedVersion(): string {
  const hash = createHash('sha256')
  for (const specifier of ['regimen', '@regimen/node']) {
    const folder = path.dirname(fileURLToPath(import.meta.resolve(specifier)))
    for (const file of codeFiles(folder)) hash.update(readFileSync(path.join(folder, file)))
  }
  for (const file of codeFiles(labFolder())) {
    const [first = ''] = file.split(path.sep)
    if (!notMeasuring.includes(first)) hash.update(readFileSync(path.join(labFolder(), file)))
  }
  return hash.digest('hex')
}

/** In one order on every machine. */
function codeFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
}

/** `src`, or the folder of the bundle, which has a file for each source. */
function labFolder(): string {
  return path.dirname(path.dirname(fileURLToPath(import.meta.url)))
}

function extension(): string {
  return path.extname(fileURLToPath(import.meta.url))
}
