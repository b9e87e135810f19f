/** How values spread through a network of equal layers, and gradients back: the textbook's experiment with initial weights. */
import { gradient, matmul, mul, type RandomKey, relu, sigmoid, sum, type Tensor, tanh, tensor } from 'regimen'
import { countBins } from '../statistics/bins.ts'
import { deviation, median } from '../statistics/moments.ts'
import { normals } from './random.ts'

const activations: Readonly<Record<SpreadActivation, (x: Tensor) => Tensor>> = {
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  relu: (x) => relu(x),
}

/** Of the activation, from its output. */
const slopes: Readonly<Record<SpreadActivation, (y: number) => number>> = {
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  relu: (y) => (y > 0 ? 1 : 0),
}

export type SpreadActivation = 'sigmoid' | 'tanh' | 'relu'

export interface SpreadOptions {
  readonly key: RandomKey
  /** Inputs, standard normal; the textbook's 1000. */
  readonly rows: number
  readonly width: number
  readonly layers: number
  readonly activation: SpreadActivation
  /** Standard deviation of the weights; biases are 0. */
  readonly weightDeviation: number
}

/** Of one layer's outputs. */
export type LayerSpread = {
  readonly deviation: number
  readonly secondMoment: number
  /** Share of the outputs below 0.1 or above 0.9 of the activation's range (of ReLU: exactly 0). */
  readonly extremes: number
  /** Of the activation, over its outputs. */
  readonly medianSlope: number
  /** Share in each of 30 bins over the range of the activation (of ReLU: 0 to 1). */
  readonly bins: readonly number[]
}

/** Of the network. */
export type Spread = {
  readonly layers: readonly LayerSpread[]
  /** Norm of a random gradient at the output after it has come back to the input, ÷ before. */
  readonly gradientRatio: number
}

const bins = 30

export function spreadOf(options: SpreadOptions): Spread {
  const { key, rows, width, layers, activation, weightDeviation } = options
  const matrix = (name: string, height: number, scale: number) =>
    tensor(
      normals(key.child(name), height * width).map((value) => value * scale),
      [height, width],
    )
  const weights = Array.from({ length: layers }, (_, layer) =>
    matrix(`weight.${layer}`, width, weightDeviation),
  )
  const inputs = matrix('inputs', rows, 1)
  const cotangent = matrix('cotangent', rows, 1)
  const outputs: Tensor[] = []
  const forward = (x: Tensor) => {
    let values = x
    for (const weight of weights) {
      values = activations[activation](matmul(values, weight))
      outputs.push(values)
    }
    return values
  }
  forward(inputs)
  const measured = outputs.splice(0).map((values) => layerSpread(values.data(), activation))
  const back = gradient((x: Tensor) => sum(mul(forward(x), cotangent)), inputs)
  return { layers: measured, gradientRatio: normOf(back) / normOf(cotangent) }
}

function layerSpread(values: ArrayLike<number>, activation: SpreadActivation): LayerSpread {
  const [from, to] = activation === 'tanh' ? [-1, 1] : [0, 1]
  const margin = (to - from) / 10
  let [extreme, squares] = [0, 0]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    squares += value ** 2
    if (activation === 'relu' ? value === 0 : value < from + margin || value > to - margin) extreme++
  }
  return {
    deviation: deviation(values),
    secondMoment: squares / values.length,
    extremes: extreme / values.length,
    medianSlope: median(Float64Array.from(values, slopes[activation])),
    bins: countBins(values, from, to, bins).map((count) => count / values.length),
  }
}

function normOf(x: Tensor): number {
  const data = x.data()
  let squares = 0
  for (let index = 0; index < data.length; index++) squares += (data[index] ?? 0) ** 2
  return Math.sqrt(squares)
}
