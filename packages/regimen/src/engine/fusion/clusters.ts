/** Which of a plan's kernels become one: merges along edges as long as index spaces agree and no cycle arises. */
import { type Shape, sameShape, sizeOf } from '../types.ts'
import { type FusionNode, isWhole, keptShape, liftLayout } from './nodes.ts'
import { recomputed } from './recompute.ts'
import { repeatedIn } from './repeat.ts'

/** Kernels that will be one. */
export interface Cluster {
  readonly kind: 'loop' | 'product' | 'simple'
  readonly shape: Shape
  /** Undefined while nothing in it reduces. */
  readonly reduced: readonly boolean[] | undefined
  /** Whether each node runs over the whole space or over the axes that are not reduced. */
  readonly nodes: ReadonlyMap<number, 'full' | 'kept'>
}

/** Longer kernels gain nothing and need too many registers. */
const mostNodes = 48
/** A reduction with at most so many elements may take in everything around it, whoever computes it. */
const smallSpace = 16_384
/** Else it must have so many results that the work can be shared. */
const enoughResults = 32

/**
 * What one matrix product may read besides its operands, in streams of the result's size: more cost more than they
 * save. Two, as a recurrent network below another needs on its way back, if it writes no more than one.
 */
const mostEpilogueReads = 1
const mostEpilogueStreams = 3

export class Clusters {
  /** Nodes that every kernel which reads them computes itself. */
  readonly again: ReadonlySet<number> = new Set()
  readonly #nodes: readonly FusionNode[]
  /** By number of the node. */
  readonly #owner: Cluster[] = []
  /** The node that writes a buffer, and those that read it. */
  readonly #producer = new Map<number, number>()
  readonly #readers = new Map<number, number[]>()
  readonly #sourcesOf = new Map<Cluster, ReadonlySet<number>>()
  /** By cluster, the nodes of others that it computes for itself. */
  readonly #repeated = new Map<Cluster, ReadonlySet<number>>()
  /** By node, the clusters that compute it although it is another's. */
  readonly #repeating = new Map<number, Cluster[]>()
  readonly #needed: ReadonlySet<number>

  /** `needed` are the buffers that are read when all kernels have run. */
  constructor(nodes: readonly FusionNode[], needed: ReadonlySet<number>) {
    this.#nodes = nodes
    this.#needed = needed
    for (const node of nodes) {
      this.#owner.push(single(node))
      this.#producer.set(node.output.buffer, node.index)
      for (const { buffer } of node.inputs) {
        this.#readers.set(buffer, [...(this.#readers.get(buffer) ?? []), node.index])
      }
    }
    this.#mergeMaps()
    this.#mergeEpilogues()
    this.#mergeReductions()
    this.#mergeSiblings()
    this.again = recomputed(nodes, this)
    for (const cluster of new Set(this.#owner)) {
      const repeated = repeatedIn(cluster, this)
      this.#repeated.set(cluster, repeated)
      for (const index of repeated)
        this.#repeating.set(index, [...(this.#repeating.get(index) ?? []), cluster])
    }
  }

  /** In the order of their last nodes, so that what a cluster reads comes before it. */
  list(): Cluster[] {
    const sorted: Cluster[] = []
    const visited = new Set<Cluster>()
    const visit = (cluster: Cluster): void => {
      if (visited.has(cluster)) return
      visited.add(cluster)
      for (const before of this.#sources(cluster)) visit(before)
      sorted.push(cluster)
    }
    for (const cluster of this.#owner) visit(cluster)
    return sorted
  }

  nodeOf(buffer: number): FusionNode | undefined {
    const index = this.#producer.get(buffer)
    return index === undefined ? undefined : this.#nodes[index]
  }

  clusterOf(node: FusionNode): Cluster {
    const cluster = this.#owner[node.index]
    if (!cluster) throw new RangeError(`node ${node.index} has no cluster`)
    return cluster
  }

  /** In the plan's order. */
  nodesOf(cluster: Cluster): FusionNode[] {
    const indices = [...cluster.nodes.keys()].sort((a, b) => a - b)
    return indices.flatMap((index) => this.#nodes[index] ?? [])
  }

  /** True when the cluster computes a node of another one for itself. */
  repeats(cluster: Cluster, node: FusionNode): boolean {
    return this.#repeated.get(cluster)?.has(node.index) ?? false
  }

  /** True when something outside the cluster reads what the node computes. */
  isRead(node: FusionNode, cluster: Cluster): boolean {
    if (this.isNeeded(node)) return true
    return (this.#readers.get(node.output.buffer) ?? []).some((reader) => {
      const outside = !cluster.nodes.has(reader)
      // Those are computed wherever they are read, from what is in memory.
      if (this.again.has(reader)) return outside || this.#isReadPlainly(node, cluster)
      const owner = this.#owner[reader]
      const others = outside && owner ? [owner] : []
      return [...others, ...(this.#repeating.get(reader) ?? [])].some(
        (other) => other !== cluster && !this.repeats(other, node),
      )
    })
  }

  #isReadPlainly(node: FusionNode, cluster: Cluster): boolean {
    return (this.#readers.get(node.output.buffer) ?? []).some((reader) => !cluster.nodes.has(reader))
  }

  /** True when the node's result is read after all kernels have run. */
  isNeeded({ output }: FusionNode): boolean {
    return this.#needed.has(output.buffer)
  }

  readersOf({ output }: FusionNode): readonly FusionNode[] {
    return (this.#readers.get(output.buffer) ?? []).flatMap((reader) => this.#nodes[reader] ?? [])
  }

  #mergeMaps(): void {
    for (const node of this.#nodes) {
      if (node.kind !== 'map') continue
      for (const { buffer } of node.inputs) this.#mergeOver(buffer, node, isMapCluster)
    }
  }

  /** A product takes in a whole cluster of maps or nothing. */
  #mergeEpilogues(): void {
    for (const node of this.#nodes) {
      if (node.kind !== 'product') continue
      let grown = true
      while (grown) {
        const product = this.clusterOf(node)
        grown = this.#targets(product).some(
          (cluster) =>
            isMapCluster(cluster) && this.#isEpilogue(cluster, product) && this.#merge(product, cluster),
        )
      }
    }
  }

  #mergeReductions(): void {
    for (const node of this.#nodes) {
      if (node.kind !== 'reduce') continue
      let grown = true
      while (grown) {
        const cluster = this.clusterOf(node)
        grown = [...this.#sources(cluster), ...this.#targets(cluster)].some(
          (other) => other.kind === 'loop' && this.#merge(cluster, other),
        )
      }
    }
  }

  /** Reductions that read the same values in the same way need one pass. */
  #mergeSiblings(): void {
    for (const node of this.#nodes) {
      if (node.kind !== 'reduce') continue
      const [input] = node.inputs
      for (const reader of (input && this.#readers.get(input.buffer)) ?? []) {
        const other = this.#nodes[reader]
        if (other?.kind === 'reduce') this.#merge(this.clusterOf(node), this.clusterOf(other))
      }
    }
  }

  #mergeOver(buffer: number, node: FusionNode, allowed: (cluster: Cluster) => boolean): void {
    const producer = this.nodeOf(buffer)
    if (!producer) return
    const [from, to] = [this.clusterOf(producer), this.clusterOf(node)]
    if (allowed(from) && allowed(to)) this.#merge(from, to)
  }

