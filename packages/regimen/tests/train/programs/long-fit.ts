/**
 * One run of `fit` on a small network, with a listener of its events. Prints what its steps leave behind: bytes in
 * use early and late, each after a garbage collection, how fast the heap fills between two of them, and how many steps
 * several threads ran together. Arguments: steps, threads. Needs `--expose-gc`.
 */
import {
  adam,
  asPart,
  type Callback,
  createDataset,
  createModel,
  dense,
  dropout,
  fit,
  relu,
  sequential,
} from 'regimen'
import { threadPool } from '../../../src/engine/backends/wasm/threads/pool.ts'
import { eagerThreads } from '../../engine/wasm/threads/network.ts'

const [steps, threads] = process.argv.slice(2).map(Number)
if (!steps || !threads) throw new RangeError('give steps and threads')

// Batches of 16, and a smaller one at the end of each epoch. What the history keeps of an epoch is of few of them.
const size = 2005
const train = asPart(
  createDataset({
    name: 'waves',
    task: { kind: 'classification', classes: ['low', 'middle', 'high'] },
    inputShape: [10],
    inputs: Float32Array.from({ length: size * 10 }, (_, index) => Math.sin(index)),
    targets: Int32Array.from({ length: size }, (_, index) => index % 3),
  }),
  'train',
)

function measure() {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { inUse: heapUsed + external, resident: rss }
}

let early = measure()
let heapBefore = Number.POSITIVE_INFINITY
let bytesPerStep = Number.POSITIVE_INFINITY
let losses = 0
/** Without a collection in between: a few steps fill far less than the youngest generation. */
const stretch = 200

const listener: Callback = {
  name: 'listener',
  onEvent: (event) => {
    if (event.type === 'step') losses += event.loss
  },
  onBoundary: ({ step }) => {
    if (step === Math.floor(steps / 4)) early = measure()
    if (step < steps / 2 || step % stretch !== 0) return
    const { heapUsed } = process.memoryUsage()
    if (heapUsed > heapBefore) bytesPerStep = Math.min(bytesPerStep, (heapUsed - heapBefore) / stretch)
    heapBefore = heapUsed
  },
}

const model = createModel(sequential(dense(10, 16), relu(), dropout(0.1), dense(16, 3)), { input: [10] })
await fit(
  model,
  { train },
  {
    optimizer: adam({ learningRate: 0.001 }),
    steps,
    batchSize: 16,
    callbacks: [listener],
    backend: eagerThreads(threads),
  },
)
const { stepsTogether } = threadPool()
console.log(JSON.stringify({ early, late: measure(), bytesPerStep, meanLoss: losses / steps, stepsTogether }))
