import { dropout, originalDropout, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutNeedsRoom = defineExperiment({
  id: 'dropout-needs-room',
  family: 'regularization',
  catalogue: ['R12', 'R11', 'E7'],
  sources: ['S0', 'S1', 'S2', 'S3', 'BK'],
  title: {
    en: 'Dropout needs a network with units to spare',
    ko: '드롭아웃에는 여유 있는 신경망이 필요하다',
  },
  claim: {
    en: 'Dropout suppresses overfitting, so that the network does better on new data (the textbook: 6 × 100 units, rate 0.2).',
    ko: '드롭아웃은 과적합을 억제하여 새로운 데이터에 더 잘 맞게 합니다 (교재: 6 × 100개 뉴런, 비율 0.2).',
  },
  correction: {
    en: 'In the textbook’s deep and narrow network the gap shrinks because it no longer learns its 300 rows: test accuracy falls. In a wide one with 0.2 of the inputs and 0.5 of the hidden units dropped, test accuracy rises.',
    ko: '교재의 깊고 좁은 신경망에서는 300행조차 학습하지 못해 차이가 줄어들 뿐 테스트 정확도는 떨어집니다. 넓은 신경망에서 입력의 0.2, 은닉 뉴런의 0.5를 드롭하면 테스트 정확도가 올라갑니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15',
  changed: {
    en: 'Beside the textbook’s setting (300 rows, 6 × 100 units, SGD 0.01, 903 updates, dropout as first published) one where dropout helps: 1000 rows, 2 × 256 units, Adam, 200 epochs. A first run with 50 epochs and 5 seeds left the rise open; both were raised after it. The test part has 1,000 images.',
    ko: '교재의 설정(300행, 6 × 100개 뉴런, SGD 0.01, 903회 갱신, 원래 형태의 드롭아웃)과 함께 드롭아웃이 도움이 되는 설정도 측정합니다. 1000행, 2 × 256개 뉴런, Adam, 200 에포크. 50 에포크와 시드 5개로 한 첫 실행으로는 판단할 수 없어 둘 다 그 뒤에 늘렸습니다. 테스트 데이터는 1천 장입니다.',
  },
  settings: {
    textbook: {
      rows: 300,
      layers: 6,
      width: 100,
      learningRate: 0.01,
      batchSize: 100,
      updates: 903,
      rate: 0.2,
    },
    fair: { ...smallData, updates: 4000, inputRate: 0.2, hiddenRate: 0.5 },
  },
  data: 'mnist',
  seeds: 16,
  async measure({ settings: { textbook, fair }, seed, images }) {
    const loaded = await images()
    const { split, features } = loaded
    const curveOf = async (options: Pick<Parameters<typeof stackOf>[0], 'behind'>) => {
      const { curve } = await trainLayer({
        layer: stackOf({
          inputs: features,
          hidden: equalWidths(textbook.layers, textbook.width),
          ...options,
        }),
        train: firstRows(split.train, textbook.rows),
        test: split.test,
        optimizer: sgd({ learningRate: textbook.learningRate }),
        steps: textbook.updates,
        batchSize: textbook.batchSize,
        seed,
        measureAfter: (update) => update % 21 === 1,
      })
      return curve.map(
        ({ update, trainAccuracy, testAccuracy }) => [update, trainAccuracy, testAccuracy] as const,
      )
    }
    const plain = await trainOnSmallData(loaded, fair, seed)
    const dropped = await trainOnSmallData(loaded, fair, seed, {
      first: dropout(fair.inputRate),
      behind: () => dropout(fair.hiddenRate),
    })
    return {
      textbook: {
        plain: await curveOf({}),
        dropped: await curveOf({ behind: () => originalDropout({ rate: textbook.rate }) }),
      },
      fair: { plain: plain.last, dropped: dropped.last },
    }
  },
  rule: {
    words: {
      en: 'The claim needs higher test accuracy with dropout in the textbook’s setting. Corrected: there the gap shrinks, training accuracy stays below 0.9, and test accuracy falls; in the wide network on 1000 rows test accuracy rises and the test loss falls.',
      ko: '주장대로라면 교재의 설정에서 드롭아웃이 테스트 정확도를 올려야 합니다. 바로잡은 형태: 그 설정에서는 차이가 줄지만 학습 정확도가 0.9보다 낮고 테스트 정확도가 떨어집니다. 1000행을 학습하는 넓은 신경망에서는 테스트 정확도가 올라가고 테스트 손실이 줄어듭니다.',
    },
    judge(seeds) {
      const ends = (arm: 'plain' | 'dropped') =>
        seeds.map(({ textbook }) => textbook[arm].at(-1) ?? ([0, 0, 0] as const))
      const test = (arm: 'plain' | 'dropped') => ends(arm).map(([, , accuracy]) => accuracy)
      const gap = (arm: 'plain' | 'dropped') => ends(arm).map(([, train, accuracy]) => train - accuracy)
      const fair = (what: 'testLoss' | 'testAccuracy') =>
        pairedDifference(
          seeds.map((seed) => seed.fair.dropped[what]),
          seeds.map((seed) => seed.fair.plain[what]),
        )
      const words = { en: 'textbook: test accuracy, with − without', ko: '교재: 테스트 정확도, 있음 − 없음' }
      const gained = pairedDifference(test('dropped'), test('plain'))
      return judge(
        [check(words, gained, above(0))],
        [
          check(words, gained, below(0)),
          check(
            { en: 'textbook: gap, with − without', ko: '교재: 학습과 테스트의 차이, 있음 − 없음' },
            pairedDifference(gap('dropped'), gap('plain')),
            below(0),
          ),
          check(
            { en: 'textbook: training accuracy with dropout', ko: '교재: 드롭아웃이 있을 때 학습 정확도' },
            bootstrap(ends('dropped').map(([, train]) => train)),
            below(0.9),
          ),
          check(
            { en: 'wide: test accuracy, with − without', ko: '넓은 신경망: 테스트 정확도, 있음 − 없음' },
            fair('testAccuracy'),
            above(0),
          ),
          check(
            { en: 'wide: test loss, with − without', ko: '넓은 신경망: 테스트 손실, 있음 − 없음' },
            fair('testLoss'),
            below(0),
          ),
        ],
      )
    },
  },
  figures: (seeds) => {
    const chart = (arm: 'plain' | 'dropped', title: { en: string; ko: string }) =>
      lineChart({
        width: 400,
        title,
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: [
          seedSeries(
            { en: 'training', ko: '학습' },
            seeds.map(({ textbook }) =>
              textbook[arm].map(([update, train]): [number, number] => [update, train]),
            ),
          ),
          seedSeries(
            { en: 'test', ko: '테스트' },
            seeds.map(({ textbook }) =>
              textbook[arm].map(([update, , test]): [number, number] => [update, test]),
            ),
          ),
        ],
      })
    const bars = barChart({
      width: 400,
      title: { en: '2 × 256 units, 1000 rows', ko: '2 × 256개 뉴런, 1000행' },
      x: {
        title: { en: 'accuracy on', ko: '정확도를 잰 데이터' },
        categories: [
          { en: 'training', ko: '학습' },
          { en: 'test', ko: '테스트' },
        ],
      },
      y: { title: { en: 'accuracy', ko: '정확도' }, scale: 'log', from: 0.85, to: 1 },
      groups: (
        [
          ['plain', { en: 'without', ko: '없음' }],
          ['dropped', { en: 'dropout 0.2 / 0.5', ko: '드롭아웃 0.2 / 0.5' }],
        ] as const
      ).map(([arm, name]) => ({
        name,
        values: [
          bootstrap(seeds.map(({ fair }) => fair[arm].trainAccuracy)),
          bootstrap(seeds.map(({ fair }) => fair[arm].testAccuracy)),
        ],
      })),
    })
    return [
      {
        name: 'accuracy',
        caption: {
          en: 'The textbook’s network without dropout and with it, where it hardly learns; and a wide network, where test accuracy rises (axis from 0.85).',
          ko: '교재의 신경망에서 드롭아웃이 없을 때와 있을 때(거의 학습하지 못함), 그리고 테스트 정확도가 올라가는 넓은 신경망(축은 0.85부터).',
        },
        drawing: grid(
          [
            chart('plain', { en: '6 × 100 units, without', ko: '6 × 100개 뉴런, 없음' }),
            chart('dropped', { en: '6 × 100 units, dropout 0.2', ko: '6 × 100개 뉴런, 드롭아웃 0.2' }),
            bars,
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds) =>
    (['plain', 'dropped'] as const).flatMap((arm) => {
      const [en, ko] = arm === 'plain' ? ['without', '없음'] : ['with', '있음']
      return [
        {
          words: { en: `textbook: test accuracy ${en}`, ko: `교재: 테스트 정확도, ${ko}` },
          estimate: bootstrap(seeds.map(({ textbook }) => textbook[arm].at(-1)?.[2] ?? 0)),
        },
        {
          words: { en: `wide: test accuracy ${en}`, ko: `넓은 신경망: 테스트 정확도, ${ko}` },
          estimate: bootstrap(seeds.map(({ fair }) => fair[arm].testAccuracy)),
        },
      ]
    }),
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 100, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
for (const dropout of [0, 0.5]) {
  const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [128], outputs: 10, dropout })
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), batchSize: 50, steps: 1000 })
  console.log('dropout', dropout, 'train', evaluate(model, train).accuracy, 'test', evaluate(model, test).accuracy)
}`,
  related: ['dropout-scales-by-what-it-keeps', 'weight-decay-must-not-be-too-strong'],
})
