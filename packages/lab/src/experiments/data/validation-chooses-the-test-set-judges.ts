import { createModel, multilayerPerceptron, sgd, splitDataset, takeRows } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { splitDigits } from '../../parts/split-digits.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import {
  about,
  above,
  between,
  bootstrap,
  check,
  exactly,
  judge,
  pairedDifference,
} from '../../statistics/index.ts'

export const validationChoosesTheTestSetJudges = defineExperiment({
  id: 'validation-chooses-the-test-set-judges',
  family: 'data',
  catalogue: ['D5'],
  sources: ['S2', 'S3', 'S4'],
  title: {
    en: 'Validation data choose, test data judge',
    ko: '검증 데이터로 고르고 테스트 데이터로 판정한다',
  },
  claim: {
    en: 'Parameters are learnt on training data and hyperparameters chosen on validation data; test data, used once at the end, then say how well the model generalizes.',
    ko: '매개변수는 학습 데이터로 배우고 하이퍼파라미터는 검증 데이터로 고릅니다. 그러면 마지막에 한 번만 쓰는 테스트 데이터가 일반화 성능을 알려 줍니다.',
  },
  paper: 'Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 7.2',
  settings: {
    network: [64, 'width', 10],
    models: 25,
    train: 100,
    validation: 50,
    test: 50,
    updates: 60,
    batch: 50,
  },
  quickSettings: { models: 12 },
  seeds: 30,
  async measure({ settings: { models, train: rows, validation, test, updates, batch }, seed, key }) {
    const all = splitDigits(key, { validation: 0, test: 0 }).train
    const sizes = { train: rows, validation, test }
    const split = splitDataset(all, { sizes, key: key.child('parts') })
    const again = splitDataset(all, { sizes, key: key.child('parts') })
    const used = new Set([...split.train.rows, ...split.validation.rows, ...split.test.rows])
    const fresh = takeRows(
      all,
      Int32Array.from({ length: all.size }, (_, row) => row).filter((row) => !used.has(row)),
      'test',
    )
    const draws = key.child('settings').uniform(2 * models)
    const scores: { validation: number; test: number; fresh: number }[] = []
    for (let model = 0; model < models; model++) {
      const [first = 0, second = 0] = draws.subarray(2 * model)
      const layer = multilayerPerceptron({ inputs: [64], hidden: [8 + Math.floor(24 * first)], outputs: 10 })
      const run = await trainNetwork({
        model: createModel(layer, { input: [64], seed: seed * models + model }),
        train: split.train,
        optimizer: sgd({ learningRate: 10 ** (-1.5 + second) }),
        steps: updates,
        batchSize: batch,
        seed: model,
        parts: { validation: split.validation, test: split.test, fresh },
      })
      scores.push({
        validation: lastScores(run, 'validation').accuracy,
        test: lastScores(run, 'test').accuracy,
        fresh: lastScores(run, 'fresh').accuracy,
      })
    }
    const chosen = scores.toSorted((a, b) => b.validation - a.validation)[0]
    return {
      shared: rows + validation + test - used.size,
      repeated: String(split.train.rows) === String(again.train.rows),
      unevenness: Math.max(...[split.train, split.validation, split.test].map(unevenness)),
      validation: chosen?.validation ?? 0,
      test: chosen?.test ?? 0,
      fresh: chosen?.fresh ?? 0,
    }
  },
  rule: {
    words: {
      en: 'No row has two roles; the same seed gives the same parts; each class has its share of each part within 1 row. Of the model chosen on validation data, the validation accuracy is above that on fresh data; the test accuracy differs from it by at most 0.03.',
      ko: '두 역할을 하는 행이 없고, 같은 시드는 같은 분할을 주며, 각 부분에서 모든 클래스의 몫이 1행 안에서 맞습니다. 검증 데이터로 고른 모델의 검증 정확도는 새 데이터의 정확도보다 높고, 테스트 정확도는 0.03 넘게 다르지 않습니다.',
    },
    judge(seeds) {
      const of = (name: 'validation' | 'test' | 'fresh') => seeds.map((seed) => seed[name])
      return judge([
        check(
          { en: 'rows with two roles', ko: '두 역할을 하는 행' },
          exactly(Math.max(...seeds.map(({ shared }) => shared))),
          about(0, 0),
        ),
        check(
          { en: 'same seed, same parts', ko: '같은 시드, 같은 분할' },
          exactly(Number(seeds.every(({ repeated }) => repeated))),
          about(1, 0),
        ),
        check(
          {
            en: 'largest distance of a class from its share, in rows',
            ko: '클래스의 몫에서 가장 크게 벗어난 행 수',
          },
          exactly(Math.max(...seeds.map(({ unevenness: rows }) => rows))),
          between(0, 1),
        ),
        check(
          {
            en: 'validation − fresh accuracy of the chosen model',
            ko: '고른 모델의 검증 − 새 데이터 정확도',
          },
          pairedDifference(of('validation'), of('fresh')),
          above(0),
        ),
        check(
          { en: 'test − fresh accuracy of the chosen model', ko: '고른 모델의 테스트 − 새 데이터 정확도' },
          pairedDifference(of('test'), of('fresh')),
          between(-0.03, 0.03),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Accuracy of the model that was best on the validation data: there, on the test data, and on all other rows.',
        ko: '검증 데이터에서 가장 좋았던 모델의 정확도: 검증 데이터, 테스트 데이터, 나머지 모든 행.',
      },
      drawing: barChart({
        x: {
          title: { en: 'data', ko: '데이터' },
          categories: [
            { en: 'validation (chosen on it)', ko: '검증 (이것으로 고름)' },
            { en: 'test', ko: '테스트' },
            { en: 'fresh', ko: '새 데이터' },
          ],
        },
        y: { title: { en: 'accuracy', ko: '정확도' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'accuracy', ko: '정확도' },
            values: (['validation', 'test', 'fresh'] as const).map((name) =>
              bootstrap(seeds.map((seed) => seed[name])),
            ),
          },
        ],
      }),
    },
  ],
  code: `import { adam, createModel, evaluate, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const sizes = { train: 100, validation: 50, test: 50 }
const { train, validation, test } = splitDataset(digits(), { sizes, key: RandomKey.fromSeed(0) })
const models = [1, 2, 3, 4, 5].map((seed) =>
  createModel(multilayerPerceptron({ inputs: [64], hidden: [4 * seed], outputs: 10 }), { input: [64], seed }),
)
for (const model of models) await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), steps: 30 })
const score = (model: (typeof models)[number]) => evaluate(model, validation).accuracy ?? 0
const [best] = models.toSorted((a, b) => score(b) - score(a))
if (best) console.log('validation', score(best), 'test', evaluate(best, test).accuracy)`,
  related: ['choosing-on-the-test-set-overfits-it', 'leaked-rows-flatter-the-test'],
})

/** Largest distance of a class's rows from an even share; the digits' classes are nearly of one size. */
function unevenness({
  targets,
  size,
}: {
  readonly targets: ArrayLike<number>
  readonly size: number
}): number {
  const counts = new Array<number>(10).fill(0)
  for (let row = 0; row < size; row++) counts[targets[row] ?? 0] = (counts[targets[row] ?? 0] ?? 0) + 1
  return Math.max(...counts.map((count) => Math.abs(count - size / 10)))
}
