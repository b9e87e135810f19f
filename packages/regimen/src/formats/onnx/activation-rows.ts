/** Activations: those that are operators of their own in opset 17, and those that are put together. */
import type { Settings } from '../../technique.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { Attribute } from './messages.ts'
import type { OnnxRow } from './rows.ts'

type Compute = (graph: GraphBuilder, x: string, settings: Settings) => string

/** On each element by itself: in whatever order they are. */
const elementwise =
  (compute: Compute): OnnxRow =>
  (graph, value, { settings }) => ({ ...value, name: compute(graph, value.name, settings) })

/** Along the last axis, features or channels. */
const alongLast =
  (operator: string): OnnxRow =>
  (graph, value) => {
    const last = graph.channelsLast(value)
    return { ...last, name: graph.node(operator, [last.name], { axis: { int: -1 } }) }
  }

const operator = (name: string, attributes: (settings: Settings) => Record<string, Attribute> = () => ({})) =>
  elementwise((graph, x, settings) => graph.node(name, [x], attributes(settings)))

const float = (settings: Settings, name: string) => ({ float: Number(settings[name]) })

const clip = (bounds: (settings: Settings) => readonly [low: number, high: number]) =>
  elementwise((graph, x, settings) => {
    const [low, high] = bounds(settings)
    return graph.node('Clip', [x, graph.scalar(low), graph.scalar(high)])
  })

/** x·(1 + f(x)) / 2, f the error function of x/√2 or tanh of the paper's polynomial. */
const gelu: Compute = (graph, x, { approximation }) => {
  const times = (a: string, factor: number) => graph.node('Mul', [a, graph.scalar(factor)])
  const plusOne = (a: string) => graph.node('Add', [a, graph.scalar(1)])
  const polynomial = () => {
    const cubed = plusOne(times(graph.node('Mul', [x, x]), 0.044715))
    return graph.node('Tanh', [times(graph.node('Mul', [x, cubed]), Math.sqrt(2 / Math.PI))])
  }
  const curve = approximation === 'tanh' ? polynomial() : graph.node('Erf', [times(x, Math.SQRT1_2)])
  return graph.node('Mul', [times(x, 0.5), plusOne(curve)])
}

const softplus: Compute = (graph, x, { beta }) => {
  if (beta === 1) return graph.node('Softplus', [x])
  const factor = graph.scalar(Number(beta))
  return graph.node('Div', [graph.node('Softplus', [graph.node('Mul', [x, factor])]), factor])
}

/** NaN stays NaN: a NaN is not above 0, and NaN · 0 is NaN. */
const step: Compute = (graph, x) =>
  graph.node('Cast', [graph.node('Greater', [x, graph.scalar(0)])], { to: { int: 1 } })

export const activationRows: { readonly [kind: string]: OnnxRow } = {
  sigmoid: operator('Sigmoid'),
  tanh: operator('Tanh'),
  relu: operator('Relu'),
  leakyRelu: operator('LeakyRelu', (settings) => ({ alpha: float(settings, 'slope') })),
  elu: operator('Elu', (settings) => ({ alpha: float(settings, 'alpha') })),
  selu: operator('Selu', () => ({
    alpha: { float: 1.6732632423543772 },
    gamma: { float: 1.0507009873554805 },
  })),
  gelu: elementwise(gelu),
  silu: elementwise((graph, x) => graph.node('Mul', [x, graph.node('Sigmoid', [x])])),
  mish: elementwise((graph, x) => graph.node('Mul', [x, graph.node('Tanh', [graph.node('Softplus', [x])])])),
  softplus: elementwise(softplus),
  hardSigmoid: operator('HardSigmoid', () => ({ alpha: { float: 1 / 6 }, beta: { float: 0.5 } })),
  hardTanh: clip(({ low, high }) => [Number(low), Number(high)]),
  hardSwish: operator('HardSwish'),
  relu6: clip(() => [0, 6]),
  softmax: alongLast('Softmax'),
  logSoftmax: alongLast('LogSoftmax'),
  identity: (_, value) => value,
  step: elementwise(step),
}
