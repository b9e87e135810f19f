import { batchNorm, type Dataset, type Model, momentum, tensor } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { firstRows } from '../../parts/images.ts'
import { flattened, stackOf, trainLayer } from '../../parts/stack.ts'
import { scoresOf } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const batchStatisticsDependOnTheBatch = defineExperiment({
  id: 'batch-statistics-depend-on-the-batch',
  family: 'batch-normalization',
  catalogue: ['B10', 'B9'],
  sources: ['S0', 'S4'],
  title: {
    en: 'With batch statistics a prediction depends on the batch',
    ko: '배치 통계량을 쓰면 예측이 배치에 따라 달라진다',
  },
  claim: {
    en: 'For predictions, batch normalization has to use the statistics of the training data: with those of the batch the result for an example depends on what else is in the batch.',
    ko: '예측할 때는 학습 데이터의 통계량으로 배치 정규화를 해야 합니다. 배치의 통계량을 쓰면 같은 데이터의 결과가 배치에 함께 든 데이터에 따라 달라집니다.',
  },
  paper: 'Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.1',
  settings: {
    hidden: [50, 50],
    updates: 300,
    learningRate: 0.05,
    batchSize: 100,
    rows: 128,
    sizes: [1, 2, 4, 16, 64],
  },
  data: 'digits',
  seeds: 10,
  async measure({ settings, seed, key, images }) {
    const { hidden, updates, learningRate, batchSize, rows, sizes } = settings
    const { split, features } = await images()
    const test = firstRows(flattened(split.test), rows)
    const { model } = await trainLayer({
      layer: stackOf({ inputs: features, hidden, before: () => batchNorm() }),
      train: flattened(split.train),
      test,
      optimizer: momentum({ learningRate }),
      steps: updates,
      batchSize,
      seed,
    })
    const order = key.child('order')
    return sizes.map((size) => {
      const inBatches = (name: string, training: boolean) =>
        logitsInBatches(model, test, order.child(name).permutation(rows), size, training)
      const [first, second] = [inBatches('first', true), inBatches('second', true)]
      const [alone, again] = [inBatches('first', false), inBatches('second', false)]
      const changed = largest(first).filter((row, at) => row !== largest(second)[at]).length
      return {
        size,
        changedClasses: changed / rows,
        changedInInference: Math.max(...alone.map((value, at) => Math.abs(value - (again[at] ?? 0)))),
        accuracy: scoresOf(first, test.targets).accuracy,
        inferenceAccuracy: scoresOf(alone, test.targets).accuracy,
      }
    })
  },
  rule: {
    words: {
      en: 'With the batch’s statistics and 4 rows in a batch, more than 2 % of the test rows change class when the batches are mixed anew; with the training data’s no output changes by more than 1e−4, whatever the size of the batch, and accuracy is above 0.9. In a batch of one row the batch’s statistics leave nothing of the row: accuracy below 0.2.',
      ko: '배치의 통계량을 쓰고 한 배치에 4행이 들어 있을 때, 배치를 다시 섞으면 테스트 데이터의 2 % 넘게 분류가 바뀝니다. 학습 데이터의 통계량을 쓰면 배치 크기와 상관없이 출력의 변화가 1e−4 이하이고 정확도는 0.9를 넘습니다. 한 행뿐인 배치에서는 배치 통계량이 그 행의 정보를 모두 없애, 정확도가 0.2보다 낮습니다.',
    },
    judge(seeds) {
      const at = (size: number, what: 'changedClasses' | 'accuracy') =>
        bootstrap(seeds.map((rows) => rows.find((row) => row.size === size)?.[what] ?? Number.NaN))
      const all = (
        what: 'changedInInference' | 'inferenceAccuracy',
        reduce: (...values: number[]) => number,
      ) => bootstrap(seeds.map((rows) => reduce(...rows.map((row) => row[what]))))
      return judge([
        check(
          {
            en: 'rows whose class changes with the batch, 4 in a batch',
            ko: '배치에 따라 분류가 바뀌는 행의 비율, 한 배치에 4행',
          },
          at(4, 'changedClasses'),
          above(0.02),
        ),
        check(
          {
            en: 'largest change of an output with the training data’s statistics',
            ko: '학습 데이터의 통계량을 쓸 때 출력의 최대 변화',
          },
          all('changedInInference', Math.max),
          below(1e-4),
        ),
        check(
          { en: 'accuracy with the training data’s statistics', ko: '학습 데이터의 통계량을 쓸 때의 정확도' },
          all('inferenceAccuracy', Math.min),
          above(0.9),
        ),
        check(
          {
            en: 'accuracy with the batch’s statistics, 1 in a batch',
            ko: '배치 통계량을 쓸 때의 정확도, 한 배치에 1행',
          },
          at(1, 'accuracy'),
          below(0.2),
        ),
      ])
    },
  },
  figures: (seeds) => {
    const series = (what: 'accuracy' | 'inferenceAccuracy' | 'changedClasses') =>
      seeds.map((rows) => rows.map((row): [number, number] => [row.size, row[what]]))
    return [
      {
        name: 'accuracy',
        caption: {
          en: 'Test accuracy by the rows that are computed together, and the share of rows whose class changes when the batches are mixed anew.',
          ko: '함께 계산하는 행의 수에 따른 테스트 정확도와, 배치를 다시 섞을 때 분류가 바뀌는 행의 비율.',
        },
        drawing: lineChart({
          x: { title: { en: 'rows in a batch', ko: '한 배치의 행 수' }, scale: 'log' },
          y: { title: { en: 'share of test rows', ko: '테스트 행의 비율' }, from: 0, to: 1 },
          series: [
            seedSeries(
              { en: 'right, statistics of the training data', ko: '정답, 학습 데이터의 통계량' },
              series('inferenceAccuracy'),
              'both',
            ),
            seedSeries(
              { en: 'right, statistics of the batch', ko: '정답, 배치의 통계량' },
              series('accuracy'),
              'both',
            ),
            seedSeries(
              { en: 'changed, statistics of the batch', ko: '바뀜, 배치의 통계량' },
              series('changedClasses'),
              'both',
            ),
          ],
        }),
      },
    ]
  },
  code: `import { createModel, multilayerPerceptron, tensor } from 'regimen'

const layer = multilayerPerceptron({ inputs: [4], hidden: [8], outputs: 2, batchNorm: true })
const model = createModel(layer, { input: [4] })
const row = [1, 2, 3, 4]
for (const training of [true, false]) {
  for (const mate of [[0, 0, 0, 1], [5, -3, 2, 2]]) {
    const output = model.apply(tensor([row, mate]), { training }).data()
    console.log(training ? 'statistics of the batch:' : 'running statistics:', output[0], output[1])
  }
}`,
  related: ['batch-normalization-learns-faster'],
})

/** The outputs for rows that are computed in batches of an order, laid out in the rows' own order. */
function logitsInBatches(
  model: Model,
  { inputs, inputShape: [width = 0] }: Dataset,
  order: ArrayLike<number>,
  size: number,
  training: boolean,
): number[] {
  const [classes = 0] = model.outputShape
  const logits: number[] = Array.from({ length: order.length * classes }, () => 0)
  for (let start = 0; start < order.length; start += size) {
    const rows = Array.from({ length: size }, (_, at) => order[start + at] ?? 0)
    const pixels = rows.flatMap((row) => Array.from(inputs.subarray(row * width, (row + 1) * width)))
    const output = model.apply(tensor(pixels, [size, width]), { training }).data()
    for (const [at, row] of rows.entries()) {
      for (let each = 0; each < classes; each++)
        logits[row * classes + each] = output[at * classes + each] ?? 0
    }
  }
  return logits
}

/** The class of each row of ten outputs. */
function largest(logits: readonly number[]): number[] {
  const classes = 10
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const outputs = logits.slice(row * classes, (row + 1) * classes)
    return outputs.indexOf(Math.max(...outputs))
  })
}
