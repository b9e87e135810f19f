import { crossEntropy, matmul, Program, sampleRows, type Tensor, tensor, valueAndGradient } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, above, bootstrap, check, exactly, judge, mean, slope } from '../../statistics/index.ts'

export const minibatchErrorFallsWithRootOfSize = defineExperiment({
  id: 'minibatch-error-falls-with-root-of-size',
  family: 'optimizers',
  catalogue: ['O19', 'O2', 'O1'],
  sources: ['S4'],
  title: { en: 'Small batches are cheap and noisy', ko: '작은 배치는 싸고 잡음이 많다' },
  claim: {
    en: 'A smaller minibatch needs less computation and memory for a step, but follows the tendency of all data less well.',
    ko: '미니배치가 작으면 한 걸음의 계산량과 메모리가 적지만, 데이터 전체의 경향을 덜 반영합니다.',
  },
  paper: 'Bottou, Curtis & Nocedal 2018, Optimization methods for large-scale machine learning',
  settings: { batches: [1, 4, 16, 64, 256], draws: 60 },
  data: 'digits',
  seeds: 5,
  async measure({ settings: { batches, draws }, key, images }) {
    const { split, features } = await images()
    const { train } = split
    const weights = tensor(
      normals(key.child('weights'), features * 10).map((value) => 0.1 * value),
      [features, 10],
    )
    const step = (state: Tensor, { x, t }: { x: Tensor; t: Tensor }) => ({
      result: valueAndGradient((w: Tensor) => crossEntropy(matmul(x, w), t), state).gradient,
    })
    const program = new Program(weights)
    const gradientOf = program.compile(step)
    const batchOf = (rows: ArrayLike<number>) => {
      const pixels = new Float32Array(rows.length * features)
      for (let at = 0; at < rows.length; at++) {
        const row = rows[at] ?? 0
        pixels.set(train.inputs.subarray(row * features, (row + 1) * features), at * features)
      }
      const classes = Array.from(rows, (row) => train.targets[row] ?? 0)
      return { x: tensor(pixels, [rows.length, features]), t: tensor(classes, [rows.length], 'int32') }
    }
    const full = gradientOf(batchOf(Array.from({ length: train.size }, (_, row) => row))).data()
    return batches.map((size) => {
      const total = new Float64Array(full.length)
      const errors = Array.from({ length: draws }, (_, draw) => {
        const gradient = gradientOf(batchOf(sampleRows(key.child(size), draw, train.size, size))).data()
        for (let index = 0; index < total.length; index++)
          total[index] = (total[index] ?? 0) + (gradient[index] ?? 0) / draws
        return distance(gradient, full)
      })
      const batch = batchOf(sampleRows(key, 0, train.size, size))
      const bytes = (batch.x.size + batch.t.size) * 4
      return { size, error: mean(errors), meanError: distance(total, full), bytes }
    })
  },
  rule: {
    words: {
      en: 'The distance of a batch’s gradient from that of all data falls as 1/√B (slope −0.5 ± 0.03 on log scales from B = 1 to 256), the mean over 60 batches is nearer than one batch by more than half of √60 (no bias), and a batch of 256 holds 256 times the bytes of a batch of 1.',
      ko: '배치의 기울기와 전체 데이터의 기울기의 거리는 1/√B로 줄어들고 (B = 1에서 256까지 로그 눈금에서 기울기 −0.5 ± 0.03), 배치 60개의 평균은 배치 하나보다 √60의 절반 넘게 더 가까우며 (치우침 없음), 크기 256의 배치는 크기 1의 256배 바이트를 차지합니다.',
    },
    judge(seeds) {
      const slopes = seeds.map((rows) =>
        slope(
          rows.map(({ size }) => Math.log(size)),
          rows.map(({ error }) => Math.log(error)),
        ),
      )
      const gain = seeds.map(([first]) => (first?.error ?? 0) / (first?.meanError ?? 1))
      const bytes = seeds.map((rows) => (rows.at(-1)?.bytes ?? 0) / (rows[0]?.bytes ?? 1))
      return judge([
        check(
          { en: 'slope of log error over log B', ko: 'log B에 대한 log 오차의 기울기' },
          bootstrap(slopes),
          about(-0.5, 0.03),
        ),
        check(
          {
            en: 'error of one batch ÷ of the mean of 60, B = 1',
            ko: '배치 하나의 오차 ÷ 60개 평균의 오차, B = 1',
          },
          bootstrap(gain),
          above(Math.sqrt(60) / 2),
        ),
        check(
          { en: 'bytes of a batch, 256 ÷ 1', ko: '배치의 바이트, 256 ÷ 1' },
          exactly(mean(bytes)),
          about(256, 0),
        ),
      ])
    },
  },
  figures: (seeds, { batches }) => [
    {
      name: 'error',
      caption: {
        en: 'Distance of a batch’s gradient from the gradient of all data, and the line 1/√B.',
        ko: '배치의 기울기와 전체 데이터의 기울기의 거리, 그리고 1/√B의 선.',
      },
      drawing: lineChart({
        x: { title: { en: 'batch size B', ko: '배치 크기 B' }, scale: 'log' },
        y: { title: { en: 'distance of the gradients', ko: '기울기의 거리' }, scale: 'log' },
        series: [
          {
            name: { en: 'measured', ko: '측정' },
            draw: 'both',
            points: batches.map((size, at) => [size, mean(seeds.map((rows) => rows[at]?.error ?? 0))]),
          },
          {
            name: '1/√B',
            points: batches.map((size) => [
              size,
              mean(seeds.map((rows) => rows[0]?.error ?? 0)) / Math.sqrt(size),
            ]),
          },
        ],
      }),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const values = [...RandomKey.fromSeed(0).uniform(10000)]
const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length
for (const size of [1, 4, 16, 64, 256]) {
  const errors = Array.from({ length: 500 }, (_, draw) => {
    const rows = RandomKey.fromSeed(size).child(draw).uniform(size)
    return Math.abs(mean([...rows].map((u) => values[Math.floor(u * 10000)] ?? 0)) - mean(values))
  })
  console.log('batch', size, 'error', mean(errors), 'times √batch', mean(errors) * Math.sqrt(size))
}`,
  related: [],
})

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0
  for (let index = 0; index < a.length; index++) squares += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2
  return Math.sqrt(squares)
}
