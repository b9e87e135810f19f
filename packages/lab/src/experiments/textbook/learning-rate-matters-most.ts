import {
  createModel,
  type Dataset,
  float,
  multilayerPerceptron,
  type Part,
  randomSampler,
  Study,
  sgd,
  takeRows,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, between, bootstrap, check, correlation, judge } from '../../statistics/index.ts'

const axes = {
  rate: { en: 'log₁₀ learning rate', ko: 'log₁₀ 학습률' },
  decay: { en: 'log₁₀ weight decay', ko: 'log₁₀ 가중치 감소' },
}

export const learningRateMattersMost = defineExperiment({
  id: 'learning-rate-matters-most',
  family: 'textbook',
  catalogue: ['E8', 'H8'],
  sources: ['BK', 'S2', 'S4'],
  title: {
    en: 'The learning rate matters, the weight decay hardly',
    ko: '학습률은 중요하고 가중치 감소는 거의 상관없다',
  },
  claim: {
    en: 'Hyperparameters differ in their influence, as a random search shows: good results come with learning rates between 0.001 and 0.01, whatever the weight decay.',
    ko: '랜덤 서치를 해 보면 하이퍼파라미터마다 영향이 다릅니다. 가중치 감소와 상관없이 학습률이 0.001에서 0.01 사이일 때 결과가 좋습니다.',
  },
  paper: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization, section 4',
  settings: {
    network: [784, 100, 100, 100, 100, 100, 100, 10],
    rows: 400,
    validation: 100,
    batch: 100,
    updates: 200,
    trials: 100,
    decays: [1e-8, 1e-4],
    rates: [1e-6, 1e-2],
  },
  quickSettings: { trials: 16 },
  data: 'mnist-or-digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { rows, validation: validationRows, batch, updates, trials, decays, rates } = settings
    const { split, features } = await images()
    const { train, validation } = firstParts(split.train, rows, validationRows)
    const space = {
      rate: float(rates[0] ?? 0, rates[1] ?? 0, { log: true }),
      decay: float(decays[0] ?? 0, decays[1] ?? 0, { log: true }),
    }
    const study = await Study.open({ directions: 'maximize', sampler: randomSampler(), seed, space })
    const tried: { rate: number; decay: number; accuracy: number }[] = []
    await study.optimize(
      async (trial) => {
        const { rate, decay } = trial.sample(space)
        const layer = multilayerPerceptron({
          inputs: [features],
          hidden: [100, 100, 100, 100, 100, 100],
          outputs: 10,
        })
        const run = await trainNetwork({
          model: createModel(layer, { input: [features], seed: seed * trials + trial.number }),
          train,
          optimizer: sgd({ learningRate: rate, weightDecay: { coupled: decay } }),
          steps: updates,
          batchSize: batch,
          seed: seed * trials + trial.number,
          parts: { validation },
        })
        const { accuracy } = lastScores(run, 'validation')
        tried.push({ rate: Math.log10(rate), decay: Math.log10(decay), accuracy })
        return accuracy
      },
      { trials },
    )
    return tried
  },
  rule: {
    words: {
      en: 'Over the trials the validation accuracy is correlated with the logarithm of the learning rate, by more than 0.3 above the correlation (without its sign) with that of the weight decay; the best trial has a rate between 0.001 and 0.01.',
      ko: '시도들에서 검증 정확도는 학습률의 로그와 상관관계가 있고, 그 상관계수는 가중치 감소의 로그와의 상관계수(절댓값)보다 0.3 넘게 큽니다. 가장 좋은 시도의 학습률은 0.001에서 0.01 사이입니다.',
    },
    judge(seeds) {
      return judge([
        check(
          {
            en: 'correlation with log learning rate − |correlation with log weight decay|',
            ko: 'log 학습률과의 상관계수 − |log 가중치 감소와의 상관계수|',
          },
          bootstrap(seeds.map((tried) => influence(tried, 'rate') - Math.abs(influence(tried, 'decay')))),
          above(0.3),
        ),
        check(
          { en: 'log₁₀ of the best learning rate', ko: '가장 좋은 학습률의 log₁₀' },
          bootstrap(seeds.map((tried) => bestOf(tried).rate)),
          between(-3, -2),
        ),
      ])
    },
  },
  numbers: (seeds) => [
    ...(['rate', 'decay'] as const).map((name) => ({
      words: {
        en: `correlation of the accuracy with ${axes[name].en}`,
        ko: `정확도와 ${axes[name].ko}의 상관계수`,
      },
      estimate: bootstrap(seeds.map((tried) => influence(tried, name))),
    })),
    {
      words: { en: 'best validation accuracy', ko: '가장 좋은 검증 정확도' },
      estimate: bootstrap(seeds.map((tried) => bestOf(tried).accuracy)),
    },
  ],
  figures: ([first = []]) => [
    {
      name: 'trials',
      caption: {
        en: 'The trials of the first seed: validation accuracy by learning rate and by weight decay.',
        ko: '첫 번째 시드의 시도들: 학습률과 가중치 감소에 따른 검증 정확도.',
      },
      drawing: grid(
        (['rate', 'decay'] as const).map((name) =>
          lineChart({
            width: 380,
            x: { title: axes[name] },
            y: { title: { en: 'validation accuracy', ko: '검증 정확도' }, from: 0, to: 1 },
            series: [
              {
                name: { en: 'trials', ko: '시도' },
                draw: 'points',
                points: first.map((trial): [number, number] => [trial[name], trial.accuracy]),
              },
            ],
          }),
        ),
        2,
      ),
    },
  ],
  code: `import { asPart, createModel, fit, float, multilayerPerceptron, randomSampler, Study, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const train = asPart(digits(), 'train')
const space = { rate: float(1e-6, 1e-2, { log: true }), decay: float(1e-8, 1e-4, { log: true }) }
const study = await Study.open({ directions: 'maximize', sampler: randomSampler(), space })
await study.optimize(async (trial) => {
  const { rate, decay } = trial.sample(space)
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [50], outputs: 10 }), { input: [64] })
  const optimizer = sgd({ learningRate: rate, weightDecay: { coupled: decay } })
  const { metrics } = await fit(model, { train }, { optimizer, steps: 60, batchSize: 100 })
  console.log('learning rate', rate, 'weight decay', decay, 'accuracy', metrics.trainAccuracy)
  return metrics.trainAccuracy ?? 0
}, { trials: 8 })`,
  related: ['random-search-wins-where-few-matter', 'narrowing-the-range-finds-better-settings'],
})

interface Tried {
  readonly rate: number
  readonly decay: number
  readonly accuracy: number
}

function influence(tried: readonly Tried[], name: 'rate' | 'decay'): number {
  return correlation(
    tried.map((trial) => trial[name]),
    tried.map(({ accuracy }) => accuracy),
  )
}

function bestOf(tried: readonly Tried[]): Tried {
  return tried.toSorted((a, b) => b.accuracy - a.accuracy)[0] ?? { rate: 0, decay: 0, accuracy: 0 }
}

/** The first rows, as the textbook takes them: rows are in random order. */
function firstParts(source: Dataset, train: number, validation: number) {
  const rows = (from: number, count: number) => Int32Array.from({ length: count }, (_, row) => from + row)
  const part: Part<'train'> = takeRows(source, rows(validation, train), 'train')
  return { train: part, validation: takeRows(source, rows(0, validation), 'validation') }
}
