/** Graphs from JSON, as settings.ts writes them. */
import type { RegimenError } from '../../../errors.ts'
import type { Settings, Technique } from '../../../technique.ts'
import type { Layer } from '../../layer.ts'
import { optionError } from '../../options.ts'
import { SettingsReader } from '../../settings-reader.ts'
import type { LayerKind } from '../layer-kind.ts'
import { graph } from './graph.ts'
import { type GraphValue, graphInput, type MergeName, mergeNodes, throughLayer } from './node.ts'

function readGraph(settings: Settings, build: (config: Settings) => Layer) {
  const reader = new SettingsReader('graph', settings)
  const layers = reader.records('layers').map(build)
  const inputs = reader.records('inputs').map((each): [string, GraphValue] => {
    const input = new SettingsReader('graph input', each)
    return [input.text('name'), graphInput(input.numbers('shape'))]
  })
  const nodes: GraphValue[] = inputs.map(([, node]) => node)
  for (const each of reader.records('nodes')) nodes.push(readNode(each, nodes, layers))
  const outputs = reader.records('outputs').map((each): [string, GraphValue] => {
    const output = new SettingsReader('graph output', each)
    return [output.text('name'), nodeAt(nodes, output.number('node'))]
  })
  return graph(Object.fromEntries(inputs), Object.fromEntries(outputs))
}

function readNode(settings: Settings, nodes: readonly GraphValue[], layers: readonly Layer[]): GraphValue {
  const reader = new SettingsReader('graph node', settings)
  const from = reader.numbers('from').map((number) => nodeAt(nodes, number))
  if (settings.merge !== undefined) return mergeNodes(readMerge(reader.text('merge')), from)
  const place = reader.number('layer')
  const layer = layers[place]
  const [first] = from
  if (layer && first) return throughLayer(first, layer)
  throw badNode('layer', place, 'the number of a layer, on an earlier node')
}

function readMerge(name: string): MergeName {
  if (name === 'add' || name === 'concatenate') return name
  throw badNode('merge', name, '"add" or "concatenate"')
}

function nodeAt(nodes: readonly GraphValue[], number: number): GraphValue {
  const found = nodes[number]
  if (found) return found
  throw badNode('from', number, 'the numbers of earlier nodes')
}

function badNode(option: string, value: unknown, expected: string): RegimenError {
  return optionError('graph node', option, value, expected)
}

const technique: Technique = {
  name: 'graph',
  kind: 'layer',
  defaults: {},
  paper: 'Szegedy et al. 2015, arXiv:1409.4842 (branches); shared layers: Bromley et al. 1993, NIPS',
  catalogue: [],
}

export const graphKind: LayerKind = { technique, fromSettings: readGraph }
