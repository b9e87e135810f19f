/** One training step of each workload. */
import { stepOperations } from '../costs.ts'
import { measureCases } from '../runner/measure.ts'
import { stepTask } from '../runner/protocol.ts'
import { workloads } from '../workloads.ts'
import { allButCopy, type Suite } from './suite.ts'

export const step: Suite = {
  about: 'one training step; Regimen: within `fit`, data loading and metrics included',
  takes: allButCopy,
  async run(session) {
    await session.start()
    const cases = workloads.map((workload) => ({
      name: workload.name,
      task: stepTask(workload),
      operations: stepOperations(workload),
    }))
    return measureCases(session, cases)
  },
  notes: (rows) =>
    workloads
      .filter(({ name }) => rows.some(({ workload }) => workload === name))
      .map(({ name, about }) => `${name}: ${about}`),
}
