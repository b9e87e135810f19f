import { describe, expect, it } from 'vitest'
import { digits } from '../../src/datasets.ts'
import {
  type Augmentation,
  Augmenter,
  adam,
  augmentationNamed,
  augmentations,
  type Checkpoint,
  createDataset,
  createModel,
  cutMix,
  type Dataset,
  dense,
  elasticDistortion,
  fit,
  inputNoise,
  jitter,
  mixUp,
  momentum,
  multilayerPerceptron,
  RandomKey,
  RowStream,
  randomCrop,
  randomErasing,
  randomFlip,
  randomRotation,
  randomScale,
  randomShift,
  sequential,
  splitDataset,
  zerosInitializer,
} from '../../src/index.ts'

const key = RandomKey.fromSeed(5)

/** Images whose numbers are all different. */
function pictures(size: number, inputShape: readonly number[]): Dataset {
  const features = inputShape.reduce((product, each) => product * each, 1)
  return createDataset({
    name: 'pictures',
    task: { kind: 'classification', classes: ['a', 'b', 'c'] },
    inputShape,
    inputs: Float32Array.from({ length: size * features }, (_, index) => 1 + ((index * 37) % 1009)),
    targets: Int32Array.from({ length: size }, (_, row) => row % 3),
  })
}

function read(augment: readonly Augmentation[], data: Dataset, rows: readonly number[], epoch = 0) {
  const inputs = new Float32Array((rows.length * data.inputs.length) / data.size)
  const partners = new Int32Array(rows.length)
  const shares = new Float32Array(rows.length)
  new Augmenter(augment, data, key).read(Int32Array.from(rows), epoch, inputs, { partners, shares })
  return { inputs, partners, shares }
}

const rowOf = (data: Dataset, row: number) => {
  const features = data.inputs.length / data.size
  return [...data.inputs.subarray(row * features, (row + 1) * features)]
}

describe('random numbers of a row', () => {
  const random = new RowStream().start(1, 2)
  const normals = Float64Array.from({ length: 200_000 }, () => random.normal())
  const share = (holds: (x: number) => boolean) => normals.filter(holds).length / normals.length

  it('are normal: moments and tails', () => {
    const moment = (power: number) => normals.reduce((sum, x) => sum + x ** power, 0) / normals.length
    expect(moment(1)).toBeCloseTo(0, 1.9)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
    // Φ at a few places; 4 standard errors.
    for (const [x, below] of [
      [-2, 0.02275],
      [-0.5, 0.30854],
      [0.25, 0.59871],
      [1, 0.84134],
      [2.5, 0.99379],
      [3.5, 0.99977],
    ] as const) {
      const error = Math.sqrt((below * (1 - below)) / normals.length)
      expect(Math.abs(share((value) => value < x) - below)).toBeLessThan(4 * error)
    }
  })

  it('are Beta(α, α): mean 1/2, variance 1 / (8α + 4)', () => {
    for (const alpha of [0.2, 1, 3]) {
      const values = Float64Array.from({ length: 40_000 }, () => random.beta(alpha))
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      const variance = values.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / values.length
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
      expect(Math.abs(variance * (8 * alpha + 4) - 1)).toBeLessThan(0.03)
    }
  })
})

const shapes = [
  [1, 1],
  [3, 10],
  [10, 3, 3],
  [125, 1],
  [28, 28],
] as const

describe.each(Object.entries(augmentations))('%s', (name, factory) => {
  const create = () => augmentationNamed(name).fromSettings({})

  it.each(shapes.map((shape) => [shape]))('is a function of seed, epoch and row for %j', (shape) => {
    const data = pictures(7, shape)
    const all = read([create()], data, [0, 1, 2, 3, 4, 5, 6], 3)
    const features = data.inputs.length / data.size
    for (const row of [6, 2]) {
      const alone = read([create()], data, [row], 3)
      expect([...alone.inputs]).toEqual([...all.inputs.subarray(row * features, (row + 1) * features)])
      expect([alone.partners[0], alone.shares[0]]).toEqual([all.partners[row], all.shares[row]])
    }
    expect(all.inputs.every(Number.isFinite)).toBe(true)
    expect(data.inputs).toEqual(pictures(7, shape).inputs)
  })

  it('is drawn anew in each epoch', () => {
    const data = pictures(20, [10, 10])
    const rows = [...Array(20).keys()]
    expect(read([create()], data, rows, 0).inputs).not.toEqual(read([create()], data, rows, 1).inputs)
  })

  it('says its settings, and makes itself from them', () => {
    const again = augmentationNamed(name).fromSettings(create().settings)
    expect(again.settings).toEqual(factory.technique.defaults)
    expect(factory.technique.catalogue).toContain('R8')
  })
})

