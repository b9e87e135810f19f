/** Small data sets with a known answer, and the same with a fault planted. */
import { createDataset, type Dataset, type Split, splitDataset } from '../../../src/data/index.ts'
import { RandomKey } from '../../../src/engine/random.ts'

/** Standard normal numbers by name, always the same. */
export function normals(name: string, count: number): Float64Array {
  const bits = RandomKey.fromSeed(11)
    .child(name)
    .bits(2 * count)
  const uniform = (index: number) => ((bits[index] ?? 0) >>> 0) / 2 ** 32
  return Float64Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * index)))
    return radius * Math.cos(2 * Math.PI * uniform(2 * index + 1))
  })
}

/** Three clouds of points in the plane that overlap a little, and two features that say nothing. */
export function clouds(size = 240): Dataset {
  const noise = normals('clouds', 4 * size)
  const targets = Int32Array.from({ length: size }, (_, row) => row % 3)
  const inputs = new Float32Array(4 * size)
  targets.forEach((own, row) => {
    const angle = (2 * Math.PI * own) / 3
    const at = [2 * Math.cos(angle), 2 * Math.sin(angle), 0, 0]
    at.forEach((centre, feature) => {
      inputs[4 * row + feature] = centre + 0.8 * (noise[4 * row + feature] ?? 0)
    })
  })
  const task = { kind: 'classification', classes: ['left', 'middle', 'right'] } as const
  return createDataset({
    name: 'clouds',
    task,
    inputShape: [4],
    inputs,
    targets,
    featureNames: ['x', 'y', 'u', 'v'],
  })
}

/** y = 3x₀ − 2x₁ + x₀x₁ + noise of standard deviation 0.3, in a large unit. */
export function hills(size = 240): Dataset {
  const noise = normals('hills', 4 * size)
  const inputs = Float32Array.from({ length: 3 * size }, (_, index) => noise[index] ?? 0)
  const targets = Float32Array.from({ length: size }, (_, row) => {
    const [a = 0, b = 0] = inputs.subarray(3 * row, 3 * row + 2)
    return 1000 * (3 * a - 2 * b + a * b + 0.3 * (noise[3 * size + row] ?? 0)) + 5000
  })
  const task = { kind: 'regression', target: 'height' } as const
  return createDataset({
    name: 'hills',
    task,
    inputShape: [3],
    inputs,
    targets,
    featureNames: ['a', 'b', 'c'],
  })
}

/** The same rows with targets in any order. */
export function shuffled(dataset: Dataset): Dataset {
  const order = RandomKey.fromSeed(5).permutation(dataset.size)
  const targets = dataset.targets.slice()
  order.forEach((from, row) => {
    targets[row] = dataset.targets[from] ?? 0
  })
  return { ...dataset, targets }
}

/** A further feature, computed from the row's target and number. */
export function withFeature(
  dataset: Dataset,
  name: string,
  value: (target: number, row: number) => number,
): Dataset {
  const width = (dataset.inputShape[0] ?? 0) + 1
  const inputs = new Float32Array(dataset.size * width)
  for (let row = 0; row < dataset.size; row++) {
    inputs.set(dataset.inputs.subarray(row * (width - 1), (row + 1) * (width - 1)), row * width)
    inputs[row * width + width - 1] = value(dataset.targets[row] ?? 0, row)
  }
  return { ...dataset, inputs, inputShape: [width], featureNames: [...(dataset.featureNames ?? []), name] }
}

/** The usual split, the first test rows copied over the first training rows. */
export function withCopies(dataset: Dataset, copies: number) {
  const key = RandomKey.fromSeed(0).child('split')
  const split = splitDataset(dataset, { sizes: { validation: 0.1, test: 0.1 }, key })
  const width = dataset.inputShape[0] ?? 0
  const inputs = split.train.inputs.slice()
  inputs.set(split.test.inputs.subarray(0, copies * width))
  const targets = split.train.targets.slice()
  targets.set(split.test.targets.subarray(0, copies))
  return { ...split, train: { ...split.train, inputs, targets } }
}

/** Images of the test part, changed: pixels from 0 to `top`, as a camera would see them once more. */
export const changes = {
  moved: (at, y, x) => at(y - 1, x),
  brighter: (at, y, x, top) => Math.min(top, 1.2 * at(y, x)),
  noisy: (at, y, x, top, random) => Math.min(top, Math.max(0, at(y, x) + 0.03 * top * random)),
} as const satisfies Record<
  string,
  (at: (y: number, x: number) => number, y: number, x: number, top: number, random: number) => number
>

/** The first test images, each changed in its way, in the place of the first training images from row `start` on. */
export function withChangedImages(
  split: Split,
  [height, width]: readonly [number, number],
  copies: number,
  { start = 0, top = 16 } = {},
): Split {
  const inputs = split.train.inputs.slice()
  const noise = normals('camera', copies * height * width)
  const ways = Object.values(changes)
  for (let copy = 0; copy < copies; copy++) {
    const at = (y: number, x: number) =>
      y < 0 || x < 0 || y >= height || x >= width
        ? 0
        : (split.test.inputs[(copy * height + y) * width + x] ?? 0)
    const change = ways[copy % ways.length]
    for (let pixel = 0; change && pixel < height * width; pixel++) {
      const random = noise[copy * height * width + pixel] ?? 0
      const value = change(at, Math.floor(pixel / width), pixel % width, top, random)
      inputs[(start + copy) * height * width + pixel] = value
    }
  }
  return { ...split, train: { ...split.train, inputs } }
}
