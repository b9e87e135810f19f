/** Copies planted among images: moved by a pixel, brighter or darker, noisy, and unchanged. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from '../../../../tests/support/needs.ts'
import { digits } from '../../src/datasets.ts'
import {
  asPart,
  type Dataset,
  findDuplicates,
  findNearDuplicates,
  mnistFromIdx,
  RandomKey,
  RowStream,
  type Split,
  splitDataset,
} from '../../src/index.ts'

interface Pixels {
  readonly data: Dataset
  readonly size: number
  readonly top: number
}
type Change = (
  value: (y: number, x: number) => number,
  random: RowStream,
  pixels: Pixels,
) => (y: number, x: number) => number

const changes: Readonly<Record<string, Change>> = {
  'as they are': (value) => value,
  'moved by a pixel': (value, random) => {
    const place = random.whole(0, 7)
    const [down, right] = [
      Math.floor((place + (place > 3 ? 1 : 0)) / 3) - 1,
      ((place + (place > 3 ? 1 : 0)) % 3) - 1,
    ]
    return (y, x) => value(y - down, x - right)
  },
  darker: (value, random, { top }) => {
    const [gain, offset] = [random.between(0.6, 0.95), random.between(0, 0.05) * top]
    return (y, x) => gain * value(y, x) + offset
  },
  noisy:
    (value, random, { top }) =>
    (y, x) =>
      value(y, x) + 0.03 * top * random.normal(),
}

/** What a file of bytes does to them: no value leaves its range. */
const clipped =
  (change: Change): Change =>
  (value, random, pixels) => {
    const changed = change(value, random, pixels)
    return (y, x) => Math.min(Math.max(changed(y, x), 0), pixels.top)
  }
const noise =
  (share: number): Change =>
  (value, random, { top }) =>
  (y, x) =>
    value(y, x) + share * top * random.normal()
const brighter: Change = (value, random) => {
  const gain = random.between(1.05, 1.3)
  return (y, x) => gain * value(y, x)
}
const manners: Readonly<Record<string, Change>> = {
  ...changes,
  'with noise of 5 %, clipped': clipped(noise(0.05)),
  'with noise of 3 %, clipped': clipped(noise(0.03)),
  'brighter, clipped': clipped(brighter),
}

/** A share of the test part replaced by changed images of the training part. */
function planted(split: Split, share: number, change: Change, pixels: Pixels) {
  const random = new RowStream().start(7, Math.round(share * 100))
  const { size } = pixels
  const inputs = split.test.inputs.slice()
  const count = Math.round(share * split.test.size)
  const pairs = new Map<number, number>()
  for (let row = 0; row < count; row++) {
    const source = random.whole(0, split.train.size - 1)
    const value = (y: number, x: number) =>
      y < 0 || x < 0 || y >= size || x >= size ? 0 : (split.train.inputs[(source * size + y) * size + x] ?? 0)
    const changed = change(value, random, pixels)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) inputs[(row * size + y) * size + x] = changed(y, x)
    pairs.set(split.test.rows[row] ?? -1, split.train.rows[source] ?? -1)
  }
  return { split: { ...split, test: { ...split.test, inputs } }, pairs }
}

/** The parts of a data set; which rows are in them is a matter of the seed. */
const parted = (data: Dataset) =>
  splitDataset(data, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })

const imageOf = ({ size }: Pixels) => ({ image: [size, size] })

/** A clean split reports at most 0.2 % pairs. */
function expectClean(pixels: Pixels): void {
  const split = parted(pixels.data)
  const later = split.validation.size + split.test.size
  expect(findNearDuplicates(split, imageOf(pixels)).count).toBeLessThanOrEqual(0.002 * later)
  expect(findDuplicates(split).count).toBeLessThanOrEqual(0.002 * later)
}

