import { createModel, type Dataset, lanczos, multilayerPerceptron, type Part, scalers, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { splitDigits } from '../../parts/split-digits.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const unequalScalesSlowLearning = defineExperiment({
  id: 'unequal-scales-slow-learning',
  family: 'data',
  catalogue: ['D1'],
  sources: ['S4'],
  title: { en: 'Features of unequal size slow learning down', ko: '크기가 다른 특성은 학습을 느리게 한다' },
  claim: {
    en: 'Features should be brought to the same scale: otherwise large ones dominate. Learning then is faster, and there is less noise and overfitting.',
    ko: '특성들의 크기를 맞추어야 합니다. 그러지 않으면 큰 특성이 학습을 지배합니다. 크기를 맞추면 학습이 빨라지고 잡음과 과적합이 줄어듭니다.',
  },
  correction: {
    en: 'Why learning is faster is understood: equal scales make the loss equally curved in all directions. Why there should be less overfitting is not: only a measurement can tell.',
    ko: '학습이 빨라지는 까닭은 알려져 있습니다. 크기를 맞추면 손실의 곡률이 모든 방향에서 비슷해집니다. 과적합이 왜 줄어야 하는지는 분명하지 않아서, 재 보아야만 알 수 있습니다.',
  },
  paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.3',
  settings: {
    network: [64, 32, 10],
    factor: 50,
    features: 'every second pixel of the digits times the factor; equal: z-scores of these',
    rates: [0.5, 0.05, 0.005, 0.0005, 0.00005],
    rate: 0.05,
    updates: 300,
    batch: 100,
  },
  seeds: 10,
  async measure({ settings: { factor, rates, updates, batch }, seed, key }) {
    const split = splitDigits(key, { validation: 0.2, test: 0.2 })
    const unequal = {
      train: enlarged(split.train, factor),
      validation: enlarged(split.validation, factor),
      test: enlarged(split.test, factor),
    }
    const scaler = scalers.zScore.fit(unequal.train)
    const equal = {
      train: scaler.applyTo(unequal.train),
      validation: scaler.applyTo(unequal.validation),
      test: scaler.applyTo(unequal.test),
    }
    const runs = async (data: typeof unequal) => {
      const { train, validation, test } = data
      const results = []
      for (const rate of rates) {
        const layer = multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 })
        const run = await trainNetwork({
          model: createModel(layer, { input: [64], seed }),
          train,
          optimizer: sgd({ learningRate: rate }),
          steps: updates,
          batchSize: batch,
          seed,
          parts: { train, validation, test },
        })
        results.push({
          rate,
          train: lastScores(run, 'train').accuracy,
          validation: lastScores(run, 'validation').accuracy,
          test: lastScores(run, 'test').accuracy,
        })
      }
      return results
    }
    return {
      unequal: await runs(unequal),
      equal: await runs(equal),
      spread: [unequal.train, equal.train].map(curvatureSpread),
    }
  },
  rule: {
    words: {
      en: 'The claim needs, for equal scales: at rate 0.05 an accuracy that is higher by more than 0.3; at the rate that is best for each on validation data a higher training accuracy after 300 updates; and there a smaller gap between training and test accuracy. Corrected: the first two.',
      ko: '주장대로라면 크기를 맞추었을 때 학습률 0.05에서 정확도가 0.3 넘게 높고, 각자 검증 데이터에서 가장 좋은 학습률로 300번 갱신한 뒤 학습 정확도가 더 높고, 그때 학습과 테스트 정확도의 차이가 더 작아야 합니다. 바로잡은 형태는 앞의 두 가지입니다.',
    },
    judge(seeds, { rate }) {
      const fixed = (runs: readonly Run[]) => runs.find((run) => run.rate === rate)?.test ?? 0
      const best = (runs: readonly Run[]) => runs.toSorted((a, b) => b.validation - a.validation)[0]
      const compare = (of: (runs: readonly Run[]) => number) =>
        pairedDifference(
          seeds.map(({ equal }) => of(equal)),
          seeds.map(({ unequal }) => of(unequal)),
        )
      const faster = [
        check(
          {
            en: 'test accuracy at rate 0.05, equal − unequal',
            ko: '학습률 0.05의 테스트 정확도, 맞춤 − 안 맞춤',
          },
          compare(fixed),
          above(0.3),
        ),
        check(
          {
            en: 'training accuracy at the best rates, equal − unequal',
            ko: '가장 좋은 학습률의 학습 정확도, 맞춤 − 안 맞춤',
          },
          compare((runs) => best(runs)?.train ?? 0),
          above(0),
        ),
      ]
      const gap = check(
        {
          en: 'gap between training and test accuracy, equal − unequal',
          ko: '학습과 테스트 정확도의 차이, 맞춤 − 안 맞춤',
        },
        compare((runs) => (best(runs)?.train ?? 0) - (best(runs)?.test ?? 0)),
        below(0),
      )
      return judge([...faster, gap], faster)
    },
  },
  numbers: (seeds) => [
    {
      words: {
        en: 'largest eigenvalue of the second moments ÷ mean one, unequal',
        ko: '2차 모멘트의 가장 큰 고윳값 ÷ 평균, 안 맞춤',
      },
      estimate: bootstrap(seeds.map(({ spread }) => spread[0] ?? 0)),
    },
    {
      words: { en: 'the same, equal', ko: '같은 값, 맞춤' },
      estimate: bootstrap(seeds.map(({ spread }) => spread[1] ?? 0)),
    },
  ],
  figures: (seeds, { rates }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy after 300 updates by learning rate: half of the pixels are 50 times as large, or all are z-scores. With unequal features only small rates are left.',
        ko: '학습률에 따른 300번 갱신 뒤의 테스트 정확도: 픽셀의 절반이 50배로 클 때와 모두 z 점수일 때. 특성의 크기가 다르면 작은 학습률만 쓸 수 있습니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'learning rate', ko: '학습률' }, scale: 'log' },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        levels: [0.1],
        series: (['equal', 'unequal'] as const).map((kind) => {
          const estimates = rates.map((_, at) => bootstrap(seeds.map((seed) => seed[kind][at]?.test ?? 0)))
          return {
            name:
              kind === 'equal' ? { en: 'equal', ko: '크기를 맞춤' } : { en: 'unequal', ko: '크기가 다름' },
            draw: 'both' as const,
            points: estimates.map(({ value }, at): [number, number] => [rates[at] ?? 0, value]),
            band: estimates.map(({ low, high }): [number, number] => [low, high]),
          }
        }),
      }),
    },
  ],
  code: `import { createModel, evaluate, fit, multilayerPerceptron, RandomKey, scalers, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const source = digits()
const inputs = source.inputs.map((level, index) => (level / 16) * (index % 2 === 0 ? 50 : 1))
const sizes = { validation: 0, test: 0.2 }
const split = splitDataset({ ...source, inputs }, { sizes, key: RandomKey.fromSeed(0) })
for (const kind of ['none', 'zScore'] as const) {
  const scaler = scalers[kind].fit(split.train)
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 }), { input: [64] })
  await fit(model, { train: scaler.applyTo(split.train) }, { optimizer: sgd({ learningRate: 0.05 }), steps: 300, batchSize: 100 })
  console.log(kind, 'test accuracy', evaluate(model, scaler.applyTo(split.test)).accuracy)
}`,
  related: ['outliers-squeeze-scaled-features'],
})

interface Run {
  readonly rate: number
  readonly train: number
  readonly validation: number
  readonly test: number
}

/** Every second feature times the factor. */
function enlarged<P extends 'train' | 'validation' | 'test'>(part: Part<P>, factor: number): Part<P> {
  return { ...part, inputs: part.inputs.map((value, index) => (index % 2 === 0 ? value * factor : value)) }
}

/** Of the inputs' second moments, which give a linear layer's loss its curvature: largest eigenvalue ÷ mean eigenvalue. */
function curvatureSpread({ inputs, size }: Dataset): number {
  const features = inputs.length / size
  const multiply = (vector: Float64Array) => {
    const product = new Float64Array(features)
    for (let row = 0; row < size; row++) {
      const values = inputs.subarray(row * features, (row + 1) * features)
      const dot = values.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0)
      values.forEach((value, index) => {
        product[index] = (product[index] ?? 0) + (value * dot) / size
      })
    }
    return product
  }
  const trace = inputs.reduce((sum, value) => sum + value ** 2, 0) / size
  return lanczos(multiply, features).largest / (trace / features)
}
