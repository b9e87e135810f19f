/** The bench's side of a measured system: starts its process, asks, waits, and gives up when it takes too long. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { SystemRow } from '../systems/table.ts'
import type { Declined, MemoryUse, Opened, Ready, Reply, Request, Samples, Task } from './protocol.ts'

/** A system that needs longer for one answer is stopped. */
const patienceMilliseconds = 60_000
const keptErrorCharacters = 4000

interface Running {
  readonly child: ChildProcess
  readonly lines: AsyncIterator<string>
  /** The end of what it wrote to standard error. */
  readonly complaint: () => string
}

export class System {
  readonly name: string
  private readonly row: SystemRow
  private running: Running | undefined
  private greeting: Ready | undefined

  constructor(row: SystemRow) {
    this.row = row
    this.name = row.name
  }

  /** What it said when it was started. */
  get ready(): Ready {
    if (!this.greeting) throw new Error(`${this.name} has not been started`)
    return this.greeting
  }

  /** A fresh process, by the first of its commands that works. */
  async start(): Promise<Reply<Ready>> {
    await this.stop()
    let greeting: Reply<Ready> = { declined: 'there is no command to start it' }
    for (const command of this.row.commands) {
      greeting = await this.greet(command)
      if (!isDeclined(greeting)) {
        this.greeting = greeting
        break
      }
      await this.stop()
    }
    return greeting
  }

  private async greet(command: string): Promise<Reply<Ready>> {
    const { parameters, environment = {} } = this.row
    const child = spawn(command, [...parameters], { env: { ...process.env, ...environment } })
    const failed = once(child, 'error').then(([error]) => ({ declined: messageOf(error) }))
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-keptErrorCharacters)
    })
    // A process that is gone cannot be asked; its silence tells.
    child.stdin.on('error', () => {})
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    this.running = { child, lines, complaint: () => summary(errors) }
    return Promise.race([this.receive<Ready>(), failed])
  }

  open(task: Task): Promise<Reply<Opened>> {
    return this.ask({ do: 'open', task })
  }

  measure(count: number, stretches: number): Promise<Reply<Samples>> {
    return this.ask({ do: 'measure', count, stretches })
  }

  memory(): Promise<Reply<MemoryUse>> {
    return this.ask({ do: 'memory' })
  }

  async close(): Promise<void> {
    await this.ask({ do: 'close' })
  }

  async stop(): Promise<void> {
    const child = this.running?.child
    this.running = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Starts it again first when an earlier request made an end of it. */
  private async ask<T extends object>(request: Request): Promise<Reply<T>> {
    if (!this.running) {
      const greeting = await this.start()
      if (isDeclined(greeting)) return greeting
    }
    this.running?.child.stdin?.write(`${JSON.stringify(request)}\n`)
    return this.receive<T>()
  }

  private async receive<T extends object>(): Promise<Reply<T>> {
    const { running } = this
    if (!running) return { declined: 'not running' }
    const timer: { handle?: NodeJS.Timeout } = {}
    const tooLong = new Promise<'late'>((resolve) => {
      timer.handle = setTimeout(() => resolve('late'), patienceMilliseconds)
    })
    const answer = await Promise.race([running.lines.next(), tooLong])
    clearTimeout(timer.handle)
    if (answer !== 'late' && answer.done !== true) return JSON.parse(answer.value)
    await this.stop()
    if (answer === 'late') return { declined: `no answer within ${patienceMilliseconds / 1000} s` }
    return { declined: running.complaint() || 'it ended without a word' }
  }
}

export function isDeclined<T extends object>(reply: Reply<T>): reply is Declined {
  return 'declined' in reply
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What an error's text says, without stack frames and source lines. */
function summary(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const spoken = lines.filter((line) => line !== '' && !/^(at |Node\.js v|[{}[\]^])/.test(line))
  return spoken.findLast((line) => /^(\w*Error|Uncaught)\b/.test(line)) ?? spoken.at(-1) ?? ''
}
