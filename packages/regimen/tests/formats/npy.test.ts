import { describe, expect, test } from 'vitest'
import { decodeNpy, encodeNpy, RegimenError, tensor } from '../../src/index.ts'
import fixture from '../fixtures/npy.json' with { type: 'json' }

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

/** As Python writes numbers and truth values. */
const special: Readonly<Record<string, number>> = {
  True: 1,
  False: 0,
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

function refusal(bytes: Uint8Array): RegimenError {
  try {
    decodeNpy(bytes, 'a.npy')
  } catch (error) {
    if (error instanceof RegimenError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('arrays that NumPy wrote', () => {
  test.each(Object.entries(fixture.arrays))('%s', (_, { file, shape, data }) => {
    const read = decodeNpy(bytesOf(file), 'a.npy')
    expect(read.shape).toEqual(shape)
    expect([...read.data()]).toEqual(data.map((text) => special[text] ?? Number(text)))
  })

  test.each(Object.entries(fixture.versions))('version %s of the format', (_, file) => {
    const read = decodeNpy(bytesOf(file), 'a.npy')
    expect([read.shape, ...read.data()]).toEqual([[2, 3], 0, 1, 2, 3, 4, 5])
  })
})

test.each([
  ['<f4', tensor([-2, -1, 0, 1, 2, 3], [2, 3], 'float32')],
  ['<f8', tensor([-2, -1, 0, 1, 2, 3], [2, 3], 'float64')],
  ['bool', tensor([0, 0, 0, 1, 1, 1], [2, 3], 'bool')],
  ['scalar', tensor([2.5], [], 'float32')],
  ['one', tensor([7], [1], 'int32')],
  ['empty', tensor([], [3, 0], 'float32')],
] as const)('written byte for byte as NumPy writes it: %s', (name, array) => {
  expect([...encodeNpy(array)]).toEqual([...bytesOf(fixture.arrays[name].file)])
})

describe('what is refused', () => {
  const file = bytesOf(fixture.arrays['<f4'].file)
  const changed = (at: number, ...values: number[]) => {
    const copy = file.slice()
    copy.set(values, at)
    return copy
  }
  const text = (header: string) => {
    const made = new Uint8Array(10 + header.length)
    made.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
    made.set(new TextEncoder().encode(header), 10)
    return made
  }
  const fields = (shape: string) => `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`
  const table: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['nothing', new Uint8Array(), 'npy-header', 'begin'],
    ['another file', new TextEncoder().encode('PK'), 'npy-header', 'begin'],
    ['a cut magic word', file.slice(0, 7), 'npy-header', '7 bytes'],
    ['a version to come', changed(6, 4), 'npy-header', 'version 4'],
    ['a header longer than the file', changed(8, 255, 255), 'npy-header', 'of 152'],
    ['elements that are missing', file.slice(0, -1), 'npy-length', 'cut off'],
    ['elements too many', Uint8Array.from([...file, 0]), 'npy-length', 'too long'],
    ['a shape that promises terabytes', text(fields('(1000000, 1000000)')), 'npy-length', 'cut off'],
    ['a shape beyond all numbers', text(fields(`(${'9'.repeat(400)},)`)), 'npy-header', 'shape'],
    ['a shape of text', text(fields("'3'")), 'npy-header', 'shape'],
    ['Python that is no dictionary', text('__import__("os")\n'), 'npy-header', 'cannot be read'],
    ['no order', text("{'descr': '<f4', 'shape': (1,), }\n"), 'npy-header', 'fortran_order'],
    ['objects, which carry code', bytesOf(fixture.object), 'npy-dtype', '|O'],
    ['complex numbers', bytesOf(fixture.complex), 'npy-dtype', '<c8'],
    ['records', bytesOf(fixture.structured), 'npy-header', 'cannot be read'],
  ]
  test.each(table)('%s', (_, bytes, code, says) => {
    const error = refusal(bytes)
    expect(error.code).toBe(code)
    expect(error.message).toContain('a.npy')
    expect(error.message).toContain(says)
  })
})
