/** One update of a million parameters for each optimizer, beside the copying of the bytes it must touch. */
import { measureCases } from '../runner/measure.ts'
import type { Row } from '../runner/row.ts'
import { isPytorch, isRegimen } from '../systems/table.ts'
import type { Suite } from './suite.ts'

const parameters = 1_000_000
const copySystem = 'memory-copy'

export const optimizers: Suite = {
  about: 'one update of a million parameters; memory-copy moves the bytes that it must read and write',
  takes: (system) => isRegimen(system) || isPytorch(system) || system === copySystem,
  async run(session) {
    await session.start()
    const regimen = session.systems.find(({ name }) => isRegimen(name))
    if (!regimen) return []
    const cases = Object.entries(regimen.ready.optimizerState ?? {}).map(([optimizer, state]) => ({
      name: optimizer,
      task: { kind: 'update', optimizer, parameters } as const,
      instead: { [copySystem]: { kind: 'copy', bytes: copiedBytes(state) } as const },
      operations: 0,
    }))
    return besideCopies(await measureCases(session, cases))
  },
}

/** Each row with its time as a multiple of the copy's. */
function besideCopies(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const copy = rows.find(({ workload, system }) => workload === row.workload && system === copySystem)
    return copy ? { ...row, also: { '÷ copy': row.medianMicroseconds / copy.medianMicroseconds } } : row
  })
}

/** Parameter, gradient and state are read, parameter and state written; a copy of n bytes reads n, writes n. */
function copiedBytes(state: number): number {
  return (4 * parameters * (3 + 2 * state)) / 2
}
