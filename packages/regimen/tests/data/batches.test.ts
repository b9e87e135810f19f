import { describe, expect, it } from 'vitest'
import {
  BatchLoader,
  batchOrder,
  gatherBatch,
  type LoaderPosition,
  sampleRows,
} from '../../src/data/batches.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { labelled, rowsOf, thrownBy } from './fixtures.ts'

const key = RandomKey.fromSeed(1)
const data = (size: number) =>
  labelled(
    Array.from({ length: size }, (_, row) => row % 2),
    2,
  )

/** The first `count` batches from a position, as lists of rows. */
function read(loader: BatchLoader, count: number, start?: LoaderPosition): number[][] {
  const batches: number[][] = []
  for (const { rows } of loader.positions(start)) {
    batches.push([...rows])
    if (batches.length === count) return batches
  }
  return batches
}

describe('BatchLoader', () => {
  it.each([
    [1, 1],
    [3, 1],
    [10, 3],
    [125, 10],
    [125, 125],
    [3, 10],
  ])('reads %i rows in batches of %i: each once an epoch', (size, batchSize) => {
    const loader = new BatchLoader(data(size), { batchSize, key })
    expect(loader.batchesPerEpoch).toBe(Math.ceil(size / batchSize))
    const batches = read(loader, 3 * loader.batchesPerEpoch)
    for (let epoch = 0; epoch < 3; epoch++) {
      const inEpoch = batches.slice(epoch * loader.batchesPerEpoch, (epoch + 1) * loader.batchesPerEpoch)
      expect(inEpoch.flat().sort((a, b) => a - b)).toEqual([...Array(size).keys()])
      for (const batch of inEpoch.slice(0, -1)) expect(batch.length).toBe(batchSize)
      expect(inEpoch.at(-1)?.length).toBe(size % batchSize === 0 ? batchSize : size % batchSize)
    }
  })

  it.each(['epochs', 'withReplacement'] as const)('resumes %s anywhere with the same rows', (sampling) => {
    const options = { batchSize: 10, key, sampling }
    const whole = read(new BatchLoader(data(125), options), 40)
    for (const done of [1, 12, 13, 30]) {
      const perEpoch = new BatchLoader(data(125), options).batchesPerEpoch
      const start = { epoch: Math.floor(done / perEpoch), batch: done % perEpoch }
      expect(read(new BatchLoader(data(125), options), 40 - done, start)).toEqual(whole.slice(done))
    }
  })

  it('changes the order with the epoch and the key', () => {
    expect(batchOrder(key, 0, 125)).toEqual(batchOrder(key, 0, 125))
    expect(batchOrder(key, 0, 125)).not.toEqual(batchOrder(key, 1, 125))
    expect(batchOrder(key, 0, 125)).not.toEqual(batchOrder(RandomKey.fromSeed(2), 0, 125))
    expect([...batchOrder(key, 0, 4, false)]).toEqual([0, 1, 2, 3])
    expect(batchOrder(key, 0, 0).length).toBe(0)
  })

  it('drops a smaller last batch when asked to', () => {
    const loader = new BatchLoader(data(10), { batchSize: 4, key, dropLast: true })
    expect(loader.batchesPerEpoch).toBe(2)
    expect(read(loader, 4).map((rows) => rows.length)).toEqual([4, 4, 4, 4])
    expect(loader.next({ epoch: 0, batch: 1 })).toEqual({ epoch: 1, batch: 0 })
  })

  it('draws with replacement: whole batches, uniform over the rows', () => {
    const loader = new BatchLoader(data(10), { batchSize: 100, key, sampling: 'withReplacement' })
    expect(loader.batchesPerEpoch).toBe(1)
    const counts = new Array<number>(10).fill(0)
    for (const row of read(loader, 100).flat()) counts[row] = (counts[row] ?? 0) + 1
    // Pearson's chi-squared over 10 cells, 9 degrees of freedom: 27.9 is the 99.9 % point.
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9)
    expect(sampleRows(key, 3, 10, 5)).toEqual(sampleRows(key, 3, 10, 50).subarray(0, 5))
  })

  it('refuses batches that cannot be', () => {
    for (const batchSize of [0, -1, 1.5, Number.NaN]) {
      expect(thrownBy(() => new BatchLoader(data(3), { batchSize, key })).code).toBe('batch-size')
    }
    expect(thrownBy(() => new BatchLoader(data(3), { batchSize: 4, key, dropLast: true })).message).toContain(
      '3 rows',
    )
    expect(
      thrownBy(() => new BatchLoader(data(0), { batchSize: 4, key, sampling: 'withReplacement' })).code,
    ).toBe('batch-none')
  })
})

describe('gatherBatch', () => {
  it.each([1, 3, 10, 125])('copies rows of %i features into the first places', (features) => {
    const rows = Array.from({ length: 5 }, (_, row) =>
      Array.from({ length: features }, (_, f) => row * 1000 + f),
    )
    const inputs = new Float32Array(4 * features).fill(-1)
    const targets = new Float32Array(4).fill(-1)
    gatherBatch(rowsOf(rows), Int32Array.of(4, 0, 4), inputs, targets)
    expect([...inputs.subarray(0, 3 * features)]).toEqual([...rows[4]!, ...rows[0]!, ...rows[4]!])
    expect([...inputs.subarray(3 * features)]).toEqual(new Array(features).fill(-1))
    expect([...targets]).toEqual([0, 0, 0, -1])
  })

  it('refuses arrays without room and rows that do not exist', () => {
    const small = () => gatherBatch(data(4), Int32Array.of(0, 1), new Float32Array(1), new Int32Array(2))
    expect(thrownBy(small).message).toContain('room for 1 values; the batch has 2')
    const wrong = () => gatherBatch(data(4), Int32Array.of(4), new Float32Array(1), new Int32Array(1))
    expect(thrownBy(wrong)).toMatchObject({ code: 'dataset-bad-row' })
  })
})
