/** What a training step must do and hold at least, worked out from the rows of its workload. */
import type { LayerRow, Workload } from './workloads.ts'

interface LayerCost {
  /** The shape of one example after the layer. */
  readonly output: readonly number[]
  readonly parameters: number
  /** Floating point operations of its matrix products for one example, forward only. */
  readonly products: number
}

const size = (shape: readonly number[]) => shape.reduce((product, dimension) => product * dimension, 1)

/** Blocks of columns in the weights of recurrent layers. */
const gatesOf = { rnn: 1, gru: 3, lstm: 4 } as const

const isRecurrent = (row: LayerRow | undefined) => row !== undefined && row.layer in gatesOf

function costOf(row: LayerRow, input: readonly number[]): LayerCost {
  const [height = 1, width = 1, channels = 1] = input
  switch (row.layer) {
    case 'dense': {
      const { inputs, outputs } = row
      return { output: [outputs], parameters: (inputs + 1) * outputs, products: 2 * inputs * outputs }
    }
    case 'conv': {
      const border = row.padding === 'same' ? 0 : row.kernel - 1
      const weights = row.kernel ** 2 * row.inputs * row.outputs
      const output = [height - border, width - border, row.outputs]
      const positions = (height - border) * (width - border)
      return { output, parameters: weights + row.outputs, products: 2 * weights * positions }
    }
    case 'rnn':
    case 'gru':
    case 'lstm': {
      const columns = gatesOf[row.layer] * row.hidden
      const weights = (row.inputs + row.hidden) * columns
      return { output: [row.hidden], parameters: weights + columns, products: 2 * weights * height }
    }
    case 'batchNorm':
      return { output: input, parameters: 2 * row.channels, products: 0 }
    case 'maxPool':
      return {
        output: [Math.floor(height / 2), Math.floor(width / 2), channels],
        parameters: 0,
        products: 0,
      }
    case 'flatten':
      return { output: [size(input)], parameters: 0, products: 0 }
    case 'relu':
    case 'dropout':
      return { output: input, parameters: 0, products: 0 }
  }
}

function costs({ input, layers }: Workload): LayerCost[] {
  let shape: readonly number[] = input
  return layers.map((row) => {
    const cost = costOf(row, shape)
    shape = cost.output
    return cost
  })
}

/**
 * Floating point operations of the matrix products of one training step: each product once forward and twice
 * backward (its two factors' gradients), the first once less, because nobody needs the gradient of the data.
 */
export function stepOperations(workload: Workload): number {
  const products = costs(workload).map((cost) => cost.products)
  const total = products.reduce((sum, each) => sum + each, 0)
  const first = firstInputProduct(workload)
  return workload.batch * (3 * total - first)
}

/** The forward product of the data with the first weights. */
function firstInputProduct(workload: Workload): number {
  const row = workload.layers[0]
  if (row?.layer === 'rnn' || row?.layer === 'gru' || row?.layer === 'lstm') {
    return 2 * row.inputs * gatesOf[row.layer] * row.hidden * (workload.input[0] ?? 1)
  }
  return costs(workload)[0]?.products ?? 0
}

/** Batches of the data set that Regimen trains on. The peers repeat one. */
export const batchesPerEpoch = 32

/** Bytes of the inputs of so many batches, in float32. */
export function dataBytes({ batch, input }: Workload, batches: number): number {
  return 4 * batches * batch * size(input)
}

/**
 * Bytes that a step cannot do without, in float32: the batch, parameters, their gradients, the optimizer's
 * state, and the outputs of layers, which the backward pass reads (a recurrent layer's at every time; flattening
 * makes nothing new).
 */
export function stepBytes(workload: Workload): number {
  const { batch, input, layers, optimizer } = workload
  const each = costs(workload)
  const parameters = each.reduce((sum, cost) => sum + cost.parameters, 0)
  const activations = each.reduce((sum, { output }, index) => {
    const row = layers[index]
    if (row?.layer === 'flatten') return sum
    const times = isRecurrent(row) ? (input[0] ?? 1) : 1
    return sum + times * size(output)
  }, size(input))
  const copies = optimizer === 'adam' ? 4 : 2
  return 4 * (copies * parameters + batch * activations)
}
