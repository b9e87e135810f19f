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
  postMessage(message) {
    if (message.control) lastControl = message.control
    super.postMessage(message)
  }
}

/** The words that the last thread shares with its host; the very last one is beyond what they use. */
let lastControl
const silence = 77

/** A worker's share of a step begins when the host sets its state to 5 (`running`). */
const running = 5
const store = Atomics.store
Atomics.store = (array, index, value) => {
  if (value === running) started.shares++
  return store(array, index, value)
}

/** To threads a plan's function that never comes back once the last word says so: from outside, a thread that is dead. */
const mortal = `
const Original = WebAssembly.Instance
WebAssembly.Instance = function (...settings) {
  const { run } = new Original(...settings).exports
  const dead = () => Atomics.load(control, control.length - 1) === ${silence}
  return { exports: { run: (...values) => {
    while (dead()) Atomics.wait(control, control.length - 1, ${silence})
    return run(...values)
  } } }
}
`

/** Loses its thread in the midst of a step: what that throws, after how long, and how the next run goes. */
export async function lose() {
  const Plain = globalThis.Blob
  globalThis.Blob = class extends Plain {
    constructor(parts, options) {
      super([mortal, ...parts], options)
    }
  }
  await train()
  const { workers } = started
  Atomics.store(lastControl, lastControl.length - 1, silence)
  const begin = performance.now()
  const error = await train().then(() => 'none', String)
  const seconds = (performance.now() - begin) / 1000
  const { loss, hash } = await train()
  return { error, seconds, loss, hash, replaced: started.workers > workers }
}

export async function train() {
  const { digits } = await import('/regimen/datasets.js')
  const { adam, asPart, createModel, createWasmBackend, dense, fit, relu, sequential } = await import(
    '/regimen/index.js'
  )
  const backend = createWasmBackend({ threads: 2 })
  const layers = sequential(dense(64, 128), relu(), dense(128, 64), relu(), dense(64, 10))
  const model = createModel(layers, { input: [64], seed: 0 })
  const data = { train: asPart(digits(), 'train') }
  const options = { optimizer: adam(), steps: 400, batchSize: 128, backend }
  // A thread takes its time to start where all cores are busy: until it has, steps run without it.
  const deadline = performance.now() + 60_000
  while (backend.threads > 1 && started.shares === 0 && performance.now() < deadline) {
    await fit(createModel(layers, { input: [64], seed: 1 }), data, options)
  }
  const result = await fit(model, data, options)
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

if (typeof document === 'undefined') postMessage(await (globalThis.name === 'lose' ? lose() : train()))
