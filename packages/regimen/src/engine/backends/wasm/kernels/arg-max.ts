/** The place of the largest element along an axis: a plain loop that remembers the best so far. */
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { collapse } from '../collapse.ts'
import { type Code, f32, i32 } from '../instructions.ts'
import { countOf, elementBytes, forEachUnit, type Pointer } from '../loops.ts'
import { at, type SimpleLowering } from '../lowering.ts'

/** One element type's way to hold the best and to know a better one. */
interface Champion {
  /** Takes the element at the pointer as the best. */
  take(pointer: Pointer): void
  isBeatenBy(pointer: Pointer): Code<'i32'>
}

function floatChampion(f: FunctionBuilder): Champion {
  const best = f.local('f32')
  return {
    take: (pointer) => f.set(best, f32.load(pointer)),
    // Not ≤ includes a NaN that comes along; a best that is NaN itself is not equal to itself and stays.
    isBeatenBy: (pointer) => i32.and(i32.eqz(f32.le(f32.load(pointer), best)), f32.eq(best, best)),
  }
}

function integerChampion(f: FunctionBuilder): Champion {
  const best = f.local('i32')
  return {
    take: (pointer) => f.set(best, i32.load(pointer)),
    isBeatenBy: (pointer) => i32.gtS(i32.load(pointer), best),
  }
}

/** Units are results. */
export const argMaxLowering: SimpleLowering<'argMax'> = ({ attributes: { axis }, inputs, output }) => {
  const { dtype, layout } = at(inputs, 0)
  const { shape, strides } = layout
  const others = (_: number, dimension: number) => dimension !== axis
  const kept = collapse(shape.filter(others), [strides.filter(others), output.layout.strides])
  return [
    {
      key: `argMax ${dtype} ${shape} ${strides} ${axis}`,
      parts: ['argMax'],
      kind: 'other',
      flops: sizeOf(shape),
      reads: inputs,
      writes: [output],
      units: countOf(kept),
      mayReplace: () => false,
      emit: (f, { reads, writes, ...share }) => {
        const [input, target] = [at(reads, 0), at(writes, 0)]
        const row = { size: shape[axis] ?? 1, step: (strides[axis] ?? 0) * elementBytes }
        const champion = dtype === 'float32' ? floatChampion(f) : integerChampion(f)
        forEachUnit(f, kept, [input, target], share, () => emitRow(f, champion, row, input, target))
      },
    },
  ]
}

function emitRow(
  f: FunctionBuilder,
  champion: Champion,
  { size, step }: { readonly size: number; readonly step: number },
  input: Pointer,
  target: Pointer,
): void {
  const index = f.let(i32.const(0))
  const bestIndex = f.let(i32.const(0))
  champion.take(input)
  f.repeat(size, () => {
    f.if(champion.isBeatenBy(input), () => {
      champion.take(input)
      f.set(bestIndex, index)
    })
    f.advance(index, 1)
    f.advance(input, step)
  })
  f.advance(input, -size * step)
  f.do(i32.store(target, bestIndex))
}
