/**
 * Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), four
 * counters at a time. Bit for bit the words of `threefry2x32` in engine/random.ts.
 */
import { sizeOf } from '../../../types.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, i32, i32x4, v128 } from '../instructions.ts'
import { elementBytes, type Vector, vectorBytes, vectorLanes } from '../loops.ts'
import { at, type KernelPointers, type SimpleLowering } from '../lowering.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const
const rotationGroups = 5
const parity = 0x1bd11bda

function rotateLeft(x: Vector, count: number): Code<'v128'> {
  return v128.or(i32x4.shl(x, i32.const(count)), i32x4.shrU(x, i32.const(32 - count)))
}

/** Words of a unit: a cache line. */
const unitWords = 16
/** Words of a round: the output has room for those beyond its end. */
const roundWords = 2 * vectorLanes

export const randomBitsLowering: SimpleLowering<'randomBits'> = ({
  attributes: { shape, stream },
  inputs,
  output,
}) => {
  const key = at(inputs, 0)
  const second = (key.layout.strides[0] ?? 0) * elementBytes
  const size = sizeOf(shape)
  return [
    {
      key: `randomBits ${size} ${stream} ${second}`,
      parts: ['randomBits'],
      kind: 'other',
      flops: 0,
      reads: [key],
      writes: [output],
      units: Math.ceil(size / unitWords),
      mayReplace: () => false,
      emit: (f, pointers) => emitBits(f, { rounds: Math.ceil(size / roundWords), stream, second }, pointers),
    },
  ]
}

interface Bits {
  readonly rounds: number
  readonly stream: number
  /** Bytes from the key's first word to its second. */
  readonly second: number
}

function emitBits(
  f: FunctionBuilder,
  { rounds, stream, second }: Bits,
  { reads, writes, start, end }: KernelPointers,
): void {
  const [key, output] = [at(reads, 0), at(writes, 0)]
  const key0 = f.let(v128.load32Splat(key))
  const key1 = f.let(v128.load32Splat(key, second))
  const keys = [key0, key1, f.let(v128.xor(v128.xor(key0, key1), i32x4.const(parity)))]
  const inUnit = unitWords / roundWords
  const first = f.let(i32.mul(start, i32.const(inUnit)))
  const until = f.let(i32.mul(end, i32.const(inUnit)))
  const count = i32.sub(i32.select(until, i32.const(rounds), i32.ltU(until, i32.const(rounds))), first)
  f.set(output, i32.add(output, i32.mul(first, i32.const(2 * vectorBytes))))
  const counters = i32x4.splat(i32.mul(first, i32.const(vectorLanes)))
  const counter = f.let(i32x4.add(counters, i32x4.lanes(0, 1, 2, 3)))
  const x0 = f.local('v128')
  const x1 = f.local('v128')
  f.repeat(count, () => {
    f.set(x0, i32x4.add(counter, key0))
    f.set(x1, i32x4.add(i32x4.const(stream), key1))
    for (let group = 0; group < rotationGroups; group++) {
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
}
