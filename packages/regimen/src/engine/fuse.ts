/**
 * From plan to fused plan: elementwise kernels, reductions and what follows them, and matrix products with
 * what is done to their elements, become single kernels. Values that only such a kernel needs are never
 * written to memory.
 */
import { type Cluster, Clusters } from './fusion/clusters.ts'
import type { FusedKernel, FusedPlan, Term, Write } from './fusion/fused-plan.ts'
import { type FusionNode, fusionNode, liftLayout } from './fusion/nodes.ts'
import { broadcastLayout, type Layout } from './layout.ts'
import type { Plan, View } from './plan.ts'
import { type DType, sizeOf } from './types.ts'

/** A scalar's computation up to this length is repeated where it is read, instead of being a kernel. */
const mostInlined = 12

export function fuse(plan: Plan): FusedPlan {
  const kernels = plan.kernels.filter(({ output }) => sizeOf(output.layout.shape) > 0)
  const nodes = kernels.map(fusionNode)
  const needed = new Set(plan.outputs.map(({ view }) => view.buffer))
  const clusters = new Clusters(nodes, needed)
  const context = { plan, clusters, again: clusters.again }
  const fused = clusters.list().map((cluster) => buildKernel(context, cluster))
  return { buffers: plan.buffers, kernels: dropUnused(fused, needed), outputs: plan.outputs }
}

export function readsOf(kernel: FusedKernel): readonly View[] {
  if (kernel.kind === 'simple') return kernel.kernel.inputs
  return kernel.kind === 'product' ? [kernel.a, kernel.b, ...kernel.reads] : kernel.reads
}

export function writesOf(kernel: FusedKernel): readonly View[] {
  return kernel.kind === 'simple' ? [kernel.kernel.output] : kernel.writes.map(({ view }) => view)
}

/** Scalars that have been repeated everywhere are no kernels any more. */
function dropUnused(kernels: readonly FusedKernel[], needed: ReadonlySet<number>): FusedKernel[] {
  const read = new Set(needed)
  const kept = kernels.toReversed().filter((kernel) => {
    if (!writesOf(kernel).some(({ buffer }) => read.has(buffer))) return false
    for (const { buffer } of readsOf(kernel)) read.add(buffer)
    return true
  })
  return kept.reverse()
}

interface Context {
  readonly plan: Plan
  readonly clusters: Clusters
  /** Nodes that are computed again where they are read. */
  readonly again: ReadonlySet<number>
}

function buildKernel(context: Context, cluster: Cluster): FusedKernel {
  const { clusters, again } = context
  const nodes = clusters.nodesOf(cluster)
  const [first] = nodes
  if (first?.kind === 'simple') return { kind: 'simple', kernel: first.kernel }
  const product = nodes.find(({ kind }) => kind === 'product')
  const shape = product ? product.shape : cluster.shape
  const builder = new TermBuilder(context, cluster, shape)
  const written = new Set(nodes.filter((node) => clusters.isRead(node, cluster) && !again.has(node.index)))
  const used = withSources(written, cluster, clusters)
  const writes = nodes.flatMap((node): Write[] => {
    if (!used.has(node)) return []
    const term = builder.node(node)
    if (!written.has(node)) return []
    const kept = cluster.nodes.get(node.index) === 'kept' || node.kind === 'reduce'
    return [{ term, view: node.output, domain: kept ? 'kept' : 'full' }]
  })
  const body = { reads: builder.reads, terms: builder.terms, writes }
  if (!product) {
    return { kind: 'loop', shape, reduced: cluster.reduced ?? shape.map(() => false), ...body }
  }
  const [a, b] = product.inputs
  if (!a || !b) throw new RangeError('a product has two operands')
  return { kind: 'product', shape, a, b, ...body }
}

/** The nodes and all that they need of their cluster. */
function withSources(
  nodes: ReadonlySet<FusionNode>,
  cluster: Cluster,
  clusters: Clusters,
): ReadonlySet<FusionNode> {
  const found = new Set<FusionNode>()
  const open = [...nodes]
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue
    found.add(node)
    for (const { buffer } of node.inputs) {
      const source = clusters.nodeOf(buffer)
      if (source && cluster.nodes.has(source.index)) open.push(source)
    }
  }
  return found
}

/** Writes a cluster's values as terms, equal ones once. */
class TermBuilder {
  readonly reads: View[] = []
  readonly terms: Term[] = []
  readonly #places = new Map<string, number>()
  readonly #built = new Map<number, number>()
  readonly #plan: Plan
  readonly #clusters: Clusters
  readonly #again: ReadonlySet<number>
  readonly #cluster: Cluster
  readonly #shape: readonly number[]

