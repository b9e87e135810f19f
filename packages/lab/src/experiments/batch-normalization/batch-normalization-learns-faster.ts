import { batchNorm, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const batchNormalizationLearnsFaster = defineExperiment({
  id: 'batch-normalization-learns-faster',
  family: 'batch-normalization',
  catalogue: ['B3', 'B12'],
  sources: ['S0', 'S2', 'S3', 'S4'],
  title: {
    en: 'Batch normalization learns faster, and is not needed',
    ko: '배치 정규화는 학습을 빠르게 하지만 필수는 아니다',
  },
  claim: {
    en: 'Batch normalization makes a network learn faster. It is optional: without it the same network gets as far, only later.',
    ko: '배치 정규화를 쓰면 학습이 빨라집니다. 하지만 꼭 써야 하는 것은 아니며, 없어도 더 늦게 같은 곳에 도달합니다.',
  },
  paper: 'Ioffe & Szegedy 2015, arXiv:1502.03167',
  changed: {
    en: 'The textbook’s network and rate, with He’s initial weights; 600 updates instead of 191, so that the network without batch normalization has time to arrive.',
    ko: '교재의 신경망과 학습률에 He 초깃값을 썼고, 배치 정규화가 없는 신경망도 도달할 시간이 있도록 191회 대신 600회 갱신했습니다.',
  },
  settings: {
    rows: 1000,
    layers: 5,
    width: 100,
    learningRate: 0.01,
    batchSize: 100,
    updates: 600,
    goal: 0.9,
  },
  data: 'mnist',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { rows, layers, width, learningRate, batchSize, updates } = settings
    const { split, features } = await images()
    const curveWith = async (options: Pick<Parameters<typeof stackOf>[0], 'before'>) => {
      const { curve } = await trainLayer({
        layer: stackOf({ inputs: features, hidden: equalWidths(layers, width), ...options }),
        train: firstRows(split.train, rows),
        test: firstRows(split.test, 100),
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize,
        seed,
        measureAfter: (update) => update % 10 === 1,
      })
      return curve.map(({ update, trainAccuracy }): [number, number] => [update, trainAccuracy])
    }
    return { plain: await curveWith({}), normalized: await curveWith({ before: () => batchNorm() }) }
  },
  rule: {
    words: {
      en: 'After 191 updates training accuracy is higher with batch normalization (by more than 0.05 with He’s weights); without it 90 % is reached with every seed, after more than 1.5 times as many updates.',
      ko: '191회 갱신 후 학습 정확도는 배치 정규화가 있을 때 더 높습니다 (He 초깃값에서 0.05 넘게). 없을 때도 모든 시드에서 90 %에 도달하되, 갱신 횟수는 1.5배보다 많습니다.',
    },
    judge(seeds, { goal }) {
      const at191 = (curve: Curve) => curve.find(([update]) => update >= 191)?.[1] ?? 0
      const reached = (curve: Curve) => curve.find(([, accuracy]) => accuracy >= goal)?.[0]
      const arrived = seeds.map(({ plain }) => (reached(plain) === undefined ? 0 : 1))
      const ratio = seeds.flatMap(({ plain, normalized }) => {
        const [late, early] = [reached(plain), reached(normalized)]
        return late === undefined || early === undefined ? [] : [late / early]
      })
      return judge([
        check(
          {
            en: 'training accuracy after 191 updates, with − without',
            ko: '191회 갱신 후 학습 정확도, 있음 − 없음',
          },
          pairedDifference(
            seeds.map(({ normalized }) => at191(normalized)),
            seeds.map(({ plain }) => at191(plain)),
          ),
          above(0.05),
        ),
        check(
          {
            en: 'share of runs without it that reach 90 %',
            ko: '배치 정규화 없이 90 %에 도달한 실행의 비율',
          },
          bootstrap(arrived),
          above(0.999),
        ),
        check(
          { en: 'updates until 90 %, without ÷ with', ko: '90 %까지의 갱신 횟수, 없음 ÷ 있음' },
          bootstrap(ratio),
          above(1.5),
        ),
      ])
    },
  },
  figures: (seeds, { goal }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Accuracy on the 1000 training rows, with the 95 % interval of the seeds. Both arrive, one of them later.',
        ko: '학습 데이터 1000행의 정확도와 시드들의 95 % 구간. 둘 다 도달하지만 한쪽이 더 늦습니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'training accuracy', ko: '학습 정확도' }, from: 0, to: 1 },
        levels: [goal],
        series: [
          seedSeries(
            { en: 'batch normalization', ko: '배치 정규화' },
            seeds.map(({ normalized }) => normalized),
          ),
          seedSeries(
            { en: 'without', ko: '없음' },
            seeds.map(({ plain }) => plain),
          ),
        ],
      }),
    },
  ],
  code: `import { createModel, evaluate, fit, multilayerPerceptron, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train } = splitDataset(digits(), { sizes: { validation: 200, test: 200 }, key: RandomKey.fromSeed(0) })
const scaled = { ...train, inputs: train.inputs.map((level) => level / 16) }
for (const batchNorm of [true, false]) {
  const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [100, 100, 100, 100, 100], outputs: 10, batchNorm })
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train: scaled }, { optimizer: sgd({ learningRate: 0.01 }), batchSize: 100, steps: 100 })
  console.log(batchNorm ? 'batch normalization:' : 'without:', evaluate(model, scaled).accuracy)
}`,
  related: [
    'batch-normalization-forgives-initial-weights-within-limits',
    'batch-normalization-allows-large-rates',
  ],
})

type Curve = readonly (readonly [update: number, accuracy: number])[]
