/**
 * The adding problem (Hochreiter & Schmidhuber 1997, section 5.4, as Le, Jaitly & Hinton 2015 put it): of a hundred
 * numbers from 0 to 1 two are marked, one in each half, and their sum is asked for. Who always says 1, the mean, has a
 * squared error of 1/6 on average.
 *
 * The rule: after 1,200 updates on batches of 32 the LSTM's error on 500 sequences that it has not seen is below 0.02,
 * that of a simple recurrent network of the same size, trained in the same way, above 0.14: its gradients do not reach
 * back so far (Bengio, Simard & Frasconi 1994).
 */
import { expect, test } from 'vitest'
import {
  adam,
  createDataset,
  createModel,
  dense,
  evaluate,
  fit,
  type Layer,
  lstm,
  RandomKey,
  sequential,
  simpleRnn,
  splitDataset,
} from '../../src/index.ts'

const [size, time, half] = [3000, 100, 50]

function addingProblem() {
  const key = RandomKey.fromSeed(5)
  const numbers = key.child('numbers').uniform(size * time)
  const places = key.child('places').uniform(2 * size)
  const inputs = new Float32Array(size * time * 2)
  numbers.forEach((number, at) => {
    inputs[2 * at] = number
  })
  const targets = Float32Array.from({ length: size }, (_, row) =>
    [0, 1].reduce((sum, which) => {
      const at = row * time + which * half + Math.floor((places[2 * row + which] ?? 0) * half)
      inputs[2 * at + 1] = 1
      return sum + (numbers[at] ?? Number.NaN)
    }, 0),
  )
  const task = { kind: 'regression', target: 'sum' } as const
  return createDataset({ name: 'adding problem', task, inputs, inputShape: [time, 2], targets })
}

const sizes = { validation: 0, test: 1 / 6 }
const data = splitDataset(addingProblem(), { sizes, key: RandomKey.fromSeed(1) })

async function errorOf(recurrent: Layer): Promise<number> {
  const model = createModel(sequential(...[recurrent, dense(16, 1)]), { input: [time, 2], seed: 1 })
  const optimizer = adam({ learningRate: 0.02, clip: { globalNorm: 1 } })
  await fit(model, { train: data.train }, { optimizer, steps: 1200, batchSize: 32 })
  return evaluate(model, data.test).loss ?? Number.NaN
}

test('the mean is wrong by a sixth', () => {
  const { targets } = data.test
  const squares = [...targets].map((target) => (target - 1) ** 2)
  expect(squares.reduce((sum, each) => sum + each, 0) / targets.length).toBeCloseTo(1 / 6, 1)
})

test('an LSTM adds two numbers out of a hundred', async () => {
  expect(await errorOf(lstm(2, 16))).toBeLessThan(0.02)
})

test('a simple recurrent network does not', async () => {
  expect(await errorOf(simpleRnn(2, 16))).toBeGreaterThan(0.14)
})
