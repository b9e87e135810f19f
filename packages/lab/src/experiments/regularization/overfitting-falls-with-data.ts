import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { trainOnSmallData } from '../../parts/small-data.ts'
import type { Scores } from '../../parts/stack.ts'
import { below, bootstrap, check, judge, rankCorrelation } from '../../statistics/index.ts'

export const overfittingFallsWithData = defineExperiment({
  id: 'overfitting-falls-with-data',
  family: 'regularization',
  catalogue: ['R2'],
  sources: ['S3'],
  title: { en: 'Few data: the gap between training and test', ko: '데이터가 적을 때: 학습과 테스트의 차이' },
  claim: {
    en: 'Overfitting comes from few training data.',
    ko: '과적합은 학습 데이터가 적을 때 일어납니다.',
  },
  paper: 'Vapnik 1998, Statistical learning theory',
  settings: { rows: [100, 300, 1000, 3000], width: 100, learningRate: 0.001, batchSize: 100, updates: 1000 },
  quickSettings: { updates: 500 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const measured: Scores[] = []
    for (const size of settings.rows) {
      const { last } = await trainOnSmallData(
        loaded,
        { ...settings, rows: size, hidden: [settings.width, settings.width] },
        seed,
      )
      measured.push(last)
    }
    return measured
  },
  rule: {
    words: {
      en: 'Over 100, 300, 1000 and 3000 rows the rank correlation of rows and gap (training − test accuracy) is below −0.9 on average.',
      ko: '학습 데이터 100, 300, 1000, 3000행에서 행 수와 차이(학습 정확도 − 테스트 정확도)의 순위 상관이 평균 −0.9보다 작습니다.',
    },
    judge(seeds, { rows }) {
      const correlation = bootstrap(seeds.map((scores) => rankCorrelation(rows, scores.map(gapOf))))
      return judge([
        check(
          { en: 'rank correlation of rows and gap', ko: '행 수와 차이의 순위 상관' },
          correlation,
          below(-0.9),
        ),
      ])
    },
  },
  figures: (seeds, { rows }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Training and test accuracy of two layers of 100 units: more rows close the gap.',
        ko: '뉴런 100개인 층 두 개의 학습과 테스트 정확도. 행이 많아지면 차이가 줄어듭니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'training rows', ko: '학습 데이터 행 수' }, scale: 'log' },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: (
          [
            ['trainAccuracy', { en: 'training', ko: '학습' }],
            ['testAccuracy', { en: 'test', ko: '테스트' }],
          ] as const
        ).map(([score, name]) =>
          seedSeries(
            name,
            seeds.map((scores) => scores.map((each, at): [number, number] => [rows[at] ?? 0, each[score]])),
            'both',
          ),
        ),
      }),
    },
  ],
  numbers: (seeds, { rows }) =>
    rows.map((size, at) => ({
      words: { en: `gap at ${size} rows`, ko: `차이, ${size}행` },
      estimate: bootstrap(seeds.map((scores) => scores.slice(at, at + 1).map(gapOf)[0] ?? 0)),
    })),
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
for (const rows of [50, 200, 800]) {
  const sizes = { train: rows, validation: 200, test: 500 }
  const { train, test } = splitDataset(data, { sizes, key: RandomKey.fromSeed(0) })
  const model = createModel(multilayerPerceptron({ inputs: train.inputShape, hidden: [100], outputs: 10 }), { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 300 })
  console.log(rows, 'rows: train', evaluate(model, train).accuracy, 'test', evaluate(model, test).accuracy)
}`,
  related: ['deep-networks-overfit-few-rows', 'width-does-not-widen-the-gap'],
})

const gapOf = ({ trainAccuracy, testAccuracy }: Scores) => trainAccuracy - testAccuracy
