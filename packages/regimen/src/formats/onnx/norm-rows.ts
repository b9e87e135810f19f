/** Normalisations within an example. */
import { ones } from '../../engine/ops/create.ts'
import type { OnnxRow } from './rows.ts'

export const layerNorm: OnnxRow = (graph, value, { output, settings, state: { gamma, beta } }) => {
  const last = graph.channelsLast(value)
  const dimensions = Number(settings.dimensions)
  const scale = gamma ?? ones(output.slice(-dimensions))
  const inputs = [last.name, graph.tensor(scale), ...(beta ? [graph.tensor(beta)] : [])]
  const attributes = { axis: { int: -dimensions }, epsilon: { float: Number(settings.epsilon) } }
  return { ...last, name: graph.node('LayerNormalization', inputs, attributes) }
}

/** Opset 17 has no operator for groups: each is a channel of an instance normalisation, then scaled and shifted. */
export const groupNorm: OnnxRow = (graph, value, { output, settings, state: { gamma, beta } }) => {
  const first = graph.channelsFirst(value)
  const groups = Number(settings.groups)
  const grouped = graph.node('Reshape', [first.name, graph.integers([0, groups, -1])])
  const [one, none] = [1, 0].map((each) => graph.floats(new Array<number>(groups).fill(each), [groups]))
  const epsilon = { float: Number(settings.epsilon) }
  const normalized = graph.node('InstanceNormalization', [grouped, one ?? '', none ?? ''], { epsilon })
  const channels = output.at(-1) ?? 0
  const places = output.slice(0, -1)
  const back = graph.node('Reshape', [normalized, graph.integers([0, channels, ...places])])
  // [channels, 1, …] goes with [batch, channels, …places].
  const perChannel = [channels, ...places.map(() => 1)]
  const factor = gamma ? [graph.floats(gamma.data(), perChannel)] : []
  const summand = beta ? [graph.floats(beta.data(), perChannel)] : []
  const scaled = graph.node('Mul', [back, ...factor])
  return { ...first, name: graph.node('Add', [scaled, ...summand]) }
}