describe('geometry', () => {
  const data = pictures(3, [4, 5])
  const at = (image: ArrayLike<number>, y: number, x: number) =>
    y < 0 || x < 0 || y >= 4 || x >= 5 ? -1 : image[y * 5 + x]

  it('shifts by whole pixels, the border filled', () => {
    const seen = new Set<string>()
    for (let epoch = 0; epoch < 200; epoch++) {
      const image = read([randomShift({ pixels: 2, fill: -1 })], data, [1], epoch).inputs
      const original = rowOf(data, 1)
      const moves = [-2, -1, 0, 1, 2].flatMap((down) =>
        [-2, -1, 0, 1, 2].map((right) => [down, right] as const),
      )
      const fitting = moves.filter(([down, right]) =>
        image.every(
          (value, pixel) => value === at(original, Math.floor(pixel / 5) - down, (pixel % 5) - right),
        ),
      )
      expect(fitting).toHaveLength(1)
      seen.add(String(fitting[0]))
    }
    expect(seen.size).toBe(25)
  })

  it('flips, and a turn by 0°, a factor 1 and the whole crop change nothing', () => {
    const flipped = read([randomFlip({ probability: 1 })], data, [2]).inputs
    expect([...flipped]).toEqual(
      rowOf(data, 2).map((_, pixel) => at(rowOf(data, 2), Math.floor(pixel / 5), 4 - (pixel % 5))),
    )
    const upright = read([randomFlip({ probability: 1, direction: 'vertical' })], data, [2]).inputs
    expect(upright[0]).toBe(at(rowOf(data, 2), 3, 0))
    for (const same of [
      randomRotation({ degrees: 0 }),
      randomScale({ from: 1, to: 1 }),
      randomCrop({ area: 1 }),
      elasticDistortion({ deviation: 0 }),
      randomErasing({ probability: 0 }),
      inputNoise({ deviation: 0 }),
    ]) {
      expect([...read([same], data, [0]).inputs], same.name).toEqual(rowOf(data, 0))
    }
  })

  it('keeps a plane a plane: what lies inside is interpolated exactly', () => {
    const plane = (x: number, y: number) => 3 * x - 2 * y + 100
    const size = 15
    const image = createDataset({
      name: 'plane',
      task: { kind: 'classification', classes: ['a'] },
      inputShape: [size, size],
      inputs: Float32Array.from({ length: size * size }, (_, p) => plane(p % size, Math.floor(p / size))),
      targets: Int32Array.of(0),
    })
    const middle = 7 * size + 7
    const turned = read([randomRotation({ degrees: 40 })], image, [0]).inputs
    // Around the middle the slope turns and keeps its length: √13.
    const [right, down] = [
      (turned[middle + 1] ?? 0) - plane(7, 7),
      (turned[middle + size] ?? 0) - plane(7, 7),
    ]
    expect(turned[middle]).toBeCloseTo(plane(7, 7), 3)
    expect(Math.hypot(right, down)).toBeCloseTo(Math.sqrt(13), 3)
    const scaled = read([randomScale({ from: 2, to: 2 })], image, [0]).inputs
    expect(scaled[middle + 1]).toBeCloseTo(plane(7.5, 7), 3)
    expect(scaled[middle - 3 * size]).toBeCloseTo(plane(7, 5.5), 3)
  })

  it('applies maps that follow one another as one: nothing is lost between them, each pixel read once', () => {
    const plane = (x: number, y: number) => 3 * x - 2 * y + 100
    const [size, middle] = [15, 7]
    const image = createDataset({
      name: 'plane',
      task: { kind: 'classification', classes: ['a'] },
      inputShape: [size, size],
      inputs: Float32Array.from({ length: size * size }, (_, p) => plane(p % size, Math.floor(p / size))),
      targets: Int32Array.of(0),
    })
    const seen = new Set<number>()
    for (let epoch = 0; epoch < 40; epoch++) {
      const augment = [randomShift({ pixels: 2, fill: -9 }), randomScale({ from: 3, to: 3, fill: -9 })]
      const { inputs } = read(augment, image, [0], epoch)
      const at = (y: number, x: number) => inputs[y * size + x] ?? Number.NaN
      // The new pixel p shows the old place middle + (p − middle) / 3 − shift.
      const shift = plane(middle, middle) - at(middle, middle)
      seen.add(Math.round(shift))
      expect(shift).toBeCloseTo(Math.round(shift), 4)
      for (const [y, x] of [
        [0, 0],
        [14, 3],
        [9, 14],
      ] as const) {
        const expected = plane(middle + (x - middle) / 3, middle + (y - middle) / 3) - shift
        expect(at(y, x)).toBeCloseTo(expected, 3)
      }
    }
    // 3 · right − 2 · down with both from −2 to 2 has 19 values.
    expect(seen.size).toBeGreaterThan(12)
    // Shrunk to a third the whole picture is there, wherever it was moved before: 225 / 9 pixels.
    const small = [randomShift({ pixels: 5, fill: -9 }), randomScale({ from: 1 / 3, to: 1 / 3, fill: -9 })]
    const shown = read(small, image, [0], 1).inputs.filter((value) => value > 0).length
    expect(shown).toBeGreaterThanOrEqual(25)
    // Other fills are other frames: then the shift's fill is part of the picture.
    const apart = [randomShift({ pixels: 2, fill: -9 }), randomRotation({ degrees: 0, fill: 0 })]
    const moved = read(apart, image, [0], 1).inputs
    expect(moved).toEqual(read([randomShift({ pixels: 2, fill: -9 })], image, [0], 1).inputs)
  })

  it.each([
    [1, 1, 1],
    [3, 10, 1],
    [10, 3, 3],
    [5, 5, 2],
  ])('turns images of %d×%d with %d channels as their channels apart', (height, width, channels) => {
    const image = pictures(4, [height, width, channels])
    for (const name of ['randomRotation', 'randomScale', 'randomCrop', 'randomShift', 'elasticDistortion']) {
      const change = augmentationNamed(name).fromSettings({})
      const whole = read([change], image, [3], 2).inputs
      for (let channel = 0; channel < channels; channel++) {
        const one = (values: ArrayLike<number>) =>
          Float32Array.from(
            { length: values.length / channels },
            (_, i) => values[i * channels + channel] ?? 0,
          )
        const alone = { ...image, inputShape: [height, width], inputs: one(image.inputs) }
        expect(read([change], alone, [3], 2).inputs, name).toEqual(one(whole))
      }
    }
  })
})

