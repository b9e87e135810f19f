import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { trainOnSmallData } from '../../parts/small-data.ts'
import type { Scores } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge, mean, rankCorrelation } from '../../statistics/index.ts'

export const overfittingGrowsWithParametersAndFallsWithData = defineExperiment({
  id: 'overfitting-grows-with-parameters-and-falls-with-data',
  family: 'regularization',
  catalogue: ['R2'],
  sources: ['S3'],
  title: { en: 'Many parameters and few data: the gap', ko: '매개변수가 많고 데이터가 적을 때의 차이' },
  claim: {
    en: 'Overfitting comes from many parameters and from few training data.',
    ko: '과적합은 매개변수가 많을 때와 학습 데이터가 적을 때 일어납니다.',
  },
  paper:
    'Neyshabur, Tomioka & Srebro 2015, arXiv:1412.6614 (width); Vapnik 1998, Statistical learning theory',
  settings: {
    counts: [100, 300, 1000, 3000],
    width: 100,
    widths: [4, 16, 64, 256],
    rows: 300,
    learningRate: 0.001,
    batchSize: 100,
    updates: 1000,
  },
  quickSettings: { updates: 500 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { counts, width, widths, rows, ...rest } = settings
    const loaded = await images()
    const run = async (count: number, units: number) => {
      const { last } = await trainOnSmallData(loaded, { ...rest, rows: count, hidden: [units, units] }, seed)
      return last
    }
    const byCount: Scores[] = []
    for (const count of counts) byCount.push(await run(count, width))
    const byWidth: Scores[] = []
    for (const units of widths) byWidth.push(await run(rows, units))
    return { byCount, byWidth }
  },
  rule: {
    words: {
      en: 'Over 100, 300, 1000 and 3000 rows the rank correlation of rows and gap (training − test accuracy) is below −0.9 on average. Over widths 4 to 256 at 300 rows it is above 0.5, and training accuracy is higher at the second width than at the first by more than 0.05: the error on the training data goes first.',
      ko: '학습 데이터 100, 300, 1000, 3000행에서 행 수와 차이(학습 정확도 − 테스트 정확도)의 순위 상관이 평균 −0.9보다 작습니다. 300행에서 너비 4부터 256까지는 0.5보다 크고, 학습 정확도는 두 번째 너비에서 첫 번째보다 0.05 넘게 높습니다. 학습 데이터의 오차가 먼저 사라집니다.',
    },
    judge(seeds, { counts, widths }) {
      const correlation = (sizes: readonly number[], what: 'byCount' | 'byWidth') =>
        bootstrap(seeds.map((seed) => rankCorrelation(sizes, seed[what].map(gapOf))))
      const gain = seeds.map(
        ({ byWidth: [first, second] }) => (second?.trainAccuracy ?? 0) - (first?.trainAccuracy ?? 0),
      )
      return judge([
        check(
          { en: 'rank correlation of rows and gap', ko: '행 수와 차이의 순위 상관' },
          correlation(counts, 'byCount'),
          below(-0.9),
        ),
        check(
          { en: 'rank correlation of width and gap', ko: '너비와 차이의 순위 상관' },
          correlation(widths, 'byWidth'),
          above(0.5),
        ),
        check(
          { en: 'training accuracy, width 16 − width 4', ko: '학습 정확도, 너비 16 − 너비 4' },
          bootstrap(gain),
          above(0.05),
        ),
      ])
    },
  },
  figures: (seeds, { counts, widths }) => {
    const chart = (
      sizes: readonly number[],
      what: 'byCount' | 'byWidth',
      title: { en: string; ko: string },
    ) =>
      lineChart({
        width: 420,
        x: { title, scale: 'log' },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: (
          [
            ['trainAccuracy', { en: 'training', ko: '학습' }],
            ['testAccuracy', { en: 'test', ko: '테스트' }],
          ] as const
        ).map(([score, name]) =>
          seedSeries(
            name,
            seeds.map((seed) =>
              seed[what].map((scores, at): [number, number] => [sizes[at] ?? 0, scores[score]]),
            ),
            'both',
          ),
        ),
      })
    return [
      {
        name: 'gap',
        caption: {
          en: 'Training and test accuracy: more rows close the gap (left, 100 units per layer), more units open it (right, 300 rows).',
          ko: '학습과 테스트 정확도. 행이 많아지면 차이가 줄고(왼쪽, 층마다 뉴런 100개), 뉴런이 많아지면 차이가 생깁니다(오른쪽, 300행).',
        },
        drawing: grid(
          [
            chart(counts, 'byCount', { en: 'training rows', ko: '학습 데이터 행 수' }),
            chart(widths, 'byWidth', { en: 'units per hidden layer', ko: '은닉층의 뉴런 수' }),
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds, { counts, widths }) => [
    ...counts.map((count, at) => ({
      words: { en: `gap at ${count} rows`, ko: `차이, ${count}행` },
      estimate: bootstrap(seeds.map(({ byCount }) => mean(byCount.slice(at, at + 1).map(gapOf)))),
    })),
    ...widths.map((width, at) => ({
      words: { en: `gap at width ${width}`, ko: `차이, 너비 ${width}` },
      estimate: bootstrap(seeds.map(({ byWidth }) => mean(byWidth.slice(at, at + 1).map(gapOf)))),
    })),
  ],
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
  related: ['deep-networks-overfit-few-rows'],
})

const gapOf = ({ trainAccuracy, testAccuracy }: Scores) => trainAccuracy - testAccuracy
