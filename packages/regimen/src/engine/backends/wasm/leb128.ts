/** Numbers and names as the WebAssembly binary format writes them (core specification, section 5.2). */

/** Appends an unsigned integer below 2³² in LEB128: seven bits a byte, least significant first. */
export function writeUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** Appends a signed integer of at most 64 bits in LEB128. */
export function writeSigned(bytes: number[], value: bigint): void {
  let rest = value
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    // The last byte's sign bit (0x40) must already say what all further bits would be.
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
      bytes.push(low)
      return
    }
    bytes.push(low | 0x80)
  }
}

/** Appends a 32-bit signed integer in LEB128. */
export function writeSigned32(bytes: number[], value: number): void {
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low)
      return
    }
    bytes.push(low | 0x80)
  }
}

/** Appends a name: its length in bytes, then UTF-8. */
export function writeName(bytes: number[], name: string): void {
  writeVector(bytes, [...new TextEncoder().encode(name)])
}

/** Appends a length and then the content: how sections, bodies and names are framed. */
export function writeVector(bytes: number[], content: readonly number[]): void {
  writeUnsigned(bytes, content.length)
  appendAll(bytes, content)
}

/** `push(...content)` overflows the call stack for long content; this does not. */
export function appendAll(bytes: number[], content: readonly number[]): void {
  for (const byte of content) bytes.push(byte)
}
