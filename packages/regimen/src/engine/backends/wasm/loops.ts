/** Loops over laid-out operands: nests of scalar counters outside, four lanes at a time inside. */
import type { FunctionBuilder, Local } from './assembler.ts'
import { collapse, type Dimension } from './collapse.ts'
import { type Code, i32, v128 } from './instructions.ts'
import { at, type Share } from './lowering.ts'

export type Pointer = Local<'i32'>
export type Vector = Local<'v128'>

/** Every element, whatever its type, takes this many bytes in linear memory. */
export const elementBytes = 4
export const vectorLanes = 4
export const vectorBytes = elementBytes * vectorLanes

/**
 * The body once for each index of the dimensions, with `pointers[i]` at the element that strides[i]
 * leads to. The pointers end where they began.
 */
export function nest(
  f: FunctionBuilder,
  dimensions: readonly Dimension[],
  pointers: readonly Pointer[],
  body: () => void,
): void {
  const [outer, ...inner] = dimensions
  if (!outer) {
    body()
    return
  }
  f.repeat(outer.size, () => {
    nest(f, inner, pointers, body)
    move(f, pointers, outer.strides, elementBytes)
  })
  move(f, pointers, outer.strides, -outer.size * elementBytes)
}

/** Moves each pointer by its stride times a factor. */
export function move(
  f: FunctionBuilder,
  pointers: readonly Pointer[],
  strides: readonly number[],
  factor: number,
): void {
  pointers.forEach((pointer, index) => {
    f.advance(pointer, (strides[index] ?? 0) * factor)
  })
}

/**
 * The first `lanes` of four elements, `stride` elements apart, from `offset` bytes behind the address on. Where
 * elements lie apart nothing beyond those is touched; else up to 12 bytes are (see Store: memory has slack).
 */
export function loadVector(
  pointer: Pointer,
  stride: number,
  offset = 0,
  lanes: number = vectorLanes,
): Code<'v128'> {
  if (stride === 0) return v128.load32Splat(pointer, offset)
  if (stride === 1) return v128.load(pointer, offset)
  const step = stride * elementBytes
  let vector: Code<'v128'> = v128.load32Zero(pointer, offset)
  for (let lane = 1; lane < lanes; lane++) {
    vector = v128.load32Lane(pointer, vector, lane, offset + lane * step)
  }
  return vector
}

export interface StorePlace {
  readonly pointer: Pointer
  /** Bytes behind the pointer. Default 0. */
  readonly offset?: number
  /** In elements. Default 1. */
  readonly stride?: number
}

/** Stores the first `lanes` lanes (1 to 4), and nothing beyond. */
export function storeLanes(
  f: FunctionBuilder,
  { pointer, offset = 0, stride = 1 }: StorePlace,
  value: Code<'v128'>,
  lanes: number,
): void {
  if (lanes === vectorLanes && stride === 1) {
    f.do(v128.store(pointer, value, offset))
    return
  }
  const kept = f.let(value)
  const pair = stride === 1 && lanes > 1
  if (pair) f.do(v128.store64Lane(pointer, kept, 0, offset))
  for (let lane = pair ? 2 : 0; lane < lanes; lane++) {
    f.do(v128.store32Lane(pointer, kept, lane, offset + lane * stride * elementBytes))
  }
}

/**
 * The body for each index of the dimensions in the share, counted in row-major order, with `pointers[i]` at the
 * element that strides[i] leads to. The body is given the index along the last dimension.
 */
export function forEachUnit(
  f: FunctionBuilder,
  dimensions: readonly Dimension[],
  pointers: readonly Pointer[],
  { start, end }: Share,
  body: (index: Code<'i32'>) => void,
): void {
  const indices = dimensions.map(() => f.local('i32'))
  const left = f.let(start)
  // From the first index of the share to the addresses there.
  for (let axis = dimensions.length - 1; axis >= 0; axis--) {
    const { size, strides } = at(dimensions, axis)
    const index = at(indices, axis)
    const quotient = axis === 0 ? i32.const(0) : f.let(i32.divU(left, i32.const(size)))
    f.set(index, i32.sub(left, i32.mul(quotient, i32.const(size))))
    f.set(left, quotient)
    pointers.forEach((pointer, place) => {
      const step = (strides[place] ?? 0) * elementBytes
      if (step !== 0) f.set(pointer, i32.add(pointer, i32.mul(index, i32.const(step))))
    })
  }
  const advance = (axis: number): void => {
    const dimension = dimensions[axis]
    const index = indices[axis]
    if (!dimension || !index) return
    move(f, pointers, dimension.strides, elementBytes)
    f.advance(index, 1)
    if (axis === 0) return
    f.if(i32.eq(index, i32.const(dimension.size)), () => {
      f.set(index, i32.const(0))
      move(f, pointers, dimension.strides, -dimension.size * elementBytes)
      advance(axis - 1)
    })
  }
  f.repeat(i32.sub(end, start), () => {
    body(indices[indices.length - 1] ?? i32.const(0))
    advance(dimensions.length - 1)
  })
}

/** Number of indices of the dimensions. */
export function countOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((count, { size }) => count * size, 1)
}

export interface MapLoop {
  readonly shape: readonly number[]
  readonly outputStrides: readonly number[]
  readonly inputStrides: readonly (readonly number[])[]
}

/**
 * output[index] = compute(input0[index], input1[index], …) for every index of a shape that is not empty.
 * Each element is read before it is written, so an input may be the output under the same strides.
 */
export function mapElements(
  f: FunctionBuilder,
  { shape, outputStrides, inputStrides }: MapLoop,
  output: Pointer,
  inputs: readonly Pointer[],
  compute: (operands: readonly Vector[]) => Code<'v128'>,
): void {
  const dimensions = collapse(shape, [outputStrides, ...inputStrides])
  const pointers = [output, ...inputs]
  const { size, strides } = dimensions[dimensions.length - 1] ?? { size: 1, strides: pointers.map(() => 1) }
  const [stride = 1, ...strideOf] = strides
  const vectors = Math.floor(size / vectorLanes)
  const step = (lanes: number) => {
    const operands = inputs.map((input, index) => f.let(loadVector(input, strideOf[index] ?? 0, 0, lanes)))
    storeLanes(f, { pointer: output, stride }, compute(operands), lanes)
  }
  nest(f, dimensions.slice(0, -1), pointers, () => {
    f.repeat(vectors, () => {
      step(vectorLanes)
      move(f, pointers, strides, vectorBytes)
    })
    if (size % vectorLanes > 0) step(size % vectorLanes)
    move(f, pointers, strides, -vectors * vectorBytes)
  })
}
