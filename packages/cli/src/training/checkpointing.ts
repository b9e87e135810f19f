/** When a run saves its state. */
import type { Callback, Checkpoint } from 'regimen'
import { runFiles } from './run-folder.ts'

/** Short epochs would spend more time on waiting for the disk than on learning. */
const shortestSeconds = 1
const longestSeconds = 30

/**
 * Saves after the first epoch, then after each epoch that ends at least a second after the last checkpoint, within
 * epochs every half a minute, and whenever the run stops. When a checkpoint is taken changes nothing in the run.
 */
export function checkpointing(save: (checkpoint: Checkpoint) => Promise<void>): Callback {
  let savedAt = performance.now()
  let isFirst = true
  return {
    name: 'checkpoints',
    async onBoundary({ step, epochEnded, last }, control) {
      const seconds = (performance.now() - savedAt) / 1000
      const due = last || seconds >= longestSeconds || (epochEnded && (isFirst || seconds >= shortestSeconds))
      if (!due) return
      await save(control.checkpoint())
      savedAt = performance.now()
      isFirst = false
      await control.emit({ type: 'checkpoint', step, file: runFiles.checkpoint, best: false })
    },
  }
}
