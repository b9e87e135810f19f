/** Reads the instructions of a WebAssembly module: as much of the binary format as plans use (core specification, section 5). */

/** An instruction's number; those behind a prefix (0xfc, 0xfd, 0xfe) follow it: 0xfd_00e4 is f32x4.add. */
export type Opcode = number

const codeSection = 10
const prefixes = new Set([0xfc, 0xfd, 0xfe])

/** The opcodes of all functions of the module. @throws RangeError for one that it does not know. */
export function opcodesOf(module: Uint8Array): Opcode[] {
  const reader = new Reader(module)
  reader.skip(8)
  while (reader.more) {
    const [section, size] = [reader.byte(), reader.number()]
    if (section === codeSection) return functionsOf(reader)
    reader.skip(size)
  }
  return []
}

function functionsOf(reader: Reader): Opcode[] {
  const opcodes: Opcode[] = []
  for (let count = reader.number(); count > 0; count--) {
    const size = reader.number()
    const end = reader.place + size
    for (let runs = reader.number(); runs > 0; runs--) {
      reader.number()
      reader.skip(1)
    }
    while (reader.place < end) opcodes.push(instruction(reader))
  }
  return opcodes
}

function instruction(reader: Reader): Opcode {
  const first = reader.byte()
  const opcode = prefixes.has(first) ? first * 0x1_0000 + reader.number() : first
  const found = immediates.find(([low, high]) => low <= opcode && opcode <= high)
  if (!found) throw new RangeError(`unknown instruction 0x${opcode.toString(16)}`)
  found[2](reader)
  return opcode
}

const nothing = () => {}
const number = (reader: Reader) => void reader.number()
const address = (reader: Reader) => {
  reader.number()
  reader.number()
}
const bytes = (count: number) => (reader: Reader) => reader.skip(count)

/** From this opcode to that: what follows. Of overlapping rows the first counts. */
const immediates: readonly (readonly [number, number, (reader: Reader) => void])[] = [
  [0x00, 0x01, nothing],
  [0x02, 0x04, bytes(1)],
  [0x05, 0x0b, nothing],
  [0x0c, 0x0d, number],
  [0x0f, 0x0f, nothing],
  [0x10, 0x10, number],
  [0x1a, 0x1b, nothing],
  [0x20, 0x24, number],
  [0x28, 0x3e, address],
  [0x41, 0x42, number],
  [0x43, 0x43, bytes(4)],
  [0x44, 0x44, bytes(8)],
  [0x45, 0xc4, nothing],
  [0xfc_0000, 0xfc_0007, nothing],
  [0xfc_000a, 0xfc_000a, bytes(2)],
  [0xfc_000b, 0xfc_000b, bytes(1)],
  [0xfd_0000, 0xfd_000b, address],
  [0xfd_000c, 0xfd_000d, bytes(16)],
  [0xfd_0015, 0xfd_0022, bytes(1)],
  [
    0xfd_0054,
    0xfd_005b,
    (reader) => {
      address(reader)
      reader.skip(1)
    },
  ],
  [0xfd_005c, 0xfd_005d, address],
  [0xfd_000e, 0xfd_0113, nothing],
  [0xfe_0003, 0xfe_0003, bytes(1)],
  [0xfe_0000, 0xfe_004e, address],
]

class Reader {
  place = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get more(): boolean {
    return this.place < this.#bytes.length
  }

  byte(): number {
    return this.#bytes[this.place++] ?? 0
  }

  /** LEB128; of negative and very large numbers only the length matters here. */
  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  skip(count: number): void {
    this.place += count
  }
}
