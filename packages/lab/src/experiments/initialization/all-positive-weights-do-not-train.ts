import {
  createModel,
  heNormal,
  type Initializer,
  multilayerPerceptron,
  sgd,
  uniformInitializer,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, lineChart } from '../../figures/index.ts'
import { finiteOrNull } from '../../json.ts'
import { silentShares } from '../../parts/hidden-units.ts'
import { firstRows } from '../../parts/images.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, mean } from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

/** Uniform from 0 on, with the mean square of He's weights: only the mean is another. */
const positiveHe: Initializer = {
  name: 'positiveHe',
  settings: {},
  sample: (source, shape, fans) => {
    const middle = Math.sqrt(6 / fans.fanIn) / 2
    return uniformInitializer({ mean: middle, limit: middle }).sample(source, shape, fans)
  },
}

type StartName = 'unit' | 'positive' | 'he'
const starts: readonly {
  readonly name: StartName
  readonly words: Words
  readonly initializer: Initializer
}[] = [
  {
    name: 'unit',
    words: { en: '0 to 1', ko: '0 ~ 1' },
    initializer: uniformInitializer({ mean: 0.5, limit: 0.5 }),
  },
  { name: 'positive', words: { en: '0 to √(6/n)', ko: '0 ~ √(6/n)' }, initializer: positiveHe },
  { name: 'he', words: { en: 'He (mean 0)', ko: 'He (평균 0)' }, initializer: heNormal() },
]

