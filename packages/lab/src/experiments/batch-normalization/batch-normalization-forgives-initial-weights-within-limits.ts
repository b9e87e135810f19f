import { batchNorm, normalInitializer, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { everyFromFirst } from '../../parts/train-network.ts'
import {
  above,
  below,
  bootstrap,
  check,
  exactly,
  judge,
  mean,
  pairedDifference,
} from '../../statistics/index.ts'

export const batchNormalizationForgivesInitialWeightsWithinLimits = defineExperiment({
  id: 'batch-normalization-forgives-initial-weights-within-limits',
  family: 'batch-normalization',
  catalogue: ['B4', 'E4'],
  sources: ['S0', 'S2', 'S3', 'S4', 'BK'],
  title: {
    en: 'Batch normalization forgives initial weights, within limits',
    ko: '배치 정규화는 초깃값의 영향을 줄이지만 한계가 있다',
  },
  claim: {
    en: 'With batch normalization one need not care about the initial weights: whatever their scale, it learns overwhelmingly faster than without.',
    ko: '배치 정규화를 쓰면 가중치의 초깃값에 크게 의존하지 않으며, 어떤 초깃값에서도 압도적으로 빠르게 학습합니다.',
  },
  correction: {
    en: 'It wins at most scales, not at all: where weights are a little larger than He’s the plain network is the faster one, and with a standard deviation of 1 batch normalization itself learns slowly.',
    ko: '대부분의 초깃값에서 앞서지만 모든 경우는 아닙니다. 가중치가 He 초깃값보다 조금 클 때는 배치 정규화가 없는 쪽이 더 빠르고, 표준편차가 1이면 배치 정규화를 써도 느리게 학습합니다.',
  },
  paper:
    'Ioffe & Szegedy 2015, arXiv:1502.03167; van Laarhoven 2017, arXiv:1706.05350 (large weights, small steps)',
  settings: {
    rows: 1000,
    layers: 5,
    width: 100,
    learningRate: 0.01,
    batchSize: 100,
    updates: 191,
    epsilon: 1e-6,
    scales: 16,
    places: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  },
  quickSettings: { places: [0, 2, 3, 4, 6, 9, 12, 15] },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, layers, width, learningRate, batchSize, updates, epsilon, scales, places } = settings
    const { split, features } = await images()
    const curveWith = async (scale: number, options: Pick<Parameters<typeof stackOf>[0], 'before'>) => {
      const initializer = normalInitializer({ standardDeviation: scale })
      const { curve } = await trainLayer({
        layer: stackOf({ inputs: features, hidden: equalWidths(layers, width), initializer, ...options }),
        train: firstRows(split.train, rows),
        test: firstRows(split.test, 100),
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize,
        seed,
        measureAfter: everyFromFirst(10),
      })
      return curve.map(({ update, trainAccuracy }): [number, number] => [update, trainAccuracy])
    }
    const measured: ScaleRun[] = []
    for (const place of places) {
      const scale = scaleAt(place, scales)
      measured.push({
        place,
        normalized: await curveWith(scale, { before: () => batchNorm({ epsilon }) }),
        plain: await curveWith(scale, {}),
      })
    }
    return measured
  },
  rule: {
    words: {
      en: 'The claim needs higher training accuracy with batch normalization after 20 epochs at each of the scales, and above 0.8 with the largest weights (standard deviation 1). Corrected: its mean is higher at more than half of the scales and by more than 0.4 at scale number 4 (0.0858, the textbook’s single run); without it accuracy is higher at 0.293 and at 0.158; and with batch normalization and a standard deviation of 1 it stays below 0.7.',
      ko: '주장대로라면 20 에폭 후 학습 정확도가 모든 초깃값에서 배치 정규화가 있을 때 더 높고, 가장 큰 가중치(표준편차 1)에서도 0.8을 넘어야 합니다. 바로잡은 형태: 절반이 넘는 초깃값에서 평균이 더 높고, 4번(0.0858, 교재의 단일 실행)에서는 0.4 넘게 더 높습니다. 0.293과 0.158에서는 없는 쪽이 더 높고, 표준편차 1에서는 배치 정규화가 있어도 0.7보다 낮습니다.',
    },
    judge(seeds, { scales, places }) {
      const last = (place: number, arm: 'plain' | 'normalized') =>
        seeds.map((runs) => runs.find((run) => run.place === place)?.[arm].at(-1)?.[1] ?? 0)
      const gain = (place: number) => pairedDifference(last(place, 'normalized'), last(place, 'plain'))
      const wins = places.filter((place) => gain(place).value > 0).length / places.length
      const largest = bootstrap(last(0, 'normalized'))
      const largestWords = {
        en: 'accuracy with batch normalization at scale 1',
        ko: '배치 정규화가 있을 때의 정확도, 표준편차 1',
      }
      const gainWords = (place: number) => ({
        en: `accuracy with − without, scale ${scaleText(place, scales)}`,
        ko: `정확도, 있음 − 없음, 표준편차 ${scaleText(place, scales)}`,
      })
      return judge(
        [
          ...places.map((place) => check(gainWords(place), gain(place), above(0))),
          check(largestWords, largest, above(0.8)),
        ],
        [
          check(
            {
              en: 'share of scales where the mean is higher with it',
              ko: '배치 정규화의 평균이 더 높은 초깃값의 비율',
            },
            exactly(wins),
            above(0.5),
          ),
          check(gainWords(4), gain(4), above(0.4)),
          check(gainWords(2), gain(2), below(0)),
          check(gainWords(3), gain(3), below(0)),
          check(largestWords, largest, below(0.7)),
        ],
      )
    },
  },
  figures: (seeds, { scales, places }) => {
    const runsAt = (place: number) => seeds.flatMap((runs) => runs.filter((run) => run.place === place))
    const arms = [
      { name: { en: 'batch normalization', ko: '배치 정규화' }, arm: 'normalized' },
      { name: { en: 'without', ko: '없음' }, arm: 'plain' },
    ] as const
    const panels = places.map((place) =>
      lineChart({
        title: {
          en: `standard deviation ${scaleText(place, scales)}`,
          ko: `표준편차 ${scaleText(place, scales)}`,
        },
        width: 280,
        height: 220,
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'training accuracy', ko: '학습 정확도' }, from: 0, to: 1 },
        series: arms.map(({ name, arm }) =>
          seedSeries(
            name,
            runsAt(place).map((run) => run[arm]),
          ),
        ),
      }),
    )
    const ends = lineChart({
      x: {
        title: { en: 'standard deviation of the initial weights', ko: '초깃값의 표준편차' },
        scale: 'log',
      },
      y: { title: { en: 'training accuracy after 20 epochs', ko: '20 에폭 후 학습 정확도' }, from: 0, to: 1 },
      series: arms.map(({ name, arm }) =>
        seedSeries(
          name,
          seeds.map((runs) =>
            runs.map((run): [number, number] => [scaleAt(run.place, scales), run[arm].at(-1)?.[1] ?? 0]),
          ),
          'both',
        ),
      ),
    })
    return [
      {
        name: 'ends',
        caption: {
          en: 'Training accuracy after 20 epochs by the scale of the initial weights, with the 95 % interval of the seeds.',
          ko: '초깃값의 표준편차에 따른 20 에폭 후의 학습 정확도와 시드들의 95 % 구간.',
        },
        drawing: ends,
      },
      {
        name: 'curves',
        caption: {
          en: 'The textbook’s picture: training accuracy at each scale, over the updates.',
          ko: '교재의 그림: 초깃값마다 갱신에 따른 학습 정확도.',
        },
        drawing: grid(panels, 4),
      },
    ]
  },
  numbers: (seeds, { scales, places }) =>
    places.flatMap((place) =>
      (['normalized', 'plain'] as const).map((arm) => {
        const lasts = seeds.map((runs) => runs.find((run) => run.place === place)?.[arm].at(-1)?.[1] ?? 0)
        const [en, ko] = arm === 'plain' ? ['without', '없음'] : ['with', '있음']
        return {
          words: {
            en: `accuracy ${en}, scale ${scaleText(place, scales)}`,
            ko: `정확도, ${ko}, 표준편차 ${scaleText(place, scales)}`,
          },
          estimate: lasts.length > 1 ? bootstrap(lasts) : exactly(mean(lasts)),
        }
      }),
    ),
  code: `import { createModel, evaluate, fit, multilayerPerceptron, normalInitializer, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train: raw } = splitDataset(digits(), { sizes: { validation: 200, test: 200 }, key: RandomKey.fromSeed(0) })
const train = { ...raw, inputs: raw.inputs.map((level) => level / 16) }
for (const standardDeviation of [1, 0.293, 0.01]) {
  for (const batchNorm of [true, false]) {
    const options = { inputs: [64], hidden: [100, 100, 100, 100, 100], outputs: 10, batchNorm }
    const layer = multilayerPerceptron({ ...options, inputs: train.inputShape, initializer: normalInitializer({ standardDeviation }) })
    const model = createModel(layer, { input: train.inputShape })
    await fit(model, { train }, { optimizer: sgd({ learningRate: 0.01 }), batchSize: 100, steps: 100 })
    console.log(standardDeviation, batchNorm ? 'with' : 'without', evaluate(model, train).accuracy)
  }
}`,
  related: ['batch-normalization-learns-faster', 'batch-normalization-steadies-values-not-gradients'],
})

type ScaleRun = {
  readonly place: number
  readonly normalized: readonly (readonly [update: number, accuracy: number])[]
  readonly plain: readonly (readonly [update: number, accuracy: number])[]
}

/** From 1 down to 10⁻⁴, evenly on a logarithmic scale. */
function scaleAt(place: number, scales: number): number {
  return 10 ** ((-4 * place) / (scales - 1))
}

function scaleText(place: number, scales: number): string {
  return String(Number(scaleAt(place, scales).toPrecision(3)))
}
