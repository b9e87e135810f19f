/** Kernels that move elements by index: gather and its transpose, padding, joining, counting. */
import type { DType, Shape } from '../../../types.ts'
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse } from '../collapse.ts'
import { type Code, f32x4, i32, i32x4, memory } from '../instructions.ts'
import { elementBytes, mapElements, nest, type Pointer, type Vector } from '../loops.ts'
import { at, type Lowering, type LoweringTable, type Operand, type SinglePointers } from '../lowering.ts'

type IndexingName = 'gather' | 'scatterAdd' | 'pad' | 'concatenate' | 'iota'

/** The dimensions before, within and after those that an index array stands for. */
interface Sections {
  readonly before: Shape
  readonly within: Shape
  readonly after: Shape
}

/** The parts of an operand's strides that belong to the sections, given how many axes stand within. */
function stridesOf({ strides }: Operand, axis: number, within: number) {
  return {
    before: strides.slice(0, axis),
    within: strides.slice(axis, axis + within),
    after: strides.slice(axis + within),
  }
}

interface Pick {
  /** Elements visited in order, along with one index for each place within. */
  readonly dense: { readonly operand: Operand; readonly pointer: Pointer }
  /** The operand of which an entry along the axis is picked. */
  readonly picked: { readonly operand: Operand; readonly pointer: Pointer }
  readonly indices: { readonly operand: Operand; readonly pointer: Pointer }
  readonly axis: number
}

/**
 * Walks the dense operand in row-major order. At each index, `visit` gets a pointer to the picked entry
 * and the shape and strides of what is left (dense, picked); `otherwise` runs where there is no such entry.
 */
function forEachPick(
  f: FunctionBuilder,
  { dense, picked, indices, axis }: Pick,
  visit: (
    entry: Pointer,
    rest: { shape: Shape; dense: readonly number[]; picked: readonly number[] },
  ) => void,
  otherwise?: (rest: { shape: Shape; dense: readonly number[] }) => void,
): void {
  const rank = indices.operand.shape.length
  const denseStrides = stridesOf(dense.operand, axis, rank)
  const pickedStrides = stridesOf(picked.operand, axis, 1)
  const limit = picked.operand.shape[axis] ?? 0
  const step = (picked.operand.strides[axis] ?? 0) * elementBytes
  const sections: Sections = {
    before: dense.operand.shape.slice(0, axis),
    within: indices.operand.shape,
    after: dense.operand.shape.slice(axis + rank),
  }
  const outer = collapse(sections.before, [denseStrides.before, pickedStrides.before])
  const inner = collapse(sections.within, [denseStrides.within, indices.operand.strides])
  const rest = { shape: sections.after, dense: denseStrides.after, picked: pickedStrides.after }
  nest(f, outer, [dense.pointer, picked.pointer], () => {
    nest(f, inner, [dense.pointer, indices.pointer], () => {
      const index = f.let(i32.load(indices.pointer))
      // Unsigned: a negative index is a very large one, and out of range as well.
      f.if(
        i32.ltU(index, i32.const(limit)),
        () => visit(f.let(i32.add(picked.pointer, i32.mul(index, i32.const(step)))), rest),
        otherwise && (() => otherwise(rest)),
      )
    })
  })
}

/** What a gather out of range reads. */
export function missing(dtype: DType): Code<'v128'> {
  return dtype === 'float32' ? f32x4.const(Number.NaN) : i32x4.const(0)
}

const gather: Lowering<'gather'> = {
  emit: (f, { attributes: { axis }, inputs, output }, pointers) => {
    const pick: Pick = {
      dense: { operand: output, pointer: pointers.output },
      picked: { operand: at(inputs, 0), pointer: at(pointers.inputs, 0) },
      indices: { operand: at(inputs, 1), pointer: at(pointers.inputs, 1) },
      axis,
    }
    forEachPick(
      f,
      pick,
      (entry, { shape, dense, picked }) => {
        const loop = { shape, outputStrides: dense, inputStrides: [picked] }
        mapElements(f, loop, pointers.output, [entry], first)
      },
      ({ shape, dense }) => {
        const loop = { shape, outputStrides: dense, inputStrides: [] }
        mapElements(f, loop, pointers.output, [], () => missing(output.dtype))
      },
    )
  },
}

