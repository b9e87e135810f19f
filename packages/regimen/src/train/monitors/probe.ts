/** Outputs of all layers and gradients of all parameters for one batch, computed beside the training step. */
import { valueAndGradientWith } from '../../engine/differentiate.ts'
import { sliceAxis } from '../../engine/ops/views.ts'
import { Program } from '../../engine/program.ts'
import type { RandomKey } from '../../engine/random.ts'
import { withBackend } from '../../engine/settings.ts'
import { fromData, type Tensor } from '../../engine/tensor.ts'
import type { LayerState, TensorRecord } from '../../nn/layer.ts'
import { meanLoss } from '../../nn/losses/loss.ts'
import type { Batch } from '../batch.ts'
import type { RunSubject } from '../callback.ts'

export interface Probed {
  /** By path of the layer. The whole model has the path ''. */
  readonly outputs: TensorRecord
  /** By path of the parameter. */
  readonly gradient: TensorRecord
}

interface ProbeInputs {
  readonly batch: Batch
  readonly key: Tensor
}

/** Compiled once for a run and each number of examples. */
export class Probe {
  #subject: Pick<RunSubject, 'layer' | 'backend'> | undefined
  #program: Program<LayerState> | undefined
  #compute: ((inputs: ProbeInputs) => Probed) | undefined

  /** In training mode, with the random numbers of the key; buffers stay as they are. */
  run(subject: RunSubject, batch: Batch, key: RandomKey): Probed {
    const { layer, loss, backend, state } = subject
    if (!this.#program || this.#subject?.layer !== layer || this.#subject.backend !== backend) {
      this.#subject = { layer, backend }
      this.#program = new Program(state, { backend })
      this.#compute = this.#program.compile(({ parameters, buffers }, { batch: given, key }: ProbeInputs) => {
        const outputs: Record<string, Tensor> = {}
        const lossAt = (own: TensorRecord) => {
          const { output } = layer.apply({ parameters: own, buffers }, given.inputs, {
            training: true,
            random: { key, stream: 0 },
            observe: (path, each) => {
              outputs[path] = each
            },
          })
          return { loss: meanLoss(loss, output, given.targets), auxiliary: { ...outputs, '': output } }
        }
        const { auxiliary, gradient } = valueAndGradientWith(lossAt, parameters)
        return { result: { outputs: auxiliary, gradient } }
      })
    } else {
      this.#program.write(state)
    }
    const words = new Int32Array(2)
    key.writeChild('probe', words)
    return this.#compute?.({ batch, key: fromData('int32', [2], words) }) ?? { outputs: {}, gradient: {} }
  }
}

/** Examples from `start` to before `end`. */
export function examplesOf({ inputs, targets }: Batch, start: number, end: number): Batch {
  return { inputs: sliceAxis(inputs, 0, start, end), targets: sliceAxis(targets, 0, start, end) }
}

/** As `examplesOf`, made on the run's backend. */
export function firstExamples({ batch, backend }: RunSubject, count: number): Batch {
  const examples = batch.inputs.shape[0] ?? 0
  return count >= examples ? batch : withBackend(backend, () => examplesOf(batch, 0, count))
}
