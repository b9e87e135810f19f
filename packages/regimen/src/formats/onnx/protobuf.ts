/**
 * Protocol Buffers, as far as writing ONNX files needs them: a message is its fields one after the other, each a
 * tag and a value (protobuf.dev/programming-guides/encoding).
 */

/** A message, or a part of one. */
export type Bytes = Uint8Array<ArrayBuffer>

const wireTypes = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const

/** An int64, int32, bool or enum. */
export function integerField(field: number, value: number | bigint): Bytes {
  return join([varint(tag(field, wireTypes.varint)), varint(BigInt.asUintN(64, BigInt(value)))])
}

/** A float. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return join([varint(tag(field, wireTypes.fixed32)), bytes])
}

export function bytesField(field: number, value: Uint8Array): Bytes {
  return join([varint(tag(field, wireTypes.lengthDelimited)), varint(BigInt(value.length)), value])
}

export function textField(field: number, value: string): Bytes {
  return bytesField(field, new TextEncoder().encode(value))
}

/** A message inside another. */
export function messageField(field: number, ...fields: readonly Uint8Array[]): Bytes {
  return bytesField(field, join(fields))
}

export function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const tag = (field: number, wireType: number) => BigInt(field * 8 + wireType)

/** Seven bits in each byte, the lowest first; the eighth bit says that more follow. */
function varint(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = value
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 128)
  } while (rest !== 0n)
  return Uint8Array.from(bytes)
}