/** One image, of a value for each place; rows, columns and channels as given. */
function imageOf(
  height: number,
  width: number,
  value: (y: number, x: number, channel: number) => number,
  channels = 1,
): Dataset {
  return createDataset({
    name: 'one',
    task: { kind: 'classification', classes: ['a'] },
    inputShape: [height, width, channels],
    inputs: Float32Array.from({ length: height * width * channels }, (_, at) => {
      const pixel = Math.floor(at / channels)
      return value(Math.floor(pixel / width), pixel % width, at % channels)
    }),
    targets: Int32Array.of(0),
  })
}

const epochs = <T>(count: number, of: (epoch: number) => T): T[] =>
  Array.from({ length: count }, (_, epoch) => of(epoch))
const meanOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe('what is erased', () => {
  const [height, width] = [40, 30]

  /** First and last line and column that differ, and how many places do. */
  function erased(options: Parameters<typeof randomErasing>[0], epoch: number, channels = 1) {
    const image = imageOf(height, width, () => 1, channels)
    const { inputs } = read([randomErasing({ fill: -1, ...options })], image, [0], epoch)
    const places = [...inputs.keys()].filter((at) => inputs[at] === -1)
    expect(inputs.filter((value) => value !== 1 && value !== -1)).toHaveLength(0)
    const lines = places.map((at) => Math.floor(at / channels / width))
    const columns = places.map((at) => Math.floor(at / channels) % width)
    const [top, bottom] = [Math.min(...lines), Math.max(...lines) + 1]
    const [left, right] = [Math.min(...columns), Math.max(...columns) + 1]
    return { count: places.length, top, bottom, left, right, high: bottom - top, wide: right - left }
  }

  it('is a rectangle in all channels, of the area and proportion that were asked for where it lies inside', () => {
    const found = epochs(400, (epoch) => erased({ probability: 1, from: 0.1, to: 0.1 }, epoch))
    for (const { count, high, wide } of found) expect(count).toBe(high * wide)
    const colours = erased({ probability: 1 }, 1, 3)
    expect(colours.count).toBe(3 * colours.high * colours.wide)
    const inside = found.filter((each) => {
      return each.top > 0 && each.left > 0 && each.bottom < height && each.right < width
    })
    expect(inside.length).toBeGreaterThan(100)
    for (const { high, wide } of inside) {
      // Sides are rounded to pixels: each by a half at most.
      expect(0.1 * height * width).toBeGreaterThanOrEqual((high - 0.5) * (wide - 0.5))
      expect(0.1 * height * width).toBeLessThanOrEqual((high + 0.5) * (wide + 0.5))
      // √(share · proportion) of the height, √(share / proportion) of the width, proportion from 0.3 to 1 / 0.3.
      const proportion = high / height / (wide / width)
      expect(proportion).toBeGreaterThan(0.3 * 0.85)
      expect(proportion).toBeLessThan((1 / 0.3) * 1.15)
    }
    const upright = inside.filter(({ high, wide }) => high / height > wide / width).length
    expect(upright).toBeGreaterThan(10)
    expect(upright).toBeLessThan(inside.length - 10)
  })

  it('lies anywhere: its middle is uniform over the image', () => {
    const found = epochs(600, (epoch) => erased({ probability: 1, from: 0.01, to: 0.01 }, epoch))
    const middles = {
      down: found.map(({ top, bottom }) => (top + bottom) / 2 / height),
      right: found.map(({ left, right }) => (left + right) / 2 / width),
    }
    for (const places of Object.values(middles)) {
      // Four standard errors of the mean of a uniform number; each third of the side gets its share.
      expect(Math.abs(meanOf(places) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 600) + 0.01)
      for (const third of [0, 1, 2]) {
        const share = places.filter((place) => Math.floor(Math.min(place, 0.999) * 3) === third).length / 600
        expect(Math.abs(share - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 600) + 0.02)
      }
    }
  })

  it('comes as often as was asked for', () => {
    const image = imageOf(4, 4, () => 1)
    const augment = [randomErasing({ probability: 0.3, from: 0.5, to: 0.5 })]
    const often = meanOf(epochs(2000, (epoch) => Number(read(augment, image, [0], epoch).inputs.includes(0))))
    expect(Math.abs(often - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 2000))
  })
})

