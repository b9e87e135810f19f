/**
 * Values that are computed again where they are read, instead of being written and read: when what they are made from
 * is not more to read. So a normalisation's backward pass takes the numbers that went into the forward pass, not
 * three arrays of its intermediate results (rematerialisation: Chen et al. 2016, arXiv:1604.06174).
 */
import type { View } from '../plan.ts'
import { sameShape } from '../types.ts'
import type { Cluster } from './clusters.ts'
import type { ElementwiseName } from './fused-plan.ts'
import { type FusionNode, isWhole } from './nodes.ts'

/** Operations of a few instructions. */
const cheap: ReadonlySet<ElementwiseName> = new Set<ElementwiseName>([
  'neg',
  'abs',
  'not',
  'cast',
  'copy',
  'add',
  'sub',
  'mul',
  'div',
  'sqrt',
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

/** More are not worth what they save. */
const mostRepeated = 16

export interface Surroundings {
  nodeOf(buffer: number): FusionNode | undefined
  clusterOf(node: FusionNode): Cluster
  nodesOf(cluster: Cluster): readonly FusionNode[]
  readersOf(node: FusionNode): readonly FusionNode[]
  isNeeded(node: FusionNode): boolean
}

/** The nodes of other clusters that a cluster had better compute itself. */
export function repeatedIn(cluster: Cluster, around: Surroundings): ReadonlySet<number> {
  const none: ReadonlySet<number> = new Set()
  // Scalars have their own way of being repeated.
  if (cluster.kind !== 'loop' || cluster.shape.length === 0) return none
  // Going back beyond what is in memory anyway keeps more there, unless that is less to read.
  const [near, far] = [new Search(cluster, around, true), new Search(cluster, around, false)]
  const search = far.after.size < near.after.size ? far : near
  const { before, after, repeated } = search
  const pays = repeated.size > 0 && repeated.size <= mostRepeated && after.size <= before.size
  return pays && search.isAligned() ? repeated : none
}

class Search {
  /** Buffers as large as the cluster's space that it reads as it is, and that it would read. */
  readonly before = new Set<number>()
  readonly after = new Set<number>()
  readonly repeated = new Set<number>()
  readonly #cluster: Cluster
  readonly #around: Surroundings
  readonly #stopsInMemory: boolean

  constructor(cluster: Cluster, around: Surroundings, stopsInMemory: boolean) {
    this.#cluster = cluster
    this.#around = around
    this.#stopsInMemory = stopsInMemory
    for (const node of around.nodesOf(cluster)) {
      if (cluster.nodes.get(node.index) === 'full') for (const view of node.inputs) this.#visit(view)
    }
  }

  #visit(view: View): void {
    const producer = this.#around.nodeOf(view.buffer)
    if (producer && this.#cluster.nodes.has(producer.index)) return
    if (!this.#isLarge(view)) return
    this.before.add(view.buffer)
    this.#follow(view)
  }

  /** True when what is repeated is read, in the cluster, only at the index at which it is computed. */
  isAligned(): boolean {
    return this.#around.nodesOf(this.#cluster).every(({ index, inputs }) =>
      inputs.every(({ buffer, layout }) => {
        const producer = this.#around.nodeOf(buffer)
        if (!producer || !this.repeated.has(producer.index)) return true
        return this.#cluster.nodes.get(index) === 'full' && isWhole(layout)
      }),
    )
  }

  #follow(view: View): void {
    const producer = this.#around.nodeOf(view.buffer)
    if (!producer || !this.#isRepeatable(producer, view)) {
      if (this.#isLarge(view)) this.after.add(view.buffer)
      return
    }
    if (this.repeated.has(producer.index)) return
    this.repeated.add(producer.index)
    for (const input of producer.inputs) if (this.#isLarge(input)) this.#follow(input)
  }

  #isLarge({ layout }: View): boolean {
    return sameShape(layout.shape, this.#cluster.shape) && layout.strides.every((stride) => stride > 0)
  }

  /** True when a kernel that is no loop reads it, such as a product or a pool, or whoever runs the plan. */
  #isInMemory(node: FusionNode): boolean {
    const around = this.#around
    const readers = around.readersOf(node)
    return around.isNeeded(node) || readers.some((reader) => around.clusterOf(reader).kind !== 'loop')
  }

  /** A cheap operation at each index, made from what other kernels have written. */
  #isRepeatable(node: FusionNode, view: View): boolean {
    if (node.kind !== 'map' || !cheap.has(node.primitive) || !isWhole(view.layout)) return false
    const { nodes, kind } = this.#around.clusterOf(node)
    if (kind !== 'loop' || nodes.get(node.index) !== 'full' || !sameShape(node.shape, this.#cluster.shape))
      return false
    if (this.#stopsInMemory && this.#isInMemory(node)) return false
    // What is an argument or state of the program may be overwritten soon: it is read where it was.
    return node.inputs.every(
      (input) => !this.#isLarge(input) || this.#around.nodeOf(input.buffer) !== undefined,
    )
  }
}
