/** Loops over laid-out operands: nests of scalar counters outside, four lanes at a time inside. */
import type { FunctionBuilder, Local } from './assembler.ts'
import { collapse, type Dimension } from './collapse.ts'
import { type Code, v128 } from './instructions.ts'

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

/** Four elements, `stride` elements apart, from the address on. */
export function loadVector(pointer: Pointer, stride: number): Code<'v128'> {
  if (stride === 0) return v128.load32Splat(pointer)
  if (stride === 1) return v128.load(pointer)
  const step = stride * elementBytes
  let vector: Code<'v128'> = v128.load32Zero(pointer)
  for (let lane = 1; lane < vectorLanes; lane++) vector = v128.load32Lane(pointer, vector, lane, lane * step)
  return vector
}

/** Stores the first `lanes` lanes (1 to 4) next to each other, and nothing beyond. */
export function storeLanes(f: FunctionBuilder, pointer: Pointer, value: Code<'v128'>, lanes: number): void {
  const kept = f.let(value)
  if (lanes === vectorLanes) f.do(v128.store(pointer, kept))
  else if (lanes === 1) f.do(v128.store32Lane(pointer, kept, 0))
  else f.do(v128.store64Lane(pointer, kept, 0))
  if (lanes === 3) f.do(v128.store32Lane(pointer, kept, 2, 2 * elementBytes))
}

export interface MapLoop {
  readonly shape: readonly number[]
  readonly outputStrides: readonly number[]
  readonly inputStrides: readonly (readonly number[])[]
  /** True when the output may be written up to the end of its last vector: it has room, and is all ours. */
  readonly padded: boolean
}

/**
 * output[index] = compute(input0[index], input1[index], …) for every index of a shape that is not empty.
 * Each element is read before it is written, so an input may be the output under the same strides.
 *
 * Inputs may be read up to 12 bytes past a row's last element (see Store: memory has slack at its end),
 * but never written past it, unless `padded`.
 */
export function mapElements(
  f: FunctionBuilder,
  loop: MapLoop,
  output: Pointer,
  inputs: readonly Pointer[],
  compute: (operands: readonly Vector[]) => Code<'v128'>,
): void {
  const dimensions = collapse(loop.shape, [loop.outputStrides, ...loop.inputStrides])
  const pointers = [output, ...inputs]
  const row = dimensions[dimensions.length - 1] ?? { size: 1, strides: pointers.map(() => 1) }
  const single = dimensions.length <= 1
  nest(f, dimensions.slice(0, -1), pointers, () => {
    mapRow(f, row, { output, inputs, padded: loop.padded && single }, compute)
  })
}

interface RowOperands {
  readonly output: Pointer
  readonly inputs: readonly Pointer[]
  readonly padded: boolean
}

function mapRow(
  f: FunctionBuilder,
  { size, strides }: Dimension,
  { output, inputs, padded }: RowOperands,
  compute: (operands: readonly Vector[]) => Code<'v128'>,
): void {
  const pointers = [output, ...inputs]
  const inputStrides = strides.slice(1)
  const adjacent = strides[0] === 1
  const gathers = inputStrides.some((stride) => stride > 1)
  const whole = padded && !gathers ? Math.ceil(size / vectorLanes) : Math.floor(size / vectorLanes)
  const vectors = adjacent ? whole : 0
  const rest = Math.max(0, size - vectors * vectorLanes)

  // What a row repeats in every element is loaded once.
  const repeated = inputs.map((input, index) =>
    inputStrides[index] === 0 ? f.let(v128.load32Splat(input)) : undefined,
  )
  const operands = (load: (input: Pointer, stride: number) => Code<'v128'>) =>
    inputs.map((input, index) => repeated[index] ?? f.let(load(input, inputStrides[index] ?? 0)))

  f.repeat(vectors, () => {
    f.do(v128.store(output, compute(operands(loadVector))))
    move(f, pointers, strides, vectorBytes)
  })
  if (rest > 0 && adjacent && !gathers) {
    storeLanes(f, output, compute(operands(loadVector)), rest)
  } else {
    // One element at a time: what a strided vector would read beyond the row may lie far outside.
    f.repeat(rest, () => {
      f.do(v128.store32Lane(output, compute(operands((input) => v128.load32Splat(input))), 0))
      move(f, pointers, strides, elementBytes)
    })
    move(f, pointers, strides, -rest * elementBytes)
  }
  move(f, pointers, strides, -vectors * vectorBytes)
}
