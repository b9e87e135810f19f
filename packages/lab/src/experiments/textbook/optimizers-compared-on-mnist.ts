import { adaGrad, adam, createModel, momentum, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { smooth } from '../../parts/kaiser.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

const names = ['SGD', 'Momentum', 'AdaGrad', 'Adam'] as const
type Name = (typeof names)[number]

export const optimizersComparedOnMnist = defineExperiment({
  id: 'optimizers-compared-on-mnist',
  family: 'textbook',
  catalogue: ['E2'],
  sources: ['BK', 'S2', 'S3'],
  title: { en: 'SGD, Momentum, AdaGrad and Adam on MNIST', ko: 'MNIST로 비교한 SGD, 모멘텀, AdaGrad, Adam' },
  claim: {
    en: 'On handwritten digits SGD learns most slowly; Momentum, AdaGrad and Adam learn about equally fast, AdaGrad a little faster, and in general the final accuracy is better, too.',
    ko: '손글씨 숫자에서 SGD의 학습이 가장 느리고, 나머지 셋은 비슷한 속도로 배우며 그중 AdaGrad가 조금 더 빠릅니다. 일반적으로 최종 정확도도 더 높습니다.',
  },
  paper: 'Duchi, Hazan & Singer 2011; Kingma & Ba 2015',
  settings: {
    network: [784, 100, 100, 100, 100, 10],
    batch: 128,
    updates: 2000,
    learningRates: { SGD: 0.01, Momentum: 0.01, AdaGrad: 0.01, Adam: 0.001 },
    momentum: 0.9,
    early: 200,
    late: 100,
  },
  quickSettings: { updates: 600 },
  changed: {
    en: '8,000 instead of 60,000 training images; all four begin with the same weights, so that differences are paired.',
    ko: '학습 그림이 60,000장이 아니라 8,000장이고, 차이를 짝지어 비교하려고 네 방법 모두 같은 가중치에서 시작합니다.',
  },
  data: 'mnist-or-digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { batch, updates, learningRates, momentum: alpha, early, late } = settings
    const { split, features } = await images()
    const optimizers = {
      SGD: sgd({ learningRate: learningRates.SGD }),
      Momentum: momentum({ learningRate: learningRates.Momentum, momentum: alpha }),
      AdaGrad: adaGrad({ learningRate: learningRates.AdaGrad }),
      Adam: adam({ learningRate: learningRates.Adam }),
    }
    const results = []
    for (const name of names) {
      const hidden = [100, 100, 100, 100]
      const layer = multilayerPerceptron({ inputs: [features], hidden, outputs: 10 })
      const run = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train: split.train,
        optimizer: optimizers[name],
        steps: updates,
        batchSize: batch,
        seed,
        parts: { test: split.test },
      })
      results.push({
        name,
        early: mean(run.losses.slice(0, early)),
        late: mean(run.losses.slice(-late)),
        test: lastScores(run, 'test').accuracy,
        losses: thinned(smooth(run.losses)).map(([update, loss]) => [update, Number(loss.toPrecision(4))]),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'Against SGD, each of the other three has a lower mean loss over the first 200 updates and over the last 100, and a higher test accuracy; over the first 200 AdaGrad has the lowest.',
      ko: '나머지 셋은 각각 SGD보다 처음 200번과 마지막 100번의 평균 손실이 낮고 테스트 정확도가 높습니다. 처음 200번에서는 AdaGrad가 가장 낮습니다.',
    },
    judge(seeds) {
      const of = (name: Name, what: 'early' | 'late' | 'test') =>
        seeds.map((results) => results.find((result) => result.name === name)?.[what] ?? 0)
      const faster = names
        .filter((name) => name !== 'SGD')
        .flatMap((name) => [
          check(
            { en: `mean loss of the first 200, ${name} − SGD`, ko: `처음 200번의 평균 손실, ${name} − SGD` },
            pairedDifference(of(name, 'early'), of('SGD', 'early')),
            below(0),
          ),
          check(
            { en: `mean loss of the last 100, ${name} − SGD`, ko: `마지막 100번의 평균 손실, ${name} − SGD` },
            pairedDifference(of(name, 'late'), of('SGD', 'late')),
            below(0),
          ),
          check(
            { en: `test accuracy, ${name} − SGD`, ko: `테스트 정확도, ${name} − SGD` },
            pairedDifference(of(name, 'test'), of('SGD', 'test')),
            above(0),
          ),
        ])
      const first = (['Momentum', 'Adam'] as const).map((name) =>
        check(
          {
            en: `mean loss of the first 200, AdaGrad − ${name}`,
            ko: `처음 200번의 평균 손실, AdaGrad − ${name}`,
          },
          pairedDifference(of('AdaGrad', 'early'), of(name, 'early')),
          below(0),
        ),
      )
      return judge([...faster, ...first])
    },
  },
  numbers: (seeds) =>
    names.flatMap((name, at) => [
      {
        words: { en: `mean loss of the first 200, ${name}`, ko: `처음 200번의 평균 손실, ${name}` },
        estimate: bootstrap(seeds.map((results) => results[at]?.early ?? 0)),
      },
      {
        words: { en: `test accuracy, ${name}`, ko: `테스트 정확도, ${name}` },
        estimate: bootstrap(seeds.map((results) => results[at]?.test ?? 0)),
      },
    ]),
  figures: ([first = []]) => [
    {
      name: 'losses',
      caption: {
        en: 'Loss of each batch (first seed, smoothed as the textbook does with a Kaiser window of 11).',
        ko: '배치마다의 손실 (첫 번째 시드, 교재처럼 길이 11의 카이저 창으로 다듬음).',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' }, from: 0 },
        y: { title: { en: 'loss (cross-entropy)', ko: '손실 (교차 엔트로피)' }, from: 0, to: 1 },
        series: first.map(({ name, losses }) => ({
          name,
          points: losses.map(([update = 0, loss = 0]): [number, number] => [update, loss]),
        })),
      }),
    },
  ],
  code: `import { adaGrad, adam, asPart, createModel, fit, momentum, multilayerPerceptron, scalers, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const raw = asPart(digits(), 'train')
const train = scalers.minMax.fit(raw, { per: 'all' }).applyTo(raw)
const optimizers = { SGD: sgd(), Momentum: momentum({ learningRate: 0.01 }), AdaGrad: adaGrad({ learningRate: 0.01 }), Adam: adam() }
for (const [name, optimizer] of Object.entries(optimizers)) {
  const layer = multilayerPerceptron({ inputs: [64], hidden: [100, 100, 100, 100], outputs: 10 })
  const { metrics } = await fit(createModel(layer, { input: [64] }), { train }, { optimizer, steps: 100, batchSize: 128 })
  console.log(name, 'loss over the last batches', metrics.trainLoss)
}`,
  related: ['sgd-zigzags-in-narrow-valleys', 'adam-is-not-always-best'],
})
