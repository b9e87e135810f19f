/**
 * Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), four
 * counters at a time. Bit for bit the words of `threefry2x32` in engine/random.ts.
 */
import { sizeOf } from '../../../types.ts'
import { type Code, i32, i32x4, v128 } from '../instructions.ts'
import { elementBytes, type Vector, vectorBytes, vectorLanes } from '../loops.ts'
import { at, type Lowering } from '../lowering.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const
const rounds = 5
const parity = 0x1bd11bda

function rotateLeft(x: Vector, count: number): Code<'v128'> {
  return v128.or(i32x4.shl(x, i32.const(count)), i32x4.shrU(x, i32.const(32 - count)))
}

export const randomBitsLowering: Lowering<'randomBits'> = {
  emit: (f, { attributes: { shape, stream }, inputs }, { inputs: [key], output }) => {
    if (!key) throw new RangeError('randomBits has a key')
    const second = (at(inputs, 0).strides[0] ?? 0) * elementBytes
    const key0 = f.let(v128.load32Splat(key))
    const key1 = f.let(v128.load32Splat(key, second))
    const keys = [key0, key1, f.let(v128.xor(v128.xor(key0, key1), i32x4.const(parity)))]
    const counter = f.let(i32x4.lanes(0, 1, 2, 3))
    const x0 = f.local('v128')
    const x1 = f.local('v128')
    // Eight words a round; the output has room for those beyond its end.
    f.repeat(Math.ceil(sizeOf(shape) / (2 * vectorLanes)), () => {
      f.set(x0, i32x4.add(counter, key0))
      f.set(x1, i32x4.add(i32x4.const(stream), key1))
      for (let group = 0; group < rounds; group++) {
        for (const rotation of at(rotations, group & 1)) {
          f.set(x0, i32x4.add(x0, x1))
          f.set(x1, v128.xor(rotateLeft(x1, rotation), x0))
        }
        f.set(x0, i32x4.add(x0, at(keys, (group + 1) % 3)))
        f.set(x1, i32x4.add(i32x4.add(x1, at(keys, (group + 2) % 3)), i32x4.const(group + 1)))
      }
      f.do(v128.store(output, v128.shuffle32(x0, x1, [0, 4, 1, 5])))
      f.do(v128.store(output, v128.shuffle32(x0, x1, [2, 6, 3, 7]), vectorBytes))
      f.advance(output, 2 * vectorBytes)
      f.set(counter, i32x4.add(counter, i32x4.const(vectorLanes)))
    })
  },
}
