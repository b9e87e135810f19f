/** Worker processes that share out a list of tasks. */
import { type ChildProcess, fork } from 'node:child_process'
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

/** Resolves when every task was measured or has failed, or the signal was given. */
export async function runTasks(tasks: readonly Task[], options: ProcessesOptions): Promise<void> {
  const queue = [...tasks]
  const workers = Array.from({ length: Math.min(options.jobs, tasks.length) }, () => worker(queue, options))
  await Promise.all(workers)
}

/** One process after the other: where one dies, its task has failed, and the next process goes on. */
async function worker(queue: Task[], options: ProcessesOptions): Promise<void> {
  while (queue.length > 0 && !options.signal.aborted) await workUntilExit(queue, options)
}

function workUntilExit(queue: Task[], { signal, onMeasured, onFailed }: ProcessesOptions): Promise<void> {
  const child = fork(workerProgram(), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let current: Task | undefined
  const next = () => {
    current = queue.shift()
    send(child, current ? { type: 'measure', task: current } : { type: 'stop' })
  }
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  return new Promise((resolve, reject) => {
    const finish = async (message: FromWorker) => {
      const task = current
      if (task && message.type === 'measured') await onMeasured(task, message.measurement)
      else if (task && message.type === 'failed') onFailed(task, message.message)
      next()
    }
    child.on('message', (message: FromWorker) => void finish(message).catch(reject))
    child.on('error', reject)
    child.on('exit', (code, killedBy) => {
      signal.removeEventListener('abort', stop)
      if (current && !signal.aborted)
        onFailed(current, `its process ended (${killedBy ?? `exit code ${code}`})`)
      resolve()
    })
  })
}

function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => {})
}

/** The same folder and extension as this file, from sources and from the bundle. */
function workerProgram(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
}
