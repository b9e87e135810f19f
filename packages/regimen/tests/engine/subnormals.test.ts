/**
 * No subnormal numbers in a training step, however certain the network has become: WebAssembly computes with them, and
 * processors do so a hundred times slower than with others.
 */
import { describe, expect, it } from 'vitest'
import { networkOf } from '../../../../bench/systems/regimen/network.ts'
import { perceptron } from '../../../../bench/workloads.ts'
import { WasmStore } from '../../src/engine/backends/wasm/store.ts'
import {
  adam,
  asPart,
  type Backend,
  type Callback,
  createDataset,
  createModel,
  createWasmBackend,
  fit,
  type Optimizer,
  type PlaceReport,
  type ProgramReport,
  RandomKey,
  sgd,
  type Tensor,
  watchCompilation,
  withBackend,
} from '../../src/index.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../src/node.ts'

/** Of IEEE 754's binary32: an exponent of 0, and bits behind it. */
function subnormals(bits: Uint32Array): number {
  let count = 0
  for (const word of bits) if ((word & 0x7f800000) === 0 && (word & 0x007fffff) !== 0) count++
  return count
}

const subnormalsOf = (tensors: Iterable<Tensor>) =>
  [...tensors]
    .filter(({ dtype }) => dtype === 'float32')
    .reduce((sum, tensor) => sum + subnormals(new Uint32Array(Float32Array.from(tensor.data()).buffer)), 0)

/** Pictures of ten classes, each with bright pixels of its own: a network gets as certain of them as it is let. */
function pictures() {
  const rows = 1280
  const noise = RandomKey.fromSeed(4).uniform(rows * 784)
  const inputs = Float32Array.from(noise, (value, index) => {
    const [row, pixel] = [Math.floor(index / 784), index % 784]
    return pixel % 10 === row % 10 ? 4 + 8 * value : 0
  })
  const dataset = createDataset({
    name: 'pictures',
    task: { kind: 'classification', classes: Array.from({ length: 10 }, (_, digit) => String(digit)) },
    inputShape: [784],
    inputs,
    targets: Int32Array.from({ length: rows }, (_, row) => row % 10),
  })
  return asPart(dataset, 'train')
}

/** The float32 values that are still in a store's memory as they were written: nothing else lay there. */
function floatPlaces({ places }: ProgramReport): readonly PlaceReport[] {
  const others = places.filter(({ dtype }) => dtype !== 'float32')
  const meets = (a: PlaceReport, b: PlaceReport) =>
    a.address < b.address + b.bytes && b.address < a.address + a.bytes
  return places.filter((place) => place.dtype === 'float32' && !others.some((other) => meets(place, other)))
}

interface Counts {
  step: number
  loss: number
  checkpoint: number
  outputs: number
  memory: number
}

async function train(optimizer: Optimizer): Promise<Counts[]> {
  let store: WasmStore | undefined
  const wasm = createWasmBackend({ threads: 1 })
  const createStore: Backend['createStore'] = (slots) => {
    const made = wasm.createStore(slots)
    if (slots.length > 0 && made instanceof WasmStore) store = made
    return made
  }
  const backend = { ...wasm, createStore }
  const reports: ProgramReport[] = []
  const end = watchCompilation((report) => reports.push(report()))
  const found: Counts[] = []
  let loss = Number.NaN
  const count: Callback = {
    name: 'count',
    onEvent: (event) => {
      if (event.type === 'step') loss = event.loss
    },
    onBoundary: ({ step }, control) => {
      // In the midst of an epoch, so that the memory is as the step has left it.
      if (step % 50 !== 49 || !store || !reports[0]) return
      const { layer, state, batch } = control.subject()
      const outputs: Tensor[] = []
      withBackend(backend, () =>
        layer.apply(state, batch.inputs, {
          training: false,
          observe: (_, output) => outputs.push(output),
        }),
      )
      const memory = floatPlaces(reports[0]).map(
        ({ address, bytes }) => new Uint32Array(store?.memory.buffer.slice(address, address + bytes) ?? []),
      )
      found.push({
        step,
        loss,
        checkpoint: subnormalsOf(Object.values(control.checkpoint().tensors)),
        outputs: subnormalsOf(outputs),
        memory: memory.reduce((sum, words) => sum + subnormals(words), 0),
      })
    },
  }
  const layers = networkOf(perceptron('W1', [784, 100, 100, 100, 100, 10], 128, 'sgd'))
  const model = createModel(layers, { input: [784], seed: 2 })
  try {
    const settings = { optimizer, steps: 300, batchSize: 128, backend, callbacks: [count] }
    await fit(model, { train: pictures() }, settings)
  } finally {
    end()
  }
  return found
}

describe('a perceptron that is trained until it is certain', () => {
  it.each([
    { name: 'SGD', optimizer: sgd({ learningRate: 0.05 }), least: 1e-3 },
    // So certain that the odds of the other classes come close to the smallest numbers that there are.
    { name: 'Adam', optimizer: adam({ learningRate: 0.01 }), least: 0 },
  ])('holds no subnormal number: $name', async ({ optimizer, least }) => {
    const found = await train(optimizer)
    expect(found.length).toBe(6)
    expect(found.at(-1)?.loss).toBeLessThanOrEqual(least)
    for (const { step, loss, ...counts } of found) {
      expect({ step, loss, ...counts }).toEqual({ step, loss, checkpoint: 0, outputs: 0, memory: 0 })
    }
  })
})
