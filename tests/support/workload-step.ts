/** The step that `fit` really runs for a workload of the bench: what was compiled, and the memory that it runs in. */
import {
  asPart,
  type Backend,
  createDataset,
  createModel,
  createWasmBackend,
  fit,
  type Model,
  type Part,
  type ProgramReport,
  type Store,
  watchCompilation,
} from 'regimen'
import { networkOf, optimizerOf } from '../../bench/systems/regimen/network.ts'
import { type Workload, workloads } from '../../bench/workloads.ts'

export function workloadNamed(name: string): Workload {
  const workload = workloads.find((each) => each.name === name)
  if (!workload) throw new Error(`no workload ${name}`)
  return workload
}

export interface WorkloadStep {
  readonly workload: Workload
  readonly model: Model
  /** One batch of zeros. */
  readonly train: Part<'train'>
  readonly report: ProgramReport
  /** Of the memory of all stores. */
  readonly bytes: number
}

/** Two steps of `fit` on one batch of zeros, watched while they are compiled. */
export async function workloadStep(name: string): Promise<WorkloadStep> {
  const workload = workloadNamed(name)
  const { backend, bytes } = counted()
  const model = createModel(networkOf(workload), { input: workload.input })
  const train = batchOf(workload)
  const reports: ProgramReport[] = []
  const end = watchCompilation((report) => reports.push(report()))
  try {
    const { batch: batchSize } = workload
    await fit(model, { train }, { optimizer: optimizerOf(workload), steps: 2, batchSize, backend })
  } finally {
    end()
  }
  // The reading of the metrics' sums is compiled, too.
  const [report] = reports.toSorted((a, b) => b.kernels.length - a.kernels.length)
  if (!report) throw new Error('nothing was compiled')
  return { workload, model, train, report, bytes: bytes() }
}

/** The wasm backend, and how much memory all of its stores take. */
function counted(): { backend: Backend; bytes: () => number } {
  const stores: Store[] = []
  const wasm = createWasmBackend()
  const createStore: Backend['createStore'] = (slots) => {
    const store = wasm.createStore(slots)
    stores.push(store)
    return store
  }
  const bytes = () => stores.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { backend: { ...wasm, createStore }, bytes }
}

function batchOf({ input, batch, classes }: Workload): Part<'train'> {
  const features = input.reduce((product, size) => product * size, 1)
  const dataset = createDataset({
    name: 'zeros',
    task: { kind: 'classification', classes: Array.from({ length: classes }, (_, index) => String(index)) },
    inputShape: input,
    inputs: new Float32Array(batch * features),
    targets: new Int32Array(batch),
  })
  return asPart(dataset, 'train')
}
