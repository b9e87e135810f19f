import {
  add,
  createModel,
  crossEntropy,
  gradient,
  matmul,
  multilayerPerceptron,
  normalInitializer,
  numericalGradient,
  referenceBackend,
  relu,
  sgd,
  sigmoid,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { firstRows, type Images } from '../../parts/images.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { normals } from '../../parts/random.ts'
import { everyFromFirst, trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, exactly, judge } from '../../statistics/index.ts'

const activations = ['sigmoid', 'relu'] as const
const shown = { sigmoid: { en: 'sigmoid', ko: '시그모이드' }, relu: 'ReLU' } as const
const textOf = (name: (typeof activations)[number]) =>
  name === 'relu' ? { en: 'ReLU', ko: 'ReLU' } : shown.sigmoid

export const twoLayerNetworksLearnMnist = defineExperiment({
  id: 'two-layer-networks-learn-mnist',
  family: 'textbook',
  catalogue: ['E10', 'F12'],
  sources: ['BK', 'S2'],
  title: { en: 'The textbook’s first network', ko: '교재의 첫 신경망' },
  claim: {
    en: 'A network of two layers, trained by minibatches, tells handwritten digits apart; accuracies on training and test data rise together, so that it does not overfit. Gradients by backpropagation and by differences agree.',
    ko: '2층 신경망을 미니배치로 학습하면 손글씨 숫자를 구별하게 됩니다. 학습과 테스트 정확도가 함께 올라 과적합이 일어나지 않습니다. 역전파와 수치 미분의 기울기는 일치합니다.',
  },
  correction: {
    en: 'It learns, and the gradients agree. With 8,000 instead of 60,000 images the same number of updates overfits somewhat.',
    ko: '학습이 되고 기울기도 일치합니다. 그림이 60,000장이 아니라 8,000장이면 같은 횟수의 갱신에서 어느 정도 과적합이 일어납니다.',
  },
  settings: {
    network: [784, 50, 10],
    weightDeviation: 0.01,
    batch: 100,
    learningRate: 0.1,
    updates: 10000,
    measuredRows: 1000,
    checkedRows: 3,
    checkedNetwork: [20, 10, 10],
  },
  changed: {
    en: '8,000 instead of 60,000 training images. Gradients are compared in a smaller network of the same kind, in float64.',
    ko: '학습 그림이 60,000장이 아니라 8,000장입니다. 기울기는 같은 종류의 더 작은 신경망에서 float64로 비교합니다.',
  },
  paper: 'Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors',
  data: 'mnist-or-digits',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const { weightDeviation, batch, learningRate, updates } = settings
    const { measuredRows, checkedRows, checkedNetwork } = settings
    const { split, features } = await images()
    const results = []
    for (const activation of activations) {
      const layer = multilayerPerceptron({
        inputs: [features],
        hidden: [50],
        outputs: 10,
        activation,
        initializer: normalInitializer({ standardDeviation: weightDeviation }),
      })
      const run = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train: split.train,
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize: batch,
        seed,
        parts: { train: firstRows(split.train, measuredRows), test: split.test },
        measureAfter: everyFromFirst(20 * Math.ceil(split.train.size / batch)),
      })
      results.push({
        activation,
        train: lastScores(run, 'train').accuracy,
        test: lastScores(run, 'test').accuracy,
        curve: run.measured.map(({ update, parts }) => [
          update,
          parts.train?.accuracy ?? 0,
          parts.test?.accuracy ?? 0,
        ]),
        difference: gradientDifference(activation, {
          sizes: checkedNetwork,
          rows: firstRows(split.train, checkedRows),
          numbers: normals(key.child(activation), 400),
        }),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'For sigmoid (chapter 4) and ReLU (chapter 5): the test accuracy is above 0.93, and no derivative differs from its central difference by more than 10⁻⁶. The claim also needs training and test accuracy to be less than 0.02 apart at the end. Corrected: more than that.',
      ko: '시그모이드(4장)와 ReLU(5장) 모두 테스트 정확도가 0.93보다 높고, 어떤 미분값도 중앙 차분과 10⁻⁶ 넘게 다르지 않습니다. 주장대로라면 끝에서 학습과 테스트 정확도의 차이가 0.02보다 작아야 하고, 바로잡은 형태는 그보다 큽니다.',
    },
    judge(seeds) {
      const common = activations.flatMap((name, at) => [
        check(
          { en: `test accuracy, ${textOf(name).en}`, ko: `테스트 정확도, ${textOf(name).ko}` },
          bootstrap(seeds.map((results) => results[at]?.test ?? 0)),
          above(0.93),
        ),
        check(
          {
            en: `largest difference of a derivative, ${textOf(name).en}`,
            ko: `미분값의 가장 큰 차이, ${textOf(name).ko}`,
          },
          exactly(Math.max(...seeds.map((results) => results[at]?.difference ?? 1))),
          below(1e-6),
        ),
      ])
      const gaps = (expectation: ReturnType<typeof above>) =>
        activations.map((name, at) =>
          check(
            {
              en: `training − test accuracy, ${textOf(name).en}`,
              ko: `학습 − 테스트 정확도, ${textOf(name).ko}`,
            },
            bootstrap(seeds.map((results) => (results[at]?.train ?? 0) - (results[at]?.test ?? 0))),
            expectation,
          ),
        )
      return judge([...common, ...gaps(below(0.02))], [...common, ...gaps(above(0.02))])
    },
  },
  figures: ([first = []]) => [
    {
      name: 'accuracies',
      caption: {
        en: 'Accuracy on training and test data over the updates (first seed).',
        ko: '갱신에 따른 학습과 테스트 정확도 (첫 번째 시드).',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' }, from: 0 },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        series: first.flatMap(({ activation, curve }) =>
          [1, 2].map((column) => ({
            name: {
              en: `${textOf(activation).en}, ${column === 1 ? 'training' : 'test'}`,
              ko: `${textOf(activation).ko}, ${column === 1 ? '학습' : '테스트'}`,
            },
            points: curve.map((row): [number, number] => [row[0] ?? 0, row[column] ?? 0]),
          })),
        ),
      }),
    },
  ],
  code: `import { createModel, evaluate, fit, multilayerPerceptron, normalInitializer, RandomKey, scalers, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const raw = splitDataset(digits(), { sizes: { validation: 0, test: 0.2 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.minMax.fit(raw.train, { per: 'all' })
const [train, test] = [scaler.applyTo(raw.train), scaler.applyTo(raw.test)]
const initializer = normalInitializer({ standardDeviation: 0.01 })
const layer = multilayerPerceptron({ inputs: [64], hidden: [50], outputs: 10, initializer })
const model = createModel(layer, { input: [64] })
await fit(model, { train }, { optimizer: sgd({ learningRate: 0.1 }), steps: 1500, batchSize: 100 })
console.log('training', evaluate(model, train).accuracy, 'test', evaluate(model, test).accuracy)`,
  related: ['optimizers-compared-on-mnist'],
})

