/** Rows that another thread changes: who changed them must not be seen in them. */
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ReadAhead, readAhead } from '../../src/data/augmentation/read-ahead.ts'
import { sharedInputs } from '../../src/data/augmentation/shared-reading.ts'
import { digits } from '../../src/datasets.ts'
import {
  type Augmentation,
  Augmenter,
  adam,
  asPart,
  createDataset,
  createModel,
  createWasmBackend,
  cutMix,
  dense,
  elasticDistortion,
  fit,
  inputNoise,
  jitter,
  RandomKey,
  randomRotation,
  randomShift,
  sequential,
  takeRows,
} from '../../src/index.ts'

const key = RandomKey.fromSeed(5)
const image = [8, 8]
const train = takeRows(
  digits(),
  Int32Array.from({ length: 300 }, (_, row) => row),
  'train',
)
const lists: Readonly<Record<string, readonly Augmentation[]>> = {
  'images, mixed': [
    randomShift({ image }),
    randomRotation({ image }),
    elasticDistortion({ image, spacing: 3 }),
    inputNoise({ deviation: 0.5 }),
    cutMix({ image }),
  ],
  columns: [jitter({ share: 0.3 })],
}

/** Batches of 32 and a smaller last one, in epochs of ten. */
const batches = Array.from({ length: 30 }, (_, index) => {
  const [epoch, batch] = [Math.floor(index / 10), index % 10]
  const size = Math.min(32, train.size - 32 * batch)
  return {
    epoch,
    rows: Int32Array.from({ length: size }, (_row, row) => (32 * batch + row * 7) % train.size),
  }
})

function roomFor(rows: Int32Array) {
  const [partners, shares] = [new Int32Array(rows.length), new Float32Array(rows.length)]
  return { inputs: new Float32Array(64 * rows.length), mixed: { partners, shares } }
}

describe.each(Object.entries(lists))('%s', (_, list) => {
  it('are the same bits, whoever changed them', async () => {
    const alone = new Augmenter(list, train, key)
    const ahead = readAhead(list, train, key, { batchSize: 32, busyThreads: 0, startAfter: 0 })
    if (!(ahead instanceof ReadAhead)) throw new Error('no threads here')
    for (const [index, { rows, epoch }] of batches.entries()) {
      const [expected, actual] = [roomFor(rows), roomFor(rows)]
      alone.read(rows, epoch, expected.inputs, expected.mixed)
      ahead.read(rows, epoch, actual.inputs, actual.mixed)
      expect(actual, `batch ${index}`).toEqual(expected)
      const next = batches[index + 1]
      if (next) ahead.expect(next.rows, next.epoch)
      // Now and then the other thread has time to do it all; else both are at it.
      for (let tries = 0; index === 5 && tries < 200 && ahead.readElsewhere === 0; tries++) {
        await wait(25)
        ahead.read(next?.rows ?? rows, next?.epoch ?? epoch, actual.inputs, actual.mixed)
        ahead.expect(next?.rows ?? rows, next?.epoch ?? epoch)
      }
      if (index % 3 === 0) await wait(3)
    }
    expect(ahead.readElsewhere).toBeGreaterThan(0)
    ahead.close()
    const { rows, epoch } = batches[9] ?? { rows: new Int32Array(0), epoch: 0 }
    const [expected, actual] = [roomFor(rows), roomFor(rows)]
    alone.read(rows, epoch, expected.inputs, expected.mixed)
    ahead.expect(rows, epoch)
    ahead.read(rows, epoch, actual.inputs, actual.mixed)
    expect(actual).toEqual(expected)
  })
})

describe('reading ahead', () => {
  const options = { batchSize: 32, busyThreads: 0, startAfter: 0 }

  it('answers for other rows than those expected', async () => {
    const ahead = readAhead([inputNoise()], train, key, options)
    const alone = new Augmenter([inputNoise()], train, key)
    for (const wanted of [[1, 2, 3], [4], [1, 2, 3], []]) {
      const rows = Int32Array.from(wanted)
      ahead.expect?.(Int32Array.of(9, 8), 0)
      if (wanted.length === 1) await wait(100)
      ahead.expect?.(Int32Array.of(7, 7, 7, 7), 0)
      const [expected, actual] = [roomFor(rows), roomFor(rows)]
      alone.read(rows, 1, expected.inputs)
      ahead.read(rows, 1, actual.inputs)
      expect(actual.inputs).toEqual(expected.inputs)
    }
    ahead.close?.()
  })

  it('is left to the calling thread where no core is free, or a user wrote the augmentation', () => {
    const own: Augmentation = {
      name: 'inputNoise',
      settings: {},
      prepare: () => ({ change: (rows, offset) => void rows.fill(1, offset, offset + 1) }),
    }
    expect(readAhead([own], train, key, options)).toBeInstanceOf(Augmenter)
    expect(readAhead([inputNoise()], train, key, { ...options, busyThreads: 1000 })).toBeInstanceOf(Augmenter)
    expect(readAhead([inputNoise()], train, key, options)).toBeInstanceOf(ReadAhead)
  })

  it('takes numbers that are shared as they are', () => {
    const shared = new Float32Array(new SharedArrayBuffer(4 * 12), 4 * 2, 10)
    shared.set([1, 2, 3])
    const data = createDataset({
      name: 'shared',
      task: { kind: 'regression', target: 'y' },
      inputShape: [5],
      inputs: shared,
      targets: new Float32Array(2),
    })
    expect(sharedInputs(data).buffer).toBe(shared.buffer)
    expect(sharedInputs(data)).toEqual(shared)
    expect(sharedInputs(train)).toEqual(train.inputs)
  })

  it('gives a run the same weights as a run that reads its rows itself', async () => {
    const weights = async (augment: readonly Augmentation[]) => {
      const model = createModel(sequential(dense(64, 10)), { input: [64], seed: 2 })
      await fit(
        model,
        { train: asPart(train, 'train') },
        { optimizer: adam(), epochs: 30, augment, batchSize: 32, backend: createWasmBackend({ threads: 1 }) },
      )
      return model.state.parameters['layers.0.weight']?.data()
    }
    const list = lists['images, mixed'] ?? []
    // Written anew they are a user's: no other thread can have them.
    const own = list.map((each): Augmentation => ({ ...each, prepare: (data) => each.prepare(data) }))
    expect(await weights(list)).toEqual(await weights(own))
  })
})
