/** Trees: tensors in nested arrays and records, as users group them. */
import { RegimenError } from '../errors.ts'
import { Tensor } from './tensor.ts'
import { sameType } from './types.ts'

/** A leaf, or arrays and records of trees. `undefined` and the like are kept as they are. */
export type Tree<L> = L | readonly Tree<L>[] | { readonly [name: string]: Tree<L> }

/** A tensor, or tensors in arrays and records. */
export type TensorTree = Tree<Tensor>

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function below(path: string, name: string | number): string {
  return path ? `${path}.${name}` : String(name)
}

/** The tensors of a tree in a fixed order, each with its path (`layers.0.weight`). */
export function leavesOf(tree: unknown, path = ''): { path: string; tensor: Tensor }[] {
  if (tree instanceof Tensor) return [{ path, tensor: tree }]
  const child = (name: string | number, value: unknown) => leavesOf(value, below(path, name))
  if (Array.isArray(tree)) return tree.flatMap((value: unknown, index) => child(index, value))
  if (isRecord(tree)) return Object.entries(tree).flatMap(([name, value]) => child(name, value))
  return []
}

/** The tensors alone, in the same order. */
export function tensorsOf(tree: unknown): Tensor[] {
  const tensors: Tensor[] = []
  collectTensors(tree, tensors)
  return tensors
}

function collectTensors(tree: unknown, tensors: Tensor[]): void {
  if (tree instanceof Tensor) tensors.push(tree)
  else if (Array.isArray(tree)) for (const value of tree) collectTensors(value, tensors)
  else if (isRecord(tree)) for (const name of Object.keys(tree)) collectTensors(tree[name], tensors)
}

/** The same tree with each tensor replaced. What is not a tensor, array or plain record stays. */
export function mapTree<T>(tree: T, replace: (tensor: Tensor, path: string) => Tensor, path?: string): T
export function mapTree(
  tree: unknown,
  replace: (tensor: Tensor, path: string) => Tensor,
  path = '',
): unknown {
  if (tree instanceof Tensor) return replace(tree, path)
  const child = (name: string | number, value: unknown) => mapTree(value, replace, below(path, name))
  if (Array.isArray(tree)) return tree.map((value: unknown, index) => child(index, value))
  if (isRecord(tree)) {
    return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, child(name, value)]))
  }
  return tree
}

/**
 * A text that two trees share exactly when they have the same structure, tensor types and other values. Functions are
 * the same when they are one.
 * @throws RegimenError `structure-unknown` for objects that are no tensors, arrays or plain records.
 */
export function structureOf(tree: unknown, path = ''): string {
  if (tree instanceof Tensor) return `${tree.dtype}[${tree.shape}]`
  const child = (name: string | number, value: unknown) => structureOf(value, below(path, name))
  if (Array.isArray(tree)) return `(${Array.from(tree, (value: unknown, index) => child(index, value))})`
  if (isRecord(tree)) {
    return `{${Object.entries(tree).map(([name, value]) => `${JSON.stringify(name)}:${child(name, value)}`)}}`
  }
  return valueText(tree, path)
}

function valueText(value: unknown, path: string): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return `function ${numberOf(value)}`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol' || (typeof value === 'object' && value !== null)) {
    throw new RegimenError('structure-unknown', { kind: kindOf(value), path })
  }
  return Object.is(value, -0) ? '-0' : String(value)
}

const numbers = new WeakMap<object, number>()
let count = 0

/** Each function has a number of its own. */
function numberOf(value: object): number {
  const number = numbers.get(value) ?? ++count
  numbers.set(value, number)
  return number
}

/** Without a constructor: `Object`. */
function kindOf(value: object | symbol): string {
  return value.constructor?.name ?? 'Object'
}

/** True when `structureOf` gives both the same text; writes none. */
export function sameStructure(a: unknown, b: unknown): boolean {
  if (a instanceof Tensor) return b instanceof Tensor && sameType(a, b)
  if (Array.isArray(a)) return Array.isArray(b) && sameElements(a, b)
  if (isRecord(a)) return isRecord(b) && sameEntries(a, b)
  return Object.is(a, b)
}

/** `every` would pass over holes. */
function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (!sameStructure(a[index], b[index])) return false
  return true
}

function sameEntries(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a)
  const others = Object.keys(b)
  return (
    names.length === others.length &&
    names.every((name, place) => name === others[place] && sameStructure(a[name], b[name]))
  )
}
