/**
 * Graph to smaller graph with the same results: equal nodes are merged (common subexpressions), operations
 * that change nothing are skipped, long sums are joined, masks are read from what they made, and what no output
 * needs is dropped.
 */
import type { ConstantNode, Graph, GraphNode, OperationNode } from './graph.ts'
import { joinSums } from './join-sums.ts'
import { readMasksFromResults } from './result-masks.ts'
import { sameShape, sizeOf } from './types.ts'

export function simplify(graph: Graph): Graph {
  return dropUnused(readMasksFromResults(joinSums(dropUnused(merge(graph)))))
}

function merge(graph: Graph): Graph {
  const nodes: GraphNode[] = []
  const known = new Map<string, number>()
  const renumbered: number[] = []
  const place = (node: GraphNode): number => {
    const key = identity(node)
    const same = key === undefined ? undefined : known.get(key)
    if (same !== undefined) return same
    const index = nodes.push(node) - 1
    if (key !== undefined) known.set(key, index)
    return index
  }
  for (const node of graph.nodes) {
    if (node.kind !== 'operation') {
      renumbered.push(place(node))
      continue
    }
    const inputs = node.inputs.map((input) => renumbered[input] ?? 0)
    const moved = { ...node, inputs }
    renumbered.push(unchangedInput(moved, nodes) ?? place(moved))
  }
  const outputs = graph.outputs.map(({ node, target }) => ({ node: renumbered[node] ?? 0, target }))
  return { nodes, outputs }
}

/** Nodes with equal identities compute the same value. Large constants are not compared. */
function identity(node: GraphNode): string | undefined {
  const type = `${node.type.dtype}[${node.type.shape}]`
  if (node.kind === 'operation') {
    return `${node.primitive} ${JSON.stringify(node.attributes)} ${node.inputs} ${type}`
  }
  if (node.kind === 'constant' && node.data.length === 1) {
    const [value] = node.data
    return `constant ${Object.is(value, -0) ? '-0' : value} ${type}`
  }
  return undefined
}

/** The one operand that an operation hands through unchanged, if it does. */
function unchangedInput(node: OperationNode, nodes: readonly GraphNode[]): number | undefined {
  const [first, second] = node.inputs
  const same = (input: number | undefined) => {
    const type = input === undefined ? undefined : nodes[input]?.type
    return type !== undefined && type.dtype === node.type.dtype && sameShape(type.shape, node.type.shape)
  }
  const isValue = (input: number | undefined, value: number) => {
    const constant = input === undefined ? undefined : constantAt(nodes, input)
    return constant !== undefined && constant.data.length === 1 && Object.is(constant.data[0], value)
  }
  switch (node.primitive) {
    case 'reshape':
    case 'broadcastTo':
    case 'cast':
    case 'stopGradient':
    case 'copy':
      return same(first) ? first : undefined
    case 'mul':
      if (isValue(second, 1) && same(first)) return first
      return isValue(first, 1) && same(second) ? second : undefined
    case 'div':
      return isValue(second, 1) && same(first) ? first : undefined
    case 'sub':
      // x + 0 is not skipped: it turns −0 into 0.
      return isValue(second, 0) && same(first) ? first : undefined
    default:
      return undefined
  }
}

function constantAt(nodes: readonly GraphNode[], index: number): ConstantNode | undefined {
  const node = nodes[index]
  return node?.kind === 'constant' && sizeOf(node.type.shape) === 1 ? node : undefined
}

function dropUnused({ nodes, outputs }: Graph): Graph {
  const used = new Set(outputs.map(({ node }) => node))
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]
    if (node?.kind === 'operation' && used.has(index)) for (const input of node.inputs) used.add(input)
  }
  const renumbered = new Map<number, number>()
  const kept: GraphNode[] = []
  nodes.forEach((node, index) => {
    if (!used.has(index)) return
    const moved =
      node.kind === 'operation'
        ? { ...node, inputs: node.inputs.map((input) => renumbered.get(input) ?? 0) }
        : node
    renumbered.set(index, kept.push(moved) - 1)
  })
  return {
    nodes: kept,
    outputs: outputs.map(({ node, target }) => ({ node: renumbered.get(node) ?? 0, target })),
  }
}
