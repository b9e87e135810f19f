import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { trainOnSmallData } from '../../parts/small-data.ts'
import type { Scores } from '../../parts/stack.ts'
import {
  above,
  below,
  bootstrap,
  check,
  judge,
  pairedDifference,
  rankCorrelation,
} from '../../statistics/index.ts'

export const widthDoesNotWidenTheGap = defineExperiment({
  id: 'width-does-not-widen-the-gap',
  family: 'regularization',
  catalogue: ['R2'],
  sources: ['S3'],
  title: { en: 'Many parameters: does the gap grow?', ko: '매개변수가 많으면 차이가 커지는가' },
  claim: { en: 'Overfitting comes from many parameters.', ko: '과적합은 매개변수가 많을 때 일어납니다.' },
  correction: {
    en: 'The error on the training data goes first, as the claim would have it. But beyond the width that fits them, more units do not make new data worse.',
    ko: '주장대로 학습 데이터의 오차는 먼저 사라집니다. 그러나 학습 데이터를 다 맞추는 너비를 넘으면 뉴런을 늘려도 새로운 데이터에서 나빠지지 않습니다.',
  },
  paper: 'Neyshabur, Tomioka & Srebro 2015, arXiv:1412.6614',
  changed: {
    en: 'The corrected form was added after a run in which the claim had failed.',
    ko: '바로잡은 형태는 주장이 성립하지 않은 실행 뒤에 더한 것입니다.',
  },
  settings: { rows: 300, widths: [4, 16, 64, 256], learningRate: 0.001, batchSize: 100, updates: 1000 },
  quickSettings: { updates: 500 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const measured: Scores[] = []
    for (const size of settings.widths) {
      const { last } = await trainOnSmallData(loaded, { ...settings, hidden: [size, size] }, seed)
      measured.push(last)
    }
    return measured
  },
  rule: {
    words: {
      en: 'At 300 rows the rank correlation of width (4 to 256) and gap (training − test accuracy) is above 0.5 on average, and training accuracy is higher at the second width than at the first by more than 0.05: the error on the training data goes first. Corrected: that error goes first, and the gap at width 256 is not larger than at width 16.',
      ko: '300행에서 너비(4부터 256까지)와 차이(학습 정확도 − 테스트 정확도)의 순위 상관이 평균 0.5보다 크고, 학습 정확도는 두 번째 너비에서 첫 번째보다 0.05 넘게 높습니다. 학습 데이터의 오차가 먼저 사라집니다. 바로잡은 형태: 그 오차가 먼저 사라지고, 너비 256의 차이는 너비 16의 차이보다 크지 않습니다.',
    },
    judge(seeds, { widths }) {
      const correlation = bootstrap(seeds.map((scores) => rankCorrelation(widths, scores.map(gapOf))))
      const gain = seeds.map(([first, second]) => (second?.trainAccuracy ?? 0) - (first?.trainAccuracy ?? 0))
      const gapAt = (width: number) =>
        seeds.map((scores) => scores.slice(widths.indexOf(width)).map(gapOf)[0] ?? Number.NaN)
      const first = check(
        { en: 'training accuracy, width 16 − width 4', ko: '학습 정확도, 너비 16 − 너비 4' },
        bootstrap(gain),
        above(0.05),
      )
      return judge(
        [
          check(
            { en: 'rank correlation of width and gap', ko: '너비와 차이의 순위 상관' },
            correlation,
            above(0.5),
          ),
          first,
        ],
        [
          first,
          check(
            { en: 'gap, width 256 − width 16', ko: '차이, 너비 256 − 너비 16' },
            pairedDifference(gapAt(256), gapAt(16)),
            below(0),
          ),
        ],
      )
    },
  },
  figures: (seeds, { widths }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Training and test accuracy of two hidden layers that learn 300 rows, by their width.',
        ko: '300행을 학습하는 은닉층 두 개의 너비에 따른 학습과 테스트 정확도.',
      },
      drawing: lineChart({
        x: { title: { en: 'units per hidden layer', ko: '은닉층의 뉴런 수' }, scale: 'log' },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: (
          [
            ['trainAccuracy', { en: 'training', ko: '학습' }],
            ['testAccuracy', { en: 'test', ko: '테스트' }],
          ] as const
        ).map(([score, name]) =>
          seedSeries(
            name,
            seeds.map((scores) => scores.map((each, at): [number, number] => [widths[at] ?? 0, each[score]])),
            'both',
          ),
        ),
      }),
    },
  ],
  numbers: (seeds, { widths }) =>
    widths.map((size, at) => ({
      words: { en: `gap at width ${size}`, ko: `차이, 너비 ${size}` },
      estimate: bootstrap(seeds.map((scores) => scores.slice(at, at + 1).map(gapOf)[0] ?? 0)),
    })),
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 150, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
for (const width of [4, 16, 128]) {
  const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [width, width], outputs: 10 })
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 400 })
  console.log('width', width, 'train', evaluate(model, train).accuracy, 'test', evaluate(model, test).accuracy)
}`,
  related: ['overfitting-falls-with-data', 'wide-networks-end-alike'],
})

const gapOf = ({ trainAccuracy, testAccuracy }: Scores) => trainAccuracy - testAccuracy
