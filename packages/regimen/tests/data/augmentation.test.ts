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
    expect(factory.technique.catalogue).toEqual(['R8'])
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

describe('noise', () => {
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

  it('cutMix: a share is the part of the pixels that stayed', () => {
    const { inputs, shares } = read([cutMix()], data, rows)
    for (const row of rows) {
      const stayed = rowOf(data, row).filter((value, i) => value === inputs[row * 64 + i]).length
      // A partner's pixel may happen to be the same; the row itself may be its partner.
      expect(stayed / 64).toBeGreaterThanOrEqual((shares[row] ?? 0) - 1e-6)
    }
    expect(new Set(shares).size).toBeGreaterThan(5)
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
