/**
 * Trains digits with the published bundle on two threads, where the page may have them, and counts what
 * they do. Runs on a page's main thread (call `train`) and as a Worker of its own (posts the report).
 */

const started = { workers: 0, shares: 0 }

const Original = globalThis.Worker
globalThis.Worker = class extends Original {
  constructor(...settings) {
    super(...settings)
    started.workers++
  }
}

/** A worker's share of a step begins when the host sets its state to 5 (`running`). */
const running = 5
const store = Atomics.store
Atomics.store = (array, index, value) => {
  if (value === running) started.shares++
  return store(array, index, value)
}

export async function train() {
  const { digits } = await import('/regimen/datasets.js')
  const { adam, asPart, createModel, createWasmBackend, dense, fit, relu, sequential } = await import(
    '/regimen/index.js'
  )
  const backend = createWasmBackend({ threads: 2 })
  const layers = sequential(dense(64, 128), relu(), dense(128, 64), relu(), dense(64, 10))
  const model = createModel(layers, { input: [64], seed: 0 })
  const result = await fit(
    model,
    { train: asPart(digits(), 'train') },
    { optimizer: adam(), steps: 400, batchSize: 128, backend },
  )
  return {
    isolated: globalThis.crossOriginIsolated,
    threads: backend.threads,
    ...started,
    loss: result.metrics.trainLoss,
    hash: hashOf(Object.values(model.state.parameters)),
  }
}

/** FNV-1a over the bits of all weights. */
function hashOf(tensors) {
  let hash = 0x811c9dc5
  for (const tensor of tensors) {
    for (const byte of new Uint8Array(tensor.data().buffer)) hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return hash >>> 0
}

if (typeof document === 'undefined') postMessage(await train())