  constructor({ plan, clusters, again }: Context, cluster: Cluster, shape: readonly number[]) {
    this.#plan = plan
    this.#clusters = clusters
    this.#again = again
    this.#cluster = cluster
    this.#shape = shape
  }

  node(node: FusionNode): number {
    const known = this.#built.get(node.index)
    if (known !== undefined) return known
    const place = this.#place(this.#termOf(node))
    this.#built.set(node.index, place)
    return place
  }

  #termOf(node: FusionNode): Term {
    const { dtype } = node.output
    if (node.kind === 'product') return { kind: 'product', dtype }
    if (node.kind === 'fill') return { kind: 'number', value: node.value, dtype }
    const operands = node.inputs.map((view) => this.#operand(view, node))
    if (node.kind === 'map') return { kind: 'compute', primitive: node.primitive, operands, dtype }
    const [operand] = operands
    if (node.kind !== 'reduce' || operand === undefined) throw new TypeError('not a term')
    return { kind: 'reduce', primitive: node.primitive, operand, dtype }
  }

  #operand(view: View, reader: FusionNode): number {
    const { dtype } = view
    const value = this.#uniformValue(view)
    if (value !== undefined) return this.#place({ kind: 'number', value, dtype })
    const producer = this.#clusters.nodeOf(view.buffer)
    if (producer && this.#isComputedHere(producer)) return this.node(producer)
    const layout = this.#layoutHere(view.layout, reader)
    const key = `${view.buffer} ${layout.offset} ${layout.strides}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const read = this.reads.push({ ...view, layout }) - 1
    const place = this.terms.push({ kind: 'read', read, dtype }) - 1
    this.#places.set(key, place)
    return place
  }

  #isComputedHere(node: FusionNode): boolean {
    const cluster = this.#cluster
    const clusters = this.#clusters
    const again = this.#again.has(node.index) || clusters.repeats(cluster, node)
    return again || cluster.nodes.has(node.index) || this.#isInlined(node)
  }

  /** What a node reads under its own space, under this kernel's. */
  #layoutHere(layout: Layout, reader: FusionNode): Layout {
    const { reduced, shape, nodes } = this.#cluster
    const here = nodes.has(reader.index) || this.#again.has(reader.index)
    const inlined = !here && !this.#clusters.repeats(this.#cluster, reader)
    if (inlined) return broadcastLayout({ ...layout, shape: [], strides: [] }, this.#shape)
    if (nodes.get(reader.index) === 'kept' && reduced) return liftLayout(layout, shape, reduced)
    if (this.#shape.length === layout.shape.length) return layout
    // A product's space has its dimensions of size 1, an elementwise node's has not.
    let next = 0
    const strides = this.#shape.map((size) => (size === 1 ? 0 : (layout.strides[next++] ?? 0)))
    return { shape: this.#shape, strides, offset: layout.offset }
  }

  #uniformValue({ buffer, dtype, layout }: View): number | undefined {
    const source = this.#plan.buffers[buffer]
    return source?.kind === 'constant' ? uniform(source.data, dtype, layout) : undefined
  }

  /** A short scalar computation, which has a kernel of its own only if others need it in memory. */
  #isInlined(node: FusionNode): boolean {
    const { kind, reduced, shape, nodes } = this.#clusters.clusterOf(node)
    return kind === 'loop' && !reduced && shape.length === 0 && nodes.size <= mostInlined
  }

  #place(term: Term): number {
    const key =
      term.kind === 'number' && Object.is(term.value, -0) ? `-0 ${term.dtype}` : JSON.stringify(term)
    // JSON writes NaN and the infinities alike.
    const exact = term.kind === 'number' ? `${key} ${term.value}` : key
    const known = this.#places.get(exact)
    if (known !== undefined) return known
    const place = this.terms.push(term) - 1
    this.#places.set(exact, place)
    return place
  }
}

/** The one value that a constant has everywhere, if so. */
function uniform(data: ArrayLike<number>, dtype: DType, layout: Layout): number | undefined {
  const first = data[layout.offset]
  if (first === undefined) return undefined
  const single = layout.strides.every((stride, axis) => stride === 0 || layout.shape[axis] === 1)
  if (!single && !Array.prototype.every.call(data, (value: number) => Object.is(value, first)))
    return undefined
  return dtype === 'bool' ? Number(first !== 0) : first
}
