import { adam, type Part, type RandomKey, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const deepNetworksOverfitFewRows = defineExperiment({
  id: 'deep-networks-overfit-few-rows',
  family: 'regularization',
  catalogue: ['R1', 'E5'],
  sources: ['S0', 'S3', 'S4', 'BK'],
  title: { en: 'A deep network overfits 300 images', ko: '깊은 신경망은 이미지 300장에 과적합된다' },
  claim: {
    en: 'Overfitting: a network is good on the data that it was trained with, and bad on data that it has not seen.',
    ko: '과적합이란 학습한 데이터에는 잘 맞지만 보지 못한 데이터에는 잘 맞지 않는 상태입니다.',
  },
  paper: 'Zhang, Bengio, Hardt, Recht & Vinyals 2017, arXiv:1611.03530 (shuffled labels)',
  changed: {
    en: 'The textbook measures on the 10,000 MNIST test images; here 300 of 8,000 of them are learnt from, and 1,000 others are the test part. Labels that were shuffled need more than the textbook’s updates: Adam, 1000 updates.',
    ko: '교재는 MNIST 테스트 이미지 1만 장으로 측정합니다. 여기서는 그중 8천 장에서 300장을 학습하고, 다른 1천 장이 테스트 데이터입니다. 섞은 레이블에는 교재보다 많은 갱신이 필요해서 Adam으로 1000번 갱신했습니다.',
  },
  settings: {
    rows: 300,
    layers: 6,
    width: 100,
    learningRate: 0.01,
    batchSize: 100,
    updates: 601,
    shuffledRate: 0.001,
    shuffledUpdates: 1000,
  },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const { rows, layers, width, learningRate, batchSize, updates, shuffledRate, shuffledUpdates } = settings
    const { split, features } = await images()
    const train = firstRows(split.train, rows)
    const common = {
      layer: stackOf({ inputs: features, hidden: equalWidths(layers, width) }),
      test: split.test,
      batchSize,
      seed,
      measureAfter: (update: number) => update % 15 === 1,
    }
    const textbook = await trainLayer({ ...common, train, optimizer: sgd({ learningRate }), steps: updates })
    const shuffled = await trainLayer({
      ...common,
      train: shuffledLabels(train, key),
      optimizer: adam({ learningRate: shuffledRate }),
      steps: shuffledUpdates,
    })
    const short = ({ curve }: typeof textbook) =>
      curve.map(({ update, trainAccuracy, testAccuracy }) => [update, trainAccuracy, testAccuracy] as const)
    return { textbook: short(textbook), shuffled: short(shuffled) }
  },
  rule: {
    words: {
      en: 'After 601 updates training accuracy is above 0.99 and at least 0.15 above test accuracy. With shuffled labels, where there is nothing to learn, training accuracy still exceeds 0.99 while test accuracy stays below 0.2.',
      ko: '601회 갱신 후 학습 정확도는 0.99를 넘고 테스트 정확도보다 0.15 넘게 높습니다. 배울 것이 없는 섞은 레이블에서도 학습 정확도는 0.99를 넘지만 테스트 정확도는 0.2보다 낮습니다.',
    },
    judge(seeds) {
      const last = (run: 'textbook' | 'shuffled') =>
        seeds.map((each) => each[run].at(-1) ?? ([0, 0, 0] as const))
      const [textbook, shuffled] = [last('textbook'), last('shuffled')]
      return judge([
        check(
          { en: 'training accuracy', ko: '학습 정확도' },
          bootstrap(textbook.map(([, train]) => train)),
          above(0.99),
        ),
        check(
          { en: 'training − test accuracy', ko: '학습 정확도 − 테스트 정확도' },
          bootstrap(textbook.map(([, train, test]) => train - test)),
          above(0.15),
        ),
        check(
          { en: 'training accuracy, shuffled labels', ko: '학습 정확도, 섞은 레이블' },
          bootstrap(shuffled.map(([, train]) => train)),
          above(0.99),
        ),
        check(
          { en: 'test accuracy, shuffled labels', ko: '테스트 정확도, 섞은 레이블' },
          bootstrap(shuffled.map(([, , test]) => test)),
          below(0.2),
        ),
      ])
    },
  },
  figures: (seeds) => {
    const chart = (run: 'textbook' | 'shuffled', title: { en: string; ko: string }) =>
      lineChart({
        width: 420,
        title,
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: [
          seedSeries(
            { en: 'training', ko: '학습' },
            seeds.map((each) => each[run].map(([update, train]): [number, number] => [update, train])),
          ),
          seedSeries(
            { en: 'test', ko: '테스트' },
            seeds.map((each) => each[run].map(([update, , test]): [number, number] => [update, test])),
          ),
        ],
      })
    return [
      {
        name: 'accuracy',
        caption: {
          en: 'Six hidden layers learn 300 images: the gap is overfitting. The second picture has shuffled labels: learnt by heart, and worth nothing.',
          ko: '은닉층 6개가 이미지 300장을 학습합니다. 두 선의 차이가 과적합입니다. 둘째 그림은 레이블을 섞은 경우로, 외우기만 했을 뿐 쓸모가 없습니다.',
        },
        drawing: grid(
          [
            chart('textbook', { en: 'labels as they are', ko: '원래 레이블' }),
            chart('shuffled', { en: 'shuffled labels', ko: '섞은 레이블' }),
          ],
          2,
        ),
      },
    ]
  },
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const key = RandomKey.fromSeed(0)
const { train, test } = splitDataset(data, { sizes: { train: 100, validation: 500, test: 500 }, key })
const shuffled = { ...train, targets: Int32Array.from(key.permutation(100), (row) => train.targets[row] ?? 0) }
for (const [name, part] of Object.entries({ 'as they are': train, shuffled })) {
  const model = createModel(multilayerPerceptron({ inputs: train.inputShape, hidden: [100, 100], outputs: 10 }), { input: train.inputShape })
  await fit(model, { train: part }, { optimizer: adam(), batchSize: 50, steps: 300 })
  console.log('labels', name, 'train', evaluate(model, part).accuracy, 'test', evaluate(model, test).accuracy)
}`,
  related: ['overfitting-falls-with-data', 'weight-decay-must-not-be-too-strong'],
})

function shuffledLabels(part: Part<'train'>, key: RandomKey): Part<'train'> {
  const order = key.child('labels').permutation(part.size)
  return { ...part, targets: Int32Array.from(order, (row) => part.targets[row] ?? 0) }
}
