/**
 * The header of a safetensors file, read as if an enemy had written it: nothing that it says is believed
 * before it has been compared with the file.
 */
import { type StoredType, storedNumbers } from '../data/stored-numbers.ts'
import { formatShape, type Shape } from '../engine/types.ts'
import { checkpointFileError } from '../messages/checkpoints.ts'

/** Where a tensor's elements lie in the file, in bytes from its beginning. */
export interface TensorRange {
  readonly name: string
  readonly type: StoredType
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

export interface SafetensorsHeader {
  /** In the header's order. */
  readonly ranges: readonly TensorRange[]
  readonly metadata: Readonly<Record<string, string>>
}

const elementTypes: ReadonlyMap<string, StoredType> = new Map([
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['I32', 'int32'],
  ['I64', 'int64'],
  ['U8', 'uint8'],
  ['U16', 'uint16'],
  ['U32', 'uint32'],
  ['BOOL', 'bool'],
])

const lengthBytes = 8
/** The reference reader's limit. */
const largestHeader = 100_000_000

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** @throws RegimenError as `decodeSafetensors`. */
export function readSafetensorsHeader(bytes: Uint8Array, file: string): SafetensorsHeader {
  const start = dataStart(bytes, file)
  const { __metadata__: metadata = {}, ...tensors } = parseHeader(bytes.subarray(lengthBytes, start), file)
  const ranges = Object.entries(tensors).map(([name, fields]) => readRange(name, fields, start, file))
  requireTiling(ranges, start, bytes.length, file)
  return { ranges, metadata: readMetadata(metadata, file) }
}

function invalidHeader(file: string, what: string, expected: string): never {
  throw checkpointFileError('safetensors-header', { file, what, expected })
}

/** The position of the first element: behind the length and the header. */
function dataStart(bytes: Uint8Array, file: string): number {
  const truncated = (expected: number) =>
    checkpointFileError('safetensors-truncated', { file, expected, actual: bytes.length })
  if (bytes.length < lengthBytes) throw truncated(lengthBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getBigUint64(0, true)
  if (length > BigInt(largestHeader)) {
    invalidHeader(file, `its first 8 bytes announce a header of ${length} bytes`, `at most ${largestHeader}`)
  }
  const start = lengthBytes + Number(length)
  if (start > bytes.length) throw truncated(start)
  return start
}

function parseHeader(bytes: Uint8Array, file: string): Fields {
  const refuse = (what: string): never => invalidHeader(file, what, 'a JSON object in UTF-8')
  // The reference reader wants the brace first, so that a header is told from other text by one byte.
  if (bytes[0] !== 0x7b) refuse('its header does not begin with {')
  let text = ''
  let json: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    json = JSON.parse(text)
  } catch (error) {
    refuse(`its header cannot be parsed (${error instanceof Error ? error.message : String(error)})`)
  }
  const duplicate = duplicateKey(text)
  if (duplicate !== undefined) {
    invalidHeader(file, `the name "${duplicate}" occurs twice in its header`, 'each name once')
  }
  return isFields(json) ? json : refuse('its header is not an object')
}

/**
 * A key that occurs twice in one object of a valid JSON text. JSON.parse keeps the last without a word, and
 * two readers that choose differently would see two different files.
 */
function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = []
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '{') open.push(new Set())
    else if (character === '}') open.pop()
    else if (character === '"') {
      const end = stringEnd(json, at)
      if (followedByColon(json, end)) {
        const key = String(JSON.parse(json.slice(at, end)))
        const keys = open.at(-1)
        if (keys?.has(key)) return key
        keys?.add(key)
      }
      at = end - 1
    }
  }
  return undefined
}

/** The position behind the closing quote of the JSON string that begins at `start`. */
function stringEnd(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1)
  while (quote >= 0) {
    let escapes = 0
    while (json[quote - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return quote + 1
    quote = json.indexOf('"', quote + 1)
  }
  return json.length
}

function followedByColon(json: string, position: number): boolean {
  let at = position
  while (' \t\r\n'.includes(json[at] ?? '.')) at++
  return json[at] === ':'
}

function readRange(name: string, fields: unknown, start: number, file: string): TensorRange {
  const refuse = (what: string, expected: string): never => {
    throw checkpointFileError('safetensors-tensor', { file, tensor: name, what, expected })
  }
  if (!isFields(fields)) return refuse('no description', 'an object with dtype, shape and data_offsets')
  const { dtype, shape, data_offsets: offsets } = fields
  if (typeof dtype !== 'string') return refuse('no element type', 'a text in its field dtype')
  const type = elementTypes.get(dtype)
  if (!type) {
    const supported = [...elementTypes.keys()].join(', ')
    throw checkpointFileError('safetensors-dtype', { file, tensor: name, dtype, supported })
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    return refuse('no valid shape', 'a list of whole numbers that are not negative')
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return refuse('no valid data_offsets', 'two whole numbers that are not negative')
  }
  const [begin = 0, end = 0] = offsets
  // Beyond 2⁵³ products round, but never down to the length of an actual file.
  const bytes = shape.includes(0)
    ? 0
    : shape.reduce((product, size) => product * size, storedNumbers[type].bytes)
  if (end - begin !== bytes) {
    return refuse(
      `the byte range ${begin} to ${end}`,
      `${bytes} bytes for the shape ${formatShape(shape)} of ${dtype}`,
    )
  }
  return { name, type, shape, begin: start + begin, end: start + end }
}

/** The ranges must cover the data exactly: no gap, no overlap, nothing left over. */
function requireTiling(ranges: readonly TensorRange[], start: number, fileSize: number, file: string): void {
  let covered = start
  for (const { name, begin, end } of ranges.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw checkpointFileError('safetensors-tensor', {
        file,
        tensor: name,
        what: `elements that begin at byte ${begin} of the file`,
        expected: `byte ${covered}, where those before it end`,
      })
    }
    covered = end
  }
  if (covered > fileSize) {
    throw checkpointFileError('safetensors-truncated', { file, expected: covered, actual: fileSize })
  }
  if (covered < fileSize) {
    invalidHeader(
      file,
      `${fileSize - covered} bytes at its end belong to no tensor`,
      `a file of ${covered} bytes`,
    )
  }
}

function readMetadata(metadata: unknown, file: string): Record<string, string> {
  const refuse = (): never =>
    invalidHeader(file, 'its __metadata__ is not a record of texts', 'texts by name')
  if (!isFields(metadata)) return refuse()
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, typeof value === 'string' ? value : refuse()]),
  )
}
