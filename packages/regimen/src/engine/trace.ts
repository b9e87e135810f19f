/** Recording of a function's operations into a graph (define-and-run). */
import { RegimenError } from '../errors.ts'
import type { Graph, GraphNode, InputSource, OutputTarget } from './graph.ts'
import type { Operation } from './primitives/attributes.ts'
import { Tensor } from './tensor.ts'
import type { TensorType } from './types.ts'

export class Trace {
  readonly #nodes: GraphNode[] = []
  /** Concrete tensors that the function captured, so that each becomes one constant. */
  readonly #constants = new Map<Tensor, number>()
  #open = true

  input(type: TensorType, source: InputSource): Tensor {
    return this.#push({ kind: 'input', type, source })
  }

  operation(operation: Operation, inputs: readonly Tensor[], type: TensorType): Tensor {
    const nodes = inputs.map((input) => this.#nodeOf(input))
    return this.#push({ kind: 'operation', type, ...operation, inputs: nodes })
  }

  /** Ends the recording: later use of its tensors is an error. */
  finish(outputs: readonly { readonly tensor: Tensor; readonly target: OutputTarget }[]): Graph {
    const resolved = outputs.map(({ tensor, target }) => ({ node: this.#nodeOf(tensor), target }))
    this.#open = false
    return { nodes: this.#nodes, outputs: resolved }
  }

  #nodeOf(tensor: Tensor): number {
    const { source } = tensor
    if (source.kind === 'traced') {
      if (source.trace !== this || !this.#open) throw new RegimenError('foreign-trace', {})
      return source.node
    }
    const known = this.#constants.get(tensor)
    if (known !== undefined) return known
    // A copy: the caller may write to the array it gave us before the program runs.
    const node = this.#nodes.push({ kind: 'constant', type: tensor.type, data: tensor.data().slice() }) - 1
    this.#constants.set(tensor, node)
    return node
  }

  #push(node: GraphNode): Tensor {
    const index = this.#nodes.push(node) - 1
    return new Tensor(node.type.dtype, node.type.shape, { kind: 'traced', trace: this, node: index })
  }
}

/** The trace that any of the tensors belongs to. */
export function traceOf(tensors: readonly Tensor[]): Trace | undefined {
  for (const { source } of tensors) if (source.kind === 'traced') return source.trace
  return undefined
}
