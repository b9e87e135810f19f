/** The plan's kernels, sorted by how they can be fused, over index spaces without dimensions of size 1. */
import { broadcastLayout, contiguousStrides, type Layout } from '../layout.ts'
import type { PlanKernel, View } from '../plan.ts'
import type { KernelName } from '../primitives/attributes.ts'
import { type DType, type Shape, sizeOf } from '../types.ts'
import type { ElementwiseName, ReductionName, SimpleName } from './fused-plan.ts'

interface NodeBase {
  /** Place among the plan's kernels. */
  readonly index: number
  /** Index space: the result's, for reductions the operand's. */
  readonly shape: Shape
  readonly output: View
  /** Operands under `shape`; of a product and of simple kernels as they are. */
  readonly inputs: readonly View[]
}

export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly primitive: ElementwiseName
}

/** The same number everywhere: what a sum or product over nothing gives. */
export interface FillNode extends NodeBase {
  readonly kind: 'fill'
  readonly value: number
}

export interface ReduceNode extends NodeBase {
  readonly kind: 'reduce'
  readonly primitive: ReductionName
  readonly reduced: readonly boolean[]
}

export interface ProductNode extends NodeBase {
  readonly kind: 'product'
}

export interface SimpleNode extends NodeBase {
  readonly kind: 'simple'
  readonly kernel: PlanKernel<SimpleName>
}

export type FusionNode = MapNode | FillNode | ReduceNode | ProductNode | SimpleNode

const families: { readonly [N in KernelName]: 'map' | 'reduce' | 'product' | 'simple' } = {
  neg: 'map',
  abs: 'map',
  sign: 'map',
  floor: 'map',
  exp: 'map',
  expm1: 'map',
  log: 'map',
  log1p: 'map',
  sqrt: 'map',
  sin: 'map',
  cos: 'map',
  tanh: 'map',
  sigmoid: 'map',
  erf: 'map',
  not: 'map',
  cast: 'map',
  bitsToUnit: 'map',
  copy: 'map',
  add: 'map',
  sub: 'map',
  mul: 'map',
  div: 'map',
  pow: 'map',
  maximum: 'map',
  minimum: 'map',
  equal: 'map',
  notEqual: 'map',
  less: 'map',
  lessEqual: 'map',
  and: 'map',
  or: 'map',
  select: 'map',
  sum: 'reduce',
  max: 'reduce',
  matmul: 'product',
  argMax: 'simple',
  gather: 'simple',
  scatterAdd: 'simple',
  pad: 'simple',
  concatenate: 'simple',
  iota: 'simple',
  randomBits: 'simple',
  conv2d: 'simple',
  conv2dInputGradient: 'simple',
  conv2dWeightGradient: 'simple',
  maxPool2d: 'simple',
  maxPool2dGradient: 'simple',
  sumPool2d: 'simple',
  sumPool2dGradient: 'simple',
  sampleImages: 'simple',
}

/** Type guards over the kernels, by the family that the table gives them. */
function isMap(kernel: PlanKernel): kernel is PlanKernel<ElementwiseName> {
  return families[kernel.primitive] === 'map'
}

function isReduction(kernel: PlanKernel): kernel is PlanKernel<ReductionName> {
  return families[kernel.primitive] === 'reduce'
}

function isSimple(kernel: PlanKernel): kernel is PlanKernel<SimpleName> {
  return families[kernel.primitive] === 'simple'
}

export function fusionNode(kernel: PlanKernel, index: number): FusionNode {
  if (isMap(kernel)) return mapNode(kernel, index)
  if (isReduction(kernel)) return reduceNode(kernel, index)
  const { inputs, output } = kernel
  const base = { index, shape: output.layout.shape, output, inputs }
  if (isSimple(kernel)) return { ...base, kind: 'simple', kernel }
  const [a] = inputs
  if (a?.layout.shape.at(-1) === 0) return fill(output, index, 0)
  return { ...base, kind: 'product' }
}

function mapNode({ primitive, inputs, output }: PlanKernel<ElementwiseName>, index: number): MapNode {
  const { shape } = output.layout
  const operands = inputs.map((view) => squeezeView({ ...view, layout: broadcastLayout(view.layout, shape) }))
  return { kind: 'map', index, shape: squeeze(shape), output, inputs: operands, primitive }
}

function reduceNode(
  { primitive, attributes, inputs, output }: PlanKernel<ReductionName>,
  index: number,
): ReduceNode | MapNode | FillNode {
  const [input] = inputs
  if (!input) throw new RangeError(`${primitive} has no operand`)
  const { shape } = input.layout
  if (sizeOf(shape) === 0) return fill(output, index, neutral(primitive, output.dtype))
  const flags = shape.map((_, axis) => attributes.axes.includes(axis))
  const reduced = flags.filter((_, axis) => shape[axis] !== 1)
  const base = { index, shape: squeeze(shape), output, inputs: [squeezeView(input)] }
  // Over axes of size 1 only there is nothing to add up.
  if (!reduced.includes(true)) return { ...base, kind: 'map', primitive: 'copy' }
  return { ...base, kind: 'reduce', primitive, reduced }
}

/** What the reduction of no elements gives. */
function neutral(primitive: ReductionName, dtype: DType): number {
  if (primitive === 'sum') return 0
  return dtype === 'int32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY
}

function fill(output: View, index: number, value: number): FillNode {
  return { kind: 'fill', index, shape: squeeze(output.layout.shape), output, inputs: [], value }
}

export function squeeze(shape: Shape): Shape {
  return shape.filter((size) => size !== 1)
}

export function squeezeView(view: View): View {
  const { shape, strides, offset } = view.layout
  const kept = strides.filter((_, axis) => shape[axis] !== 1)
  return { ...view, layout: { shape: squeeze(shape), strides: kept, offset } }
}

/** The shape of the axes that are not reduced. */
export function keptShape(shape: Shape, reduced: readonly boolean[]): Shape {
  return shape.filter((_, axis) => !reduced[axis])
}

/** A layout over the kept axes as one over all, repeating along the reduced ones. */
export function liftLayout(layout: Layout, shape: Shape, reduced: readonly boolean[]): Layout {
  let next = 0
  const strides = shape.map((_, axis) => (reduced[axis] ? 0 : (layout.strides[next++] ?? 0)))
  return { shape, strides, offset: layout.offset }
}

/** True for the layout in which results are written: all of a buffer, in row-major order. */
export function isWhole({ shape, strides, offset }: Layout): boolean {
  return offset === 0 && contiguousStrides(shape).every((stride, axis) => stride === strides[axis])
}
