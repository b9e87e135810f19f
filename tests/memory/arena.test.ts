/** The memory of a training run against what its step cannot do without: both in bytes, without a clock. */
import {
  asPart,
  type Backend,
  createDataset,
  createModel,
  createWasmBackend,
  fit,
  type Part,
  type Store,
} from 'regimen'
import { describe, expect, it } from 'vitest'
import { stepBytes } from '../../bench/costs.ts'
import { networkOf, optimizerOf } from '../../bench/systems/regimen/network.ts'
import { type Workload, workloads } from '../../bench/workloads.ts'

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

/** One batch of zeros. */
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

describe('memory over data, parameters, gradients, optimizer state and outputs of layers', () => {
  it.each([
    ['W1', 1.3],
    ['W1a', 1.3],
    ['W2', 1.3],
    ['W2b', 1.3],
    ['W3', 1.3],
    ['W4', 1.3],
  ])('%s: less than %d times', async (name, most) => {
    const workload = workloads.find((each) => each.name === name)
    if (!workload) throw new Error(`no workload ${name}`)
    const { backend, bytes } = counted()
    const model = createModel(networkOf(workload), { input: workload.input })
    const train = batchOf(workload)
    await fit(
      model,
      { train },
      { optimizer: optimizerOf(workload), steps: 2, batchSize: workload.batch, backend },
    )
    // The run may keep the data set in its memory, too.
    const needed = stepBytes(workload) + train.inputs.byteLength + train.targets.byteLength
    expect(bytes() / needed).toBeLessThan(most)
    expect(bytes() / needed).toBeGreaterThan(0.5)
  })
})
