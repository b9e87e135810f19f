/** Worker processes that are watched: one that dies or hangs is replaced, and its trial goes to another. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { type RegimenError, type TrialRecord, tuneError } from 'regimen'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

export interface PoolOptions {
  readonly workers: number
  readonly settings: Omit<WorkerSettings, 'owner'>
  /** A trial may take so long. */
  readonly trialSeconds: number
  /** The most trials that the study may have; undefined once nothing more should be begun. */
  readonly atMost: () => number | undefined
  readonly onTrial: (trial: TrialRecord) => void
  /** A worker is gone: what it held may be taken up by others. */
  readonly onLoss: (owner: string, reason: string) => Promise<void>
  readonly onWorker: (process: number) => void
  /** Once it is aborted, all workers are killed at once. */
  readonly abandon?: AbortSignal
}

interface Worker {
  readonly child: ChildProcess
  readonly owner: string
  state: 'starting' | 'busy' | 'idle' | 'stopping'
  seenAt: number
  busySince: number
  /** Why it was killed here. */
  reason?: string
}

/** Workers in a row that may die before they have run anything: then something is wrong with all of them. */
const mostFalseStarts = 5
/** Loading the module may take longer than a sign of life in work. */
const startSeconds = 120

export class ProcessPool {
  private readonly options: PoolOptions
  private readonly workers = new Set<Worker>()
  private readonly watch: NodeJS.Timeout
  private falseStarts = 0
  private failure: Error | undefined
  private finish: () => void = () => {}
  private fail: (error: Error) => void = () => {}

  constructor(options: PoolOptions) {
    this.options = options
    const often = Math.min(1000, (options.settings.leaseSeconds * 1000) / 4)
    this.watch = setInterval(() => this.killHanging(), often)
  }

  /** Resolves when there is nothing left to do and all workers have gone. */
  async run(): Promise<void> {
    const finished = new Promise<void>((resolve, reject) => {
      this.finish = resolve
      this.fail = reject
    })
    const { abandon } = this.options
    const onAbandon = () => {
      this.killAll()
      this.giveUp(failureOf(abandon?.reason))
    }
    abandon?.addEventListener('abort', onAbandon)
    if (abandon?.aborted) onAbandon()
    else for (let count = 0; count < this.options.workers; count++) this.start()
    try {
      await finished
    } finally {
      abandon?.removeEventListener('abort', onAbandon)
      clearInterval(this.watch)
      this.killAll()
    }
  }

  private killAll(): void {
    for (const { child } of this.workers) child.kill('SIGKILL')
  }

  private start(): void {
    const { settings, workers, onWorker } = this.options
    const owner = randomUUID()
    const child = fork(workerProgram(), [JSON.stringify({ ...settings, owner })], {
      // Each worker trains with its share of the cores.
      env: { REGIMEN_THREADS: String(threadsFor(workers)), ...process.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const now = performance.now()
    const worker: Worker = { child, owner, state: 'starting', seenAt: now, busySince: now }
    this.workers.add(worker)
    child.on('message', (message: FromWorker) => this.hear(worker, message))
    child.on('error', (error) => this.giveUp(error))
    child.on('exit', (code, signal) => void this.mourn(worker, code, signal))
    if (child.pid !== undefined) onWorker(child.pid)
  }

  private hear(worker: Worker, message: FromWorker): void {
    worker.seenAt = performance.now()
    if (message.type === 'alive') return
    if (message.type === 'broken') {
      this.giveUp(failed(message.message))
      return
    }
    if (message.type === 'idle') {
      worker.state = 'idle'
      this.settle()
      return
    }
    if (message.type === 'ended') {
      this.falseStarts = 0
      this.options.onTrial(message.trial)
      this.wake()
    }
    this.assign(worker)
  }

  /** After a trial has ended there may be work for those who had none: a promotion, a trial that was lost. */
  private wake(): void {
    for (const worker of this.workers) {
      if (worker.state === 'idle') this.assign(worker)
    }
  }

  private assign(worker: Worker): void {
    const atMost = this.options.atMost()
    if (atMost === undefined) {
      worker.state = 'idle'
      this.settle()
      return
    }
    worker.state = 'busy'
    worker.busySince = performance.now()
    this.send(worker, { type: 'next', atMost })
  }

  /** When all are idle there is nothing left: nobody runs a trial that could be lost or make another one due. */
  private settle(): void {
    if ([...this.workers].some(({ state }) => state === 'starting' || state === 'busy')) return
    for (const worker of this.workers) {
      worker.state = 'stopping'
      this.send(worker, { type: 'stop' })
    }
    if (this.workers.size === 0) this.end()
  }

  /** A worker that has just died hears nothing; its exit is told anyway. */
  private send({ child }: Worker, message: ToWorker): void {
    if (child.connected) child.send(message, () => {})
  }

  private async mourn(worker: Worker, code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.workers.delete(worker)
    const { state, owner, reason } = worker
    if (state === 'stopping') {
      if (this.workers.size === 0) this.end()
      return
    }
    if (state === 'starting' && ++this.falseStarts > mostFalseStarts) {
      this.giveUp(failed(`they end before they have begun (${describeExit(code, signal)})`))
      return
    }
    try {
      await this.options.onLoss(owner, reason ?? `its process ended (${describeExit(code, signal)})`)
    } catch (error) {
      this.giveUp(failureOf(error))
      return
    }
    if (this.failure) return
    if (this.options.atMost() !== undefined) this.start()
    this.wake()
    this.settle()
  }

  private killHanging(): void {
    const now = performance.now()
    const { settings, trialSeconds } = this.options
    for (const worker of this.workers) {
      const { state, seenAt, busySince, child } = worker
      const bearable = state === 'busy' ? settings.leaseSeconds : startSeconds
      if (now - seenAt > bearable * 1000 && (state === 'busy' || state === 'starting')) {
        worker.reason = `its process gave no sign of life for ${bearable} s`
        child.kill('SIGKILL')
      } else if (state === 'busy' && now - busySince > trialSeconds * 1000) {
        worker.reason = `it took longer than ${trialSeconds} s`
        child.kill('SIGKILL')
      }
    }
  }

  private giveUp(error: Error): void {
    this.failure ??= error
    this.end()
  }

  private end(): void {
    if (this.failure) this.fail(this.failure)
    else this.finish()
  }
}

function failureOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

function failed(reason: string): RegimenError {
  return tuneError('workers-failed', { reason })
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${code}`
}

function threadsFor(workers: number): number {
  return Math.max(1, Math.floor(availableParallelism() / workers))
}

/** The same folder and extension as this file, from sources and from the bundle. */
function workerProgram(): URL {
  const source = import.meta.url.endsWith('.ts')
  return new URL(source ? './worker.ts' : './worker.js', import.meta.url)
}
