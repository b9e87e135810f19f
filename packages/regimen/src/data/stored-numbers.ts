/** Numbers as files store them, read into the element types that the engine has. */

import { allocate, type DType, type TensorData } from '../engine/types.ts'
import { fileError } from '../messages/files.ts'

interface StoredNumber {
  /** What they become: the narrowest type that holds them, int32 at most. */
  readonly dtype: DType
  readonly bytes: number
  get(view: DataView, offset: number, littleEndian: boolean): number
}

/** Element types of files, by the names that C and NumPy give them. */
export const storedNumbers = {
  float16: { dtype: 'float32', bytes: 2, get: (view, at, little) => fromHalf(view.getUint16(at, little)) },
  bfloat16: {
    dtype: 'float32',
    bytes: 2,
    get: (view, at, little) => fromBits(view.getUint16(at, little) << 16),
  },
  float32: { dtype: 'float32', bytes: 4, get: (view, at, little) => view.getFloat32(at, little) },
  float64: { dtype: 'float64', bytes: 8, get: (view, at, little) => view.getFloat64(at, little) },
  int8: { dtype: 'int32', bytes: 1, get: (view, at) => view.getInt8(at) },
  int16: { dtype: 'int32', bytes: 2, get: (view, at, little) => view.getInt16(at, little) },
  int32: { dtype: 'int32', bytes: 4, get: (view, at, little) => view.getInt32(at, little) },
  int64: { dtype: 'int32', bytes: 8, get: (view, at, little) => Number(view.getBigInt64(at, little)) },
  uint8: { dtype: 'int32', bytes: 1, get: (view, at) => view.getUint8(at) },
  uint16: { dtype: 'int32', bytes: 2, get: (view, at, little) => view.getUint16(at, little) },
  uint32: { dtype: 'int32', bytes: 4, get: (view, at, little) => view.getUint32(at, little) },
  uint64: { dtype: 'int32', bytes: 8, get: (view, at, little) => Number(view.getBigUint64(at, little)) },
  bool: { dtype: 'bool', bytes: 1, get: (view, at) => view.getUint8(at) },
} as const satisfies Readonly<Record<string, StoredNumber>>

/** An element type of files. */
export type StoredType = keyof typeof storedNumbers

/** Where numbers come from, for messages. */
export interface StoredPlace {
  readonly file: string
  readonly tensor: string
}

/**
 * All numbers of some bytes, in memory of their own.
 * @throws RegimenError `stored-value` for an integer that needs more than 32 bits, or a truth value that is neither 0
 * nor 1.
 */
export function readStored(
  bytes: Uint8Array,
  type: StoredType,
  littleEndian: boolean,
  place: StoredPlace,
): TensorData {
  const { dtype, bytes: width, get }: StoredNumber = storedNumbers[type]
  const size = bytes.length / width
  const values = allocate(dtype, size)
  if (littleEndian && type === dtype && type !== 'bool') {
    // Every platform that runs JavaScript today is little-endian too.
    new Uint8Array(values.buffer).set(bytes)
    return values
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [low, high] = limits[dtype]
  for (let index = 0; index < size; index++) {
    const value = get(view, index * width, littleEndian)
    if (value < low || value > high) {
      throw fileError('stored-value', { ...place, index, value: String(value), low, high })
    }
    values[index] = value
  }
  return values
}

const unlimited = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const

const limits: { readonly [D in DType]: readonly [low: number, high: number] } = {
  float32: unlimited,
  float64: unlimited,
  int32: [-(2 ** 31), 2 ** 31 - 1],
  bool: [0, 1],
}

const bits = new Int32Array(1)
const float = new Float32Array(bits.buffer)

function fromBits(word: number): number {
  bits[0] = word
  return float[0] ?? 0
}

/** IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 of fraction. */
function fromHalf(word: number): number {
  const sign = word & 0x8000 ? -1 : 1
  const exponent = (word >> 10) & 31
  const fraction = word & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}