describe('crops and bends, read off an image that is its own map', () => {
  const size = 21
  const along = imageOf(size, size, (_, x) => x)
  const down = imageOf(size, size, (y) => y)

  it('randomCrop shows a square part of the area that was asked for, from end to end, somewhere inside', () => {
    const lefts: number[] = []
    const sides: number[] = []
    for (let epoch = 0; epoch < 300; epoch++) {
      const augment = [randomCrop({ area: 0.25 })]
      const [xs, ys] = [read(augment, along, [0], epoch).inputs, read(augment, down, [0], epoch).inputs]
      const [left = 0, next = 0] = [xs[0], xs[1]]
      const [top = 0, below = 0] = [ys[0], ys[size]]
      const side = next - left
      expect(below - top).toBeCloseTo(side, 4)
      for (const at of [7, 100, size * size - 1]) {
        expect(xs[at]).toBeCloseTo(left + side * (at % size), 3)
        expect(ys[at]).toBeCloseTo(top + side * Math.floor(at / size), 3)
      }
      // Nothing of what lies around is seen.
      for (const [from, step] of [
        [left, side],
        [top, side],
      ] as const) {
        expect(from).toBeGreaterThanOrEqual(-1e-4)
        expect(from + step * (size - 1)).toBeLessThanOrEqual(size - 1 + 1e-4)
      }
      sides.push(side)
      if (side < 0.95) lefts.push(left / ((1 - side) * (size - 1)))
    }
    // The share of the area is uniform from 0.25 to 1, so its mean is 0.625; its deviation 0.75 / √12.
    const areas = sides.map((side) => side * side)
    expect(Math.abs(meanOf(areas) - 0.625)).toBeLessThan((4 * 0.75) / Math.sqrt(12 * 300))
    expect(Math.min(...areas)).toBeGreaterThanOrEqual(0.25 - 1e-4)
    expect(Math.abs(meanOf(lefts) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * lefts.length))
  })

  /** Displacements to the right of the inner pixels of a line, for so many epochs. Nothing there reads beyond the border. */
  function displacements(deviation: number, spacing: number, count: number) {
    const inner = [...Array(size * size).keys()].filter((at) => {
      const [y, x] = [Math.floor(at / size), at % size]
      return Math.min(y, x, size - 1 - y, size - 1 - x) >= 5
    })
    return epochs(count, (epoch) => {
      const { inputs } = read([elasticDistortion({ deviation, spacing })], along, [0], epoch)
      return inner.map((at) => ({
        y: Math.floor(at / size),
        x: at % size,
        by: (inputs[at] ?? 0) - (at % size),
      }))
    })
  }

  it('elasticDistortion moves pixels by as much as cubic B-splines of its control points', () => {
    // At a control point the weights of a cubic B-spline are 1/6, 2/3, 1/6: the sum of squares is 1/2 each way. Half way
    // between two they are 1/48, 23/48, 23/48, 1/48.
    const [at, between] = [1 / 2, (2 * (1 + 23 ** 2)) / 48 ** 2]
    const [deviation, spacing] = [0.8, 6]
    const moves = displacements(deviation, spacing, 1500).flat()
    for (const [y, x, factor] of [
      [6, 6, at * at],
      [12, 6, at * at],
      [9, 6, between * at],
      [9, 9, between * between],
      [12, 15, at * between],
    ] as const) {
      const here = moves.filter((move) => move.y === y && move.x === x).map(({ by }) => by)
      expect(here).toHaveLength(1500)
      const variance = meanOf(here.map((by) => by * by))
      // A sample variance has the relative standard error √(2 / n).
      expect(Math.abs(variance / (deviation ** 2 * factor) - 1)).toBeLessThan(4 * Math.sqrt(2 / 1500))
      expect(Math.abs(meanOf(here))).toBeLessThan(4 * Math.sqrt((deviation ** 2 * factor) / 1500))
    }
  })

  it('elasticDistortion is smooth: neighbours move nearly alike, the more so the wider its grid', () => {
    const roughness = (spacing: number) => {
      const moves = displacements(0.8, spacing, 200)
      const steps = moves.flatMap((image) =>
        image.flatMap((move, place) => {
          const next = image[place + 1]
          return next && next.y === move.y ? [(next.by - move.by) ** 2] : []
        }),
      )
      const sizes = moves.flatMap((image) => image.map(({ by }) => by * by))
      return Math.sqrt(meanOf(steps) / meanOf(sizes))
    }
    // Independent neighbours would give √2. Cubic B-splines on a grid h apart with random weights of deviation 1 have the
    // root mean squares √(151/315) of height and √(2/3) / h of slope: the integrals of β² and β′².
    for (const spacing of [4, 7, 10]) {
      const expected = Math.sqrt(2 / 3 / (151 / 315)) / spacing
      expect(roughness(spacing) / expected, `spacing ${spacing}`).toBeGreaterThan(0.8)
      expect(roughness(spacing) / expected, `spacing ${spacing}`).toBeLessThan(1.25)
    }
  })
})

