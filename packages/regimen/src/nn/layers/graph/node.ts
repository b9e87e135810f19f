/** The nodes of a functional graph: inputs, layers that are put on nodes, and nodes brought together. */
import { add } from '../../../engine/ops/elementwise.ts'
import { concatenate } from '../../../engine/ops/indexing.ts'
import type { Tensor } from '../../../engine/tensor.ts'
import { formatShape, type Shape, sameShape } from '../../../engine/types.ts'
import { RegimenError } from '../../../errors.ts'
import type { Layer, ShapeRule } from '../../layer.ts'
import type { After, FittingLayer } from '../shape-flow.ts'

/** How several nodes become one. */
interface Merge {
  /** @throws RegimenError `layer-shape`. */
  outputShape(inputs: readonly Shape[]): Shape
  compute(inputs: readonly Tensor[]): Tensor
}

export type MergeName = 'add' | 'concatenate'

export const merges: { readonly [name in MergeName]: Merge } = {
  add: {
    outputShape: (shapes) => {
      const [first = []] = shapes
      const other = shapes.find((shape) => !sameShape(shape, first))
      if (other) throw doesNotFit('addNodes', formatShape(first), other)
      return first
    },
    compute: (inputs) => inputs.reduce((sum, each) => add(sum, each)),
  },
  concatenate: {
    outputShape: (shapes) => {
      const [first = []] = shapes
      const leading = first.slice(0, -1)
      const other = shapes.find((shape) => shape.length === 0 || !sameShape(shape.slice(0, -1), leading))
      if (other) throw doesNotFit('concatenateNodes', formatEnds(leading), other)
      return [...leading, shapes.reduce((total, shape) => total + (shape.at(-1) ?? 0), 0)]
    },
    compute: (inputs) => concatenate(inputs, -1),
  },
}

const formatEnds = (leading: Shape) => `[${[...leading, 'features'].join(', ')}]`

function doesNotFit(layer: string, expected: string, actual: Shape): RegimenError {
  return new RegimenError('layer-shape', {
    path: '',
    layer,
    expected,
    actual: formatShape(actual),
    hint: '',
  })
}

/** What a node does with those before it. */
export type NodeWork =
  | { readonly kind: 'input' }
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'merge'; readonly merge: MergeName }

/** A value in a functional graph, whatever is known of its shape. */
export class GraphValue {
  /** Without the batch. */
  readonly shape: Shape
  /** @internal */
  readonly work: NodeWork
  /** @internal */
  readonly from: readonly GraphValue[]

  /** @internal */
  constructor(shape: Shape, work: NodeWork, from: readonly GraphValue[] = []) {
    this.shape = shape
    this.work = work
    this.from = from
  }
}

/**
 * A value in a functional graph with the type of its shape. Made by `graphInput`, `through`, `addNodes`,
 * `concatenateNodes`; `graph` makes a layer of nodes.
 */
export class LayerNode<S extends ShapeRule = Shape> extends GraphValue {
  /** Carries the type parameter; never present at run time. */
  declare readonly known?: S

  /**
   * The node that a layer makes of this one. The same layer put on several nodes is shared: it has one state.
   * @throws RegimenError `layer-shape`.
   */
  through<const L extends Layer>(layer: L & FittingLayer<S, L>): LayerNode<After<S, L>> {
    return new LayerNode(layer.outputShape(this.shape), { kind: 'layer', layer }, [this])
  }
}

/** @internal `through` for layers whose shapes are known at run time only. */
export function throughLayer(node: GraphValue, layer: Layer): GraphValue {
  return new GraphValue(layer.outputShape(node.shape), { kind: 'layer', layer }, [node])
}

/** @internal */
export function mergeNodes(merge: MergeName, nodes: readonly GraphValue[]): LayerNode {
  const shape = merges[merge].outputShape(nodes.map((node) => node.shape))
  return new LayerNode(shape, { kind: 'merge', merge }, nodes)
}

/** An input of a graph, of this shape without the batch. */
export function graphInput<const S extends Shape>(shape: S): LayerNode<S> {
  return new LayerNode<S>(shape, { kind: 'input' })
}

/** The sum of nodes of one shape. @throws RegimenError `layer-shape`. */
export function addNodes<S extends ShapeRule>(
  first: LayerNode<S>,
  ...others: readonly GraphValue[]
): LayerNode<S> {
  const { shape, work, from } = mergeNodes('add', [first, ...others])
  return new LayerNode<S>(shape, work, from)
}

/** Nodes side by side in the last dimension; the others agree. @throws RegimenError `layer-shape`. */
export function concatenateNodes(...nodes: readonly GraphValue[]): LayerNode {
  return mergeNodes('concatenate', nodes)
}
