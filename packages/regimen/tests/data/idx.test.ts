import { describe, expect, it } from 'vitest'
import { mnistFromIdx, parseIdx } from '../../src/data/idx.ts'
import { thrownBy } from './fixtures.ts'

const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
/** An IDX file as its description gives it: zero, zero, type, rank, sizes, elements. */
const idx = (type: number, shape: readonly number[], elements: readonly number[]) =>
  Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap(u32), ...elements])
const named = (bytes: Uint8Array, source: string) => ({ bytes, source })

describe('parseIdx', () => {
  it('reads every element type, big-endian', () => {
    expect(parseIdx(idx(0x08, [2, 2], [0, 1, 128, 255]))).toEqual({
      shape: [2, 2],
      data: Uint8Array.of(0, 1, 128, 255),
    })
    expect(parseIdx(idx(0x09, [2], [255, 127])).data).toEqual(Int8Array.of(-1, 127))
    expect(parseIdx(idx(0x0b, [2], [0x01, 0x00, 0xff, 0xfe])).data).toEqual(Int16Array.of(256, -2))
    expect(parseIdx(idx(0x0c, [1], [0x80, 0, 0, 1])).data).toEqual(Int32Array.of(-2147483647))
    expect(parseIdx(idx(0x0d, [2], [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0])).data).toEqual(
      Float32Array.of(1, -2.5),
    )
    expect(parseIdx(idx(0x0e, [1], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0])).data).toEqual(Float64Array.of(1.5))
  })

  it('reads empty arrays, and views into larger buffers', () => {
    expect(parseIdx(idx(0x08, [0, 28, 28], []))).toEqual({ shape: [0, 28, 28], data: new Uint8Array(0) })
    const padded = Uint8Array.from([9, 9, 9, ...idx(0x0c, [1], [0, 0, 0, 7])]).subarray(3)
    expect(parseIdx(padded).data).toEqual(Int32Array.of(7))
  })

  it.each<[string, Uint8Array, string, string]>([
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'idx-bad-magic', '1f 8b 08 00'],
    ['nothing', new Uint8Array(0), 'idx-bad-magic', 'nothing'],
    ['an unknown element type', idx(0x0a, [1], [1]), 'idx-bad-magic', '00 00 0a 01'],
    ['a cut header', idx(0x08, [2, 2], []).subarray(0, 9), 'idx-length', 'takes 12 bytes; it has 9'],
    ['cut elements', idx(0x08, [2, 2], [1, 2, 3]), 'idx-length', '[2, 2], which takes 16 bytes; it has 15'],
    ['too many elements', idx(0x08, [1], [1, 2]), 'idx-length', 'too long'],
    ['a header that promises terabytes', idx(0x0e, [0xffffffff, 0xffffffff], [1]), 'idx-length', 'cut off'],
  ])('refuses %s', (_, bytes, code, words) => {
    const thrown = thrownBy(() => parseIdx(bytes, 'a.idx'))
    expect(thrown.code).toBe(code)
    expect(thrown.message).toContain('a.idx')
    expect(thrown.message).toContain(words)
  })
})

describe('mnistFromIdx', () => {
  const images = named(idx(0x08, [2, 1, 3], [0, 128, 255, 1, 2, 3]), 'images')
  const labels = named(idx(0x08, [2], [7, 0]), 'labels')

  it('makes flat rows of raw pixels', () => {
    const data = mnistFromIdx(images, labels)
    expect(data).toMatchObject({ size: 2, inputShape: [3], inputs: Float32Array.of(0, 128, 255, 1, 2, 3) })
    expect(data.targets).toEqual(Int32Array.of(7, 0))
    expect(data.task).toMatchObject({ kind: 'classification', classes: { length: 10 } })
  })

  it.each<[string, typeof images, typeof images, string]>([
    ['different counts', images, named(idx(0x08, [3], [1, 2, 3]), 'labels'), 'mnist-counts-differ'],
    ['labels for images', labels, labels, 'idx-wrong-kind'],
    [
      'numbers of another type',
      images,
      named(idx(0x0c, [2], [0, 0, 0, 1, 0, 0, 0, 2]), 'labels'),
      'idx-wrong-kind',
    ],
    ['a label of 10', images, named(idx(0x08, [2], [10, 0]), 'labels'), 'dataset-bad-class'],
  ])('refuses %s', (_, a, b, code) => {
    expect(thrownBy(() => mnistFromIdx(a, b)).code).toBe(code)
  })
})
