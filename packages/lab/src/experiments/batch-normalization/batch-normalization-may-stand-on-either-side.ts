import { batchNorm, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, between, check, judge, pairedDifference } from '../../statistics/index.ts'

export const batchNormalizationMayStandOnEitherSide = defineExperiment({
  id: 'batch-normalization-may-stand-on-either-side',
  family: 'batch-normalization',
  catalogue: ['B2'],
  sources: ['S0', 'S2', 'S4'],
  title: {
    en: 'Before or behind the activation: both learn faster',
    ko: '활성화 함수 앞이든 뒤든 학습은 빨라진다',
  },
  claim: {
    en: 'Batch normalization belongs between a layer’s product and its activation.',
    ko: '배치 정규화는 층의 Affine 계산과 활성화 함수 사이에 넣어야 합니다.',
  },
  correction: {
    en: 'Both places work: before or behind the activation, the network learns faster than without, and the two end close to each other.',
    ko: '두 위치 모두 쓸 수 있습니다. 활성화 함수의 앞이든 뒤든 배치 정규화가 없을 때보다 빠르게 학습하고, 둘의 결과는 비슷합니다.',
  },
  paper:
    'Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.2; Mishkin, Sergievskiy & Matas 2017, arXiv:1606.02228',
  settings: { rows: 1000, layers: 5, width: 100, learningRate: 0.01, batchSize: 100, updates: 191 },
  data: 'mnist',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { rows, layers, width, learningRate, batchSize, updates } = settings
    const { split, features } = await images()
    const curveWith = async (options: Pick<Parameters<typeof stackOf>[0], 'before' | 'behind'>) => {
      const { curve } = await trainLayer({
        layer: stackOf({ inputs: features, hidden: equalWidths(layers, width), ...options }),
        train: firstRows(split.train, rows),
        test: split.test,
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize,
        seed,
        measureAfter: (update) => update % 10 === 1,
      })
      return curve.map(
        ({ update, trainAccuracy, testAccuracy }) => [update, trainAccuracy, testAccuracy] as const,
      )
    }
    return {
      plain: await curveWith({}),
      before: await curveWith({ before: () => batchNorm() }),
      behind: await curveWith({ behind: () => batchNorm() }),
    }
  },
  rule: {
    words: {
      en: 'The claim needs higher training accuracy after 191 updates before the activation than behind it, by more than 0.02. Corrected: both are above the network without batch normalization by more than 0.05, and their test accuracies differ by at most 0.05.',
      ko: '주장대로라면 191회 갱신 후 학습 정확도가 활성화 함수 앞에 있을 때 뒤에 있을 때보다 0.02 넘게 높아야 합니다. 바로잡은 형태: 둘 다 배치 정규화가 없는 신경망보다 0.05 넘게 높고, 둘의 테스트 정확도 차이는 0.05 이하입니다.',
    },
    judge(seeds) {
      const last = (arm: 'plain' | 'before' | 'behind', what: 1 | 2) =>
        seeds.map((curves) => curves[arm].at(-1)?.[what] ?? 0)
      const gain = (arm: 'before' | 'behind') => pairedDifference(last(arm, 1), last('plain', 1))
      return judge(
        [
          check(
            { en: 'training accuracy, before − behind', ko: '학습 정확도, 앞 − 뒤' },
            pairedDifference(last('before', 1), last('behind', 1)),
            above(0.02),
          ),
        ],
        [
          check(
            { en: 'training accuracy, before − without', ko: '학습 정확도, 앞 − 없음' },
            gain('before'),
            above(0.05),
          ),
          check(
            { en: 'training accuracy, behind − without', ko: '학습 정확도, 뒤 − 없음' },
            gain('behind'),
            above(0.05),
          ),
          check(
            { en: 'test accuracy, before − behind', ko: '테스트 정확도, 앞 − 뒤' },
            pairedDifference(last('before', 2), last('behind', 2)),
            between(-0.05, 0.05),
          ),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Accuracy on the 1000 training rows, with the 95 % interval of the seeds.',
        ko: '학습 데이터 1000행의 정확도와 시드들의 95 % 구간.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'training accuracy', ko: '학습 정확도' }, from: 0, to: 1 },
        series: (
          [
            ['before', { en: 'before the activation', ko: '활성화 함수 앞' }],
            ['behind', { en: 'behind it', ko: '활성화 함수 뒤' }],
            ['plain', { en: 'without', ko: '없음' }],
          ] as const
        ).map(([arm, name]) =>
          seedSeries(
            name,
            seeds.map((curves) =>
              curves[arm].map(([update, accuracy]): [number, number] => [update, accuracy]),
            ),
          ),
        ),
      }),
    },
  ],
  code: `import { asPart, batchNorm, createModel, dense, evaluate, fit, flatten, relu, sequential, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
const before = sequential(flatten(), dense(64, 50), batchNorm(), relu(), dense(50, 50), batchNorm(), relu(), dense(50, 10))
const behind = sequential(flatten(), dense(64, 50), relu(), batchNorm(), dense(50, 50), relu(), batchNorm(), dense(50, 10))
for (const [name, layer] of Object.entries({ before, behind })) {
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: sgd({ learningRate: 0.01 }), batchSize: 100, steps: 100 })
  console.log(name, 'the activation:', evaluate(model, train).accuracy)
}`,
  related: ['batch-normalization-learns-faster'],
})
