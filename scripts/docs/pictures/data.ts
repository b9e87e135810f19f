/** What scaling, whitening and augmentation do to data, and what leaked rows do to a result. */
import {
  type Augmentation,
  Augmenter,
  adam,
  augmentations,
  createDataset,
  type Dataset,
  dense,
  type Part,
  pcaWhitening,
  RandomKey,
  RowStream,
  relu,
  scalers,
  sequential,
  takeRows,
} from 'regimen'
import { digits } from 'regimen/datasets'
import { type Point, svg } from '../plot.ts'
import { measured, smallDigits, trained } from '../small-runs.ts'
import { type Tile, tilesSvg } from '../tiles.ts'

const enlarged = 28

/** Digits of 8×8 drawn on 28×28, between the pixels linearly: large enough to see what is done to them. */
function largeDigits(rows: readonly number[]): Part<'train'> {
  const { inputs, targets, task } = digits()
  const pixel = (row: number, y: number, x: number) =>
    y < 0 || y > 7 || x < 0 || x > 7 ? 0 : (inputs[64 * row + 8 * y + x] ?? 0) / 16
  const images = rows.flatMap((row) =>
    Array.from({ length: enlarged * enlarged }, (_, index) => {
      const [v, u] = [Math.floor(index / enlarged), index % enlarged].map(
        (at) => ((at + 0.5) * 10) / enlarged - 1.5,
      )
      const [y, x] = [Math.floor(v ?? 0), Math.floor(u ?? 0)]
      const [down, right] = [(v ?? 0) - y, (u ?? 0) - x]
      const line = (at: number) => (1 - right) * pixel(row, at, x) + right * pixel(row, at, x + 1)
      return (1 - down) * line(y) + down * line(y + 1)
    }),
  )
  const dataset = createDataset({
    name: 'large digits',
    task,
    inputShape: [enlarged, enlarged, 1],
    inputs: Float32Array.from(images),
    targets: Int32Array.from(rows, (row) => targets[row] ?? 0),
  })
  return takeRows(dataset, Int32Array.from(rows.keys()), 'train')
}

const shown = largeDigits([5, 12, 3])
const draws = 5

/** A digit, and what an augmentation makes of it in five epochs. */
function augmented(name: string, augmentation: Augmentation): string {
  const augmenter = new Augmenter([augmentation], shown, RandomKey.fromSeed(4))
  const tiles = Array.from({ length: draws }, (_, epoch): Tile => {
    const inputs = new Float32Array(enlarged * enlarged)
    const mixed = { partners: new Int32Array(1), shares: new Float32Array(1) }
    augmenter.read(Int32Array.of(0), epoch, inputs, mixed)
    const [share = 1] = mixed.shares
    const caption = augmenter.mixes && share < 1 ? `${share.toFixed(2)} of itself` : `epoch ${epoch + 1}`
    return { caption, values: inputs, width: enlarged, range: [0, 1] }
  })
  const first: Tile = {
    caption: 'as it is',
    values: shown.inputs.subarray(0, enlarged * enlarged),
    width: enlarged,
    range: [0, 1],
  }
  return tilesSvg(name, [first, ...tiles], { size: 72 })
}

/** At which settings each is shown, where the defaults would hardly be seen. */
const settings: { readonly [name: string]: { readonly [option: string]: number } } = {
  randomRotation: { degrees: 25 },
  randomScale: { from: 0.7, to: 1.3 },
  randomErasing: { probability: 1, fill: 0.5 },
  elasticDistortion: { deviation: 2.5 },
  randomFlip: { probability: 0.5 },
  mixUp: { alpha: 1 },
}

function augmentationPictures(): [string, string][] {
  const images = Object.entries(augmentations).filter(([name]) => name !== 'jitter')
  return images.map(([name, make]) => {
    const own = settings[name] ?? {}
    const text = Object.entries(own).map(([option, value]) => `${option} ${value}`)
    return [`data/${name}`, augmented([name, ...text].join(', '), make.fromSettings(own))]
  })
}

/** Points of two columns that go together. */
function pairs(): Part<'train'> {
  const random = new RowStream().start(5, 6)
  const rows = Array.from({ length: 300 }, () => {
    const [a, b] = [random.normal(), random.normal()]
    return [20 + 6 * a, 1 + 0.5 * a + 0.2 * b]
  })
  return asTrain('pairs', rows)
}

