/**
 * Creates models of random shapes, trains each for a few steps and drops it. Prints the memory in use after every
 * hundred models, each time after a garbage collection. Needs `--expose-gc`.
 */
import {
  adam,
  asPart,
  batchNorm,
  conv2d,
  createDataset,
  createModel,
  dense,
  dropout,
  fit,
  flatten,
  type Layer,
  maxPool2d,
  momentum,
  RandomKey,
  relu,
  sequential,
  tanh,
} from 'regimen'

const models = 1000
const measuredEvery = 100
const steps = 3

/** Whole numbers from the key of a model, each from 0 up to its bound. */
function drawer(seed: number): (bound: number) => number {
  const draws = RandomKey.fromSeed(seed).uniform(32)
  let place = 0
  return (bound) => Math.floor((draws[place++] ?? 0) * bound)
}

interface Described {
  readonly input: readonly number[]
  readonly layers: readonly Layer[]
}

function perceptron(draw: (bound: number) => number): Described {
  const input = 1 + draw(100)
  let width = input
  const hidden = Array.from({ length: draw(4) }, () => {
    const layers = [dense(width, 1 + draw(120)), ...(draw(2) ? [batchNorm()] : []), draw(2) ? relu() : tanh()]
    width = layers[0]?.outputShape([width])[0] ?? width
    return draw(2) ? [...layers, dropout(0.3)] : layers
  })
  return { input: [input], layers: [...hidden.flat(), dense(width, 3)] }
}

function convolutional(draw: (bound: number) => number): Described {
  const [side, channels, kernel] = [6 + draw(8), 1 + draw(6), 1 + draw(3)]
  const shape = (size: number) => Math.floor((size - kernel + 1) / 2)
  const features = shape(side) ** 2 * channels
  const layers = [
    conv2d(1, channels, { kernel }),
    relu(),
    maxPool2d({ window: 2 }),
    flatten(),
    dense(features, 3),
  ]
  return { input: [side, side, 1], layers }
}

async function trainOne(seed: number): Promise<void> {
  const draw = drawer(seed)
  const { input, layers } = draw(5) === 0 ? convolutional(draw) : perceptron(draw)
  const batchSize = 1 + draw(64)
  const features = input.reduce((product, size) => product * size, 1)
  const inputs = Float32Array.from(
    RandomKey.fromSeed(seed)
      .child('inputs')
      .uniform(2 * batchSize * features),
  )
  const train = asPart(
    createDataset({
      name: 'noise',
      task: { kind: 'classification', classes: ['a', 'b', 'c'] },
      inputShape: input,
      inputs,
      targets: Int32Array.from({ length: 2 * batchSize }, (_, row) => row % 3),
    }),
    'train',
  )
  const model = createModel(sequential(...layers), { input, seed })
  const optimizer = draw(2) ? adam() : momentum({ learningRate: 0.01 })
  const { reason } = await fit(model, { train }, { optimizer, steps, batchSize })
  if (reason !== 'completed') throw new Error(`model ${seed}: ${reason}`)
}

/** What is collected in one round may hold others until the next; finalizers run in tasks of their own. */
async function collect(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.()
    await new Promise((resume) => setTimeout(resume, 10))
  }
}

const measured: { rss: number; arrayBuffers: number; heapUsed: number }[] = []
for (let seed = 1; seed <= models; seed++) {
  await trainOne(seed)
  if (seed % measuredEvery > 0) continue
  await collect()
  const { rss, arrayBuffers, heapUsed } = process.memoryUsage()
  measured.push({ rss, arrayBuffers, heapUsed })
}
console.log(JSON.stringify(measured))
