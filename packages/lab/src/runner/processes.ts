/** Worker processes that share out a list of tasks. */
import { type ChildProcess, fork } from 'node:child_process'
import { type RegimenError, tuneError } from 'regimen'
import type { FromWorker, ToWorker } from './messages.ts'
import type { Measurement, Task } from './task.ts'

export interface ProcessesOptions {
  /** Processes at once. */
  readonly jobs: number
  /** Aborted: the processes are ended, and what they were at is lost. */
  readonly signal: AbortSignal
  readonly onMeasured: (task: Task, measurement: Measurement) => Promise<void>
  readonly onFailed: (task: Task, message: string) => void
}

/**
 * Resolves when every task was measured or has failed, or the signal was given.
 * @throws RegimenError `workers-failed` when processes cannot even begin.
 */
export async function runTasks(tasks: readonly Task[], options: ProcessesOptions): Promise<void> {
  const queue = [...tasks]
  // Where one process cannot go on, the others are ended too.
  const failure = new AbortController()
  const signal = AbortSignal.any([options.signal, failure.signal])
  try {
    const count = Math.min(options.jobs, tasks.length)
    await Promise.all(Array.from({ length: count }, () => worker(queue, { ...options, signal })))
  } finally {
    failure.abort()
  }
}

/** One process after the other: where one dies, its task has failed, and the next process goes on. */
async function worker(queue: Task[], options: ProcessesOptions): Promise<void> {
  while (queue.length > 0 && !options.signal.aborted) await workUntilExit(queue, options)
}

function workUntilExit(queue: Task[], { signal, onMeasured, onFailed }: ProcessesOptions): Promise<void> {
  const child = fork(workerProgram(), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let current: Task | undefined
  let begun = false
  const next = () => {
    current = queue.shift()
    send(child, current ? { type: 'measure', task: current } : { type: 'stop' })
  }
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  return new Promise((resolve, reject) => {
    const finish = async (message: FromWorker) => {
      const task = current
      begun = true
      if (task && message.type === 'measured') await onMeasured(task, message.measurement)
      else if (task && message.type === 'failed') onFailed(task, message.message)
      next()
    }
    child.on('message', (message: FromWorker) => void finish(message).catch(reject))
    child.on('error', reject)
    child.on('exit', (code, killedBy) => {
      signal.removeEventListener('abort', stop)
      const how = killedBy ?? `exit code ${code}`
      if (!begun && !signal.aborted) reject(failedToBegin(how))
      if (current && !signal.aborted) onFailed(current, `its process ended (${how})`)
      resolve()
    })
  })
}

function failedToBegin(how: string): RegimenError {
  return tuneError('workers-failed', { reason: `they end before they have begun (${how})` })
}

function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => {})
}

/** The same folder and extension as this file, from sources and from the bundle. */
function workerProgram(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
}
