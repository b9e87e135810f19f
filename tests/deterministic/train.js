/**
 * Trains the networks of the bench for 200 steps in deterministic mode and gives the SHA-256 of all weights. Plain
 * JavaScript over the published bundle, so that every runtime runs the same file.
 */
const steps = 200

const perceptron = (regimen) => {
  const { dense, relu } = regimen
  const widths = [784, 100, 100, 100, 100, 10]
  const layers = widths.slice(1).map((width, index) => [dense(widths[index], width), relu()])
  return { input: [784], layers: layers.flat().slice(0, -1), batchSize: 128 }
}

const convolutional = (batchSize) => (regimen) => {
  const { batchNorm, conv2d, dense, dropout, flatten, maxPool2d, relu } = regimen
  const block = (inputs, outputs) => [
    conv2d(inputs, outputs, { kernel: 3, padding: 'same' }),
    batchNorm(),
    relu(),
  ]
  const pool = () => maxPool2d({ window: 2 })
  const layers = [
    ...[...block(1, 16), ...block(16, 16), pool()],
    ...[...block(16, 32), ...block(32, 32), pool()],
    ...[flatten(), dense(32 * 7 * 7, 50), relu(), dropout(0.5), dense(50, 10)],
  ]
  return { input: [28, 28, 1], layers, batchSize }
}

/** As in bench/workloads.ts; and W4 with short batches, at a tenth of the time. */
export const workloads = {
  W1: { network: perceptron, optimizer: ({ sgd }) => sgd({ learningRate: 0.01 }) },
  W1a: { network: perceptron, optimizer: ({ adam }) => adam({ learningRate: 0.001 }) },
  'W4, batch 10': { network: convolutional(10), optimizer: ({ adam }) => adam({ learningRate: 0.001 }) },
  W4: { network: convolutional(100), optimizer: ({ adam }) => adam({ learningRate: 0.001 }) },
}

/** Numbers like pixels, from the library's own generator: the same everywhere. */
function examples({ asPart, createDataset, RandomKey }, input, size) {
  const key = RandomKey.fromSeed(7)
  const dataset = createDataset({
    name: 'noise',
    task: { kind: 'classification', classes: Array.from({ length: 10 }, (_, digit) => String(digit)) },
    inputShape: input,
    inputs: Float32Array.from(key.child('inputs').uniform(size * 784)),
    targets: Int32Array.from(key.child('targets').uniform(size), (value) => Math.floor(10 * value)),
  })
  return asPart(dataset, 'train')
}

/** A network before its first step, and the batch size that its workload is trained with. */
export function untrained(regimen, name) {
  const { input, layers, batchSize } = workloads[name].network(regimen)
  return { model: regimen.createModel(regimen.sequential(...layers), { input, seed: 3 }), batchSize }
}

/** The network after so many steps. */
export async function trained(regimen, name, { backend, steps, ...settings }) {
  const { model, batchSize } = untrained(regimen, name)
  const options = { batchSize, seed: 11, ...settings, optimizer: workloads[name].optimizer(regimen) }
  const train = examples(regimen, model.inputShape, 3 * options.batchSize + 1)
  await regimen.fit(model, { train }, { ...options, steps, backend })
  return model
}

/** A worker's share of a step begins when the host sets its state to 5 (`running`). */
const running = 5
let shares = 0
const store = Atomics.store
Atomics.store = (array, index, value) => {
  if (value === running) shares++
  return store(array, index, value)
}

/**
 * The hashes of these workloads by name, and in how many shares of other threads they were computed. Threads take
 * their time to start: a run without any is not what was asked for, and is repeated.
 */
export async function hashes(regimen, threads, names) {
  const backend = regimen.createWasmBackend({ threads, deterministic: true })
  const found = { threads: backend.threads, shares: {}, hashes: {} }
  for (const name of names) {
    for (let attempt = 0; attempt < 20; attempt++) {
      shares = 0
      found.hashes[name] = await hashOf(await trained(regimen, name, { backend, steps }))
      found.shares[name] = shares
      if (shares > 0 || backend.threads === 1) break
    }
  }
  return found
}

async function hashOf({ state }) {
  const tensors = Object.entries({ ...state.parameters, ...state.buffers }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const bytes = tensors.flatMap(([, tensor]) => [...new Uint8Array(tensor.data().slice().buffer)])
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
