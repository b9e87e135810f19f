import { createModel, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, heatMap } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge, mean, rankCorrelation, share } from '../../statistics/index.ts'

/** In place of a loss that is no number. */
const worst = 10

export const aFewEpochsRankSettings = defineExperiment({
  id: 'a-few-epochs-rank-settings',
  family: 'hyperparameters',
  catalogue: ['H11.4'],
  sources: ['S1'],
  title: {
    en: 'A few epochs tell good settings from bad ones',
    ko: '몇 에포크면 좋은 설정을 가려낼 수 있다',
  },
  claim: {
    en: 'Train a coarse grid of learning rates and weight decays for one to five epochs each: what is best then is among the best after full training.',
    ko: '학습률과 가중치 감소의 성긴 격자를 1~5 에포크씩만 학습해 보면, 그때 가장 좋은 것이 끝까지 학습했을 때도 가장 좋은 축에 듭니다.',
  },
  paper: 'Karpathy & Johnson, CS231n: Setting hyperparameters, step 4; Li et al. 2018, Hyperband',
  settings: {
    network: [784, 100, 100, 10],
    rows: 2000,
    batch: 100,
    rates: [0.003, 0.01, 0.03, 0.1, 0.3],
    decays: [1e-5, 1e-4, 1e-3],
    fewEpochs: 3,
    epochs: 30,
    top: 3,
  },
  quickSettings: { rows: 600, epochs: 15 },
  data: 'mnist-or-digits',
  seeds: 30,
  async measure({ settings: { rows, batch, rates, decays, fewEpochs, epochs }, seed, images }) {
    const { split, features } = await images()
    const train = firstRows(split.train, rows)
    const perEpoch = Math.ceil(train.size / batch)
    const few: number[][] = []
    const full: number[][] = []
    for (const decay of decays) {
      const lines: { few: number[]; full: number[] } = { few: [], full: [] }
      for (const rate of rates) {
        const layer = multilayerPerceptron({ inputs: [features], hidden: [100, 100], outputs: 10 })
        const { measured } = await trainNetwork({
          model: createModel(layer, { input: [features], seed }),
          train,
          optimizer: sgd({ learningRate: rate, weightDecay: { coupled: decay } }),
          steps: epochs * perEpoch,
          batchSize: batch,
          sampling: 'epochs',
          seed,
          parts: { validation: split.validation },
          measureAfter: (update) => update === fewEpochs * perEpoch,
        })
        const loss = (at: number) => {
          const value = measured.at(at)?.parts.validation?.loss ?? worst
          return Number.isFinite(value) ? value : worst
        }
        lines.few.push(loss(0))
        lines.full.push(loss(-1))
      }
      few.push(lines.few)
      full.push(lines.full)
    }
    return { few, full }
  },
  rule: {
    words: {
      en: 'For more than half of all seeds the setting with the lowest validation loss after 3 epochs is one of the 3 best of 15 after 30 epochs; the ranks of the 15 at both times are correlated (Spearman above 0.5).',
      ko: '모든 시드의 절반보다 많이, 3 에포크 뒤 검증 손실이 가장 낮은 설정이 30 에포크 뒤 15개 중 가장 좋은 3개에 듭니다. 두 시점의 순위에는 상관관계가 있습니다 (스피어만 0.5보다 큼).',
    },
    judge(seeds, { top }) {
      const kept = seeds.filter((seed) => finalRank(seed) < top)
      return judge([
        check(
          {
            en: 'share of seeds whose early winner ends in the top 3',
            ko: '처음의 1위가 끝에서 3위 안에 드는 시드의 비율',
          },
          share(kept.length, seeds.length),
          above(0.5),
        ),
        check(
          { en: 'rank correlation of the losses at both times', ko: '두 시점 손실의 순위 상관계수' },
          bootstrap(seeds.map(({ few, full }) => rankCorrelation(few.flat(), full.flat()))),
          above(0.5),
        ),
      ])
    },
  },
  numbers: (seeds) => [
    {
      words: {
        en: 'rank of the early winner at the end (1: still the best)',
        ko: '처음의 1위가 끝에서 차지한 순위',
      },
      estimate: bootstrap(seeds.map((seed) => finalRank(seed) + 1)),
    },
  ],
  figures: (seeds, { rates, decays, fewEpochs, epochs }) => [
    {
      name: 'losses',
      caption: {
        en: 'Mean validation loss of each setting after few epochs and after all: dark is good.',
        ko: '몇 에포크 뒤와 끝까지 학습한 뒤 각 설정의 평균 검증 손실. 어두울수록 좋습니다.',
      },
      drawing: grid(
        (['few', 'full'] as const).map((name) =>
          heatMap({
            width: 400,
            title:
              name === 'few'
                ? { en: `after ${fewEpochs} epochs`, ko: `${fewEpochs} 에포크 뒤` }
                : { en: `after ${epochs} epochs`, ko: `${epochs} 에포크 뒤` },
            x: { title: { en: 'learning rate', ko: '학습률' }, categories: rates.map(String) },
            y: {
              title: { en: 'weight decay', ko: '가중치 감소' },
              categories: decays.map((decay) => decay.toExponential(0)),
            },
            values: decays.map((_, row) =>
              rates.map((__, column) => mean(seeds.map((seed) => seed[name][row]?.[column] ?? worst))),
            ),
          }),
        ),
        2,
      ),
    },
  ],
  code: `import { createModel, fit, multilayerPerceptron, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const split = splitDataset(digits(), { sizes: { validation: 0.2, test: 0 }, key: RandomKey.fromSeed(0) })
for (const learningRate of [0.0003, 0.001, 0.003, 0.01]) {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [50], outputs: 10 }), { input: [64] })
  const { history } = await fit(model, split, { optimizer: sgd({ learningRate }), epochs: 12 })
  const losses = history.filter((event) => event.split === 'validation').map(({ metrics }) => metrics.loss)
  console.log('learning rate', learningRate, 'loss after 2 epochs', losses[1] ?? 'none', 'after 12', losses.at(-1) ?? 'none')
}`,
  related: ['a-hundred-updates-show-the-learning-rate'],
})

interface Losses {
  readonly few: readonly (readonly number[])[]
  readonly full: readonly (readonly number[])[]
}

/** Settings that end lower than the one that was lowest after few epochs. */
function finalRank({ few, full }: Losses): number {
  const early = few.flat()
  const late = full.flat()
  const winner = late[early.indexOf(Math.min(...early))] ?? worst
  return late.filter((loss) => loss < winner).length
}