describe('noise', () => {
  it.each([[0.1], [2.5]])(
    'inputNoise adds normal numbers of deviation %d, independent of one another',
    (deviation) => {
      const image = imageOf(10, 10, (y, x) => y - x)
      const noise = epochs(400, (epoch) => {
        const { inputs } = read([inputNoise({ deviation })], image, [0], epoch)
        return Array.from(inputs, (value, at) => (value - (image.inputs[at] ?? 0)) / deviation)
      })
      const all = noise.flat()
      const moment = (power: number) => meanOf(all.map((value) => value ** power))
      // Standard errors of the first four moments of a normal law: √(1, 2, 15, 96) / √n.
      expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / all.length))
      expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / all.length))
      expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / all.length))
      expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / all.length))
      const beside = noise.flatMap((each) => each.slice(1).map((value, at) => value * (each[at] ?? 0)))
      expect(Math.abs(meanOf(beside))).toBeLessThan(4 / Math.sqrt(beside.length))
    },
  )

  it('has the deviation that was asked for; jitter that of each column, categories left alone', () => {
    const table = createDataset({
      name: 'table',
      task: { kind: 'regression', target: 'y' },
      inputShape: [3],
      inputs: Float32Array.from(
        { length: 3 * 900 },
        (_, i) => [1000 * Math.floor(i / 3), (i / 3) & 1, 7][i % 3] ?? 0,
      ),
      targets: new Float32Array(900),
    })
    const spread = 1000 * Math.sqrt((900 ** 2 - 1) / 12)
    const rows = [...Array(900).keys()]
    const { inputs } = read([jitter({ share: 0.2 })], table, rows)
    const changes = (column: number) =>
      rows.map((row) => (inputs[3 * row + column] ?? 0) - (table.inputs[3 * row + column] ?? 0))
    const deviation = Math.sqrt(changes(0).reduce((sum, x) => sum + x * x, 0) / 900)
    expect(Math.abs(deviation / (0.2 * spread) - 1)).toBeLessThan(0.1)
    expect(changes(1).every((x) => x === 0) && changes(2).every((x) => x === 0)).toBe(true)
  })
})

