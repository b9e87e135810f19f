/** What watching costs: ten training steps, the last of which all monitors look into, over ten without. */
import { stepOperations } from '../costs.ts'
import { measureCase } from '../runner/measure.ts'
import type { Row } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { isRegimen } from '../systems/table.ts'
import { type Workload, workloads } from '../workloads.ts'
import type { Suite } from './suite.ts'

/** The monitors look once in so many steps. */
const every = 10

export const monitors: Suite = {
  about: `${every} training steps; monitored: with every histogram and measure and the gradient noise scale once in them`,
  takes: isRegimen,
  async run(session) {
    await session.start()
    const rows: Row[] = []
    for (const workload of session.chosen(workloads)) rows.push(...(await besideWithout(session, workload)))
    return rows
  },
}

async function besideWithout(session: Session, workload: Workload): Promise<Row[]> {
  const { name } = workload
  const steps = (monitored: boolean) => ({
    name: monitored ? `${name} monitored` : name,
    task: { kind: 'steps', workload, count: every, monitored } as const,
    operations: every * stepOperations(workload),
  })
  const without = await measureCase(session, steps(false))
  const monitored = await measureCase(session, steps(true))
  const ratios = monitored.map((row) => {
    const same = without.find(({ system }) => system === row.system)
    return same ? { ...row, also: { '÷ without': row.medianMicroseconds / same.medianMicroseconds } } : row
  })
  return [...without, ...ratios]
}
