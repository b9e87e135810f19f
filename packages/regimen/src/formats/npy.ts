/**
 * NumPy's .npy format (versions 1.0 to 3.0): a magic word, a header that is a Python dictionary in text, then the
 * elements. Arrays of Python objects (pickles, which carry code) are refused.
 */
import { readStored, type StoredType, storedNumbers } from '../data/stored-numbers.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type DType, formatShape, type Shape, type TensorData } from '../engine/types.ts'
import { formatError } from '../messages/formats.ts'

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const alignment = 64

/** NumPy's letters and widths. */
const types: ReadonlyMap<string, StoredType> = new Map([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['b1', 'bool'],
])

const descriptions: { readonly [D in DType]: string } = {
  float32: '<f4',
  float64: '<f8',
  int32: '<i4',
  bool: '|b1',
}

/** The bytes of an .npy file (version 1.0, row-major). @throws RegimenError `value-of-traced`. */
export function encodeNpy(tensor: Tensor): Uint8Array<ArrayBuffer> {
  const { dtype, shape } = tensor
  const data = tensor.data()
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`
  const length = Math.ceil((magic.length + 4 + dictionary.length + 1) / alignment) * alignment
  const header = `${dictionary.padEnd(length - magic.length - 5)}\n`
  const file = new Uint8Array(length + data.byteLength)
  file.set([...magic, 1, 0, header.length & 255, header.length >> 8])
  file.set(new TextEncoder().encode(header), magic.length + 4)
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length)
  return file
}

/**
 * The array of an .npy file; float16 becomes float32, integers of other widths become int32. Its size is checked
 * against the file before anything is allocated.
 * @param file its name, for messages.
 * @throws RegimenError `npy-header`, `npy-dtype`, `npy-length`, `stored-value`.
 */
export function decodeNpy(bytes: Uint8Array, file: string): Tensor {
  const { text, start } = readHeader(bytes, file)
  const { type, littleEndian, columnMajor, shape } = parseHeader(text, file)
  const { dtype, bytes: width } = storedNumbers[type]
  // Beyond 2⁵³ products round, but never down to the length of an actual file.
  const expected = start + (shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, width))
  if (expected !== bytes.length) {
    throw formatError('npy-length', { file, shape: formatShape(shape), expected, actual: bytes.length })
  }
  const data = readStored(bytes.subarray(start), type, littleEndian, { file, tensor: 'the array' })
  return fromData(dtype, shape, columnMajor ? toRowMajor(data, shape) : data)
}

/** The last index runs fastest in the result, the first in what is given. */
function toRowMajor(data: TensorData, shape: Shape): TensorData {
  const turned = data.slice()
  const index = shape.map(() => 0)
  for (let place = 0; place < data.length; place++) {
    const from = shape.reduceRight((inner, size, axis) => inner * size + (index[axis] ?? 0), 0)
    turned[place] = data[from] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      index[axis] = next === shape[axis] ? 0 : next
      if (next !== shape[axis]) break
    }
  }
  return turned
}

function refuse(file: string, what: string, expected: string): never {
  throw formatError('npy-header', { file, what, expected })
}

function readHeader(bytes: Uint8Array, file: string): { text: string; start: number } {
  const [major = 0] = bytes.subarray(magic.length)
  if (!magic.every((byte, index) => bytes[index] === byte)) {
    refuse(file, 'it does not begin like one', 'the byte 93 and the letters NUMPY')
  }
  if (major < 1 || major > 3) refuse(file, `it has version ${major} of the format`, 'version 1, 2 or 3')
  const lengthAt = magic.length + 2
  const textAt = lengthAt + (major === 1 ? 2 : 4)
  if (bytes.length < textAt) refuse(file, `it ends after ${bytes.length} bytes`, 'a header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = major === 1 ? view.getUint16(lengthAt, true) : view.getUint32(lengthAt, true)
  const start = textAt + length
  if (start > bytes.length) {
    refuse(file, `its header is said to end at byte ${start} of ${bytes.length}`, 'a header within the file')
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(textAt, start)), start }
  } catch {
    return refuse(file, 'its header is no text', 'UTF-8')
  }
}

/** NumPy writes the three keys sorted; other writers may not. Nothing else of Python is understood. */
const entries = /^\s*\{((?:\s*'\w+'\s*:\s*(?:'[^']*'|True|False|\([\d\s,L]*\))\s*,?)*)\s*\}\s*$/
const entry = /'(\w+)'\s*:\s*('[^']*'|True|False|\([^)]*\))/g
/** No array has more dimensions. */
const mostDimensions = 64

function parseHeader(text: string, file: string) {
  // Far more than any array needs: the pattern is not run on megabytes.
  const inside = text.length > 65536 ? undefined : entries.exec(text)?.[1]
  if (inside === undefined) {
    return refuse(file, 'its header cannot be read', "{'descr': …, 'fortran_order': …, 'shape': …}")
  }
  const fields = new Map([...inside.matchAll(entry)].map(([, name, value]) => [name, value]))
  const description = /^'([<>|=]?)(\w+)'$/.exec(fields.get('descr') ?? '')
  const type = types.get(description?.[2] ?? '')
  if (!type) {
    const dtype = fields.get('descr') ?? 'none'
    throw formatError('npy-dtype', { file, dtype, supported: [...types.keys()].join(', ') })
  }
  const order = fields.get('fortran_order')
  if (order !== 'True' && order !== 'False') refuse(file, 'it has no fortran_order', 'True or False')
  return {
    type,
    littleEndian: description?.[1] !== '>',
    columnMajor: order === 'True',
    shape: readShape(fields.get('shape') ?? '', file),
  }
}

function readShape(text: string, file: string): Shape {
  const inside = /^\(([\d\s,L]*)\)$/.exec(text)?.[1]
  const parts = inside?.split(',').map((part) => part.trim()) ?? ['?']
  if (parts.at(-1) === '') parts.pop()
  const shape = parts.map((part) => (/^\d+L?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN))
  if (!shape.every(Number.isSafeInteger) || shape.length > mostDimensions) {
    return refuse(file, `its shape is ${text || 'missing'}`, 'whole numbers in brackets')
  }
  return shape
}
