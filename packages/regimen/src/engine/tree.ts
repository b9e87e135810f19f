/** Trees: tensors in nested arrays and records, as users group them. */
import { Tensor } from './tensor.ts'

/** A leaf, or arrays and records of trees. `undefined` and the like are kept as they are. */
export type Tree<L> = L | readonly Tree<L>[] | { readonly [name: string]: Tree<L> }

export type TensorTree = Tree<Tensor>

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The tensors of a tree in a fixed order, each with its path (`layers.0.weight`). */
export function leavesOf(tree: unknown, path = ''): { path: string; tensor: Tensor }[] {
  if (tree instanceof Tensor) return [{ path, tensor: tree }]
  const child = (name: string | number, value: unknown) =>
    leavesOf(value, path ? `${path}.${name}` : String(name))
  if (Array.isArray(tree)) return tree.flatMap((value: unknown, index) => child(index, value))
  if (isRecord(tree)) return Object.entries(tree).flatMap(([name, value]) => child(name, value))
  return []
}

/** The same tree with each tensor replaced. What is not a tensor, array or plain record stays. */
export function mapTree<T>(tree: T, replace: (tensor: Tensor, path: string) => Tensor, path?: string): T
export function mapTree(
  tree: unknown,
  replace: (tensor: Tensor, path: string) => Tensor,
  path = '',
): unknown {
  if (tree instanceof Tensor) return replace(tree, path)
  const child = (name: string | number, value: unknown) =>
    mapTree(value, replace, path ? `${path}.${name}` : String(name))
  if (Array.isArray(tree)) return tree.map((value: unknown, index) => child(index, value))
  if (isRecord(tree)) {
    return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, child(name, value)]))
  }
  return tree
}

/** A text that two trees share exactly when they have the same structure, tensor types and other values. */
export function structureOf(tree: unknown): string {
  if (tree instanceof Tensor) return `${tree.dtype}[${tree.shape}]`
  if (Array.isArray(tree)) return `(${tree.map(structureOf).join(',')})`
  if (isRecord(tree)) {
    return `{${Object.entries(tree)
      .map(([name, value]) => `${JSON.stringify(name)}:${structureOf(value)}`)
      .join(',')}}`
  }
  return `${typeof tree} ${String(tree)}`
}