  /** Makes two clusters one if that is possible. */
  #merge(a: Cluster, b: Cluster): boolean {
    if (a === b || a.nodes.size + b.nodes.size > mostNodes) return false
    const merged = union(a, b)
    if (!merged || !this.#aligned(merged) || !this.#pays(merged) || this.#connectedOutside(a, b)) return false
    for (const index of merged.nodes.keys()) this.#owner[index] = merged
    return true
  }

  /** True when a path leads from one to the other through a third: merged, they would wait for themselves. */
  #connectedOutside(a: Cluster, b: Cluster): boolean {
    // Where one reads the other, a path back would be a cycle already.
    if (this.#reads(b, a)) return this.#leadsThroughOthers(a, b)
    if (this.#reads(a, b)) return this.#leadsThroughOthers(b, a)
    return this.#leadsThroughOthers(a, b) || this.#leadsThroughOthers(b, a)
  }

  #reads(reader: Cluster, source: Cluster): boolean {
    for (const index of this.#sourceNodes(reader)) if (source.nodes.has(index)) return true
    return false
  }

  #leadsThroughOthers(from: Cluster, to: Cluster): boolean {
    const visited = new Set([from])
    const open = [...this.#sources(to)].filter((source) => source !== from)
    for (let next = open.pop(); next; next = open.pop()) {
      if (visited.has(next)) continue
      visited.add(next)
      for (const source of this.#sourceNodes(next)) {
        const owner = this.#owner[source]
        if (owner === from) return true
        if (owner) open.push(owner)
      }
    }
    return false
  }

  /** True when all that is handed on inside the cluster is read at the index at which it is computed. */
  #aligned({ nodes, shape, reduced }: Cluster): boolean {
    return [...nodes].every(([index, domain]) => {
      const node = this.#nodes[index]
      if (node?.kind === 'product') return true
      return (node?.inputs ?? []).every(({ buffer, layout }) => {
        const producer = this.#producer.get(buffer)
        const from = producer === undefined ? undefined : this.#nodes[producer]
        if (!from || !nodes.has(from.index)) return true
        const kept = nodes.get(from.index) === 'kept' || from.kind === 'reduce'
        if (!kept) return domain === 'full' && isWhole(layout)
        if (domain === 'kept') return node?.kind !== 'reduce' && isWhole(layout)
        if (!reduced) return false
        const whole = liftLayout(wholeLayout(keptShape(shape, reduced)), shape, reduced)
        return layout.offset === 0 && layout.strides.every((stride, axis) => stride === whole.strides[axis])
      })
    })
  }