export const allPositiveWeightsDoNotTrain = defineExperiment({
  id: 'all-positive-weights-do-not-train',
  family: 'initialization',
  catalogue: ['I12'],
  sources: ['S0'],
  title: { en: 'Weights between 0 and 1', ko: '0과 1 사이의 가중치' },
  claim: {
    en: 'A network learns well when its parameters lie between 0 and 1.',
    ko: '매개변수의 값이 0과 1 사이에 있어야 학습하기 좋습니다.',
  },
  correction: {
    en: 'Weights need a mean of 0. With positive weights all units of a layer push in the same direction and each layer multiplies the signal by n times their mean, also when their mean square is He’s. Between 0 and 1 belong inputs, or what a sigmoid gives.',
    ko: '가중치의 평균은 0이어야 합니다. 모두 양수이면 한 층의 뉴런이 모두 같은 쪽으로 밀고, 제곱평균이 He와 같더라도 신호가 층마다 (n × 평균)배로 커집니다. 0과 1 사이에 있는 것이 좋은 것은 입력이나 시그모이드의 출력입니다.',
  },
  paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.6; He, Zhang, Ren & Sun 2015',
  changed: {
    en: 'Only the 10,000 MNIST test images are at hand: 8,000 of them train, 1,000 test (without them: the digits).',
    ko: 'MNIST 테스트 이미지 10,000장만 사용합니다: 8,000장으로 학습하고 1,000장으로 테스트합니다 (없으면 작은 손글씨 숫자).',
  },
  settings: { hidden: [100, 100, 100, 100], learningRate: 0.01, batchSize: 128, updates: 500 },
  data: 'mnist-or-digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { hidden, learningRate, batchSize, updates: steps } = settings
    const { split } = await images()
    const { train, test } = split
    const runs = []
    for (const { name, initializer } of starts) {
      const layer = multilayerPerceptron({ inputs: train.inputShape, hidden, outputs: 10, initializer })
      const model = createModel(layer, { input: train.inputShape, seed })
      const optimizer = sgd({ learningRate })
      const run = await trainNetwork({ model, train, optimizer, steps, batchSize, seed, parts: { test } })
      runs.push({
        name,
        diverged: run.diverged,
        firstLoss: finiteOrNull(run.losses[0] ?? Number.NaN),
        loss: finiteOrNull(run.diverged ? Number.NaN : (run.losses.at(-1) ?? Number.NaN)),
        silent: mean(silentShares(model, firstRows(train, 1000))),
        accuracy: run.measured.at(-1)?.parts.test?.accuracy ?? 0,
        losses: thinned(run.losses),
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'After 500 updates the claim needs a test accuracy above 0.5 with weights from 0 to 1. Corrected: it is below 0.2, and so it is with positive weights of He’s mean square, while He itself is above 0.7.',
      ko: '500번 갱신한 뒤, 주장대로라면 0과 1 사이 가중치의 테스트 정확도가 0.5보다 높아야 합니다. 바로잡은 형태: 0.2보다 낮고, He와 제곱평균이 같은 양수 가중치도 그러하며, He는 0.7보다 높습니다.',
    },
    judge(seeds) {
      const accuracy = (name: StartName) =>
        bootstrap(seeds.flatMap((runs) => runs.filter((run) => run.name === name)).map((run) => run.accuracy))
      const words = (of: Words) => ({ en: `test accuracy, ${of.en}`, ko: `테스트 정확도, ${of.ko}` })
      const checkOf = ({ name, words: of }: (typeof starts)[number], expectation: ReturnType<typeof above>) =>
        check(words(of), accuracy(name), expectation)
      return judge(
        starts.filter(({ name }) => name === 'unit').map((each) => checkOf(each, above(0.5))),
        starts.map((each) => checkOf(each, each.name === 'he' ? above(0.7) : below(0.2))),
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy after 500 updates; the dashed line is chance.',
        ko: '500번 갱신한 뒤의 테스트 정확도. 점선은 우연입니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'initial weights', ko: '초기 가중치' },
          categories: starts.map(({ words }) => words),
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'test accuracy', ko: '테스트 정확도' },
            values: starts.map((_, place) => bootstrap(seeds.map((runs) => runs[place]?.accuracy ?? 0))),
          },
        ],
        levels: [0.1],
      }),
    },
    {
      name: 'loss',
      caption: {
        en: 'Loss of each batch (first seed), on a logarithmic scale: huge at first with positive weights; after the update that follows, a guess among ten, ln 10 = 2.3.',
        ko: '배치마다의 손실 (첫 번째 시드, 로그 눈금). 양수 가중치에서는 처음에 엄청나게 크고, 첫 갱신 뒤로는 열 개 중 하나를 찍는 수준인 ln 10 = 2.3에 머뭅니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'update', ko: '갱신' } },
        y: { title: { en: 'cross-entropy', ko: '교차 엔트로피' }, scale: 'log' },
        series: starts.map(({ words }, place) => ({ name: words, points: seeds[0]?.[place]?.losses ?? [] })),
      }),
    },
  ],
  numbers: (seeds) =>
    starts.map(({ words }, place) => ({
      words: {
        en: `share of hidden units silent for 1000 rows at the end, ${words.en}`,
        ko: `끝에서 1000개 데이터 모두에 0인 은닉 뉴런의 비율, ${words.ko}`,
      },
      estimate: bootstrap(seeds.map((runs) => runs[place]?.silent ?? 0)),
    })),
  code: `import { createModel, fit, multilayerPerceptron, RandomKey, sgd, splitDataset, uniformInitializer } from 'regimen'
import { digits } from 'regimen/datasets'

const data = { ...digits(), inputs: digits().inputs.map((level) => level / 16) }
const { train } = splitDataset(data, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
for (const mean of [0.5, 0]) {
  const initializer = uniformInitializer({ mean, limit: 0.5 })
  const layer = multilayerPerceptron({ inputs: [64], hidden: [50, 50, 50], outputs: 10, initializer })
  const model = createModel(layer, { input: [64] })
  const { reason, metrics } = await fit(model, { train }, { optimizer: sgd({ learningRate: 0.01 }), epochs: 10 })
  console.log('weights of mean', mean, 'end:', reason, 'accuracy:', metrics.trainAccuracy ?? 'none')
}`,
  related: ['initial-weights-decide-whether-networks-learn'],
})
