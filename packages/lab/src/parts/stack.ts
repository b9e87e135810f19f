/** Stacks of dense layers with ReLU, alike but for what stands around the activations; and how their training ends. */
import {
  createModel,
  type Dataset,
  dense,
  type Initializer,
  type InitializerName,
  identity,
  type Layer,
  type Model,
  relu,
  type Shape,
  sequential,
} from 'regimen'
import { type TrainedNetwork, type TrainOptions, trainNetwork } from './train-network.ts'

export interface StackOptions {
  readonly inputs: number
  readonly hidden: readonly number[]
  /** Default `heNormal`; biases begin at 0. */
  readonly initializer?: Initializer | InitializerName
  /** Before the first product. */
  readonly first?: Layer
  /** Between each hidden product and its activation. */
  readonly before?: () => Layer
  /** Behind each hidden activation. */
  readonly behind?: () => Layer
}

const classes = 10

/**
 * Nothing is a layer too: weights are drawn by the layer's place, so that stacks of the same sizes and seed begin with the same
 * weights, whatever else stands in them.
 */
export function stackOf({ inputs, hidden, ...options }: StackOptions): Layer<Shape, Shape> {
  const { initializer = 'heNormal', first = identity(), before = identity, behind = identity } = options
  const widths = [inputs, ...hidden]
  const layers: Layer[] = hidden.flatMap((units, at) => [
    dense(widths[at] ?? inputs, units, { initializer }),
    before(),
    relu(),
    behind(),
  ])
  return sequential(first, ...layers, dense(widths.at(-1) ?? inputs, classes, { initializer }))
}

/** So many layers of a width. */
export function equalWidths(layers: number, width: number): number[] {
  return Array.from({ length: layers }, () => width)
}

/** Of the rows that were learnt from, and of others. */
export type Scores = {
  readonly trainAccuracy: number
  readonly testAccuracy: number
  readonly trainLoss: number
  readonly testLoss: number
}

/** The same after an update. */
export type CurvePoint = Scores & { readonly update: number }

export interface LayerRun extends Omit<TrainOptions, 'model' | 'parts'> {
  readonly layer: Layer
  readonly test: Dataset
}

/** What has become of a layer. */
export interface TrainedLayer {
  readonly model: Model
  readonly last: Scores
  readonly curve: readonly CurvePoint[]
  readonly run: TrainedNetwork
}

/** Trains fresh weights of the seed. */
export async function trainLayer({ layer, test, ...options }: LayerRun): Promise<TrainedLayer> {
  const { train, seed } = options
  const model = createModel(layer, { input: train.inputShape, seed })
  const run = await trainNetwork({ ...options, model, parts: { train, test } })
  const curve = run.measured.map(({ update, parts }) => ({
    update,
    trainAccuracy: parts.train?.accuracy ?? 0,
    testAccuracy: parts.test?.accuracy ?? 0,
    trainLoss: parts.train?.loss ?? 0,
    testLoss: parts.test?.loss ?? 0,
  }))
  const last = curve.at(-1)
  if (!last) throw new RangeError('a run of no updates')
  const { update: _, ...scores } = last
  return { model, last: scores, curve, run }
}

/** The same rows, laid out as lists of pixels. */
export function flattened<D extends Dataset>(dataset: D): D {
  return { ...dataset, inputShape: [dataset.inputs.length / dataset.size] }
}