function asTrain(name: string, rows: readonly (readonly number[])[]): Part<'train'> {
  const dataset: Dataset = createDataset({
    name,
    task: { kind: 'regression', target: 'none' },
    inputShape: [rows[0]?.length ?? 0],
    inputs: Float32Array.from(rows.flat()),
    targets: new Float32Array(rows.length),
  })
  return takeRows(dataset, Int32Array.from(rows.keys()), 'train')
}

const pointsOf = (inputs: Float32Array): Point[] =>
  Array.from({ length: inputs.length / 2 }, (_, row) => [inputs[2 * row] ?? 0, inputs[2 * row + 1] ?? 0])

function whitening(): [string, string][] {
  const data = pairs()
  const views = {
    raw: ['as they are', data.inputs, { x: [0, 40], y: [-1, 3] }],
    zScore: ['zScore', scalers.zScore.fit(data).apply(data.inputs, [2]), { x: [-4, 4], y: [-4, 4] }],
    pca: ['pcaWhitening', pcaWhitening().fit(data).apply(data.inputs, [2]), { x: [-4, 4], y: [-4, 4] }],
    zeroPhase: [
      'zeroPhase',
      pcaWhitening({ zeroPhase: true }).fit(data).apply(data.inputs, [2]),
      { x: [-4, 4], y: [-4, 4] },
    ],
  } as const
  return Object.entries(views).map(([name, [title, inputs, { x, y }]]) => [
    `data/whitening-${name}`,
    svg({
      title,
      width: 250,
      height: 220,
      x: { name: 'first', domain: x },
      y: { name: 'second', domain: y },
      marks: [{ kind: 'dots', points: pointsOf(inputs), style: 2, radius: 1.5 }],
    }),
  ])
}

/** A column of a hundred usual values and one outlier: where each scaling puts the usual ones. */
function scaling(): string {
  const random = new RowStream().start(8, 9)
  const column = [...Array.from({ length: 100 }, () => [10 + 2 * random.normal()]), [1000]]
  const data = asTrain('a column', column)
  const rows = (['minMax', 'zScore', 'robust'] as const).map((kind, index) => {
    const scaled = scalers[kind].fit(data).apply(data.inputs, [1])
    return { kind, points: Array.from(scaled.subarray(0, 100), (value): Point => [value, 2.5 - index]) }
  })
  return svg({
    title: 'A hundred usual values beside one outlier, scaled',
    width: 460,
    height: 220,
    x: { name: 'scaled value of the usual ones', domain: [-2.5, 2.5] },
    y: { name: '', domain: [0, 3], ticks: [] },
    marks: rows.map(({ kind, points }, style) => ({ kind: 'dots', points, name: kind, style, radius: 1.5 })),
  })
}

/** The accuracy that is measured when a share of the test rows stands among the training rows. */
async function leakage(): Promise<string> {
  const { train, test } = smallDigits(200)
  const layer = () => sequential(dense(64, 64), relu(), dense(64, 10))
  const shares = [0, 0.1, 0.25, 0.5, 0.75, 1]
  const [seen, all]: [Point[], Point[]] = [[], []]
  for (const share of shares) {
    const leaked = Math.round(share * test.size)
    const joined = createDataset({
      ...train,
      inputs: Float32Array.from([...train.inputs, ...test.inputs.subarray(0, 64 * leaked)]),
      targets: Int32Array.from([...train.targets, ...test.targets.subarray(0, leaked)]),
    })
    const part = takeRows(
      joined,
      Int32Array.from({ length: joined.size }, (_, row) => row),
      'train',
    )
    const { model } = await trained(
      layer(),
      { train: part },
      { optimizer: adam({ learningRate: 0.005 }), epochs: 60 },
    )
    all.push([100 * share, measured(model, test)])
    const fresh = smallDigits(0).validation
    seen.push([100 * share, measured(model, fresh)])
  }
  return svg({
    title: 'Leaked test rows: what is measured, and what is true',
    width: 460,
    height: 280,
    x: { name: 'percent of the test rows among the training rows', domain: [0, 100] },
    y: { name: 'accuracy', domain: [0.85, 1.01] },
    marks: [
      { kind: 'line', points: all, name: 'leaked test part', style: 1 },
      { kind: 'line', points: seen, name: 'rows never seen', style: 0 },
    ],
  })
}

export async function dataPictures(): Promise<Map<string, string>> {
  return new Map([
    ...augmentationPictures(),
    ...whitening(),
    ['data/scaling', scaling()],
    ['data/leakage', await leakage()],
  ])
}