  /**
   * Few results of much work cannot be shared among threads, unless they are columns whose rows are: then only what
   * nobody else needs is taken in.
   */
  #pays(merged: Cluster): boolean {
    const { shape, reduced, nodes } = merged
    if (!reduced?.at(-1) || sizeOf(shape) <= smallSpace || sizeOf(keptShape(shape, reduced)) >= enoughResults)
      return true
    return this.nodesOf(merged).every(
      (node) => nodes.get(node.index) === 'kept' || node.kind === 'reduce' || !this.isRead(node, merged),
    )
  }

  #isEpilogue(cluster: Cluster, product: Cluster): boolean {
    const streams = new Set<number>()
    for (const { inputs } of this.nodesOf(cluster)) {
      for (const { buffer, layout } of inputs) {
        const columnStride = layout.strides.at(-1) ?? 0
        if (columnStride > 1) return false
        const producer = this.nodeOf(buffer)
        const inside = producer && (cluster.nodes.has(producer.index) || product.nodes.has(producer.index))
        if (!inside && layout.strides.every((stride) => stride > 0)) streams.add(buffer)
      }
    }
    if (streams.size <= mostEpilogueReads) return true
    const merged = union(product, cluster)
    const written = merged ? this.nodesOf(merged).filter((node) => this.isRead(node, merged)).length : 0
    return streams.size + written <= mostEpilogueStreams
  }

  #sources(cluster: Cluster): Set<Cluster> {
    const found = new Set<Cluster>()
    for (const index of this.#sourceNodes(cluster)) {
      const owner = this.#owner[index]
      if (owner) found.add(owner)
    }
    return found
  }

  /** The nodes outside the cluster whose results it reads; these never change. */
  #sourceNodes(cluster: Cluster): ReadonlySet<number> {
    const known = this.#sourcesOf.get(cluster)
    if (known) return known
    const found = new Set<number>()
    for (const index of cluster.nodes.keys()) {
      for (const { buffer } of this.#nodes[index]?.inputs ?? []) {
        const producer = this.#producer.get(buffer)
        if (producer !== undefined && !cluster.nodes.has(producer)) found.add(producer)
      }
    }
    this.#sourcesOf.set(cluster, found)
    return found
  }

  #targets(cluster: Cluster): Cluster[] {
    const found = new Set<Cluster>()
    for (const index of cluster.nodes.keys()) {
      const buffer = this.#nodes[index]?.output.buffer
      for (const reader of (buffer === undefined ? undefined : this.#readers.get(buffer)) ?? []) {
        const node = this.#nodes[reader]
        if (node) found.add(this.clusterOf(node))
      }
    }
    found.delete(cluster)
    return [...found]
  }
}

function single(node: FusionNode): Cluster {
  const kinds = { map: 'loop', fill: 'loop', reduce: 'loop', product: 'product', simple: 'simple' } as const
  return {
    kind: kinds[node.kind],
    shape: node.kind === 'product' ? node.shape.filter((size) => size !== 1) : node.shape,
    reduced: node.kind === 'reduce' ? node.reduced : undefined,
    nodes: new Map([[node.index, 'full']]),
  }
}

function isMapCluster({ kind, reduced }: Cluster): boolean {
  return kind === 'loop' && reduced === undefined
}

/** Both in one index space, if there is one for both. */
function union(a: Cluster, b: Cluster): Cluster | undefined {
  if (a.kind === 'simple' || b.kind === 'simple') return undefined
  if (a.kind === 'product' || b.kind === 'product') {
    const fits = a.kind !== b.kind && !a.reduced && !b.reduced && sameShape(a.shape, b.shape)
    return fits ? { ...a, kind: 'product', nodes: new Map([...a.nodes, ...b.nodes]) } : undefined
  }
  return overSameSpace(a, b) ?? overKept(a, b) ?? overKept(b, a)
}

function overSameSpace(a: Cluster, b: Cluster): Cluster | undefined {
  if (!sameShape(a.shape, b.shape)) return undefined
  const sameAxes = !a.reduced || !b.reduced || a.reduced.every((flag, axis) => flag === b.reduced?.[axis])
  if (!sameAxes) return undefined
  return { ...a, reduced: a.reduced ?? b.reduced, nodes: new Map([...a.nodes, ...b.nodes]) }
}

/** `b`, which reduces nothing, at the results of `a`. */
function overKept(a: Cluster, b: Cluster): Cluster | undefined {
  if (!a.reduced || b.reduced || !sameShape(b.shape, keptShape(a.shape, a.reduced))) return undefined
  const kept = [...b.nodes.keys()].map((index) => [index, 'kept'] as const)
  return { ...a, nodes: new Map([...a.nodes, ...kept]) }
}

function wholeLayout(shape: Shape) {
  let stride = sizeOf(shape)
  const strides = shape.map((size) => {
    stride /= size
    return stride
  })
  return { shape, strides, offset: 0 }
}
