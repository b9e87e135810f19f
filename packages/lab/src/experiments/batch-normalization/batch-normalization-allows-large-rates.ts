import { batchNorm, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { equalWidths, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const batchNormalizationAllowsLargeRates = defineExperiment({
  id: 'batch-normalization-allows-large-rates',
  family: 'batch-normalization',
  catalogue: ['B6'],
  sources: ['S4'],
  title: { en: 'Batch normalization allows large learning rates', ko: '배치 정규화는 큰 학습률을 허용한다' },
  claim: {
    en: 'With batch normalization the learning rate may be set high.',
    ko: '배치 정규화를 쓰면 학습률을 높게 잡을 수 있습니다.',
  },
  paper: 'Bjorck, Gomes, Selman & Weinberger 2018, Understanding batch normalization',
  settings: {
    rows: 1000,
    layers: 5,
    width: 100,
    learningRates: [0.01, 0.1, 1, 3],
    batchSize: 100,
    updates: 191,
  },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, layers, width, learningRates, batchSize, updates } = settings
    const { split, features } = await images()
    const accuracyWith = async (
      learningRate: number,
      options: Pick<Parameters<typeof stackOf>[0], 'before'>,
    ) => {
      const { last } = await trainLayer({
        layer: stackOf({ inputs: features, hidden: equalWidths(layers, width), ...options }),
        train: firstRows(split.train, rows),
        test: firstRows(split.test, 100),
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize,
        seed,
      })
      return last.trainAccuracy
    }
    const measured: { learningRate: number; normalized: number; plain: number }[] = []
    for (const learningRate of learningRates) {
      measured.push({
        learningRate,
        normalized: await accuracyWith(learningRate, { before: () => batchNorm() }),
        plain: await accuracyWith(learningRate, {}),
      })
    }
    return measured
  },
  rule: {
    words: {
      en: 'After 191 updates from He’s weights both reach a training accuracy of more than 0.95 with a rate of 0.1; with 1 and with 3 batch normalization stays above 0.9, and without it accuracy is below 0.5.',
      ko: 'He 초깃값에서 191회 갱신 후, 학습률 0.1에서는 둘 다 학습 정확도 0.95를 넘습니다. 1과 3에서는 배치 정규화가 있으면 0.9를 넘고, 없으면 0.5보다 낮습니다.',
    },
    judge(seeds) {
      const at = (rate: number, arm: 'normalized' | 'plain') =>
        bootstrap(
          seeds.map((runs) => runs.find(({ learningRate }) => learningRate === rate)?.[arm] ?? Number.NaN),
        )
      const words = (rate: number, en: string, ko: string) => ({
        en: `training accuracy ${en}, rate ${rate}`,
        ko: `학습 정확도, ${ko}, 학습률 ${rate}`,
      })
      return judge([
        check(words(0.1, 'without', '없음'), at(0.1, 'plain'), above(0.95)),
        check(words(0.1, 'with', '있음'), at(0.1, 'normalized'), above(0.95)),
        check(words(1, 'with', '있음'), at(1, 'normalized'), above(0.9)),
        check(words(3, 'with', '있음'), at(3, 'normalized'), above(0.9)),
        check(words(1, 'without', '없음'), at(1, 'plain'), below(0.5)),
        check(words(3, 'without', '없음'), at(3, 'plain'), below(0.5)),
      ])
    },
  },
  figures: (seeds, { learningRates }) => {
    const bars = (arm: 'normalized' | 'plain') =>
      learningRates.map((_, place) => bootstrap(seeds.map((runs) => runs[place]?.[arm] ?? 0)))
    return [
      {
        name: 'accuracy',
        caption: {
          en: 'Training accuracy after 191 updates, with the 95 % interval of the seeds; the line is chance.',
          ko: '191회 갱신 후의 학습 정확도와 시드들의 95 % 구간. 점선은 무작위 수준입니다.',
        },
        drawing: barChart({
          x: { title: { en: 'learning rate', ko: '학습률' }, categories: learningRates.map(String) },
          y: { title: { en: 'training accuracy', ko: '학습 정확도' }, from: 0, to: 1 },
          levels: [0.1],
          groups: [
            { name: { en: 'batch normalization', ko: '배치 정규화' }, values: bars('normalized') },
            { name: { en: 'without', ko: '없음' }, values: bars('plain') },
          ],
        }),
      },
    ]
  },
  code: `import { createModel, evaluate, fit, multilayerPerceptron, sgd, asPart } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
for (const learningRate of [0.1, 1, 3]) {
  for (const batchNorm of [true, false]) {
    const options = { inputs: train.inputShape, hidden: [100, 100, 100, 100, 100], outputs: 10, batchNorm }
    const model = createModel(multilayerPerceptron(options), { input: train.inputShape })
    const { reason } = await fit(model, { train }, { optimizer: sgd({ learningRate }), batchSize: 100, steps: 60 })
    console.log(learningRate, batchNorm ? 'with' : 'without', evaluate(model, train).accuracy, reason)
  }
}`,
  related: ['batch-normalization-learns-faster'],
})
