/** What single units of a network do: which are silent, which learn, which are alike. */
import {
  crossEntropy,
  type Dataset,
  type Model,
  type Tensor,
  type TensorRecord,
  tensor,
  valueAndGradient,
} from 'regimen'

/** The parameters of a name such as `weight`, from the input on. */
export function parametersNamed(parameters: TensorRecord, name: string): Tensor[] {
  return Object.entries(parameters).flatMap(([path, values]) => (path.endsWith(`.${name}`) ? [values] : []))
}

/** Layers that are no activation. */
const others = new Set(['dense', 'batchNorm'])

/** What the activations of a plain network give, layer by layer: [rows, units]. */
export function activationsOf(model: Model, inputs: Tensor, training = false): Tensor[] {
  const parts = model.layer.parts?.(model.inputShape) ?? []
  const paths = new Set(parts.flatMap(({ path, layer }) => (others.has(layer.kind) ? [] : [path])))
  const outputs: Tensor[] = []
  const observe = (path: string, output: Tensor) => {
    if (paths.has(path)) outputs.push(output)
  }
  model.apply(inputs, { training, observe })
  return outputs
}

/** Of each hidden layer: the share of units whose activation is above 0 for no row of the data. */
export function silentShares(model: Model, data: Dataset): number[] {
  return activationsOf(model, inputsOf(data)).map(silentShare)
}

/** @param output [rows, units] */
function silentShare(output: Tensor): number {
  const [, units = 1] = output.shape
  const speaks = new Set<number>()
  output.data().forEach((value: number, index: number) => {
    if (value > 0) speaks.add(index % units)
  })
  return 1 - speaks.size / units
}

/** Gradients of the mean cross-entropy over the data. */
export function gradientsOf(model: Model, data: Dataset): TensorRecord {
  const [x, t] = [inputsOf(data), tensor(data.targets, [data.size], 'int32')]
  const { layer, state } = model
  const loss = (parameters: TensorRecord) =>
    crossEntropy(layer.apply({ ...state, parameters }, x, { training: true }).output, t)
  return valueAndGradient(loss, state.parameters).gradient
}

/** The incoming weights of each unit. @param weights [inputs, units] */
export function columnsOf(weights: Tensor): number[][] {
  const [inputs = 0, units = 0] = weights.shape
  const data = weights.data()
  return Array.from({ length: units }, (_, unit) =>
    Array.from({ length: inputs }, (_, input) => data[input * units + unit] ?? 0),
  )
}

/** The share of units of which every incoming weight is exactly 0: of gradients, units that do not learn. */
export function zeroShare(weights: Tensor): number {
  const columns = columnsOf(weights)
  return columns.filter((column) => column.every((value) => value === 0)).length / columns.length
}

/** How many units have incoming weights unlike those of all units before them, by more than `tolerance`. */
export function distinctUnits(weights: Tensor, tolerance = 1e-6): number {
  const found: number[][] = []
  for (const column of columnsOf(weights)) {
    const alike = found.some((other) =>
      other.every((value, input) => Math.abs(value - (column[input] ?? 0)) <= tolerance),
    )
    if (!alike) found.push(column)
  }
  return found.length
}

function inputsOf(data: Dataset): Tensor {
  return tensor(data.inputs, [data.size, ...data.inputShape])
}
