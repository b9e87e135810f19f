import { adam, createModel, dropout } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { stackOf } from '../../parts/stack.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutBeatsWeightDecayInWideNetworks = defineExperiment({
  id: 'dropout-beats-weight-decay-in-wide-networks',
  family: 'regularization',
  catalogue: ['R19'],
  sources: ['S2'],
  title: { en: 'Weight decay or dropout in wide networks', ko: '넓은 신경망에서 가중치 감소와 드롭아웃' },
  claim: {
    en: 'When networks become complex, weight decay is not enough against overfitting: dropout is needed.',
    ko: '신경망이 복잡해지면 가중치 감소만으로는 과적합에 대응하기 어려워 드롭아웃을 씁니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15, section 6.1',
  changed: {
    en: 'The note gives no setting. 500 images, two hidden layers of equal width; λ and p are chosen on the validation part for each width and seed, and only what is chosen is read on the test part.',
    ko: '노트에 설정이 없어 이미지 500장과 같은 너비의 은닉층 두 개를 썼습니다. λ와 p는 너비와 시드마다 검증 데이터로 고르고, 고른 것만 테스트 데이터로 잽니다.',
  },
  settings: {
    rows: 500,
    widths: [64, 256, 1024],
    lambdas: [1e-4, 1e-3, 1e-2],
    rates: [0.2, 0.35, 0.5],
    learningRate: 0.001,
    batchSize: 50,
    updates: 400,
  },
  quickSettings: { widths: [64, 256], updates: 200 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, widths, lambdas, rates, learningRate, batchSize, updates } = settings
    const { split, features } = await images()
    const trial = async (width: number, { lambda, rate }: { lambda: number; rate: number }) => {
      const layer = stackOf({
        inputs: features,
        hidden: [width, width],
        ...(rate > 0 && { behind: () => dropout(rate) }),
      })
      const { measured } = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train: firstRows(split.train, rows),
        optimizer: adam({ learningRate, weightDecay: { coupled: lambda } }),
        steps: updates,
        batchSize,
        seed,
        parts: { validation: split.validation, test: split.test },
      })
      const { validation, test } = measured.at(-1)?.parts ?? {}
      return {
        strength: rate > 0 ? rate : lambda,
        validation: validation?.accuracy ?? 0,
        test: test?.accuracy ?? 0,
        testLoss: test?.loss ?? 0,
      }
    }
    const byWidth: { decay: Trial; dropout: Trial }[] = []
    for (const width of widths) {
      const decayed: Trial[] = []
      for (const lambda of lambdas) decayed.push(await trial(width, { lambda, rate: 0 }))
      const dropped: Trial[] = []
      for (const rate of rates) dropped.push(await trial(width, { lambda: 0, rate }))
      byWidth.push({ decay: chosenOf(decayed), dropout: chosenOf(dropped) })
    }
    return byWidth
  },
  rule: {
    words: {
      en: 'At the largest width test accuracy with tuned dropout is higher than with tuned weight decay, and the advantage is larger there than at the smallest width.',
      ko: '가장 넓은 신경망에서, 조정한 드롭아웃의 테스트 정확도가 조정한 가중치 감소보다 높고, 그 차이는 가장 좁은 신경망에서보다 큽니다.',
    },
    judge(seeds, { widths }) {
      const gains = (place: number) => seeds.map((rows) => gainOf(rows[place]))
      const last = widths.length - 1
      return judge([
        check(
          {
            en: 'test accuracy, dropout − weight decay, largest width',
            ko: '테스트 정확도, 드롭아웃 − 가중치 감소, 가장 넓을 때',
          },
          bootstrap(gains(last)),
          above(0),
        ),
        check(
          {
            en: 'the same difference, largest − smallest width',
            ko: '같은 차이, 가장 넓을 때 − 가장 좁을 때',
          },
          pairedDifference(gains(last), gains(0)),
          above(0),
        ),
      ])
    },
  },
  figures: (seeds, { widths }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy by width, each with the strength that did best on the validation part, with the 95 % interval of the seeds.',
        ko: '너비에 따른 테스트 정확도. 각각 검증 데이터에서 가장 좋은 세기를 썼습니다. 띠는 시드들의 95 % 구간입니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'units per hidden layer', ko: '은닉층의 뉴런 수' }, scale: 'log' },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' } },
        series: (
          [
            ['dropout', { en: 'dropout', ko: '드롭아웃' }],
            ['decay', { en: 'weight decay', ko: '가중치 감소' }],
          ] as const
        ).map(([arm, name]) =>
          seedSeries(
            name,
            seeds.map((rows) => rows.map((row, at): [number, number] => [widths[at] ?? 0, row[arm].test])),
            'both',
          ),
        ),
      }),
    },
  ],
  numbers: (seeds, { widths }) =>
    widths.flatMap((width, at) => [
      {
        words: {
          en: `test accuracy, dropout − weight decay, width ${width}`,
          ko: `테스트 정확도, 드롭아웃 − 가중치 감소, 너비 ${width}`,
        },
        estimate: bootstrap(seeds.map((rows) => gainOf(rows[at]))),
      },
      {
        words: {
          en: `test loss, dropout − weight decay, width ${width}`,
          ko: `테스트 손실, 드롭아웃 − 가중치 감소, 너비 ${width}`,
        },
        estimate: bootstrap(
          seeds.map((rows) => (rows[at]?.dropout.testLoss ?? 0) - (rows[at]?.decay.testLoss ?? 0)),
        ),
      },
    ]),
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 150, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
for (const { dropout, coupled } of [{ dropout: 0.5, coupled: 0 }, { dropout: 0, coupled: 0.001 }]) {
  const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [256, 256], outputs: 10, dropout })
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam({ weightDecay: { coupled } }), batchSize: 50, steps: 200 })
  console.log('dropout', dropout, 'λ', coupled, 'test accuracy', evaluate(model, test).accuracy)
}`,
  related: ['dropout-needs-room', 'weight-decay-must-not-be-too-strong'],
})

/** A strength of λ or p, and what came of it. */
type Trial = {
  readonly strength: number
  readonly validation: number
  readonly test: number
  readonly testLoss: number
}

function chosenOf(trials: readonly Trial[]): Trial {
  const none: Trial = { strength: 0, validation: -1, test: 0, testLoss: 0 }
  return trials.reduce((best, trial) => (trial.validation > best.validation ? trial : best), none)
}

function gainOf(row: { readonly decay: Trial; readonly dropout: Trial } | undefined): number {
  return (row?.dropout.test ?? 0) - (row?.decay.test ?? 0)
}
