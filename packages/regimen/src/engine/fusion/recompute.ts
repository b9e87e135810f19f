/**
 * Values that are computed again where they are read, instead of being written and read back: 1 − y² for the
 * gradient of tanh when y lies in memory anyway, or the mask of a dropout (Chen et al. 2016, "Training deep nets
 * with sublinear memory cost", for values of one or two operations).
 */
import type { View } from '../plan.ts'
import { sameShape } from '../types.ts'
import type { Clusters } from './clusters.ts'
import type { ElementwiseName } from './fused-plan.ts'
import { type FusionNode, isWhole, type MapNode } from './nodes.ts'

/** Operations that take less time than a write to memory. */
const cheap: ReadonlySet<ElementwiseName> = new Set<ElementwiseName>([
  'neg',
  'abs',
  'not',
  'cast',
  'bitsToUnit',
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'and',
  'or',
  'select',
])
const mostOperations = 3

/** The nodes that every kernel which reads them computes itself. Inner ones are read by others of them only. */
export function recomputed(nodes: readonly FusionNode[], clusters: Clusters): ReadonlySet<number> {
  const found = new Set<number>()
  for (const node of nodes) {
    if (!readElementwiseOutside(node, clusters)) continue
    const chain = chainOf(node, clusters, found)
    if (chain) for (const index of chain) found.add(index)
  }
  return found
}

/** True when others read the node, all of them at the index at which it is computed. */
function readElementwiseOutside(node: FusionNode, clusters: Clusters): node is MapNode {
  const cluster = clusters.clusterOf(node)
  if (node.kind !== 'map' || node.shape.length === 0 || clusters.isNeeded(node)) return false
  const readers = clusters.readersOf(node).filter((reader) => !cluster.nodes.has(reader.index))
  return readers.length > 0 && readers.every((reader) => readsInPlace(reader, node, clusters))
}

function readsInPlace(reader: FusionNode, node: MapNode, clusters: Clusters): boolean {
  if (reader.kind !== 'map' && reader.kind !== 'reduce') return false
  const full = clusters.clusterOf(reader).nodes.get(reader.index) === 'full'
  const views = reader.inputs.filter(({ buffer }) => buffer === node.output.buffer)
  return full && sameShape(reader.shape, node.shape) && views.every(({ layout }) => isWhole(layout))
}

/** The node and those that must be computed before it; undefined when that is too much, or reads too much. */
function chainOf(
  root: MapNode,
  clusters: Clusters,
  found: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  const chain = new Set<number>()
  const streams = new Set<number>()
  const open: MapNode[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (chain.has(node.index)) continue
    chain.add(node.index)
    if (!cheap.has(node.primitive) || chain.size > mostOperations) return undefined
    for (const view of node.inputs) {
      const source = clusters.nodeOf(view.buffer)
      if (!source && isRepeatedNumber(view)) continue
      // Reading arguments and states late would keep their memory from being used again.
      if (!source) return undefined
      if (isInMemory(source, clusters) && !found.has(source.index)) {
        if ((view.layout.strides.at(-1) ?? 0) > 1) return undefined
        if (view.layout.strides.every((stride) => stride > 0)) streams.add(view.buffer)
      } else if (isOfSameCluster(source, root, clusters) && isWhole(view.layout)) open.push(source)
      else return undefined
    }
  }
  return streams.size <= 1 ? chain : undefined
}

function isRepeatedNumber({ layout }: View): boolean {
  return layout.strides.every((stride) => stride === 0)
}

function isInMemory(node: FusionNode, clusters: Clusters): boolean {
  const { nodes } = clusters.clusterOf(node)
  return clusters.isNeeded(node) || clusters.readersOf(node).some(({ index }) => !nodes.has(index))
}

function isOfSameCluster(node: FusionNode, root: MapNode, clusters: Clusters): node is MapNode {
  const cluster = clusters.clusterOf(root)
  return node.kind === 'map' && cluster.nodes.get(node.index) === 'full' && sameShape(node.shape, root.shape)
}
