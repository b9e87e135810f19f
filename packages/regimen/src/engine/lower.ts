/**
 * From graph to plan: every kernel gets a buffer for its result, every view becomes a layout over the
 * buffer it looks at. Where a layout cannot express a view, a copy is inserted.
 */
import type { Graph, GraphNode, OperationNode } from './graph.ts'
import { contiguousLayout, isContiguous } from './layout.ts'
import type { Plan, PlanBuffer, PlanKernel, View } from './plan.ts'
import type { KernelName, Operation, ViewName } from './primitives/attributes.ts'
import { sizeOf, type TensorType } from './types.ts'
import { asKernel, isView, viewLayout } from './views.ts'

export function lower(graph: Graph): Plan {
  const lowering = new Lowering()
  const views = graph.nodes.map((node) => lowering.node(node))
  const outputs = graph.outputs.map(({ node, target }) => ({
    view: lowering.contiguous(lowering.viewAt(views, node)),
    target,
  }))
  return { buffers: lowering.buffers, kernels: lowering.kernels, outputs }
}

class Lowering {
  readonly buffers: PlanBuffer[] = []
  readonly kernels: PlanKernel[] = []
  readonly #views: View[] = []

  node(node: GraphNode): View {
    const view = this.#lowerNode(node)
    this.#views.push(view)
    return view
  }

  viewAt(views: readonly View[], node: number): View {
    const view = views[node]
    if (!view) throw new RangeError(`node ${node} refers forward`)
    return view
  }

  /** The view itself when it is contiguous, else a contiguous copy of it. */
  contiguous(view: View): View {
    if (isContiguous(view.layout)) return view
    const type = { dtype: view.dtype, shape: view.layout.shape }
    return this.#kernel({ primitive: 'copy', attributes: {} }, [view], type)
  }

  #lowerNode(node: GraphNode): View {
    if (node.kind === 'operation') return this.#operation(node)
    const { type } = node
    const size = sizeOf(type.shape)
    const buffer: PlanBuffer =
      node.kind === 'input'
        ? { kind: 'input', dtype: type.dtype, size, source: node.source }
        : { kind: 'constant', dtype: type.dtype, size, data: node.data }
    return this.#view(buffer, type)
  }

  #operation(node: OperationNode): View {
    const inputs = node.inputs.map((input) => this.viewAt(this.#views, input))
    const operation: Operation = { primitive: node.primitive, attributes: node.attributes }
    if (isView(operation)) return this.#look(operation, inputs)
    return this.#kernel(asKernel(operation), inputs, node.type)
  }

  #look(operation: Operation<ViewName>, [input]: readonly View[]): View {
    if (!input) throw new RangeError(`${operation.primitive} has no operand`)
    const layout = viewLayout(input.layout, operation)
    if (layout) return { ...input, layout }
    return this.#look(operation, [this.contiguous(input)])
  }

  #kernel(operation: Operation<KernelName>, inputs: readonly View[], type: TensorType): View {
    const output = this.#view({ kind: 'temporary', dtype: type.dtype, size: sizeOf(type.shape) }, type)
    this.kernels.push({ ...operation, inputs, output })
    return output
  }

  #view(buffer: PlanBuffer, type: TensorType): View {
    const index = this.buffers.push(buffer) - 1
    return { buffer: index, dtype: type.dtype, layout: contiguousLayout(type.shape) }
  }
}
