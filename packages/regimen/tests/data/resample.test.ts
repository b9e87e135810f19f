/** Images read at other places, against PyTorch's grid_sample. */
import { describe, expect, it } from 'vitest'
import { Resampler } from '../../src/data/augmentation/resample.ts'
import { referenceBackend, tensor, wasmBackend, withBackend } from '../../src/engine/index.ts'
import { sampleImages } from '../../src/engine/ops/sample-images.ts'
import { fromData } from '../../src/engine/tensor.ts'
import fixture from '../fixtures/resample.json' with { type: 'json' }

it.each(fixture.map((each) => [JSON.stringify(each.size), each] as const))(
  'sees an image of %s as PyTorch does, wherever it lies',
  (_, { size, fill, map, image, right, down, seen }) => {
    const resampler = new Resampler(size, fill, { bends: right !== undefined })
    if (right && down) {
      resampler.right.set(right)
      resampler.down.set(down)
    }
    const offset = 3
    const rows = new Float32Array(image.length + 2 * offset).fill(9)
    // The second image must find nothing of the first.
    for (const from of [image.map((value) => value + 1), image]) {
      rows.set(from, offset)
      resampler.change(rows, offset, Float64Array.from(map))
    }
    const largest = Math.max(...seen.map((value, index) => Math.abs((rows[offset + index] ?? 0) - value)))
    expect(largest).toBeLessThan(1e-4)
    expect([...rows.subarray(0, offset), ...rows.subarray(-offset)]).toEqual([9, 9, 9, 9, 9, 9])
  },
)

describe.each([
  ['reference', referenceBackend],
  ['wasm', wasmBackend],
] as const)('the operation on %s', (_, backend) => {
  const whole = fixture.filter(({ right }) => right === undefined)

  it.each(whole.map((each) => [JSON.stringify(each.size), each] as const))(
    'sees images of %s as PyTorch does',
    (_size, { size, fill, map, image, seen }) =>
      withBackend(backend, () => {
        const { height, width, channels } = size
        // The image wanted is the second of three; the batch also asks for one that is not there.
        const others = image.map((value) => value + 1)
        const images = tensor([...others, ...image, ...others], [3, height, width, channels])
        const rows = fromData('int32', [3], Int32Array.of(1, 3, 1))
        const found = sampleImages(images, rows, tensor([...map, ...map, ...map], [3, 6]), fill).data()
        const expected = [...seen, ...seen.map(() => fill), ...seen]
        expect(found.length).toBe(expected.length)
        const largest = Math.max(
          ...expected.map((value, index) => Math.abs((found[index] ?? Number.NaN) - value)),
        )
        expect(largest).toBeLessThan(1e-4)
      }),
  )
})

it('gives the fill for places that are none', () => {
  const image = new Float32Array(6).fill(1)
  new Resampler({ height: 2, width: 3, channels: 1 }, 7).change(
    image,
    0,
    Float64Array.of(Number.NaN, 0, 0, 1e38, 1e38, 1e38),
  )
  expect([...image]).toEqual([7, 7, 7, 7, 7, 7])
})

it('takes what is not finite for what it is: no neighbour further off is touched', () => {
  const size = { height: 4, width: 6, channels: 1 }
  const image = new Float32Array(24).fill(1)
  image[8] = Number.NaN
  new Resampler(size, 0).change(image, 0, Float64Array.of(1, 0, -0.5, 0, 1, 0))
  // Row 1, column 2 is read by the columns 2 and 3, and with weight 0 by the row above.
  const broken = [...image.keys()].filter((index) => Number.isNaN(image[index]))
  expect(broken).toEqual([2, 3, 8, 9])
})
