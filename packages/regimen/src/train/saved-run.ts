/** The state of a run, written and read back: for runs whose callbacks may ask for checkpoints, and resumed ones. */
import type { Callback } from './callback.ts'
import { type Checkpoint, namedTensors } from './checkpoint.ts'
import { type RunHeader, writeHeader } from './run-header.ts'
import type { TrainingState } from './training-program.ts'

export { readHeader, restoreCallbacks, restoreTensors } from './resume.ts'
export { identityOf } from './run-header.ts'

export function checkpointOf(
  header: RunHeader,
  { parameters, buffers, optimizer, metrics }: TrainingState,
  callbacks: readonly Callback[],
): Checkpoint {
  const own = callbacks.map((callback) =>
    namedTensors(`callbacks/${callback.name}`, callback.save?.().tensors ?? {}),
  )
  return {
    tensors: {
      ...namedTensors('parameters', parameters),
      ...namedTensors('buffers', buffers),
      ...namedTensors('optimizer', optimizer),
      ...namedTensors('metrics', metrics),
      ...Object.assign({}, ...own),
    },
    header: writeHeader(header, callbacks),
  }
}