function expectFound(name: string, share: number, pixels: Pixels): void {
  const change = manners[name]
  if (!change) throw new Error(name)
  const { split: dirty, pairs } = planted(parted(pixels.data), share, change, pixels)
  const { details } = findNearDuplicates(dirty, imageOf(pixels)).trainTest
  const found = details.filter(({ rows: [train, test] }) => pairs.get(test) === train)
  expect(found.length).toBeGreaterThanOrEqual(0.99 * pairs.size)
  expect(details.length - found.length).toBeLessThanOrEqual(Math.max(1, 0.01 * pairs.size))
  if (name === 'as they are') expect(findDuplicates(dirty).trainTest.count).toBe(pairs.size)
}

function check(pixels: () => Pixels) {
  it('finds at most 0.2 % in the clean data', () => expectClean(pixels()))

  const table = Object.keys(manners).flatMap((name) =>
    [0.01, 0.1, 0.5].map((share) => [name, share] as const),
  )
  it.each(table)('finds images %s, planted at %d', (name, share) => expectFound(name, share, pixels()))
}

describe('handwritten digits, 8×8', () => {
  const pixels = { data: digits(), size: 8, top: 16 }
  check(() => pixels)
})

const folder = dataFolder('mnist')

describe.skipIf(maySkip(folder))('MNIST (skipped without REGIMEN_DATA), 28×28', () => {
  const read = (name: string) => ({
    bytes: gunzipSync(readFileSync(path.join(folder ?? '', name))),
    source: name,
  })
  const mnist = { size: 28, top: 255 }
  let whole: Dataset

  beforeAll(() => {
    whole = mnistFromIdx(read('t10k-images-idx3-ubyte.gz'), read('t10k-labels-idx1-ubyte.gz'), 'mnist')
  })

  const first = (size: number): Dataset => ({
    ...whole,
    inputs: whole.inputs.subarray(0, size * 784),
    targets: whole.targets.subarray(0, size),
    size,
  })

  describe('1,500 images', () => check(() => ({ ...mnist, data: first(1500) })))

  // How long it takes is the bench's: `npm run bench -- contamination`.
  describe('all 10,000', () => {
    const all = () => ({ ...mnist, data: whole })

    it('finds at most 0.2 % in the clean data', () => expectClean(all()))
    it('finds images moved by a pixel, planted at 0.1', () => expectFound('moved by a pixel', 0.1, all()))
  })
})

describe('what a pair is told by', () => {
  const data = digits()
  const rows = (from: number, to: number) => ({
    ...data,
    inputs: data.inputs.slice(from * 64, to * 64),
    targets: data.targets.slice(from, to),
    size: to - from,
  })

  it('shift, gain, offset and what is left', () => {
    const train = asPart(rows(0, 40), 'train')
    const test = asPart(rows(7, 8), 'test')
    const source = test.inputs.slice()
    for (let y = 7; y >= 0; y--)
      for (let x = 0; x < 8; x++)
        test.inputs[8 * y + x] = 0.5 * (y === 0 ? 0 : (source[8 * (y - 1) + x] ?? 0)) + 2
    const empty = asPart(rows(0, 0), 'validation')
    const report = findNearDuplicates({ train, validation: empty, test }, { image: [8, 8] })
    const [pair] = report.trainTest.details
    expect(pair?.rows).toEqual([7, 0])
    expect(pair?.shift).toEqual([1, 0])
    expect(pair?.gain).toBeCloseTo(0.5, 5)
    expect(pair?.offset).toBeCloseTo(2, 4)
    expect(pair?.residual).toBeLessThan(1e-4)
    expect([report.count, report.trainTest.pairs]).toEqual([1, [[7, 0]]])
  })

  it('not by being of one colour, or empty; rows must be images', () => {
    const blank = (value: number) => ({ ...rows(0, 5), inputs: new Float32Array(5 * 64).fill(value) })
    const split = {
      train: asPart(blank(0), 'train'),
      validation: asPart(blank(3), 'validation'),
      test: asPart(rows(0, 0), 'test'),
    }
    expect(findNearDuplicates(split, { image: [8, 8] }).count).toBe(0)
    expect(() => findNearDuplicates(split)).toThrow(/image: \[8, 8\]/)
    expect(() => findNearDuplicates(split, { image: [2, 32] })).toThrow(/4×4/)
  })
})
