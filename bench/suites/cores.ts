/**
 * What the machine's cores do side by side: processes that share nothing multiply panels that stay in their caches, one
 * alone and all at once. On a virtual machine two cores may be one of the host's for a while; then nothing that runs on
 * several threads can be faster than on one.
 */
import { availableParallelism } from 'node:os'
import { median, type Row, rowOf } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { isDeclined, System } from '../runner/system.ts'
import { systems } from '../systems/table.ts'
import { microKernel } from './gemm.ts'
import type { Suite } from './suite.ts'

const name = 'regimen-wasm-1-thread'
/** Stretches of so many repetitions, some 50 ms; so many of them in a round of the default length. */
const repetitions = 100
const stretchesOf = (milliseconds: number) => Math.max(1, Math.min(20, Math.round(milliseconds / 15)))

export const cores: Suite = {
  about:
    'independent processes, one alone and one for each core at once; speed-up: of all together over one; starved: share of stretches in which it was below three quarters of the number of cores',
  takes: () => false,
  async run(session) {
    const row = systems.find((each) => each.name === name)
    if (!row) throw new Error(`no system ${name}`)
    const processes = Array.from({ length: availableParallelism() }, () => new System(row))
    try {
      for (const each of processes) await open(each)
      return await measure(session, processes)
    } finally {
      for (const each of processes) await each.stop()
    }
  },
}

async function open(system: System): Promise<void> {
  const [greeting, opened] = [await system.start(), await system.open(microKernel.task)]
  for (const reply of [greeting, opened]) if (isDeclined(reply)) throw new Error(reply.declined)
}

async function measure(
  { suite, settings: { rounds, milliseconds } }: Session,
  processes: readonly System[],
): Promise<Row[]> {
  const [first] = processes
  const stretches = stretchesOf(milliseconds)
  const samplesOf = (system: System) => sample(system, stretches)
  const alone: number[] = []
  const together: number[] = []
  for (let round = 0; round < rounds; round++) {
    if (first) alone.push(...(await samplesOf(first)))
    const all = await Promise.all(processes.map(samplesOf))
    together.push(
      ...(all[0] ?? []).map((_, at) => 1 / all.reduce((sum, each) => sum + 1 / (each[at] ?? 0), 0)),
    )
  }
  const { operations } = microKernel
  const speedUp = (time: number) => median(alone) / time
  const starved = together.filter((time) => speedUp(time) < 0.75 * processes.length).length / together.length
  const also = { 'speed-up': speedUp(median(together)), starved }
  return [
    rowOf(suite, 'micro-kernel', 'one', alone, operations),
    { ...rowOf(suite, 'micro-kernel', `all ${processes.length}`, together, operations), also },
  ]
}

/** Microseconds of a repetition, for each stretch. */
async function sample(system: System, stretches: number): Promise<readonly number[]> {
  const measured = await system.measure(repetitions, stretches)
  if (isDeclined(measured)) throw new Error(measured.declined)
  return measured.samples
}
