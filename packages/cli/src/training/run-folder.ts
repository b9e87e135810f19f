/**
 * The folder of a run:
 *
 *     config.json             settings, data, architecture, scaling: written first
 *     events.jsonl            the event stream
 *     checkpoint.safetensors  the last whole state
 *     model.safetensors       the trained parameters: written at the end, like the two below
 *     result.json             what the command printed
 *     report.html             the same for the eye
 *
 * and, where settings were searched:
 *
 *     recipe.json             what was asked for: written first
 *     recipe/                 the results of the steps and all trials, to go on from
 *
 * Every file is there whole or not at all.
 */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readBytes, writeAtomically } from '@regimen/node'
import { failure, usageError } from '../errors.ts'
import { writeFailure } from '../system-errors.ts'

export const runFiles = {
  config: 'config.json',
  events: 'events.jsonl',
  checkpoint: 'checkpoint.safetensors',
  model: 'model.safetensors',
  result: 'result.json',
  report: 'report.html',
  recipe: 'recipe.json',
  steps: 'recipe',
} as const

export type RunFile = keyof typeof runFiles

const leftover = /^\..+\.tmp$/

export class RunFolder {
  readonly path: string
  /** Folders made for this run, the innermost first; empty where it was there before. */
  private readonly made: readonly string[]

  private constructor(folder: string, made: readonly string[]) {
    this.path = folder
    this.made = made
  }

  /**
   * Refuses a folder that holds something else than a run.
   * @throws CliError `out-not-empty`, `cannot-write`
   */
  static check(folder: string, force: boolean): void {
    if (!existsSync(folder)) return
    const names = listFolder(folder).filter((name) => !leftover.test(name))
    const isRun = names.includes(runFiles.config) || names.includes(runFiles.recipe)
    if (names.length > 0 && !isRun && !force) throw usageError('out-not-empty', { folder })
  }

  /** An empty run folder; an earlier run's files are removed. @throws CliError `out-not-empty`, `cannot-write` */
  static create(folder: string, force: boolean): RunFolder {
    RunFolder.check(folder, force)
    const made = makeFolders(folder)
    const created = new RunFolder(folder, made)
    created.clear()
    return created
  }

  /** The folder of an earlier run. @throws CliError `not-a-run`, `run-unfinished` */
  static open(folder: string, needs: 'config' | 'recipe' = 'config'): RunFolder {
    const opened = new RunFolder(folder, [])
    if (opened.has(needs)) return opened
    if (opened.has('recipe')) throw failure('run-unfinished', { folder })
    throw failure('not-a-run', { folder, file: runFiles[needs] })
  }

  file(name: RunFile): string {
    return path.join(this.path, runFiles[name])
  }

  has(name: RunFile): boolean {
    return existsSync(this.file(name))
  }

  async write(name: RunFile, content: string | Uint8Array): Promise<void> {
    await writeWhole(this.file(name), content)
  }

  async writeJson(name: RunFile, value: unknown): Promise<void> {
    await this.write(name, `${JSON.stringify(value, null, 2)}\n`)
  }

  /** @throws CliError `config-damaged`; RegimenError `file-missing`, `file-unreadable` */
  async readJson(name: RunFile): Promise<unknown> {
    return readConfig(this.file(name))
  }

  /** Temporary files of a process that was killed while it wrote. */
  removeLeftovers(): void {
    for (const name of listFolder(this.path)) {
      if (leftover.test(name)) rmSync(path.join(this.path, name), { force: true })
    }
  }

  /** Leaves nothing of this run, and no folder that was made for it. */
  discard(): void {
    this.clear()
    for (const folder of this.made) {
      try {
        rmdirSync(folder)
      } catch {
        // Something else has moved in.
        return
      }
    }
  }

  private clear(): void {
    this.removeLeftovers()
    for (const name of Object.values(runFiles)) {
      rmSync(path.join(this.path, name), { force: true, recursive: true })
    }
  }
}

/** @throws CliError `config-damaged`; RegimenError `file-missing`, `file-unreadable` */
export async function readConfig(file: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(file))
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw failure('config-damaged', { file, reason })
  }
}

/** Writes a file whole or not at all. @throws CliError `cannot-write` */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeAtomically(file, (handle) => handle.writeFile(content))
  } catch (error) {
    throw writeFailure(file, error)
  }
}

/** Makes a folder and those above it; returns the ones that were missing, the innermost first. */
export function makeFolders(folder: string): string[] {
  const missing: string[] = []
  for (let each = path.resolve(folder); !existsSync(each); each = path.dirname(each)) missing.push(each)
  try {
    // One by one: where a file system refuses with ENOENT (/proc), a recursive mkdir never ends.
    for (const each of missing.toReversed()) mkdirSync(each)
  } catch (error) {
    throw writeFailure(folder, error)
  }
  return missing
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw writeFailure(folder, error)
  }
}

/** `runs/iris-20260131-235959` */
export function defaultFolder(name: string, now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  const plain = path.parse(name).name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || 'run'
  return path.join('runs', `${plain}-${date}-${time}`)
}
