/** What a user waits for at the start: fresh processes, the first step of a network, and what of it is compiling. */
import { makeBundles } from '../runner/bundles.ts'
import { type Row, rowOf } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { isDeclined, type System } from '../runner/system.ts'
import { type Workload, workloads } from '../workloads.ts'
import { allButCopy, type Suite } from './suite.ts'

const measured = workloads.filter(({ name }) => name === 'W1' || name === 'W2')

/** Samples in microseconds by workload, then by system. */
type Samples = Map<string, Map<string, number[]>>

export const startup: Suite = {
  about:
    'import; from building a network to the end of its first step; the same less a warm step; fresh processes, Regimen from its bundle',
  takes: allButCopy,
  async run(session) {
    makeBundles((line) => session.say(line))
    await session.start({ bundles: true })
    const chosen = session.chosen(measured)
    const samples: Samples = new Map()
    for (let round = 0; round < session.settings.rounds; round++) {
      for (const system of session.systems) await startOnce(session, system, chosen, samples)
    }
    return rowsOf(session, samples)
  },
}

/** A process for each workload: code that one has warmed is no longer fresh for another. */
async function startOnce(
  session: Session,
  system: System,
  chosen: readonly Workload[],
  samples: Samples,
): Promise<void> {
  for (const workload of chosen) {
    const greeting = await system.start()
    if (isDeclined(greeting)) continue
    add(samples, 'import', system.name, greeting.loadMicroseconds)
    const opened = await system.open({ kind: 'step', workload })
    if (isDeclined(opened)) {
      session.say(`${workload.name} ${system.name}: left out: ${opened.declined}`)
      continue
    }
    const { firstMicroseconds, warmMicroseconds } = opened
    add(samples, `${workload.name} first step`, system.name, firstMicroseconds)
    add(samples, `${workload.name} compile`, system.name, firstMicroseconds - warmMicroseconds)
  }
  await system.stop()
}

function add(samples: Samples, workload: string, system: string, sample: number): void {
  const bySystem = samples.get(workload) ?? new Map<string, number[]>()
  samples.set(workload, bySystem)
  bySystem.set(system, [...(bySystem.get(system) ?? []), sample])
}

function rowsOf({ suite }: Session, samples: Samples): Row[] {
  return [...samples].flatMap(([workload, bySystem]) =>
    [...bySystem].map(([system, values]) => rowOf(suite, workload, system, values, 0)),
  )
}