describe('mixing', () => {
  const data = pictures(30, [8, 8])
  const rows = [...Array(30).keys()]

  it('mixUp: the numbers and the targets in the same shares', () => {
    const { inputs, partners, shares } = read([mixUp({ alpha: 1 })], data, rows)
    for (const row of rows) {
      const share = shares[row] ?? 0
      const own = rowOf(data, row)
      const candidates = rows.filter((other) => data.targets[other] === partners[row])
      const fits = candidates.some((other) =>
        rowOf(data, other).every(
          (value, i) =>
            Math.abs(share * (own[i] ?? 0) + (1 - share) * value - (inputs[row * 64 + i] ?? 0)) < 0.01,
        ),
      )
      expect(fits, `row ${row}`).toBe(true)
    }
  })

  it('cutMix: a share is the part of the pixels that stayed, the others are the partner’s', () => {
    // Each row has a value of its own, so that every pixel says whose it is.
    const size = 200
    const own = createDataset({
      name: 'own',
      task: { kind: 'classification', classes: Array.from({ length: size }, (_, row) => String(row)) },
      inputShape: [8, 8],
      inputs: Float32Array.from({ length: size * 64 }, (_, at) => Math.floor(at / 64)),
      targets: Int32Array.from({ length: size }, (_, row) => row),
    })
    const { inputs, shares, partners } = read([cutMix()], own, [...Array(size).keys()])
    for (let row = 0; row < size; row++) {
      const partner = partners[row] ?? -1
      const pixels = inputs.subarray(row * 64, row * 64 + 64)
      const stayed = pixels.filter((value) => value === row).length
      expect(pixels.filter((value) => value === partner).length).toBe(partner === row ? 64 : 64 - stayed)
      if (partner !== row) expect(shares[row]).toBeCloseTo(stayed / 64, 6)
    }
    // Beta(1, 1) is uniform, and of a square with sides a, its middle anywhere, (a − a²/4)² lies inside. Over a = √s that
    // is 1/2 − 1/5 + 1/48 of the image; its deviation is below 0.25, pixels are whole.
    expect(Math.abs(meanOf(shares) - (1 - 1 / 2 + 1 / 5 - 1 / 48))).toBeLessThan(
      (4 * 0.25) / Math.sqrt(size) + 0.03,
    )
    expect(new Set(shares).size).toBeGreaterThan(15)
  })

  it('has to come last, and is refused where it means nothing', async () => {
    expect(() => read([mixUp(), inputNoise()], data, [0])).toThrow(/last augmentation/)
    expect(() => read([randomShift()], pictures(3, [64]), [0])).toThrow(/\[height, width\]/)
    expect(() => randomShift({ pixels: 0 })).toThrow(/whole number/)
    expect(() => mixUp({ alpha: 0 })).toThrow(/0.05 to 5/)
    expect(() => randomFlip({ direction: 'left' })).toThrow(/vertical/)
  })

  it('trains on the loss of both targets: a linear model’s gradient in closed form', async () => {
    // Softmax of zero logits is 1/3 everywhere: the bias's gradient is 1/3 − the mean mixed target.
    const train = splitDataset(data, { sizes: { train: 30, validation: 0, test: 0 }, key }).train
    const model = createModel(sequential(dense(64, 3, { initializer: zerosInitializer() })), { input: [64] })
    const flat = { ...train, inputShape: [64] }
    const seed = 9
    await fit(
      model,
      { train: flat },
      {
        optimizer: momentum({ learningRate: 1 }),
        steps: 1,
        batchSize: 30,
        seed,
        augment: [mixUp({ alpha: 1 })],
      },
    )
    const mixed = { partners: new Int32Array(30), shares: new Float32Array(30) }
    new Augmenter([mixUp({ alpha: 1 })], flat, RandomKey.fromSeed(seed)).read(
      Int32Array.from(rows),
      0,
      new Float32Array(30 * 64),
      mixed,
    )
    const mean = [0, 0, 0]
    for (const row of rows) {
      const share = mixed.shares[row] ?? 0
      const [own = 0, other = 0] = [flat.targets[row], mixed.partners[row]]
      mean[own] = (mean[own] ?? 0) + share / 30
      mean[other] = (mean[other] ?? 0) + (1 - share) / 30
    }
    const bias = model.state.parameters['layers.0.bias']?.data() ?? []
    for (const [k, share] of mean.entries()) expect(bias[k]).toBeCloseTo(share - 1 / 3, 5)
  })
})

