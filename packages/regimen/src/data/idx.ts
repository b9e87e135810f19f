/** The IDX format of the MNIST files (LeCun, Cortes, Burges): a typed array behind a small big-endian header. */
import { formatShape, sizeOf } from '../engine/types.ts'
import { fileError } from '../messages/files.ts'
import { createDataset, type Dataset } from './dataset.ts'

/** The elements of an IDX file. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** An array read from an IDX file. */
export interface IdxFile {
  readonly shape: readonly number[]
  /** Row-major `[...shape]`. A Uint8Array shares the file's bytes. */
  readonly data: IdxData
}

interface ElementType {
  readonly bytes: number
  read(view: DataView, offset: number, size: number): IdxData
}

/** Element types by the third byte of the file. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, read: (view, offset, size) => new Uint8Array(view.buffer, view.byteOffset + offset, size) },
  9: {
    bytes: 1,
    read: (view, offset, size) => Int8Array.from({ length: size }, (_, i) => view.getInt8(offset + i)),
  },
  11: {
    bytes: 2,
    read: (view, offset, size) => Int16Array.from({ length: size }, (_, i) => view.getInt16(offset + 2 * i)),
  },
  12: {
    bytes: 4,
    read: (view, offset, size) => Int32Array.from({ length: size }, (_, i) => view.getInt32(offset + 4 * i)),
  },
  13: {
    bytes: 4,
    read: (view, offset, size) =>
      Float32Array.from({ length: size }, (_, i) => view.getFloat32(offset + 4 * i)),
  },
  14: {
    bytes: 8,
    read: (view, offset, size) =>
      Float64Array.from({ length: size }, (_, i) => view.getFloat64(offset + 8 * i)),
  },
}

/**
 * Reads an IDX file. The header is checked against the number of bytes before anything is allocated.
 *
 * @param source what messages call the file
 * @throws RegimenError `idx-bad-magic`, `idx-length`
 */
export function parseIdx(bytes: Uint8Array, source = 'The IDX data'): IdxFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [zero0, zero1, code = 0, rank = 0] = bytes
  const type = elementTypes[code]
  if (zero0 !== 0 || zero1 !== 0 || type === undefined) {
    const found = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw fileError('idx-bad-magic', { source, found: found || 'nothing' })
  }
  const header = 4 + 4 * rank
  if (bytes.length < header) {
    const shape = `${rank} dimensions`
    throw fileError('idx-length', { source, shape, expected: header, actual: bytes.length })
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const size = sizeOf(shape)
  const expected = header + size * type.bytes
  if (bytes.length !== expected) {
    throw fileError('idx-length', {
      source,
      shape: formatShape(shape),
      expected,
      actual: bytes.length,
    })
  }
  return { shape, data: type.read(view, header, size) }
}

/** The bytes of a file with its name. */
export interface NamedBytes {
  readonly bytes: Uint8Array
  /** What messages call the file. */
  readonly source: string
}

/**
 * A data set of images and labels in the layout of MNIST: images uint8 `[size, height, width]`, labels uint8
 * `[size]` from 0 to 9. Rows are flat (`inputShape` [784] for 28×28) and hold the pixels as they are, 0 to 255.
 *
 * @throws RegimenError `idx-bad-magic`, `idx-length`, `idx-wrong-kind`, `mnist-counts-differ`, `dataset-bad-class`
 */
export function mnistFromIdx(images: NamedBytes, labels: NamedBytes, name = 'mnist'): Dataset {
  const pixels = parseIdx(images.bytes, images.source)
  const classes = parseIdx(labels.bytes, labels.source)
  checkKind(pixels, 3, images.source, 'images: uint8 [count, height, width]')
  checkKind(classes, 1, labels.source, 'labels: uint8 [count]')
  const [imageCount = 0, height = 0, width = 0] = pixels.shape
  const [labelCount = 0] = classes.shape
  if (imageCount !== labelCount) {
    const files = { images: images.source, labels: labels.source }
    throw fileError('mnist-counts-differ', { ...files, imageCount, labelCount })
  }
  return createDataset({
    name,
    task: { kind: 'classification', classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
    inputShape: [height * width],
    inputs: Float32Array.from(pixels.data),
    targets: Int32Array.from(classes.data),
  })
}

function checkKind({ shape, data }: IdxFile, rank: number, source: string, expected: string): void {
  if (shape.length === rank && data instanceof Uint8Array) return
  const found = `${data.constructor.name} ${formatShape(shape)}`
  throw fileError('idx-wrong-kind', { source, found, expected })
}
