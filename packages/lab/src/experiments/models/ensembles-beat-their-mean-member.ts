import { createModel, evaluateEnsemble, type Model, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { splitDigits } from '../../parts/split-digits.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, exactly, judge, mean, pairedDifference } from '../../statistics/index.ts'

export const ensemblesBeatTheirMeanMember = defineExperiment({
  id: 'ensembles-beat-their-mean-member',
  family: 'models',
  catalogue: ['H13'],
  sources: ['S1'],
  title: { en: 'Several models together do better', ko: '여러 모델을 합치면 더 좋다' },
  claim: {
    en: 'Averaging the outputs of several models trained independently gives better results than one of them.',
    ko: '따로 학습한 여러 모델의 출력을 평균하면 모델 하나보다 결과가 좋습니다.',
  },
  paper: 'Hansen & Salamon 1990; Lakshminarayanan, Pritzel & Blundell 2017, arXiv:1612.01474',
  settings: { network: [64, 32, 10], rows: 300, members: 10, updates: 300, batch: 50, learningRate: 0.1 },
  seeds: 10,
  async measure({ settings: { rows, members, updates, batch, learningRate }, seed, key }) {
    const { train, test } = splitDigits(key, { train: rows, validation: 0, test: 1000 })
    const models: Model[] = []
    for (let member = 0; member < members; member++) {
      const layer = multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 })
      const model = createModel(layer, { input: [64], seed: seed * members + member })
      await trainNetwork({
        model,
        train,
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize: batch,
        seed: seed * members + member,
      })
      models.push(model)
    }
    return models.map((_, last) => {
      const { members: alone, logLoss, accuracy } = evaluateEnsemble(models.slice(0, last + 1), test)
      return {
        loss: logLoss,
        accuracy,
        memberLoss: mean(alone.map((each) => each.logLoss)),
        memberAccuracy: mean(alone.map((each) => each.accuracy)),
        bestAccuracy: Math.max(...alone.map((each) => each.accuracy)),
      }
    })
  },
  rule: {
    words: {
      en: 'The log loss of five models together is below the mean of theirs for every seed (Jensen’s inequality says so), and their accuracy together is above the mean of theirs.',
      ko: '모델 다섯 개를 합친 로그 손실이 모든 시드에서 각자의 평균보다 낮고 (젠센 부등식에 따라 언제나 그렇습니다), 합친 정확도가 각자의 평균보다 높습니다.',
    },
    judge(seeds) {
      const five = seeds.flatMap((sizes) => sizes[4] ?? [])
      return judge([
        check(
          {
            en: 'smallest gain in log loss of five, over the seeds',
            ko: '다섯 개일 때 로그 손실의 이득, 시드 중 가장 작은 값',
          },
          exactly(Math.min(...five.map(({ loss, memberLoss }) => memberLoss - loss))),
          above(0),
        ),
        check(
          { en: 'accuracy of five together − their mean', ko: '다섯 개를 합친 정확도 − 각자의 평균' },
          pairedDifference(
            five.map(({ accuracy }) => accuracy),
            five.map(({ memberAccuracy }) => memberAccuracy),
          ),
          above(0),
        ),
      ])
    },
  },
  numbers: (seeds) => [
    {
      words: {
        en: 'accuracy of five together − the best of them',
        ko: '다섯 개를 합친 정확도 − 그중 가장 좋은 모델',
      },
      estimate: bootstrap(seeds.map((sizes) => (sizes[4]?.accuracy ?? 0) - (sizes[4]?.bestAccuracy ?? 0))),
    },
  ],
  figures: (seeds, { members }) => {
    const sizes = Array.from({ length: members }, (_, at) => at + 1)
    const series = (of: 'loss' | 'memberLoss') => {
      const estimates = sizes.map((_, at) => bootstrap(seeds.map((seed) => seed[at]?.[of] ?? 0)))
      return {
        draw: 'both' as const,
        points: estimates.map(({ value }, at): [number, number] => [sizes[at] ?? 0, value]),
        band: estimates.map(({ low, high }): [number, number] => [low, high]),
      }
    }
    return [
      {
        name: 'loss',
        caption: {
          en: 'Log loss on 1000 test digits of so many models together, and the mean of each alone.',
          ko: '테스트 숫자 1000개에서 여러 모델을 합친 로그 손실과 각자의 평균.',
        },
        drawing: lineChart({
          x: { title: { en: 'models', ko: '모델 수' }, from: 0 },
          y: { title: { en: 'log loss (nats)', ko: '로그 손실 (nat)' } },
          series: [
            { name: { en: 'together', ko: '합침' }, ...series('loss') },
            { name: { en: 'mean of the members', ko: '각자의 평균' }, ...series('memberLoss') },
          ],
        }),
      },
    ]
  },
  code: `import { adam, createModel, evaluateEnsemble, fit, multilayerPerceptron, RandomKey, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train, test } = splitDataset(digits(), { sizes: { train: 200, validation: 0, test: 900 }, key: RandomKey.fromSeed(0) })
const models = [0, 1, 2, 3, 4].map((seed) =>
  createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 }), { input: [64], seed }),
)
for (const [seed, model] of models.entries()) await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), steps: 60, seed })
const { logLoss, accuracy, members } = evaluateEnsemble(models, test)
console.log('together: log loss', logLoss, 'accuracy', accuracy)
for (const member of members) console.log('alone: log loss', member.logLoss, 'accuracy', member.accuracy)`,
  related: [],
})