describe('in fit', () => {
  const split = splitDataset(digits(), { sizes: { train: 120, validation: 0, test: 400 }, key })
  const network = () =>
    createModel(multilayerPerceptron({ inputs: [64], hidden: [20], outputs: 10 }), { input: [64], seed: 3 })
  const image = [8, 8]
  const augment = [randomShift({ pixels: 1, image }), inputNoise({ deviation: 0.5 }), cutMix({ image })]
  const options = () => ({ optimizer: adam(), epochs: 4, batchSize: 32, seed: 2, augment })

  it('a resumed run sees the same pictures', async () => {
    const whole = network()
    await fit(whole, split, options())
    let middle: Checkpoint | undefined
    await fit(network(), split, {
      ...options(),
      callbacks: [
        {
          name: 'keep',
          onBoundary: ({ step }, control) => {
            if (step === 6) middle = control.checkpoint()
          },
        },
      ],
    })
    if (!middle) throw new Error('no checkpoint')
    const resumed = network()
    await fit(resumed, split, { ...options(), resume: middle })
    for (const [path, tensor] of Object.entries(whole.state.parameters)) {
      expect(resumed.state.parameters[path]?.data(), path).toEqual(tensor.data())
    }
    await expect(
      fit(network(), split, { ...options(), augment: [augment[0] ?? inputNoise()], resume: middle }),
    ).rejects.toThrow(/augmentation/)
  })
})
