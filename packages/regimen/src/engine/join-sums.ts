/**
 * Long sums as what they are. Whoever uses a tensor piece by piece, or a weight again and again (a recurrent
 * network at every time, Werbos 1990), gets as gradient a sum of many terms: of pieces that are zero outside their
 * place, of products Aᵀ·B, one for each use, or of sums over rows. The first is the pieces joined, the second one
 * product of all A under each other with all B under each other, the third one sum over all rows. Apart from rounding,
 * and the sign of zeros, the results are the same.
 */
import type { Graph, GraphNode, OperationNode } from './graph.ts'
import type { Operation, PrimitiveName } from './primitives/attributes.ts'
import { sameShape, type TensorType } from './types.ts'

/** Fewer products are not worth bringing their operands together. */
const fewestProducts = 4

/** The graph without unused nodes, so that uses can be counted. New nodes may leave others unused. */
export function joinSums(graph: Graph): Graph {
  const sums = new Sums(graph)
  const nodes: GraphNode[] = []
  const renumbered: number[] = []
  const place = (node: GraphNode) => nodes.push(node) - 1
  graph.nodes.forEach((node, index) => {
    if (node.kind !== 'operation') {
      renumbered.push(place(node))
      return
    }
    const leaves = sums.leavesAt(index).map((leaf) => renumbered[leaf] ?? 0)
    const moved = { ...node, inputs: node.inputs.map((input) => renumbered[input] ?? 0) }
    renumbered.push(joined(leaves, node.type, nodes, place) ?? place(moved))
  })
  const outputs = graph.outputs.map(({ node, target }) => ({ node: renumbered[node] ?? 0, target }))
  return { nodes, outputs }
}

/** Which additions are sums of many terms. */
class Sums {
  readonly #nodes: readonly GraphNode[]
  /** Additions that nobody but another addition of the same sum reads. */
  readonly #inner = new Set<number>()

  constructor({ nodes, outputs }: Graph) {
    this.#nodes = nodes
    const uses = new Array<number>(nodes.length).fill(0)
    const use = (node: number) => {
      uses[node] = (uses[node] ?? 0) + 1
    }
    for (const node of nodes) if (node.kind === 'operation') node.inputs.forEach(use)
    for (const { node } of outputs) use(node)
    for (const node of nodes) {
      if (!isOperation(node, 'add')) continue
      for (const input of node.inputs) {
        if (uses[input] === 1 && this.#isAddition(input, node.type)) this.#inner.add(input)
      }
    }
  }

  /** The terms, first to last, of the sum that ends at a node; none where no sum ends. */
  leavesAt(index: number): number[] {
    const root = this.#nodes[index]
    if (!isOperation(root, 'add') || this.#inner.has(index)) return []
    const leaves: number[] = []
    const open = [index]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = this.#nodes[next]
      const opened = isOperation(node, 'add') && (next === index || this.#inner.has(next))
      if (opened) open.push(...node.inputs.toReversed())
      else leaves.push(next)
    }
    return leaves
  }

  #isAddition(index: number, type: TensorType): boolean {
    const node = this.#nodes[index]
    return isOperation(node, 'add') && sameShape(node.type.shape, type.shape)
  }
}

type Place = (node: GraphNode) => number

/** The sum of the terms with what can be joined joined; undefined where nothing can. */
function joined(
  leaves: readonly number[],
  type: TensorType,
  nodes: readonly GraphNode[],
  place: Place,
): number | undefined {
  if (leaves.length < 2) return undefined
  const steps = [joinPieces, joinProducts, joinReductions]
  const terms = steps.reduce((rest, step) => step(rest, type, nodes, place), leaves)
  if (terms.length === leaves.length) return undefined
  return terms.reduce((sum, term) =>
    place(operation({ primitive: 'add', attributes: {} }, [sum, term], type)),
  )
}

interface Piece {
  readonly leaf: number
  readonly input: number
  readonly start: number
  readonly end: number
}

/** Neighbouring pieces along an axis become one. */
function joinPieces(
  leaves: readonly number[],
  type: TensorType,
  nodes: readonly GraphNode[],
  place: Place,
): readonly number[] {
  let rest = leaves
  type.shape.forEach((_, axis) => {
    const pieces = rest.flatMap((leaf) => pieceAt(leaf, axis, nodes) ?? [])
    for (const run of runsOf(pieces)) {
      const taken = new Set(run.map(({ leaf }) => leaf))
      rest = [...rest.filter((leaf) => !taken.has(leaf)), joinRun(run, axis, type, place)]
    }
  })
  return rest
}

/** A term that is zero outside a stretch of one axis. */
function pieceAt(leaf: number, axis: number, nodes: readonly GraphNode[]): Piece | undefined {
  const node = nodes[leaf]
  if (!isOperation(node, 'pad')) return undefined
  const { low, high, interior } = node.attributes
  const fits = low.every(
    (count, other) => interior[other] === 0 && (other === axis || (count === 0 && high[other] === 0)),
  )
  const [start = 0, after = 0, input = 0] = [low[axis], high[axis], node.inputs[0]]
  return fits && start + after > 0
    ? { leaf, input, start, end: (node.type.shape[axis] ?? 0) - after }
    : undefined
}

/** Pieces that follow each other without a gap, in runs of at least two. */
function runsOf(pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = []
  for (const piece of [...pieces].sort((a, b) => a.start - b.start)) {
    const run = runs.find((each) => each.at(-1)?.end === piece.start)
    if (run) run.push(piece)
    else runs.push([piece])
  }
  return runs.filter(({ length }) => length > 1)
}

function joinRun(run: readonly Piece[], axis: number, type: TensorType, place: Place): number {
  const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0]
  const size = type.shape[axis] ?? 0
  const shape = type.shape.map((length, other) => (other === axis ? end - start : length))
  const inputs = run.map(({ input }) => input)
  const whole = place(
    operation({ primitive: 'concatenate', attributes: { axis } }, inputs, { ...type, shape }),
  )
  if (end - start === size) return whole
  const along = (count: number) => shape.map((_, other) => (other === axis ? count : 0))
  const attributes = { low: along(start), high: along(size - end), interior: along(0) }
  return place(operation({ primitive: 'pad', attributes }, [whole], type))
}