interface Checked {
  readonly sizes: readonly number[]
  readonly rows: Images['split']['train']
  readonly numbers: Float64Array
}

/** Backpropagation against central differences: the largest difference of a derivative. */
function gradientDifference(activation: 'sigmoid' | 'relu', { sizes, rows, numbers }: Checked): number {
  const [inputs = 1, hidden = 1, classes = 1] = sizes
  return withBackend(referenceBackend, () => {
    const part = (from: number, shape: number[]) =>
      tensor(
        numbers.subarray(from, from + shape.reduce((product, size) => product * size, 1)),
        shape,
        'float64',
      )
    const weights = {
      first: part(0, [inputs, hidden]),
      second: part(inputs * hidden, [hidden, classes]),
      bias: part(inputs * hidden + hidden * classes, [hidden]),
    }
    const width = rows.inputs.length / rows.size
    // The middle of each image, where there is something to see.
    const middle = Array.from({ length: rows.size }, (_, row) => {
      const from = row * width + Math.floor((width - inputs) / 2)
      return [...rows.inputs.subarray(from, from + inputs)]
    }).flat()
    const x = tensor(Float64Array.from(middle), [rows.size, inputs], 'float64')
    const targets = tensor(Int32Array.from(rows.targets), [rows.size], 'int32')
    const act = activation === 'relu' ? relu : sigmoid
    const loss = (w: typeof weights): Tensor =>
      crossEntropy(matmul(act(add(matmul(x, w.first), w.bias)), w.second), targets)
    const exact = gradient(loss, weights)
    const differences = numericalGradient(loss, weights)
    return Math.max(
      ...(['first', 'second', 'bias'] as const).flatMap((name) => {
        const other = differences[name].data()
        return Array.from(exact[name].data(), (value, at) => Math.abs(value - (other[at] ?? 0)))
      }),
    )
  })
}
