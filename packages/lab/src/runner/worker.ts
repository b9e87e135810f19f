/** The program of a worker process: measures what it is told to, one task after the other. */
import { createWasmBackend, setBackend } from 'regimen'
import { measureTask } from './measure.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const tell = (message: FromWorker) => process.send?.(message)

// The same bits on every machine, whatever the number of processes.
setBackend(createWasmBackend({ deterministic: true, threads: 1 }))
// Ctrl-C in a terminal reaches all processes: the main one decides what becomes of the work.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(1))
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') process.exit(0)
  measureTask(message.task).then(
    (measurement) => tell({ type: 'measured', measurement }),
    (error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
tell({ type: 'ready' })