interface Product {
  readonly leaf: number
  /** A and B of Aᵀ·B: [k, m] and [k, n]. */
  readonly a: number
  readonly b: number
}

/** Σ Aᵀ·B over many A and B as one product. */
function joinProducts(
  leaves: readonly number[],
  type: TensorType,
  nodes: readonly GraphNode[],
  place: Place,
): readonly number[] {
  const products = leaves.flatMap((leaf) => productAt(leaf, nodes) ?? [])
  if (products.length < fewestProducts) return leaves
  // Backpropagation comes to the last use first. In the order of use they are often joined already.
  const inOrder = products.toReversed()
  const stacked = (operands: readonly number[]) => stack(operands, nodes, place)
  const left = stacked(inOrder.map(({ a }) => a))
  const right = stacked(inOrder.map(({ b }) => b))
  const [m = 0] = type.shape
  const k = nodes[left]?.type.shape[0] ?? 0
  const turned = place(
    operation({ primitive: 'transpose', attributes: { permutation: [1, 0] } }, [left], {
      ...type,
      shape: [m, k],
    }),
  )
  const taken = new Set(products.map(({ leaf }) => leaf))
  const product = place(operation({ primitive: 'matmul', attributes: {} }, [turned, right], type))
  return [...leaves.filter((leaf) => !taken.has(leaf)), product]
}

/** Σ of sums over rows, a bias's at every time, as one sum over all rows under each other. */
function joinReductions(
  leaves: readonly number[],
  type: TensorType,
  nodes: readonly GraphNode[],
  place: Place,
): readonly number[] {
  const operandOf = (leaf: number): readonly number[] => {
    const node = nodes[leaf]
    return isOperation(node, 'sum') && overRows(node) ? node.inputs : []
  }
  const rows = leaves.flatMap(operandOf)
  if (rows.length < fewestProducts) return leaves
  const whole = stack(rows.toReversed(), nodes, place)
  const total = operation({ primitive: 'sum', attributes: { axes: [0], keepDims: false } }, [whole], type)
  return [...leaves.filter((leaf) => operandOf(leaf).length === 0), place(total)]
}

/** Leaves all dimensions but the first. */
function overRows({ attributes: { axes, keepDims } }: OperationNode<'sum'>): boolean {
  return axes.length === 1 && axes[0] === 0 && !keepDims
}

function productAt(leaf: number, nodes: readonly GraphNode[]): Product | undefined {
  const node = nodes[leaf]
  if (!isOperation(node, 'matmul') || node.type.shape.length !== 2) return undefined
  const [turned = 0, b = 0] = node.inputs
  const left = nodes[turned]
  return isOperation(left, 'transpose') ? { leaf, a: left.inputs[0] ?? 0, b } : undefined
}

/** Matrices under each other. */
function stack(matrices: readonly number[], nodes: readonly GraphNode[], place: Place): number {
  const [first = 0] = matrices
  const type = nodes[first]?.type ?? { dtype: 'float32', shape: [] }
  const rows = matrices.reduce((sum, each) => sum + (nodes[each]?.type.shape[0] ?? 0), 0)
  const shape = [rows, ...type.shape.slice(1)]
  return place(operation({ primitive: 'concatenate', attributes: { axis: 0 } }, matrices, { ...type, shape }))
}

function operation<N extends PrimitiveName>(
  { primitive, attributes }: Operation<N>,
  inputs: readonly number[],
  type: TensorType,
): OperationNode<N> {
  return { kind: 'operation', primitive, attributes, inputs, type }
}

function isOperation<N extends PrimitiveName>(
  node: GraphNode | undefined,
  primitive: N,
): node is OperationNode<N> {
  return node?.kind === 'operation' && node.primitive === primitive
}
