import { createModel, heNormal, multilayerPerceptron, normalInitializer, sgd, textbookXavier } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { smooth } from '../../parts/kaiser.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import {
  about,
  above,
  below,
  bootstrap,
  check,
  judge,
  mean,
  pairedDifference,
} from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

const starts = [
  {
    name: 'small',
    words: { en: 'standard deviation 0.01', ko: '표준편차 0.01' },
    initializer: normalInitializer({ standardDeviation: 0.01 }),
  },
  { name: 'xavier', words: { en: 'Xavier √(1/n)', ko: 'Xavier √(1/n)' }, initializer: textbookXavier() },
  { name: 'he', words: { en: 'He √(2/n)', ko: 'He √(2/n)' }, initializer: heNormal() },
] as const
type StartName = (typeof starts)[number]['name']

/** What the textbook's loss is compared at: the mean of a hundred batches around update 500, and of the last hundred. */
const around = 50

export const initialWeightsDecideWhetherNetworksLearn = defineExperiment({
  id: 'initial-weights-decide-whether-networks-learn',
  family: 'initialization',
  catalogue: ['I13', 'E3'],
  sources: ['S0', 'S2', 'S3', 'S4', 'BK'],
  title: { en: 'Initial weights decide whether a network learns', ko: '초깃값이 학습의 성패를 가른다' },
  claim: {
    en: 'With weights of standard deviation 0.01 a network of four hidden ReLU layers does not learn at all; with Xavier’s it does, and with He’s faster.',
    ko: '은닉층이 네 개인 ReLU 신경망은 가중치의 표준편차가 0.01이면 전혀 배우지 못하고, Xavier 초깃값이면 배우며, He 초깃값이면 더 빨리 배웁니다.',
  },
  paper: 'Saitoh 2016, Deep Learning from Scratch, section 6.2.4; He, Zhang, Ren & Sun 2015',
  changed: {
    en: 'Only the 10,000 MNIST test images are at hand: 8,000 of them train in place of 60,000, 1,000 test.',
    ko: 'MNIST 테스트 이미지 10,000장만 사용합니다: 60,000장 대신 8,000장으로 학습하고 1,000장으로 테스트합니다.',
  },
  settings: { hidden: [100, 100, 100, 100], learningRate: 0.01, batchSize: 128, updates: 2000 },
  data: 'mnist',
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
        at500: mean(run.losses.slice(500 - around, 500 + around)),
        last: mean(run.losses.slice(-2 * around)),
        accuracy: run.measured.at(-1)?.parts.test?.accuracy ?? 0,
        losses: thinned(smooth(run.losses), 100),
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'The mean loss of the last hundred of 2000 updates is ln 10 = 2.303 within 0.01 for 0.01 (a guess among ten), with a test accuracy below 0.2; Xavier and He end below 0.5, with more than 0.85; and around update 500 He’s loss is below Xavier’s (paired by seed).',
      ko: '갱신 2000번 중 마지막 100번의 평균 손실이 0.01에서는 ln 10 = 2.303에서 0.01 이내이고 (열 개 중 하나를 찍는 것) 테스트 정확도는 0.2보다 낮습니다. Xavier와 He는 0.5 아래에서 끝나고 정확도는 0.85보다 높습니다. 500번째 갱신 근처에서 He의 손실은 Xavier보다 작습니다 (시드별로 짝지어 비교).',
    },
    judge(seeds) {
      const values = (name: StartName, of: 'last' | 'accuracy' | 'at500') =>
        seeds.flatMap((runs) => runs.filter((run) => run.name === name)).map((run) => run[of])
      const words = (of: Words) => ({
        loss: { en: `mean of the last 100 losses, ${of.en}`, ko: `마지막 손실 100개의 평균, ${of.ko}` },
        accuracy: { en: `test accuracy, ${of.en}`, ko: `테스트 정확도, ${of.ko}` },
      })
      const ends = starts.flatMap(({ name, words: of }) => {
        const [loss, accuracy] =
          name === 'small' ? [about(Math.LN10, 0.01), below(0.2)] : [below(0.5), above(0.85)]
        return [
          check(words(of).loss, bootstrap(values(name, 'last')), loss),
          check(words(of).accuracy, bootstrap(values(name, 'accuracy')), accuracy),
        ]
      })
      const gain = check(
        { en: 'loss around update 500, He − Xavier', ko: '500번째 갱신 근처의 손실, He − Xavier' },
        pairedDifference(values('he', 'at500'), values('xavier', 'at500')),
        below(0),
      )
      return judge([...ends, gain])
    },
  },
  figures: (seeds) => [
    {
      name: 'loss',
      caption: {
        en: 'Loss of each batch (first seed), smoothed as in the textbook.',
        ko: '배치마다의 손실 (첫 번째 시드), 교재처럼 부드럽게 그린 것.',
      },
      drawing: lineChart({
        x: { title: { en: 'update', ko: '갱신' } },
        y: { title: { en: 'cross-entropy', ko: '교차 엔트로피' }, from: 0, to: 2.5 },
        series: starts.map(({ words }, place) => ({ name: words, points: seeds[0]?.[place]?.losses ?? [] })),
      }),
    },
  ],
  numbers: (seeds) =>
    starts.map(({ words }, place) => ({
      words: { en: `loss around update 500, ${words.en}`, ko: `500번째 갱신 근처의 손실, ${words.ko}` },
      estimate: bootstrap(seeds.map((runs) => runs[place]?.at500 ?? 0)),
    })),
  code: `import { createModel, fit, heNormal, multilayerPerceptron, normalInitializer, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const data = { ...digits(), inputs: digits().inputs.map((level) => level / 16) }
const { train } = splitDataset(data, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
for (const initializer of [normalInitializer({ standardDeviation: 0.01 }), heNormal()]) {
  const layer = multilayerPerceptron({ inputs: [64], hidden: [50, 50, 50, 50], outputs: 10, initializer })
  const model = createModel(layer, { input: [64] })
  const { metrics } = await fit(model, { train }, { optimizer: sgd({ learningRate: 0.05 }), epochs: 10 })
  console.log(initializer.name, 'loss after ten epochs:', metrics.trainLoss)
}`,
  related: ['relu-needs-he-not-xavier', 'all-positive-weights-do-not-train', 'equal-weights-stay-equal'],
})
