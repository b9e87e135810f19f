/** The folder of the lab: what was measured, by content; the request that was interrupted; the lab book. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { writeFileAtomic } from '@regimen/node'
import type { Json } from '../json.ts'
import type { Measurement, Task } from './task.ts'

/** What `lab run` was asked for: kept while it runs, so that `--resume` can go on with it. */
export interface RunRequest {
  readonly ids: readonly string[]
  readonly quick: boolean
  readonly seeds?: number
  readonly seed?: number
}

export class LabFolder {
  readonly path: string

  constructor(folder: string) {
    this.path = folder
  }

  get book(): string {
    return path.join(this.path, 'book.html')
  }

  get results(): string {
    return path.join(this.path, 'results.json')
  }

  /** What was measured with the same content before; undefined where nothing was, or what is there cannot be read. */
  find(task: Task): Measurement | undefined {
    const kept = readJson(this.measurementFile(task))
    return isMeasurement(kept) ? kept : undefined
  }

  async keep(task: Task, measurement: Measurement): Promise<void> {
    await writeFileAtomic(this.measurementFile(task), JSON.stringify(measurement))
  }

  async begin(request: RunRequest): Promise<void> {
    await writeFileAtomic(this.requestFile(), JSON.stringify(request))
  }

  /** The request that was interrupted, if one was. */
  interrupted(): RunRequest | undefined {
    const kept = readJson(this.requestFile())
    return isRequest(kept) ? kept : undefined
  }

  end(): void {
    rmSync(this.requestFile(), { force: true })
  }

  private measurementFile({ id, seed, content }: Task): string {
    return path.join(this.path, 'measurements', `${id}.${seed}.${content.slice(0, 16)}.json`)
  }

  private requestFile(): string {
    return path.join(this.path, 'request.json')
  }
}

function readJson(file: string): unknown {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function isMeasurement(value: unknown): value is Measurement & { values: Json } {
  return typeof value === 'object' && value !== null && 'values' in value && 'seconds' in value
}

function isRequest(value: unknown): value is RunRequest {
  return typeof value === 'object' && value !== null && 'ids' in value && Array.isArray(value.ids)
}
