/** The events of a run as lines of JSON. */
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import type { Callback, TrainingEvent } from 'regimen'
import { writeFailure } from '../system-errors.ts'

const flushAt = 1 << 15

/** Appends each event to a file; steps are gathered and written together. */
export class EventLog implements Callback {
  readonly name = 'eventLog'
  private readonly file: string
  private readonly handle: number
  private readonly pending: string[] = []
  private pendingLength = 0
  /** Where the last whole write ended: a full disk must not leave half a line. */
  private written: number

  constructor(file: string) {
    this.file = file
    this.written = existsSync(file) ? readFileSync(file).byteLength : 0
    try {
      this.handle = openSync(file, 'a')
    } catch (error) {
      throw writeFailure(file, error)
    }
  }

  onEvent(event: TrainingEvent): void {
    const line = `${JSON.stringify(event)}\n`
    this.pending.push(line)
    this.pendingLength += line.length
    if (event.type !== 'step' || this.pendingLength > flushAt) this.flush()
  }

  /** Call it before a checkpoint says that these events have happened. */
  flush(): void {
    if (this.pending.length === 0) return
    const bytes = Buffer.from(this.pending.join(''))
    try {
      let done = 0
      while (done < bytes.length) done += writeSync(this.handle, bytes, done)
      this.written += bytes.length
    } catch (error) {
      truncateSync(this.file, this.written)
      throw writeFailure(this.file, error)
    } finally {
      this.pending.length = 0
      this.pendingLength = 0
    }
  }

  close(): void {
    try {
      this.flush()
    } finally {
      closeSync(this.handle)
    }
  }
}

/** Cuts a log back to what had happened at a checkpoint: later events will come again. */
export function cutEventLog(file: string, checkpointStep: number): void {
  if (!existsSync(file)) return
  const bytes = readFileSync(file)
  let kept = 0
  while (kept < bytes.length) {
    const end = bytes.indexOf(10, kept)
    if (end < 0 || !belongsBefore(bytes.toString('utf8', kept, end), checkpointStep)) break
    kept = end + 1
  }
  truncateSync(file, kept)
}

function belongsBefore(line: string, checkpointStep: number): boolean {
  try {
    const event: unknown = JSON.parse(line)
    if (typeof event !== 'object' || event === null || !('type' in event)) return false
    if (event.type === 'started') return true
    const step = 'step' in event ? Number(event.step) : Number.NaN
    return step <= checkpointStep && event.type !== 'ended' && event.type !== 'notice'
  } catch {
    return false
  }
}
