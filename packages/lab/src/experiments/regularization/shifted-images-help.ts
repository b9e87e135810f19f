import { adam, createModel, evaluate, fit, flatten, type Part, randomShift } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { stackOf } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const shiftedImagesHelp = defineExperiment({
  id: 'shifted-images-help',
  family: 'regularization',
  catalogue: ['R8'],
  sources: ['S4'],
  title: { en: 'Shifted copies of images help', ko: '이미지를 옮긴 데이터 증강은 도움이 된다' },
  claim: {
    en: 'Data augmentation makes more out of few data, and the network does better on new ones.',
    ko: '데이터 증강은 적은 데이터를 늘려, 새로운 데이터에 더 잘 맞게 합니다.',
  },
  paper: 'Simard, Steinkraus & Platt 2003, Best practices for convolutional neural networks',
  settings: { rows: 300, hidden: [100, 100], pixels: 2, learningRate: 0.001, batchSize: 50, updates: 1500 },
  quickSettings: { updates: 800 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, hidden, pixels, learningRate, batchSize, updates } = settings
    const { split, features } = await images()
    const side = Math.sqrt(features)
    const train: Part<'train'> = { ...firstRows(split.train, rows), inputShape: [side, side, 1] }
    const test = { ...split.test, inputShape: train.inputShape }
    const accuracyWith = async (augment: readonly ReturnType<typeof randomShift>[]) => {
      const layer = stackOf({ inputs: features, hidden, first: flatten() })
      const model = createModel(layer, { input: train.inputShape, seed })
      const optimizer = adam({ learningRate })
      await fit(model, { train }, { optimizer, steps: updates, batchSize, seed, augment })
      const { accuracy = 0, loss } = evaluate(model, test)
      return { accuracy, loss: loss ?? 0 }
    }
    return { plain: await accuracyWith([]), shifted: await accuracyWith([randomShift({ pixels })]) }
  },
  rule: {
    words: {
      en: '300 images, the same number of updates: with random shifts of up to 2 pixels test accuracy is higher and the test loss lower.',
      ko: '이미지 300장, 같은 갱신 횟수: 최대 2픽셀씩 무작위로 옮기면 테스트 정확도가 더 높고 테스트 손실이 더 낮습니다.',
    },
    judge(seeds) {
      const gain = (what: 'accuracy' | 'loss') =>
        pairedDifference(
          seeds.map(({ shifted }) => shifted[what]),
          seeds.map(({ plain }) => plain[what]),
        )
      return judge([
        check(
          { en: 'test accuracy, shifted − plain', ko: '테스트 정확도, 증강 − 없음' },
          gain('accuracy'),
          above(0),
        ),
        check({ en: 'test loss, shifted − plain', ko: '테스트 손실, 증강 − 없음' }, gain('loss'), below(0)),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Accuracy and loss on the test part after the same number of updates, with the 95 % interval of the seeds.',
        ko: '같은 횟수로 갱신한 뒤 테스트 데이터의 정확도와 손실, 그리고 시드들의 95 % 구간.',
      },
      drawing: barChart({
        x: {
          title: { en: 'on the test part', ko: '테스트 데이터에서' },
          categories: [
            { en: 'accuracy', ko: '정확도' },
            { en: 'loss', ko: '손실' },
          ],
        },
        y: { title: { en: 'share right, cross-entropy', ko: '정답 비율, 교차 엔트로피' }, from: 0 },
        groups: (
          [
            ['plain', { en: 'images as they are', ko: '원래 이미지' }],
            ['shifted', { en: 'shifted by up to 2 pixels', ko: '최대 2픽셀 이동' }],
          ] as const
        ).map(([arm, name]) => ({
          name,
          values: (['accuracy', 'loss'] as const).map((what) =>
            bootstrap(seeds.map((seed) => seed[arm][what])),
          ),
        })),
      }),
    },
  ],
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, randomShift, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputShape: [8, 8, 1], inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 100, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
const moved = { ...test, inputs: test.inputs.map((_, at) => test.inputs[at - 1] ?? 0) }
for (const augment of [[], [randomShift({ pixels: 1 })]]) {
  const model = createModel(multilayerPerceptron({ inputs: [8, 8, 1], hidden: [100], outputs: 10 }), { input: [8, 8, 1] })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 500, augment })
  console.log(augment.length ? 'shifted' : 'as they are', 'accuracy on images moved by a pixel', evaluate(model, moved).accuracy)
}`,
  related: ['overfitting-falls-with-data', 'noise-makes-networks-robust'],
})
