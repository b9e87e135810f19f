import {
  batchNorm,
  gradient,
  matmul,
  mul,
  RandomKey,
  referenceBackend,
  relu,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { normals } from '../../parts/random.ts'
import { about, above, below, between, bootstrap, check, exactly, judge } from '../../statistics/index.ts'

/** √(π / (π − 1)): by how much each layer of ReLU and batch normalization magnifies gradients, with many units. */
const magnification = Math.sqrt(Math.PI / (Math.PI - 1))

export const batchNormalizationSteadiesValuesNotGradients = defineExperiment({
  id: 'batch-normalization-steadies-values-not-gradients',
  family: 'batch-normalization',
  catalogue: ['B7'],
  sources: ['S0', 'S4'],
  title: {
    en: 'Batch normalization steadies values, not gradients',
    ko: '배치 정규화는 값은 안정시키지만 기울기는 그렇지 않다',
  },
  claim: {
    en: 'Values drift from layer to layer, and the drift adds up. Batch normalization brings each layer’s inputs back to a stable distribution and thereby solves vanishing and exploding gradients.',
    ko: '층을 지날수록 값의 분포가 어긋나고 그 오차가 쌓입니다. 배치 정규화는 각 층의 입력 분포를 안정시켜 기울기 소실과 폭발을 해결합니다.',
  },
  correction: {
    en: 'It does keep the values steady through 30 layers, where plain layers vanish or explode. Gradients it makes grow: with ReLU, each layer multiplies them by about √(π/(π − 1)) = 1.21. That a steadier distribution is why it helps is disputed (Santurkar et al. 2018).',
    ko: '값은 30개 층을 지나도 안정되며, 배치 정규화가 없으면 사라지거나 폭발합니다. 그러나 기울기는 커집니다. ReLU에서는 층마다 약 √(π/(π − 1)) = 1.21배가 됩니다. 분포의 안정이 배치 정규화가 도움이 되는 이유라는 설명에도 반론이 있습니다 (Santurkar 등, 2018).',
  },
  paper:
    'Yang, Pennington, Rao, Sohl-Dickstein & Schoenholz 2019, A mean field theory of batch normalization; Santurkar, Tsipras, Ilyas & Madry 2018, How does batch normalization help optimization?',
  settings: { rows: 200, width: 100, layers: 30, deviations: [0.01, 1] },
  seeds: 10,
  async measure({ settings: { rows, width, layers, deviations }, key }) {
    return deviations.map((deviation) => {
      const options = { key, rows, width, layers, deviation }
      return {
        deviation,
        plain: scalesOf(options, (x) => x),
        normalized: scalesOf(options, normalizedByBatch),
      }
    })
  },
  rule: {
    words: {
      en: 'Plain ReLU layers lose more than nine tenths of the scale per layer with weights of deviation 0.01, and more than double it with 1; with batch normalization layer 30 has between 0.9 and 1.1 times the scale of layer 1 with both. The claim needs gradients that change by less than a factor of 10 through 29 such layers. Corrected: they grow by more than that, by 1.21 ± 0.05 per layer.',
      ko: '배치 정규화가 없는 ReLU 층에서는 표준편차 0.01의 가중치가 층마다 크기의 10분의 9 넘게 잃게 하고, 1의 가중치는 두 배 넘게 키웁니다. 배치 정규화가 있으면 둘 다 30번째 층의 크기가 첫 층의 0.9–1.1배입니다. 주장대로라면 29개 층을 지난 기울기의 변화도 10배보다 작아야 합니다. 바로잡은 형태: 기울기는 그보다 많이, 층마다 1.21 ± 0.05배로 커집니다.',
    },
    judge(seeds, { deviations, layers }) {
      const steps = layers - 1
      const perLayer = (place: number, arm: Arm, what: keyof Scales) =>
        bootstrap(seeds.map((runs) => 10 ** ((runs[place]?.[arm][what].at(-1) ?? 0) / steps)))
      const through = (place: number, arm: Arm, what: keyof Scales) =>
        bootstrap(seeds.map((runs) => 10 ** (runs[place]?.[arm][what].at(-1) ?? 0)))
      const [small = 0, large = 0] = deviations
      const values = [
        check(
          {
            en: `values per layer, plain, deviation ${small}`,
            ko: `층마다 값의 크기, 없음, 표준편차 ${small}`,
          },
          perLayer(0, 'plain', 'values'),
          below(0.1),
        ),
        check(
          {
            en: `values per layer, plain, deviation ${large}`,
            ko: `층마다 값의 크기, 없음, 표준편차 ${large}`,
          },
          perLayer(1, 'plain', 'values'),
          above(2),
        ),
        ...deviations.map((deviation, place) =>
          check(
            {
              en: `values, layer 30 ÷ layer 1, normalized, deviation ${deviation}`,
              ko: `값의 크기, 30층 ÷ 1층, 배치 정규화, 표준편차 ${deviation}`,
            },
            through(place, 'normalized', 'values'),
            between(0.9, 1.1),
          ),
        ),
      ]
      const gradients = through(0, 'normalized', 'gradients')
      const words = {
        en: 'gradient at layer 1 ÷ at layer 30, normalized',
        ko: '1층의 기울기 ÷ 30층의 기울기, 배치 정규화',
      }
      return judge(
        [...values, check(words, gradients, between(0.1, 10))],
        [
          ...values,
          check(words, gradients, above(10)),
          check(
            { en: 'gradients per layer, normalized', ko: '층마다 기울기의 크기, 배치 정규화' },
            perLayer(0, 'normalized', 'gradients'),
            about(magnification, 0.05),
          ),
        ],
      )
    },
  },
  figures: (seeds, { deviations }) => {
    const chart = (what: keyof Scales, title: { en: string; ko: string }) =>
      lineChart({
        width: 400,
        title,
        x: { title: { en: 'layer', ko: '층' } },
        y: { title: { en: 'log₁₀ of the size', ko: '크기의 log₁₀' }, from: -50, to: 50 },
        series: deviations.flatMap((deviation, place) =>
          (['plain', 'normalized'] as const).map((arm) =>
            seedSeries(
              arm === 'plain'
                ? { en: `plain, ${deviation}`, ko: `없음, ${deviation}` }
                : { en: `normalized, ${deviation}`, ko: `배치 정규화, ${deviation}` },
              seeds.map((runs) => {
                const sizes = runs[place]?.[arm][what] ?? []
                // Gradients come from the last layer, values from the first.
                const layerOf = (at: number) => (what === 'values' ? at + 1 : sizes.length - at)
                return sizes.map((size, at): [number, number] => [layerOf(at), size])
              }),
            ),
          ),
        ),
      })
    const near = lineChart({
      width: 400,
      title: { en: 'gradients, normalized', ko: '기울기, 배치 정규화' },
      x: { title: { en: 'layer', ko: '층' } },
      y: { title: { en: 'size ÷ at layer 30', ko: '크기 ÷ 30층의 크기' }, scale: 'log' },
      series: [
        seedSeries(
          { en: 'measured', ko: '측정' },
          seeds.map(([first]) => {
            const sizes = first?.normalized.gradients ?? []
            return sizes.map((size, at): [number, number] => [sizes.length - at, 10 ** size])
          }),
        ),
        {
          name: { en: '1.21 per layer', ko: '층마다 1.21배' },
          points: (seeds[0]?.[0]?.normalized.gradients ?? []).map((_, at, { length }) => [
            length - at,
            magnification ** at,
          ]),
        },
      ],
    })
    return [
      {
        name: 'sizes',
        caption: {
          en: 'How large values (relative to the first layer) and gradients (relative to the last) are in each of 30 layers. Normalized gradients are shown once more at the right scale: they grow on their way back.',
          ko: '30개 층 각각에서 값(첫 층 대비)과 기울기(마지막 층 대비)의 크기. 배치 정규화의 기울기는 알맞은 눈금으로 한 번 더 그렸습니다. 뒤로 갈수록 커집니다.',
        },
        drawing: grid(
          [
            chart('values', { en: 'values', ko: '값' }),
            chart('gradients', { en: 'gradients', ko: '기울기' }),
            near,
          ],
          2,
        ),
      },
    ]
  },
  numbers: () => [
    {
      words: { en: '√(π/(π − 1)), per layer by theory', ko: '√(π/(π − 1)), 이론에 따른 층별 배율' },
      estimate: exactly(magnification),
    },
  ],
  code: `import { batchNorm, gradient, matmul, mul, RandomKey, randomNormal, randomSource, relu, sum, type Tensor } from 'regimen'

const seed = RandomKey.fromSeed(0)
const draw = (name: string, rows: number) => randomNormal(randomSource(seed.child(name)), [rows, 100])
const weights = Array.from({ length: 30 }, (_, layer) => draw('weight ' + layer, 100))
const layer = batchNorm()
const normalize = (x: Tensor) => layer.apply(layer.initialize(seed, [100]), x, { training: true }).output
const through = (x: Tensor) => weights.reduce((values, weight) => relu(normalize(matmul(values, weight))), x)
const norm = (x: Tensor) => Math.hypot(...x.data())
const inputs: Tensor = relu(draw('inputs', 200))
const back = draw('back', 200)
const arriving = gradient((x: Tensor) => sum(mul(through(x), back)), inputs)
console.log('values, last layer ÷ first:', norm(through(inputs)) / norm(inputs))
console.log('gradient, first layer ÷ last:', norm(arriving) / norm(back))`,
  related: ['batch-normalization-forgives-initial-weights-within-limits', 'large-weights-saturate-sigmoids'],
})

type Arm = 'plain' | 'normalized'

/** log₁₀ of sizes: of each layer's outputs ÷ the first's, and of the gradients there ÷ the last's, from the last one back. */
type Scales = { readonly values: readonly number[]; readonly gradients: readonly number[] }

interface ScaleOptions {
  readonly key: RandomKey
  readonly rows: number
  readonly width: number
  readonly layers: number
  readonly deviation: number
}

/** To mean 0 and variance 1 over the batch, however small the values are. */
function normalizedByBatch(x: Tensor): Tensor {
  const layer = batchNorm({ epsilon: 1e-12 })
  const state = layer.initialize(RandomKey.fromSeed(0), x.shape.slice(1))
  return layer.apply(state, x, { training: true }).output
}

function scalesOf(
  { key, rows, width, layers, deviation }: ScaleOptions,
  normalize: (x: Tensor) => Tensor,
): Scales {
  return withBackend(referenceBackend, () => {
    const matrix = (name: string, height: number, scale: number) =>
      tensor(
        normals(key.child(name), height * width).map((value) => value * scale),
        [height, width],
      )
    const layer = (x: Tensor, weight: Tensor): Tensor => relu(normalize(matmul(x, weight)))
    const logNorm = (x: Tensor) => Math.log10(Math.hypot(...x.data()))
    const weights = Array.from({ length: layers }, (_, at) => matrix(`weight.${at}`, width, deviation))
    const outputs: Tensor[] = []
    let x: Tensor = matrix('inputs', rows, 1)
    for (const weight of weights) {
      x = layer(x, weight)
      outputs.push(x)
    }
    const first = logNorm(outputs[0] ?? x)
    let cotangent: Tensor = matrix('cotangent', rows, 1)
    const gradients = [logNorm(cotangent)]
    for (let at = layers - 1; at > 0; at--) {
      const [input, weight, arriving] = [outputs[at - 1], weights[at], cotangent]
      if (!input || !weight) break
      cotangent = gradient((given: Tensor) => sum(mul(layer(given, weight), arriving)), input)
      gradients.push(logNorm(cotangent))
    }
    const last = gradients[0] ?? 0
    return {
      values: outputs.map((output) => logNorm(output) - first),
      gradients: gradients.map((size) => size - last),
    }
  })
}
