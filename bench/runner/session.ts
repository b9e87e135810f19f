/** One run of the bench: the systems that take part, and how long they are measured. */
import { bundled, type SystemRow } from '../systems/table.ts'
import { UsageError } from './command-line.ts'
import { isDeclined, System } from './system.ts'

export interface Settings {
  /** Names of the cases to be measured; default: all of the suite. */
  readonly workloads?: readonly string[]
  /** How often the systems take turns. */
  readonly rounds: number
  /** How long each is measured in a round. */
  readonly milliseconds: number
}

export class Session {
  readonly suite: string
  readonly settings: Settings
  /** The systems that were asked for. */
  readonly rows: readonly SystemRow[]
  private started: System[] = []

  constructor(suite: string, rows: readonly SystemRow[], settings: Settings) {
    this.suite = suite
    this.rows = rows
    this.settings = settings
  }

  /** The systems that have been started and work here. */
  get systems(): readonly System[] {
    return this.started
  }

  /** Progress, beside the result: to standard error. */
  say(line: string): void {
    process.stderr.write(`${line}\n`)
  }

  /** Starts the systems; those that cannot be measured here are left out with a line. */
  async start({ bundles = false } = {}): Promise<void> {
    for (const row of this.rows) {
      const system = new System(bundles ? bundled(row) : row)
      const greeting = await system.start()
      if (isDeclined(greeting)) this.say(`${row.name}: left out: ${greeting.declined}`)
      else {
        this.say(`${row.name}: ${greeting.version}`)
        this.started.push(system)
      }
    }
  }

  async stop(): Promise<void> {
    for (const system of this.started) await system.stop()
    this.started = []
  }

  /** The cases that were asked for. @throws UsageError when one does not exist. */
  chosen<T extends { readonly name: string }>(cases: readonly T[]): readonly T[] {
    const { workloads } = this.settings
    if (!workloads) return cases
    const unknown = workloads.find((name) => cases.every((each) => each.name !== name))
    if (unknown !== undefined) {
      const known = cases.map(({ name }) => name).join(', ')
      throw new UsageError(`the suite ${this.suite} has no workload ${unknown}; it has ${known}`)
    }
    return cases.filter(({ name }) => workloads.includes(name))
  }
}
