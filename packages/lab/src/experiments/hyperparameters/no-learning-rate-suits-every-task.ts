import {
  createModel,
  type Dataset,
  multilayerPerceptron,
  RandomKey,
  type Split,
  sgd,
  splitDataset,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { finiteOrNull } from '../../json.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, exactly, judge, median } from '../../statistics/index.ts'

const rates = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]
const names = [
  { en: 'digits, pixels 0 to 1', ko: '숫자, 픽셀 0에서 1' },
  { en: 'irises, millimetres', ko: '붓꽃, 밀리미터' },
] as const

export const noLearningRateSuitsEveryTask = defineExperiment({
  id: 'no-learning-rate-suits-every-task',
  family: 'hyperparameters',
  catalogue: ['H1'],
  sources: ['S1', 'S4'],
  title: {
    en: 'Hyperparameters are set by people, and differ from task to task',
    ko: '하이퍼파라미터는 사람이 정하고 과제마다 다르다',
  },
  claim: {
    en: 'Parameters are learned; hyperparameters, such as the number of layers or the learning rate, are set by a person, and no value of them is the best for every task.',
    ko: '파라미터는 학습되고, 층의 수나 학습률 같은 하이퍼파라미터는 사람이 정합니다. 모든 과제에 가장 좋은 값은 없습니다.',
  },
  paper: 'Bengio 2012, arXiv:1206.5533',
  changed: {
    en: 'The notes only define the terms. Two tasks, each with one hidden layer and SGD: the rate is chosen by the validation loss, compared on the test part. A loss that is no number counts as 100.',
    ko: '노트는 용어만 정의합니다. 두 과제에 은닉층 하나와 SGD를 쓰고, 학습률은 검증 손실로 고르고 테스트 데이터에서 비교합니다. 수가 아닌 손실은 100으로 셉니다.',
  },
  settings: { updates: 300, batchSize: 32, hidden: 16, cap: 100 },
  data: 'digits',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { split } = await images()
    const flowers = iris()
    const millimetres: Dataset = { ...flowers, inputs: flowers.inputs.map((value) => Math.round(10 * value)) }
    const other = splitDataset(millimetres, {
      sizes: { validation: 0.2, test: 0.2 },
      key: RandomKey.fromSeed(seed).child('irises'),
    })
    return [await sweep(split, settings, seed), await sweep(other, settings, seed)]
  },
  rule: {
    words: {
      en: 'In each of two tasks the rate that is best for the other one gives a higher test loss than its own (ratio above 1). All parameters change in training; the rate is what it was.',
      ko: '두 과제 모두, 다른 과제에 가장 좋은 학습률이 자기 것보다 큰 테스트 손실을 줍니다(비율이 1보다 큼). 학습에서 파라미터는 모두 바뀌고 학습률은 그대로입니다.',
    },
    judge(seeds, { cap }) {
      const ratios = (mine: number) => {
        return seeds.map((tasks) => {
          const [own, other] = [tasks[mine], tasks[1 - mine]]
          const loss = (place: number) => Math.min(cap, own?.test[place] ?? cap)
          return loss(other?.best ?? 0) / loss(own?.best ?? 0)
        })
      }
      return judge([
        ...names.map((name, mine) =>
          check(
            {
              en: `test loss, the other’s rate ÷ its own: ${name.en}`,
              ko: `테스트 손실, 다른 과제의 학습률 ÷ 자기 학습률: ${name.ko}`,
            },
            bootstrap(ratios(mine)),
            above(1),
          ),
        ),
        check(
          {
            en: 'share of parameter tensors that training changed',
            ko: '학습으로 바뀐 파라미터 텐서의 비율',
          },
          exactly(Math.min(...seeds.flatMap((tasks) => tasks.map(({ changed }) => changed)))),
          about(1, 0),
        ),
      ])
    },
  },
  figures: (seeds, { cap }) => [
    {
      name: 'rates',
      caption: {
        en: 'Validation loss after 300 updates by the learning rate, median over the seeds.',
        ko: '학습률에 따른, 300번 갱신한 뒤의 검증 손실, 시드에 대한 중앙값.',
      },
      drawing: lineChart({
        x: { title: { en: 'learning rate', ko: '학습률' }, scale: 'log' },
        y: { title: { en: 'validation loss (nats)', ko: '검증 손실 (nat)' }, scale: 'log' },
        series: names.map((name, task) => ({
          name,
          draw: 'both' as const,
          points: rates.map((rate, at): [number, number] => [
            rate,
            median(seeds.map((tasks) => Math.min(cap, tasks[task]?.validation[at] ?? cap))),
          ]),
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    names.map((name, task) => ({
      words: {
        en: `best rate (mean of log₁₀): ${name.en}`,
        ko: `가장 좋은 학습률(log₁₀의 평균): ${name.ko}`,
      },
      estimate: bootstrap(seeds.map((tasks) => Math.log10(rates[tasks[task]?.best ?? 0] ?? 1))),
    })),
  code: `import { asPart, createModel, fit, multilayerPerceptron, sgd } from 'regimen'
import { digits, iris } from 'regimen/datasets'

for (const [dataset, scale] of [[digits(), 1 / 16], [iris(), 10]] as const) {
  const train = asPart({ ...dataset, inputs: dataset.inputs.map((value) => value * scale) }, 'train')
  const [inputs, outputs] = [train.inputShape, dataset.name === 'iris' ? 3 : 10]
  for (const learningRate of [1e-5, 1e-3, 0.1, 10]) {
    const model = createModel(multilayerPerceptron({ inputs, hidden: [16], outputs }), { input: inputs })
    const { metrics } = await fit(model, { train }, { optimizer: sgd({ learningRate }), steps: 200 })
    console.log(dataset.name, 'rate', learningRate, 'loss', metrics.trainLoss ?? 'no number')
  }
}`,
  related: ['learning-rates-are-searched-on-a-log-scale', 'learning-rate-has-a-limit'],
})

interface Settings {
  readonly updates: number
  readonly batchSize: number
  readonly hidden: number
}

async function sweep(
  { train, validation, test }: Split,
  { updates, batchSize, hidden }: Settings,
  seed: number,
) {
  const outputs = train.task.kind === 'classification' ? train.task.classes.length : 1
  const input = train.inputShape
  const results: { validation: number | null; test: number | null }[] = []
  let changed = 1
  for (const learningRate of rates) {
    const layer = multilayerPerceptron({ inputs: input, hidden: [hidden], outputs })
    const model = createModel(layer, { input, seed })
    const before = model.state.parameters
    const { measured, diverged } = await trainNetwork({
      model,
      train,
      optimizer: sgd({ learningRate }),
      steps: updates,
      batchSize,
      seed,
      parts: { validation, test },
    })
    const { validation: checked, test: tested } = measured.at(-1)?.parts ?? {}
    const kept = (loss = Number.NaN) => (diverged ? null : finiteOrNull(loss))
    results.push({ validation: kept(checked?.loss), test: kept(tested?.loss) })
    if (learningRate === 0.01) changed = changedShare(before, model.state.parameters)
  }
  const losses = results.map(({ validation: loss }) => loss ?? Number.POSITIVE_INFINITY)
  return {
    validation: results.map(({ validation: loss }) => loss),
    test: results.map(({ test: loss }) => loss),
    best: losses.indexOf(Math.min(...losses)),
    changed,
  }
}

type Parameters = ReturnType<typeof createModel>['state']['parameters']

function changedShare(before: Parameters, after: Parameters): number {
  const names = Object.keys(before)
  const moved = names.filter((name) => {
    const values = after[name]?.data() ?? []
    return before[name]?.data().some((value, index) => value !== values[index])
  })
  return moved.length / names.length
}
