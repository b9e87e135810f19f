/** Saving checkpoints while a run goes on. */
import type { Callback, RunPosition, TrainingControl } from './callback.ts'
import type { Checkpoint } from './checkpoint.ts'

/** The options of `checkpoints`; several intervals may be given. */
export interface CheckpointsOptions {
  /** Puts a checkpoint somewhere and returns its name (a file, a key). */
  readonly save: (checkpoint: Checkpoint, at: { step: number; epoch: number }) => string | Promise<string>
  /** After every n updates. */
  readonly everySteps?: number
  /** After every n epochs. Default 1, unless another interval is given. */
  readonly everyEpochs?: number
  /** When this much time has passed since the last one. */
  readonly everySeconds?: number
}

/** A callback that saves a checkpoint at the given intervals, and always when the run stops. */
export function checkpoints(options: CheckpointsOptions): Callback {
  const { save, everySteps, everySeconds } = options
  const everyEpochs = options.everyEpochs ?? (everySteps || everySeconds ? undefined : 1)
  let savedAt = performance.now()
  const saveNow = async ({ step, epoch }: RunPosition, control: TrainingControl): Promise<void> => {
    const file = await save(control.checkpoint(), { step, epoch })
    savedAt = performance.now()
    await control.emit({ type: 'checkpoint', step, file, best: false })
  }
  return {
    name: 'checkpoints',
    // No promise where nothing is due: the run would wait for it after every update.
    onBoundary(position, control) {
      const { step, epoch, epochEnded, last } = position
      const due =
        last ||
        (everySteps !== undefined && step % everySteps === 0) ||
        (everyEpochs !== undefined && epochEnded && epoch % everyEpochs === 0) ||
        (everySeconds !== undefined && performance.now() - savedAt >= everySeconds * 1000)
      return due ? saveNow(position, control) : undefined
    },
  }
}
