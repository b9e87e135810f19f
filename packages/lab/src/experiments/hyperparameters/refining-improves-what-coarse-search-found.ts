import {
  categorical,
  createModel,
  gridSampler,
  multilayerPerceptron,
  type Part,
  type Split,
  Study,
  sgd,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { countedPart } from '../../parts/counted-part.ts'
import { evaluatorOf, trainNetwork } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, exactly, judge, pairedDifference } from '../../statistics/index.ts'

/** Around the best coarse rate. */
const factors = [0.5, 1, 2]

export const refiningImprovesWhatCoarseSearchFound = defineExperiment({
  id: 'refining-improves-what-coarse-search-found',
  family: 'hyperparameters',
  catalogue: ['H11.5'],
  sources: ['S1'],
  title: {
    en: 'Refine around the best of the coarse grid, and train longer',
    ko: '성긴 격자의 최선 주위를 좁혀 더 오래 학습한다',
  },
  claim: {
    en: 'Fifth step of tuning: take the best of the coarse grid, search a finer grid around it, train longer. The result is no worse than what the coarse grid had.',
    ko: '조정의 다섯째 단계는 성긴 격자에서 가장 좋은 것을 골라 그 주위를 더 촘촘히 찾고 더 오래 학습하는 것입니다. 결과는 성긴 격자의 최선보다 나쁘지 않습니다.',
  },
  paper: 'Karpathy 2019, A recipe for training neural networks; CS231n; Bengio 2012, arXiv:1206.5533',
  changed: {
    en: 'The note leaves grid and epochs open. Coarse: rates 0.001 to 1 by decades × weight decay 10⁻⁵ and 10⁻³, 2 epochs each; fine: half, once and twice the best rate, 15 epochs. That the test part is read once, at the end, is ours to add.',
    ko: '노트는 격자와 에포크를 정하지 않았습니다. 성긴 격자: 학습률 0.001에서 1까지 10배씩 × 가중치 감소 10⁻⁵과 10⁻³, 각각 2에포크. 촘촘한 격자: 가장 좋은 학습률의 절반, 한 배, 두 배, 15에포크. 테스트 데이터는 끝에 한 번만 읽는다는 조건은 우리가 더했습니다.',
  },
  settings: { hidden: 32, batchSize: 32, coarseEpochs: 2, fineEpochs: 15 },
  data: 'digits',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { split } = await images()
    return refine(split, settings, seed)
  },
  rule: {
    words: {
      en: 'The best validation accuracy of the fine search is above that of the coarse one (paired over the seeds), and so is its test accuracy. The test part is read 0 times during both searches.',
      ko: '촘촘한 탐색의 최고 검증 정확도가 성긴 탐색보다 높고(시드별로 짝지어), 테스트 정확도도 그렇습니다. 두 탐색 중에는 테스트 데이터를 0번 읽습니다.',
    },
    judge(seeds) {
      return judge([
        check(
          { en: 'best validation accuracy, fine − coarse', ko: '최고 검증 정확도, 촘촘 − 성김' },
          pairedDifference(
            seeds.map(({ fine }) => fine.best),
            seeds.map(({ coarse }) => coarse.best),
          ),
          above(0),
        ),
        check(
          { en: 'test accuracy of the chosen, fine − coarse', ko: '고른 것의 테스트 정확도, 촘촘 − 성김' },
          pairedDifference(
            seeds.map(({ fine }) => fine.test),
            seeds.map(({ coarse }) => coarse.test),
          ),
          above(0),
        ),
        check(
          { en: 'reads of the test part in the searches', ko: '탐색 중 테스트 데이터를 읽은 횟수' },
          exactly(Math.max(...seeds.map(({ reads }) => reads))),
          about(0, 0),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'stages',
      caption: {
        en: 'Validation accuracy of all trials of all seeds: the coarse grid after 2 epochs, the fine one after 15.',
        ko: '모든 시드의 모든 시험의 검증 정확도: 성긴 격자는 2에포크, 촘촘한 격자는 15에포크 뒤.',
      },
      drawing: lineChart({
        x: { title: { en: 'learning rate', ko: '학습률' }, scale: 'log' },
        y: { title: { en: 'validation accuracy', ko: '검증 정확도' }, from: 0, to: 1 },
        series: [
          {
            name: { en: 'coarse', ko: '성김' },
            draw: 'points',
            points: seeds.flatMap(({ coarse }) => coarse.trials),
          },
          {
            name: { en: 'fine', ko: '촘촘' },
            draw: 'points',
            points: seeds.flatMap(({ fine }) => fine.trials),
          },
        ],
      }),
    },
  ],
  numbers: (seeds) => [
    {
      words: { en: 'test accuracy at the end', ko: '마지막 테스트 정확도' },
      estimate: bootstrap(seeds.map(({ fine }) => fine.test)),
    },
  ],
  code: `import { createModel, fit, multilayerPerceptron, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const images = { ...digits(), inputs: digits().inputs.map((level) => level / 16) }
const { train, validation } = splitDataset(images, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
const accuracy = async (learningRate: number, epochs: number) => {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 }), { input: [64] })
  const { metrics } = await fit(model, { train, validation }, { optimizer: sgd({ learningRate }), epochs })
  console.log('rate', learningRate, 'epochs', epochs, 'validation accuracy', metrics.validationAccuracy ?? 0)
  return [metrics.validationAccuracy ?? 0, learningRate] as const
}
const coarse = [await accuracy(0.001, 1), await accuracy(0.01, 1), await accuracy(0.1, 1)].sort(([a], [b]) => b - a)
for (const factor of [0.5, 1, 2]) await accuracy(factor * (coarse[0]?.[1] ?? 0.1), 5)`,
  related: ['the-search-loop-is-the-same-for-all-generators', 'choosing-on-the-test-set-overfits-it'],
})

interface Settings {
  readonly hidden: number
  readonly batchSize: number
  readonly coarseEpochs: number
  readonly fineEpochs: number
}

async function refine({ train, validation, test }: Split, settings: Settings, seed: number) {
  const counted = countedPart(test)
  const stage = (rates: readonly number[], decays: readonly number[], epochs: number) =>
    searchGrid({ train, validation }, { ...settings, rates, decays, epochs, seed })
  const coarse = await stage([0.001, 0.01, 0.1, 1], [1e-5, 1e-3], settings.coarseEpochs)
  const rates = factors.map((factor) => factor * coarse.rate)
  const fine = await stage(rates, [coarse.decay], settings.fineEpochs)
  const reads = counted.reads()
  const tested = ({ model, trials, best }: typeof coarse) => ({
    trials,
    best,
    test: evaluatorOf(model)(model.state, counted.part).accuracy,
  })
  return { reads, coarse: tested(coarse), fine: tested(fine) }
}

interface GridOptions extends Settings {
  readonly rates: readonly number[]
  readonly decays: readonly number[]
  readonly epochs: number
  readonly seed: number
}

async function searchGrid(
  { train, validation }: { readonly train: Part<'train'>; readonly validation: Part<'validation'> },
  { rates, decays, epochs, hidden, batchSize, seed }: GridOptions,
) {
  const space = { rate: categorical(rates), decay: categorical(decays) }
  const study = await Study.open({ sampler: gridSampler(), space, seed, directions: 'maximize' })
  const models = new Map<number, ReturnType<typeof createModel>>()
  await study.optimize(async (trial) => {
    const { rate, decay } = trial.sample(space)
    const input = train.inputShape
    const layer = multilayerPerceptron({ inputs: input, hidden: [hidden], outputs: 10 })
    const model = createModel(layer, { input, seed })
    models.set(trial.number, model)
    const { measured } = await trainNetwork({
      model,
      train,
      optimizer: sgd({ learningRate: rate, weightDecay: { coupled: decay } }),
      steps: epochs * Math.ceil(train.size / batchSize),
      batchSize,
      sampling: 'epochs',
      seed,
      parts: { validation },
    })
    return measured.at(-1)?.parts.validation?.accuracy ?? 0
  })
  const [trials, best] = [await study.trials(), await study.best()]
  const model = models.get(best?.number ?? -1)
  if (!best || !model) throw new RangeError('a grid without a finished trial')
  return {
    model,
    best: best.values[0] ?? 0,
    rate: Number(best.parameters.rate),
    decay: Number(best.parameters.decay),
    trials: trials.map(({ parameters, values }): [number, number] => [
      Number(parameters.rate),
      values[0] ?? 0,
    ]),
  }
}
