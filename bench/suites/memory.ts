/** Memory of a warm training run, beside what it cannot do without. */
import { batchesPerEpoch, dataBytes, stepBytes, stepOperations } from '../costs.ts'
import { type Case, measureCase } from '../runner/measure.ts'
import type { Row } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { isDeclined, type System } from '../runner/system.ts'
import { type Workload, workloads } from '../workloads.ts'
import { allButCopy, type Suite } from './suite.ts'

const mebibyte = 2 ** 20

const measured = workloads.filter(({ augment }) => !augment)

export const memory: Suite = {
  about:
    'MiB of a warm training run: needed (batch, for Regimen also the data set, parameters, gradients, optimizer state, outputs of layers), in WebAssembly memories, resident beyond the loaded system',
  takes: allButCopy,
  async run(session) {
    await session.start()
    const rows: Row[] = []
    for (const workload of session.chosen(measured)) {
      for (const system of session.systems) rows.push(...(await measureMemory(session, system, workload)))
    }
    return rows
  },
}

/** In a fresh process: what an earlier workload took may not have been given back. */
async function measureMemory(session: Session, system: System, workload: Workload): Promise<Row[]> {
  const { name } = workload
  const greeting = await system.start()
  if (isDeclined(greeting)) return []
  const each: Case = { name, task: { kind: 'step', workload }, operations: stepOperations(workload) }
  let also = {}
  const rows = await measureCase(session, each, {
    systems: [system],
    beforeClosing: async () => {
      const use = await system.memory()
      if (isDeclined(use)) return
      // Regimen keeps the data set where its step finds the rows.
      const data = system.name.startsWith('regimen') ? dataBytes(workload, batchesPerEpoch) : 0
      const needed = (stepBytes(workload) + data) / mebibyte
      const wasm = use.wasmBytes / mebibyte
      also = { needed, wasm, 'wasm ÷ needed': wasm / needed, resident: use.residentBytes / mebibyte }
    },
  })
  await system.stop()
  return rows.map((row) => ({ ...row, also }))
}
