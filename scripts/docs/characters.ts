/** Invented characters: classes without end, with few examples each. */
import {
  Augmenter,
  createDataset,
  elasticDistortion,
  type Part,
  RandomKey,
  RowStream,
  randomRotation,
  randomShift,
  takeRows,
} from 'regimen'

/** Pixels of a side, and examples of each character. */
export const [ink, examples] = [16, 12] as const

/** Invented characters of three strokes each; the examples of one are moved, turned and bent. */
export function characters(count: number, seed: number): Part<'train'> {
  const random = new RowStream().start(seed, 5)
  const point = () => [random.between(3, 13), random.between(3, 13)] as const
  const images = Array.from({ length: count }, () => {
    const strokes = Array.from({ length: 3 }, () => [point(), point()] as const)
    return Array.from({ length: ink * ink }, (_, index) => {
      const [y, x] = [Math.floor(index / ink) + 0.5, (index % ink) + 0.5]
      const nearest = Math.min(...strokes.map(([from, to]) => distance([x, y], from, to)))
      return Math.max(0, Math.min(1, 1.5 - nearest))
    })
  })
  const drawn = createDataset({
    name: 'characters',
    task: { kind: 'classification', classes: images.map((_, index) => String(index)) },
    inputShape: [ink, ink, 1],
    inputs: Float32Array.from(images.flat()),
    targets: Int32Array.from(images.keys()),
  })
  const changes = [
    randomShift({ pixels: 2 }),
    randomRotation({ degrees: 15 }),
    elasticDistortion({ deviation: 1, spacing: 5 }),
  ]
  const augmenter = new Augmenter(changes, drawn, RandomKey.fromSeed(seed))
  const inputs = new Float32Array(count * examples * ink * ink)
  const rows = Int32Array.from(images.keys())
  for (let example = 0; example < examples; example++) {
    augmenter.read(rows, example, inputs.subarray(example * count * ink * ink))
  }
  const all = createDataset({
    ...drawn,
    inputs,
    targets: Int32Array.from({ length: count * examples }, (_, row) => row % count),
  })
  return takeRows(
    all,
    Int32Array.from({ length: all.size }, (_, row) => row),
    'train',
  )
}

/** From a point to a line between two others. */
function distance(
  [x, y]: readonly number[],
  [ax = 0, ay = 0]: readonly number[],
  [bx = 0, by = 0]: readonly number[],
): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = ((x ?? 0) - ax) * dx + ((y ?? 0) - ay) * dy
  const share = Math.min(1, Math.max(0, along / (dx * dx + dy * dy || 1)))
  return Math.hypot((x ?? 0) - ax - share * dx, (y ?? 0) - ay - share * dy)
}
