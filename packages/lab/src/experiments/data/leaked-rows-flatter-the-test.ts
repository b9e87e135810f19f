import {
  createModel,
  type Dataset,
  findDuplicates,
  findNearDuplicates,
  multilayerPerceptron,
  type Part,
  sgd,
  takeRows,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, exactly, judge, pairedDifference } from '../../statistics/index.ts'

const kinds = ['honest', 'exact', 'near'] as const

export const leakedRowsFlatterTheTest = defineExperiment({
  id: 'leaked-rows-flatter-the-test',
  family: 'data',
  catalogue: ['D7'],
  sources: ['S4'],
  title: {
    en: 'Test rows in the training data flatter the model',
    ko: '학습 데이터에 섞인 테스트 데이터는 성능을 부풀린다',
  },
  claim: {
    en: 'Where test data are in the training data, or much like some of them, the test accuracy is too good; such rows have to be found and taken out.',
    ko: '테스트 데이터가 학습 데이터에 들어 있거나 매우 비슷하면 테스트 정확도가 실제보다 높게 나옵니다. 그런 행은 찾아내어 빼야 합니다.',
  },
  paper: 'Barz & Denzler 2020, Do we train on test data? arXiv:1902.00423',
  settings: {
    network: [784, 100, 10],
    train: 600,
    test: 300,
    leaked: 150,
    near: 'moved by one pixel to the right, 10 % darker',
    learningRate: 0.1,
    updates: 600,
    batch: 100,
  },
  quickSettings: { updates: 300 },
  data: 'mnist-or-digits',
  seeds: 15,
  async measure({
    settings: { train: rows, test: tests, leaked, learningRate, updates, batch },
    seed,
    key,
    images,
  }) {
    const { split, features } = await images()
    const source: Dataset = split.train
    const order = key.child('rows').permutation(source.size)
    const test = takeRows(source, order.slice(0, tests), 'test')
    const own = takeRows(source, order.slice(tests, tests + rows), 'train')
    const parts = {
      honest: own,
      exact: withRows(own, firstRows(test, leaked)),
      near: withRows(own, firstRows(changed(test), leaked)),
    }
    const empty = takeRows(source, new Int32Array(0), 'validation')
    const accuracy = async (train: Part<'train'>) => {
      const layer = multilayerPerceptron({ inputs: [features], hidden: [100], outputs: 10 })
      const run = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train,
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize: batch,
        seed,
        parts: { test },
      })
      return lastScores(run, 'test').accuracy
    }
    const side = Math.sqrt(features)
    const near = findNearDuplicates({ train: parts.near, validation: empty, test }, { image: [side, side] })
    return {
      honest: await accuracy(parts.honest),
      exact: await accuracy(parts.exact),
      near: await accuracy(parts.near),
      exactFound: findDuplicates({ train: parts.exact, validation: empty, test }).trainTest.count / leaked,
      nearFound: foundOf(near.trainTest.details, new Set(test.rows.subarray(0, leaked))) / leaked,
      falseAlarms:
        near.trainTest.count - foundOf(near.trainTest.details, new Set(test.rows.subarray(0, leaked))),
    }
  },
  rule: {
    words: {
      en: 'With half of the test rows among the training rows, the same or nearly so, the test accuracy is higher than without, by more than 0.02 each; every leaked row is found by the search for equal rows and by that for similar images.',
      ko: '테스트 행의 절반이 그대로 또는 거의 같은 모습으로 학습 행에 섞이면 테스트 정확도가 각각 0.02 넘게 높아집니다. 같은 행을 찾는 검사와 비슷한 그림을 찾는 검사는 샌 행을 모두 찾습니다.',
    },
    judge(seeds) {
      const of = (kind: (typeof kinds)[number]) => seeds.map((seed) => seed[kind])
      return judge([
        check(
          { en: 'test accuracy, equal rows leaked − honest', ko: '테스트 정확도, 같은 행이 샘 − 정직함' },
          pairedDifference(of('exact'), of('honest')),
          above(0.02),
        ),
        check(
          { en: 'test accuracy, similar rows leaked − honest', ko: '테스트 정확도, 비슷한 행이 샘 − 정직함' },
          pairedDifference(of('near'), of('honest')),
          above(0.02),
        ),
        check(
          { en: 'share of the equal rows that is found', ko: '찾아낸 같은 행의 비율' },
          exactly(Math.min(...seeds.map(({ exactFound }) => exactFound))),
          about(1, 0),
        ),
        check(
          { en: 'share of the similar rows that is found', ko: '찾아낸 비슷한 행의 비율' },
          exactly(Math.min(...seeds.map(({ nearFound }) => nearFound))),
          about(1, 0),
        ),
      ])
    },
  },
  numbers: (seeds) => [
    {
      words: { en: 'further test rows that resemble a training row', ko: '학습 행과 닮은 그 밖의 테스트 행' },
      estimate: bootstrap(seeds.map(({ falseAlarms }) => falseAlarms)),
    },
  ],
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy of the same network when no test row is among its training rows, or half of them are.',
        ko: '같은 신경망의 테스트 정확도: 학습 행에 테스트 행이 하나도 없을 때와 절반이 들어 있을 때.',
      },
      drawing: barChart({
        x: {
          title: { en: 'test rows among the training rows', ko: '학습 행에 들어 있는 테스트 행' },
          categories: [
            { en: 'none', ko: '없음' },
            { en: 'half, as they are', ko: '절반, 그대로' },
            { en: 'half, nearly', ko: '절반, 비슷하게' },
          ],
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'accuracy', ko: '정확도' },
            values: kinds.map((kind) => bootstrap(seeds.map((seed) => seed[kind]))),
          },
        ],
      }),
    },
  ],
  code: `import { asPart, findDuplicates, RandomKey, splitDataset, takeRows } from 'regimen'
import { digits } from 'regimen/datasets'

const { train, validation, test } = splitDataset(digits(), { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
console.log('honest split:', findDuplicates({ train, validation, test }).count, 'rows in two parts')
const rows = Int32Array.from([...train.rows, ...test.rows.subarray(0, 50)])
const leaky = asPart(takeRows(digits(), rows, 'train'), 'train')
console.log('leaky split:', findDuplicates({ train: leaky, validation, test }).trainTest.count, 'test rows were seen before')`,
  related: ['validation-chooses-the-test-set-judges', 'choosing-on-the-test-set-overfits-it'],
})

/** The rows of a part and further ones behind them. */
function withRows(part: Part<'train'>, more: Part<'test'>): Part<'train'> {
  return {
    ...part,
    size: part.size + more.size,
    inputs: Float32Array.from([...part.inputs, ...more.inputs]),
    targets: Int32Array.from([...part.targets, ...more.targets]),
    rows: Int32Array.from([...part.rows, ...more.rows]),
  }
}

/** Images one pixel to the right, and darker. */
function changed(part: Part<'test'>): Part<'test'> {
  const side = Math.sqrt(part.inputs.length / part.size)
  const inputs = part.inputs.map((_, index) => (index % side === 0 ? 0 : 0.9 * (part.inputs[index - 1] ?? 0)))
  return { ...part, inputs }
}

function foundOf(
  pairs: readonly { readonly rows: readonly [number, number] }[],
  leaked: ReadonlySet<number>,
): number {
  return new Set(pairs.map(({ rows: [, row] }) => row).filter((row) => leaked.has(row))).size
}
