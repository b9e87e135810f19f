/** The place of the largest element along an axis: a plain loop that remembers the best so far. */

import type { FunctionBuilder } from '../assembler.ts'
import { collapse } from '../collapse.ts'
import { type Code, f32, i32 } from '../instructions.ts'
import { elementBytes, nest, type Pointer } from '../loops.ts'
import { at, type Lowering } from '../lowering.ts'

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

export const argMaxLowering: Lowering<'argMax'> = {
  emit: (f, { attributes: { axis }, inputs, output }, pointers) => {
    const { dtype, shape, strides } = at(inputs, 0)
    const input = at(pointers.inputs, 0)
    const step = (strides[axis] ?? 0) * elementBytes
    const size = shape[axis] ?? 1
    const others = (_: number, dimension: number) => dimension !== axis
    const kept = collapse(shape.filter(others), [strides.filter(others), output.strides])
    const index = f.local('i32')
    const bestIndex = f.local('i32')
    const champion = dtype === 'float32' ? floatChampion(f) : integerChampion(f)
    nest(f, kept, [input, pointers.output], () => {
      f.set(index, i32.const(0))
      f.set(bestIndex, i32.const(0))
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
      f.do(i32.store(pointers.output, bestIndex))
    })
  },
}
