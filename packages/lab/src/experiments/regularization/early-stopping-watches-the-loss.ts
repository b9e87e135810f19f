import { adam, createModel } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { stackOf } from '../../parts/stack.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const earlyStoppingWatchesTheLoss = defineExperiment({
  id: 'early-stopping-watches-the-loss',
  family: 'regularization',
  catalogue: ['R7'],
  sources: ['S4'],
  title: {
    en: 'Early stopping: the loss turns before the accuracy',
    ko: '조기 종료: 손실이 정확도보다 먼저 나빠진다',
  },
  claim: {
    en: 'Training should stop when the validation loss begins to rise.',
    ko: '검증 손실이 다시 증가하기 시작하면 학습을 멈추어야 합니다.',
  },
  correction: {
    en: 'For the loss that is right. Accuracy goes on rising a little, or stays: who wants accuracy alone loses nothing by training on.',
    ko: '손실로 보면 맞습니다. 그러나 정확도는 조금 더 오르거나 그대로이므로, 정확도만 원한다면 더 학습해도 손해는 없습니다.',
  },
  paper: 'Prechelt 1998, Early stopping: but when?; Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599',
  settings: { rows: 300, hidden: [256, 256], learningRate: 0.001, batchSize: 100, epochs: 150, every: 3 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, hidden, learningRate, batchSize, epochs, every } = settings
    const { split, features } = await images()
    const perEpoch = Math.ceil(rows / batchSize)
    const model = createModel(stackOf({ inputs: features, hidden }), { input: [features], seed })
    const { measured } = await trainNetwork({
      model,
      train: firstRows(split.train, rows),
      optimizer: adam({ learningRate }),
      steps: epochs * perEpoch,
      batchSize,
      seed,
      sampling: 'epochs',
      parts: { validation: split.validation, test: split.test },
      measureAfter: (update) => update % (perEpoch * every) === 0,
    })
    return measured.map(({ update, parts: { validation, test } }) => ({
      epoch: update / perEpoch,
      loss: validation?.loss ?? 0,
      accuracy: validation?.accuracy ?? 0,
      testLoss: test?.loss ?? 0,
      testAccuracy: test?.accuracy ?? 0,
    }))
  },
  rule: {
    words: {
      en: 'The validation loss is least in the first half of 150 epochs, and at that epoch the test loss is lower than at the end by more than 0.02. Test accuracy there is not higher than at the end by more than 0.01.',
      ko: '검증 손실은 150 에폭의 전반에 가장 작고, 그 에폭의 테스트 손실은 마지막보다 0.02 넘게 작습니다. 그때의 테스트 정확도는 마지막보다 0.01 넘게 높지 않습니다.',
    },
    judge(seeds, { epochs }) {
      const best = seeds.map(bestOf)
      const last = seeds.map((curve) => curve.at(-1) ?? nothing)
      return judge([
        check(
          { en: 'epoch of the least validation loss', ko: '검증 손실이 가장 작은 에폭' },
          bootstrap(best.map(({ epoch }) => epoch)),
          below(epochs / 2),
        ),
        check(
          { en: 'test loss, end − best epoch', ko: '테스트 손실, 마지막 − 가장 좋은 에폭' },
          pairedDifference(
            last.map(({ testLoss }) => testLoss),
            best.map(({ testLoss }) => testLoss),
          ),
          above(0.02),
        ),
        check(
          { en: 'test accuracy, best epoch − end', ko: '테스트 정확도, 가장 좋은 에폭 − 마지막' },
          pairedDifference(
            best.map(({ testAccuracy }) => testAccuracy),
            last.map(({ testAccuracy }) => testAccuracy),
          ),
          below(0.01),
        ),
      ])
    },
  },
  figures: (seeds) => {
    const chart = (what: 'loss' | 'accuracy', title: { en: string; ko: string }) =>
      lineChart({
        width: 420,
        x: { title: { en: 'epochs', ko: '에폭' } },
        y: { title },
        series: [
          seedSeries(
            { en: 'validation', ko: '검증' },
            seeds.map((curve) => curve.map((point): [number, number] => [point.epoch, point[what]])),
          ),
        ],
      })
    return [
      {
        name: 'validation',
        caption: {
          en: 'The validation loss turns early and rises; accuracy keeps what it has. Means with the 95 % interval of the seeds.',
          ko: '검증 손실은 일찍 돌아서서 커지지만 정확도는 유지됩니다. 평균과 시드들의 95 % 구간.',
        },
        drawing: grid(
          [
            chart('loss', { en: 'validation loss (cross-entropy)', ko: '검증 손실 (교차 엔트로피)' }),
            chart('accuracy', { en: 'validation accuracy', ko: '검증 정확도' }),
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds) => [
    {
      words: { en: 'least validation loss', ko: '가장 작은 검증 손실' },
      estimate: bootstrap(seeds.map((curve) => bestOf(curve).loss)),
    },
    {
      words: { en: 'validation loss at the end', ko: '마지막 검증 손실' },
      estimate: bootstrap(seeds.map((curve) => curve.at(-1)?.loss ?? 0)),
    },
  ],
  code: `import { adam, createModel, earlyStopping, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const { train, validation, test } = splitDataset(data, { sizes: { train: 150, validation: 300, test: 500 }, key: RandomKey.fromSeed(0) })
for (const callbacks of [[], [earlyStopping({ patience: 10 })]]) {
  const model = createModel(multilayerPerceptron({ inputs: train.inputShape, hidden: [100, 100], outputs: 10 }), { input: train.inputShape })
  const { epochs } = await fit(model, { train, validation }, { optimizer: adam({ learningRate: 0.003 }), batchSize: 50, epochs: 150, callbacks })
  const { loss, accuracy } = evaluate(model, test)
  console.log(callbacks.length ? 'stopped early' : 'to the end', epochs, 'epochs, test loss', loss, 'accuracy', accuracy)
}`,
  related: ['deep-networks-overfit-few-rows', 'label-smoothing-lowers-confidence'],
})

type Point = {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly testLoss: number
  readonly testAccuracy: number
}

const nothing: Point = { epoch: 0, loss: 0, accuracy: 0, testLoss: 0, testAccuracy: 0 }

function bestOf(curve: readonly Point[]): Point {
  return curve.reduce((best, point) => (point.loss < best.loss ? point : best), curve[0] ?? nothing)
}
