/** The side of a measured system in Node: reads requests, runs tasks, replies. */
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { MemoryUse, Opened, Ready, Request, Samples, Task } from './protocol.ts'

export interface Runner {
  /** Repeats the task; done when the last repetition is. */
  run(count: number): void | Promise<void>
  /** Frees what the task holds. */
  close?(): void | Promise<void>
}

/** Builds what is measured; its data are ready by then, and do not count. */
export type Build = () => Runner | Promise<Runner>

/** Why it cannot be measured, as part of a sentence. */
export class NotOffered extends Error {}

export interface Served {
  readonly ready: Omit<Ready, 'loadMicroseconds'>
  /** @throws NotOffered when the system has nothing for the task. */
  open(task: Task): Build | Promise<Build>
}

const warmRepetitions = 30
const warmMilliseconds = 1000
/** One repetition that takes so long is warm enough. */
const slowMilliseconds = 5000

const wasmMemories: WeakRef<WebAssembly.Memory>[] = []

/** Replies use standard output, and memories are to be counted: both before the system is loaded. */
function prepareProcess(): void {
  console.log = console.error
  console.info = console.error
  console.warn = console.error
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor)
      wasmMemories.push(new WeakRef(this))
    }
  }
}

/**
 * @param load loads the system's code, which is timed.
 * @param prepare tells how it is run; throws NotOffered when it cannot be.
 */
export async function serve<Library>(
  load: () => Promise<Library>,
  prepare: (library: Library) => Promise<Served>,
): Promise<void> {
  prepareProcess()
  const reply = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)
  const start = performance.now()
  const library = await load()
  const loadMicroseconds = (performance.now() - start) * 1000
  const served = await prepare(library).catch(declinedOrThrow)
  if ('declined' in served) {
    reply(served)
    return
  }
  reply({ ...served.ready, loadMicroseconds } satisfies Ready)
  const session = new Session(served)
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line)
    reply(await session.answer(request).catch(declinedOrThrow))
  }
  process.exit(0)
}

/** What nobody holds any more is not counted. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

function declinedOrThrow(error: unknown): { declined: string } {
  if (error instanceof NotOffered) return { declined: error.message }
  throw error
}

class Session {
  private readonly served: Served
  private readonly residentBefore = process.memoryUsage.rss()
  private runner: Runner | undefined

  constructor(served: Served) {
    this.served = served
  }

  async answer(request: Request): Promise<object> {
    switch (request.do) {
      case 'open':
        return this.open(request.task)
      case 'measure':
        return this.measure(request.count, request.stretches)
      case 'memory':
        return this.memory()
      case 'close':
        await this.runner?.close?.()
        this.runner = undefined
        return {}
    }
  }

  private async open(task: Task): Promise<Opened> {
    const build = await this.served.open(task)
    const start = performance.now()
    const runner = await build()
    this.runner = runner
    await runner.run(1)
    const first = performance.now() - start
    let last = first
    const repetitions = first > slowMilliseconds ? 1 : warmRepetitions
    const warmFrom = performance.now()
    for (let repetition = 1; repetition < repetitions; repetition++) {
      const from = performance.now()
      await runner.run(1)
      last = performance.now() - from
      if (performance.now() - warmFrom > warmMilliseconds) break
    }
    return { firstMicroseconds: first * 1000, warmMicroseconds: last * 1000 }
  }

  private async measure(count: number, stretches: number): Promise<Samples> {
    const { runner } = this
    if (!runner) throw new Error('nothing is open')
    const samples: number[] = []
    for (let stretch = 0; stretch < stretches; stretch++) {
      const start = performance.now()
      await runner.run(count)
      samples.push(((performance.now() - start) * 1000) / count)
    }
    return { samples }
  }

  private memory(): MemoryUse {
    collectGarbage()
    const wasmBytes = wasmMemories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0)
    return { residentBytes: process.memoryUsage.rss() - this.residentBefore, wasmBytes }
  }
}
