import {
  adam,
  conv2d,
  createModel,
  dense,
  dropout,
  flatten,
  type Layer,
  maxPool2d,
  normalInitializer,
  relu,
  reshape,
  sequential,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, type Estimate, judge, pairedDifference } from '../../statistics/index.ts'

const names = ['simple', 'deep'] as const
const shown = {
  simple: { en: 'one convolution (chapter 7)', ko: '합성곱 한 층 (7장)' },
  deep: { en: 'six convolutions (chapter 8)', ko: '합성곱 여섯 층 (8장)' },
}

export const convolutionalNetworksOnMnist = defineExperiment({
  id: 'convolutional-networks-on-mnist',
  family: 'textbook',
  catalogue: ['E11'],
  sources: ['BK'],
  title: { en: 'The textbook’s convolutional networks', ko: '교재의 합성곱 신경망' },
  claim: {
    en: 'A small convolutional network tells handwritten digits with about 99 % accuracy, a deeper one with dropout with more than 99 %.',
    ko: '작은 합성곱 신경망은 손글씨 숫자를 약 99 %, 드롭아웃을 쓴 더 깊은 신경망은 99 % 넘는 정확도로 알아봅니다.',
  },
  correction: {
    en: 'With 8,000 instead of 60,000 images the deeper one stays a little below 99 %, and is still the better one.',
    ko: '그림이 60,000장이 아니라 8,000장이면 더 깊은 신경망도 99 %에 조금 못 미치지만, 여전히 더 좋습니다.',
  },
  paper: 'LeCun, Bottou, Bengio & Haffner 1998; He et al. 2015; Kingma & Ba 2015',
  settings: {
    simple: 'conv 30@5×5, pool, 100, 10; weights N(0, 0.01²)',
    deep: 'conv 16, 16, pool, 32, 32 (padding 2), pool, 64, 64, pool, 50, dropout 0.5, 10, dropout 0.5; He',
    rows: 8000,
    batch: 100,
    epochs: 20,
    learningRate: 0.001,
  },
  quickSettings: { rows: 500, epochs: 4 },
  changed: {
    en: '8,000 instead of 60,000 training images.',
    ko: '학습 그림이 60,000장이 아니라 8,000장입니다.',
  },
  data: 'mnist',
  seeds: 5,
  async measure({ settings: { rows, batch, epochs, learningRate }, seed, images }) {
    const { split } = await images()
    const train = firstRows(split.train, rows)
    const perEpoch = Math.ceil(train.size / batch)
    const results = []
    for (const name of names) {
      const run = await trainNetwork({
        model: createModel(networks[name](), { input: [784], seed }),
        train,
        optimizer: adam({ learningRate }),
        steps: epochs * perEpoch,
        batchSize: batch,
        seed,
        parts: { test: split.test },
        measureAfter: (update) => update % perEpoch === 0,
      })
      results.push({
        name,
        test: lastScores(run, 'test').accuracy,
        curve: run.measured.map(({ update, parts }) => [update / perEpoch, parts.test?.accuracy ?? 0]),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'The claim needs a test accuracy above 0.99 of the deeper network. Corrected: above 0.98, and above that of the small one. A shortened run says only what is reached at least.',
      ko: '주장대로라면 더 깊은 신경망의 테스트 정확도가 0.99보다 높아야 합니다. 바로잡은 형태: 0.98보다 높고, 작은 신경망보다 높습니다. 줄인 실행은 적어도 어디까지 이르는지만 알려 줍니다.',
    },
    judge(seeds, { rows, epochs }) {
      const whole = rows === 8000 && epochs === 20
      const reached = (estimate: Estimate) => (whole ? estimate : { ...estimate, high: 1 })
      const of = (at: number) => seeds.map((results) => results[at]?.test ?? 0)
      const words = { en: 'test accuracy, six convolutions', ko: '테스트 정확도, 합성곱 여섯 층' }
      const deeper = check(
        { en: 'test accuracy, six convolutions − one', ko: '테스트 정확도, 합성곱 여섯 층 − 한 층' },
        whole ? pairedDifference(of(1), of(0)) : { ...pairedDifference(of(1), of(0)), low: -1, high: 1 },
        above(0),
      )
      return judge(
        [check(words, reached(bootstrap(of(1))), above(0.99))],
        [check(words, reached(bootstrap(of(1))), above(0.98)), deeper],
      )
    },
  },
  numbers: (seeds) => [
    {
      words: { en: 'test accuracy, one convolution', ko: '테스트 정확도, 합성곱 한 층' },
      estimate: bootstrap(seeds.map((results) => results[0]?.test ?? 0)),
    },
  ],
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Accuracy on the 1,000 test images after each epoch.',
        ko: '에포크마다 테스트 그림 1,000장에서의 정확도.',
      },
      drawing: lineChart({
        x: { title: { en: 'epochs', ko: '에포크' }, from: 0 },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, to: 1 },
        levels: [0.99],
        series: names.map((name, at) => {
          const epochs = (seeds[0]?.[at]?.curve ?? []).map(([epoch = 0]) => epoch)
          const estimates = epochs.map((_, point) =>
            bootstrap(seeds.map((results) => results[at]?.curve[point]?.[1] ?? 0)),
          )
          return {
            name: shown[name],
            points: estimates.map(({ value }, point): [number, number] => [epochs[point] ?? 0, value]),
            band: estimates.map(({ low, high }): [number, number] => [low, high]),
          }
        }),
      }),
    },
  ],
  code: `import { adam, conv2d, createModel, dense, evaluate, fit, flatten, maxPool2d, RandomKey, relu, reshape, sequential, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train, test } = splitDataset(digits(), { sizes: { validation: 0, test: 0.2 }, key: RandomKey.fromSeed(0) })
const network = sequential(
  reshape([8, 8, 1]),
  conv2d(1, 16, { kernel: 3, padding: 1 }), relu(), maxPool2d(),
  conv2d(16, 32, { kernel: 3, padding: 1 }), relu(), maxPool2d(),
  flatten(), dense(128, 50), relu(), dense(50, 10),
)
const model = createModel(network, { input: [64] })
await fit(model, { train }, { optimizer: adam(), epochs: 5, batchSize: 50 })
console.log('test accuracy', evaluate(model, test).accuracy)`,
  related: ['convolutions-tolerate-shifts', 'two-layer-networks-learn-mnist'],
})

const networks: Readonly<Record<(typeof names)[number], () => Layer>> = {
  simple: () => {
    const initializer = normalInitializer({ standardDeviation: 0.01 })
    return sequential(
      reshape([28, 28, 1]),
      conv2d(1, 30, { kernel: 5, initializer }),
      relu(),
      maxPool2d(),
      flatten(),
      dense(12 * 12 * 30, 100, { initializer }),
      relu(),
      dense(100, 10, { initializer }),
    )
  },
  deep: () =>
    sequential(
      reshape([28, 28, 1]),
      ...convolution(1, 16, 1),
      ...convolution(16, 16, 1),
      maxPool2d(),
      ...convolution(16, 32, 1),
      ...convolution(32, 32, 2),
      maxPool2d(),
      ...convolution(32, 64, 1),
      ...convolution(64, 64, 1),
      maxPool2d(),
      flatten(),
      dense(64 * 4 * 4, 50),
      relu(),
      dropout(0.5),
      dense(50, 10),
      dropout(0.5),
    ),
}

function convolution(channels: number, outputs: number, padding: number): Layer[] {
  return [conv2d(channels, outputs, { kernel: 3, padding }), relu()]
}
