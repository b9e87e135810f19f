/** The program of a worker process: runs trials one after the other as the main process tells it. */
import { Study } from 'regimen'
import { SqliteStudyStore } from '../store/study-store.ts'
import { loadTuning } from './load-tuning.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts'

const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '')
const tell = (message: FromWorker) => process.send?.(message)

// Ctrl-C in a terminal reaches all processes: the main one decides what becomes of the trials.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(1))
setInterval(() => tell({ type: 'alive' }), (settings.leaseSeconds * 1000) / 4).unref()

try {
  const { module, file, study: name, seed, directions, owner, supervisor, retries, leaseSeconds } = settings
  const tuning = await loadTuning(module)
  const store = new SqliteStudyStore(file, { supervisor })
  const study = await Study.open({ ...tuning, name, seed, directions, store, owner, retries, leaseSeconds })
  process.on('message', (message: ToWorker) => {
    if (message.type === 'stop') process.exit(0)
    study
      .runNext(tuning.objective, message.atMost)
      .then((trial) => tell(trial ? { type: 'ended', trial } : { type: 'idle' }), giveUp)
  })
  tell({ type: 'ready' })
} catch (error) {
  giveUp(error)
}

function giveUp(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.send?.({ type: 'broken', message } satisfies FromWorker, () => process.exit(1))
}
