/** Elementwise operations and reductions over a million numbers. */
import { measureCases } from '../runner/measure.ts'
import { operationNames } from '../runner/protocol.ts'
import { allButCopy, type Suite } from './suite.ts'

const [rows, columns] = [1000, 1000]

export const ops: Suite = {
  about: 'operations over 1000 × 1000 numbers, each counted as one floating point operation an element',
  takes: allButCopy,
  async run(session) {
    await session.start()
    const cases = operationNames.map((operation) => ({
      name: operation,
      task: { kind: 'operation', operation, rows, columns } as const,
      operations: rows * columns,
    }))
    return measureCases(session, cases)
  },
}
