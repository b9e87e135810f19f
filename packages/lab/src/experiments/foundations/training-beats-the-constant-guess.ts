import {
  adam,
  createDataset,
  createModel,
  type Dataset,
  evaluate,
  fit,
  multilayerPerceptron,
  RandomKey,
  type Split,
  splitDataset,
} from 'regimen'
import { digits, iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { below, bootstrap, check, judge, mean } from '../../statistics/index.ts'

const tasks = [
  {
    name: { en: 'cross-entropy, digits', ko: '교차 엔트로피, 숫자' },
    dataset: scaledDigits,
    hidden: [32],
  },
  {
    name: { en: 'mean squared error, petal width', ko: '평균 제곱 오차, 꽃잎 너비' },
    dataset: petalWidths,
    hidden: [8],
  },
] as const

export const trainingBeatsTheConstantGuess = defineExperiment({
  id: 'training-beats-the-constant-guess',
  family: 'foundations',
  catalogue: ['F3'],
  sources: ['S2', 'S4'],
  title: {
    en: 'Training drives the cost below the best constant guess',
    ko: '학습하면 비용이 가장 좋은 상수 예측보다 작아진다',
  },
  claim: {
    en: 'A cost function measures the gap between prediction and data: mean squared error for numbers, cross-entropy for classes. Learning is making it small.',
    ko: '비용 함수는 예측과 데이터의 차이를 잽니다. 수에는 평균 제곱 오차를, 클래스에는 교차 엔트로피를 씁니다. 학습은 그것을 작게 만드는 일입니다.',
  },
  changed: {
    en: 'The notes only define the term. What a cost is worth is told by the best guess that ignores the inputs: the shares of the classes, or the mean.',
    ko: '노트는 용어만 정의합니다. 비용이 얼마나 좋은지는 입력을 보지 않는 가장 좋은 예측, 곧 클래스의 비율이나 평균과 비교해야 알 수 있습니다.',
  },
  settings: { epochs: 30, batchSize: 32, learningRate: 0.01 },
  seeds: 30,
  async measure({ settings, seed }) {
    const { epochs, batchSize, learningRate } = settings
    const runs = []
    for (const { dataset, hidden } of tasks) {
      const split = splitDataset(dataset(), {
        sizes: { validation: 0.1, test: 0.2 },
        key: RandomKey.fromSeed(seed).child('split'),
      })
      const { train, validation, test } = split
      const input = train.inputShape
      const outputs = train.task.kind === 'classification' ? train.task.classes.length : 1
      const model = createModel(multilayerPerceptron({ inputs: input, hidden, outputs }), { input, seed })
      const optimizer = adam({ learningRate })
      const { history } = await fit(
        model,
        { train, validation },
        { optimizer, epochs, batchSize, seed, metrics: [] },
      )
      const guess = constantCost(split)
      runs.push({
        guess,
        curve: history.flatMap(({ split: part, epoch, metrics }): [number, number][] =>
          part === 'train' ? [[epoch, (metrics.loss ?? 0) / guess]] : [],
        ),
        test: evaluate(model, test, { metrics: [] }).loss ?? 0,
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'For both costs the training cost at the end, and the cost on data not trained on, are below that of the best constant guess.',
      ko: '두 비용 모두, 끝났을 때의 학습 비용과 학습하지 않은 데이터의 비용이 가장 좋은 상수 예측의 비용보다 작습니다.',
    },
    judge(seeds) {
      return judge(
        tasks.flatMap(({ name }, place) => [
          check(
            { en: `training cost ÷ constant guess: ${name.en}`, ko: `학습 비용 ÷ 상수 예측: ${name.ko}` },
            bootstrap(seeds.map((runs) => runs[place]?.curve.at(-1)?.[1] ?? Number.NaN)),
            below(1),
          ),
          check(
            { en: `test cost ÷ constant guess: ${name.en}`, ko: `테스트 비용 ÷ 상수 예측: ${name.ko}` },
            bootstrap(seeds.map((runs) => (runs[place]?.test ?? Number.NaN) / (runs[place]?.guess ?? 1))),
            below(1),
          ),
        ]),
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'cost',
      caption: {
        en: 'The training cost in units of the best constant guess (dashed), mean over the seeds.',
        ko: '가장 좋은 상수 예측(점선)을 단위로 한 학습 비용, 시드에 대한 평균.',
      },
      drawing: grid(
        tasks.map(({ name }, place) =>
          lineChart({
            title: name,
            width: 380,
            height: 290,
            x: { title: { en: 'epochs', ko: '에포크' }, from: 0 },
            y: { title: { en: 'cost ÷ constant guess', ko: '비용 ÷ 상수 예측' }, scale: 'log' },
            levels: [1],
            series: [
              {
                name: { en: 'training', ko: '학습' },
                points: (seeds[0]?.[place]?.curve ?? []).map(([epoch], at): [number, number] => [
                  epoch,
                  mean(seeds.map((runs) => runs[place]?.curve[at]?.[1] ?? Number.NaN)),
                ]),
              },
            ],
          }),
        ),
        2,
      ),
    },
  ],
  code: `import { adam, asPart, createModel, fit, multilayerPerceptron } from 'regimen'
import { iris } from 'regimen/datasets'

const train = asPart(iris(), 'train')
const model = createModel(multilayerPerceptron({ inputs: [4], hidden: [8], outputs: 3 }), { input: [4] })
const { history } = await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), epochs: 30 })
console.log('three equally frequent classes, guessed by their shares: ln 3 =', Math.log(3))
for (const { epoch, metrics } of history) if (epoch % 10 === 0) console.log('epoch', epoch, 'cost', metrics.loss)`,
  related: ['squared-error-learns-slowly-from-saturation', 'accuracy-has-no-gradient'],
})

function scaledDigits(): Dataset {
  const dataset = digits()
  return { ...dataset, inputs: dataset.inputs.map((level) => level / 16) }
}

/** The last measure of a flower from the other three. */
function petalWidths(): Dataset {
  const { inputs, size } = iris()
  return createDataset({
    name: 'petal width',
    task: { kind: 'regression', target: 'petal width (cm)' },
    inputShape: [3],
    inputs: inputs.filter((_, index) => index % 4 < 3),
    targets: Float32Array.from({ length: size }, (_, row) => inputs[4 * row + 3] ?? 0),
  })
}

/** On the test part, of the guess that is best on the training part: shares of the classes, or the mean. */
function constantCost({ train, test }: Split): number {
  if (train.task.kind === 'regression') {
    const centre = mean(train.targets)
    return mean(Array.from(test.targets, (value) => (value - centre) ** 2))
  }
  const counts = train.task.classes.map((_, label) => train.targets.filter((each) => each === label).length)
  return mean(Array.from(test.targets, (label) => -Math.log((counts[label] ?? 0) / train.size)))
}
