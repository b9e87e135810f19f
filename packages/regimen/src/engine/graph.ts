/**
 * The graph: a traced function as a list of nodes in topological order. A node's number is its place
 * in the list, and refers only to earlier ones.
 */
import type { Operation, PrimitiveName } from './primitives/attributes.ts'
import type { TensorData, TensorType } from './types.ts'

/** Where an input's value comes from when the program runs. */
export type InputSource =
  | { readonly from: 'argument'; readonly index: number }
  | { readonly from: 'state'; readonly slot: number }

/** Where an output's value goes when the program has run. */
export type OutputTarget =
  | { readonly to: 'result'; readonly index: number }
  | { readonly to: 'state'; readonly slot: number }

export interface InputNode {
  readonly kind: 'input'
  readonly type: TensorType
  readonly source: InputSource
}

export interface ConstantNode {
  readonly kind: 'constant'
  readonly type: TensorType
  /** Row-major values; never changed after tracing. */
  readonly data: TensorData
}

/** One primitive applied to earlier nodes. */
export interface OperationNode<N extends PrimitiveName = PrimitiveName> extends Operation<N> {
  readonly kind: 'operation'
  readonly type: TensorType
  readonly inputs: readonly number[]
}

/** An input, a constant or an operation of a graph. */
export type GraphNode = InputNode | ConstantNode | OperationNode

/** A recorded function: operations, each after those that it uses. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly outputs: readonly { readonly node: number; readonly target: OutputTarget }[]
}
