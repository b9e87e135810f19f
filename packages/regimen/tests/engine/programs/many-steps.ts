/**
 * Runs thousands of training steps of a small network in one way (arguments: `eager` or `compiled`, and how many) and prints
 * the bytes in use early and late, each after a garbage collection. Needs `--expose-gc`.
 */
import {
  add,
  compile,
  matmul,
  mean,
  mul,
  Program,
  RandomKey,
  randomNormal,
  randomSource,
  scalar,
  square,
  sub,
  type Tensor,
  tanh,
  valueAndGradient,
} from 'regimen'

const [, , way, count] = process.argv
const steps = Number(count)

interface Weights {
  readonly first: Tensor
  readonly second: Tensor
}

const key = RandomKey.fromSeed(1)
const draw = (name: string, shape: number[]) => randomNormal(randomSource(key.child(name)), shape)
const inputs = draw('inputs', [32, 10])
const targets = draw('targets', [32, 1])
const start: Weights = { first: mul(draw('first', [10, 20]), 0.3), second: mul(draw('second', [20, 1]), 0.3) }

function step(weights: Weights, x: Tensor, y: Tensor, rate: Tensor): { next: Weights; loss: Tensor } {
  const loss = ({ first, second }: Weights) => mean(square(sub(matmul(tanh(matmul(x, first)), second), y)))
  const { value, gradient } = valueAndGradient(loss, weights)
  const next = {
    first: sub(weights.first, mul(rate, gradient.first)),
    second: sub(weights.second, mul(rate, gradient.second)),
  }
  return { next, loss: value }
}

function runner(): () => number {
  const rate = scalar(0.05, inputs.dtype)
  if (way === 'eager') {
    let weights = start
    return () => {
      const { next, loss } = step(weights, inputs, targets, rate)
      weights = next
      return loss.item()
    }
  }
  if (way === 'compiled') {
    const program = new Program(start)
    const run = program.compile((state: Weights, batch: { x: Tensor; y: Tensor; rate: Tensor }) => {
      const { next, loss } = step(state, batch.x, batch.y, batch.rate)
      return { state: next, result: loss }
    })
    return () => run({ x: inputs, y: targets, rate }).item()
  }
  let weights = start
  const run = compile((state: Weights, x: Tensor, y: Tensor) => step(state, x, y, add(rate, 0)))
  return () => {
    const { next, loss } = run(weights, inputs, targets)
    weights = next
    return loss.item()
  }
}

function bytesInUse(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const run = runner()
const first = run()
for (let done = 1; done < steps / 5; done++) run()
const early = bytesInUse()
const earlyResident = process.memoryUsage().rss
let last = first
for (let done = steps / 5; done < steps; done++) last = run()
const late = bytesInUse()
console.log(
  JSON.stringify({ first, last, early, late, earlyResident, lateResident: process.memoryUsage().rss }),
)
