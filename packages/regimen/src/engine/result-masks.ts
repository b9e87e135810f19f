/**
 * The mask x ≤ 0 of y = (x ≤ 0 ? 0 : x) read from y: it is the mask y ≤ 0, also for NaN. The gradient of a
 * rectifier then needs nothing but y, which whatever comes next keeps in memory anyway; x need not be kept, nor
 * the mask.
 */
import type { Graph, GraphNode, OperationNode } from './graph.ts'

export function readMasksFromResults({ nodes, outputs }: Graph): Graph {
  const moved: GraphNode[] = []
  const renumbered: number[] = []
  /** From masks, by their number in the new graph, to the equal ones of results. */
  const masks = new Map<number, number>()
  for (const node of nodes) {
    if (node.kind !== 'operation') {
      renumbered.push(moved.push(node) - 1)
      continue
    }
    const inputs = node.inputs.map((input) => renumbered[input] ?? 0)
    const read = inputs.map((input) => masks.get(input) ?? input)
    const index = moved.push({ ...node, inputs: read }) - 1
    renumbered.push(index)
    const mask = rectifierMask({ ...node, inputs }, moved)
    if (mask === undefined || masks.has(mask)) continue
    const [, zero = 0] = inputs
    const type = { dtype: 'bool', shape: node.type.shape } as const
    const equal: OperationNode<'lessEqual'> = {
      kind: 'operation',
      primitive: 'lessEqual',
      attributes: {},
      inputs: [index, zero],
      type,
    }
    masks.set(mask, moved.push(equal) - 1)
  }
  return {
    nodes: moved,
    outputs: outputs.map(({ node, target }) => ({ node: renumbered[node] ?? 0, target })),
  }
}

/** The mask x ≤ 0 of a node (x ≤ 0 ? 0 : x). */
function rectifierMask(node: OperationNode, nodes: readonly GraphNode[]): number | undefined {
  const [condition = 0, zero = 0, x] = node.inputs
  const mask = nodes[condition]
  if (node.primitive !== 'select' || mask?.kind !== 'operation' || mask.primitive !== 'lessEqual')
    return undefined
  const constant = nodes[zero]
  const isZero = constant?.kind === 'constant' && constant.data.length === 1 && constant.data[0] === 0
  return isZero && mask.inputs[0] === x && mask.inputs[1] === zero ? condition : undefined
}
