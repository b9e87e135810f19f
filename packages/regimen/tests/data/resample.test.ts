/** Images read at other places, against PyTorch's grid_sample. */
import { expect, it } from 'vitest'
import { Resampler } from '../../src/data/augmentation/resample.ts'
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
