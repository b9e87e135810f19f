/** Batches of changed images: the step that moves them itself gives the bits of the host that does it row by row. */
import { describe, expect, it } from 'vitest'
import { digits } from '../../src/datasets.ts'
import { Program, tensor, withBackend } from '../../src/engine/index.ts'
import {
  type Augmentation,
  Augmenter,
  asPart,
  createWasmBackend,
  inputNoise,
  RandomKey,
  randomCrop,
  randomFlip,
  randomRotation,
  randomScale,
  randomShift,
  referenceBackend,
  takeRows,
} from '../../src/index.ts'
import { augmentingSource } from '../../src/train/augmenting-source.ts'
import { SamplingSource } from '../../src/train/sampling-source.ts'

const rows = (count: number) => Int32Array.from({ length: count }, (_, row) => row)
const train = asPart(takeRows(digits(), rows(300), 'train'), 'train')
const key = RandomKey.fromSeed(3)
const image = [8, 8]

const lists: Readonly<Record<string, readonly Augmentation[]>> = {
  'shift by whole pixels': [randomShift({ image, fill: 3 })],
  'shift, turn and scale': [randomShift({ image }), randomRotation({ image }), randomScale({ image })],
  'flip and crop': [randomFlip({ image }), randomCrop({ image })],
  'flip upside down': [randomFlip({ image, direction: 'vertical' })],
}

const backends = [
  ['reference', referenceBackend, 1e-5],
  ['wasm, one thread', createWasmBackend({ threads: 1 }), 0],
  ['wasm, two threads', createWasmBackend({ threads: 2 }), 0],
] as const

describe.each(backends)('images moved inside the step on %s', (_, backend, tolerance) => {
  it.each(Object.entries(lists))('are those of the host: %s', (_list, augment) => {
    const source = augmentingSource(augment, train, key, { floatType: backend.floatType, batchSize: 128 })
    expect(source).toBeInstanceOf(SamplingSource)
    const program = withBackend(backend, () => new Program(tensor([0]), { tables: source.tables }))
    const host = new Augmenter(augment, train, key)
    for (const count of [1, 3, 125]) {
      const slot = source.slot(count, program)
      const { run, result } = program.bind(
        (_state, inputs: typeof slot.inputs, tables) => ({ result: { ...source.batch(inputs, tables) } }),
        slot.inputs,
      )
      for (const epoch of [0, 1]) {
        const wanted = Int32Array.from({ length: count }, (_each, index) => (index * 7 + epoch) % 300)
        const expected = new Float32Array(64 * count)
        host.read(wanted, epoch, expected)
        slot.load(wanted, epoch)
        run()
        expect(result.inputs.shape).toEqual([count, 64])
        expect([...result.targets.data()]).toEqual([...wanted].map((row) => train.targets[row]))
        const found = result.inputs.data()
        const furthest = expected.reduce(
          (most, value, index) => Math.max(most, Math.abs(value - (found[index] ?? Number.NaN))),
          0,
        )
        expect(furthest).toBeLessThanOrEqual(16 * tolerance)
        const unchanged = [...wanted].flatMap((row) => [...train.inputs.subarray(64 * row, 64 * row + 64)])
        if (count > 1) expect([...expected]).not.toEqual(unchanged)
      }
    }
  })
})

describe('the host changes rows', () => {
  const options = { floatType: 'float32', batchSize: 32 } as const
  const isInStep = (augment: readonly Augmentation[]) =>
    augmentingSource(augment, train, key, options) instanceof SamplingSource

  it('where there is more to do than to move images, or different things lie around them', () => {
    expect(isInStep([randomShift({ image }), inputNoise()])).toBe(false)
    expect(isInStep([randomShift({ image }), randomRotation({ image, fill: 1 })])).toBe(false)
    expect(isInStep([randomFlip({ image }), randomShift({ image }), randomShift({ image, fill: 1 })])).toBe(
      false,
    )
    expect(isInStep([inputNoise()])).toBe(false)
    expect(isInStep([randomShift({ image }), randomRotation({ image })])).toBe(true)
  })
})