const first = (operands: readonly Vector[]): Code<'v128'> => at(operands, 0)

const scatterAdd: Lowering<'scatterAdd'> = {
  emit: (f, { attributes: { axis }, inputs, output }, pointers) => {
    clear(f, output, pointers)
    if (sizeOf(at(inputs, 0).shape) === 0) return
    const updates = at(pointers.inputs, 0)
    const pick: Pick = {
      dense: { operand: at(inputs, 0), pointer: updates },
      picked: { operand: output, pointer: pointers.output },
      indices: { operand: at(inputs, 1), pointer: at(pointers.inputs, 1) },
      axis,
    }
    const add = output.dtype === 'float32' ? f32x4.add : i32x4.add
    forEachPick(f, pick, (entry, { shape, dense, picked }) => {
      const loop = { shape, outputStrides: picked, inputStrides: [picked, dense] }
      // The output is an input, too; each pointer that a loop moves must be a variable of its own.
      mapElements(f, loop, entry, [f.let(entry), updates], (operands) =>
        add(at(operands, 0), at(operands, 1)),
      )
    })
  },
}

function clear(f: FunctionBuilder, output: Operand, pointers: SinglePointers): void {
  const bytes = sizeOf(output.shape) * elementBytes
  f.do(memory.fill(pointers.output, i32.const(0), i32.const(bytes)))
}

/** Copies an input into the part of the output that begins at an element and has these strides. */
function copyInto(
  f: FunctionBuilder,
  input: { readonly operand: Operand; readonly pointer: Pointer },
  output: { readonly pointer: Pointer; readonly start: number; readonly strides: readonly number[] },
): void {
  const { shape, strides } = input.operand
  if (sizeOf(shape) === 0) return
  const target = f.let(i32.add(output.pointer, i32.const(output.start * elementBytes)))
  const loop = { shape, outputStrides: output.strides, inputStrides: [strides] }
  mapElements(f, loop, target, [input.pointer], first)
}

const pad: Lowering<'pad'> = {
  emit: (f, { attributes: { low, interior }, inputs, output }, pointers) => {
    clear(f, output, pointers)
    const start = low.reduce((sum, count, axis) => sum + count * (output.strides[axis] ?? 0), 0)
    const strides = output.strides.map((stride, axis) => stride * (1 + (interior[axis] ?? 0)))
    const input = { operand: at(inputs, 0), pointer: at(pointers.inputs, 0) }
    copyInto(f, input, { pointer: pointers.output, start, strides })
  },
}

const concatenate: Lowering<'concatenate'> = {
  emit: (f, { attributes: { axis }, inputs, output }, pointers) => {
    const { strides } = output
    let start = 0
    inputs.forEach((operand, index) => {
      const input = { operand, pointer: at(pointers.inputs, index) }
      copyInto(f, input, { pointer: pointers.output, start, strides })
      start += (operand.shape[axis] ?? 0) * (strides[axis] ?? 0)
    })
  },
}

const iota: Lowering<'iota'> = {
  emit: (f, { attributes: { shape, axis } }, pointers) => {
    const repeats = sizeOf(shape.slice(axis + 1))
    const outer = sizeOf(shape.slice(0, axis))
    const value = f.local('i32')
    f.repeat(outer, () => {
      f.set(value, i32.const(0))
      f.repeat(shape[axis] ?? 1, () => {
        f.repeat(repeats, () => {
          f.do(i32.store(pointers.output, value))
          f.advance(pointers.output, elementBytes)
        })
        f.advance(value, 1)
      })
    })
  },
}

export const indexingLowerings: LoweringTable<IndexingName> = { gather, scatterAdd, pad, concatenate, iota }
