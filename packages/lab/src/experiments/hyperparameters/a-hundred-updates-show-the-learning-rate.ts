import { createModel, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { finiteOrNull } from '../../json.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge, mean, share } from '../../statistics/index.ts'

/** Losses averaged at either end of the first updates: single batches are noisy. */
const averaged = 10

export const aHundredUpdatesShowTheLearningRate = defineExperiment({
  id: 'a-hundred-updates-show-the-learning-rate',
  family: 'hyperparameters',
  catalogue: ['H11.3'],
  sources: ['S1'],
  title: { en: 'A hundred updates show a good learning rate', ko: '100번 갱신하면 좋은 학습률을 알 수 있다' },
  claim: {
    en: 'With all the data and a small weight decay, a learning rate at which the loss falls clearly within about a hundred updates is a good one.',
    ko: '전체 데이터와 작은 가중치 감소를 쓰고, 약 100번 갱신하는 동안 손실이 뚜렷이 떨어지는 학습률을 고르면 좋은 학습률입니다.',
  },
  paper: 'Karpathy & Johnson, CS231n: Setting hyperparameters, step 3',
  settings: {
    network: [784, 100, 100, 100, 100, 10],
    batch: 128,
    weightDecay: 1e-5,
    rates: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
    first: 100,
    updates: 1000,
    tolerance: 0.02,
  },
  quickSettings: { updates: 250 },
  data: 'mnist-or-digits',
  seeds: 30,
  async measure({ settings: { batch, weightDecay, rates, first, updates }, seed, images }) {
    const { split, features } = await images()
    const results: { rate: number; drop: number | null; accuracy: number; early: number[] }[] = []
    for (const rate of rates) {
      const hidden = [100, 100, 100, 100]
      const layer = multilayerPerceptron({ inputs: [features], hidden, outputs: 10 })
      const run = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train: split.train,
        optimizer: sgd({ learningRate: rate, weightDecay: { coupled: weightDecay } }),
        steps: updates,
        batchSize: batch,
        seed,
        parts: { validation: split.validation },
      })
      const early = run.losses.slice(0, first)
      const drop = mean(early.slice(0, averaged)) - mean(early.slice(-averaged))
      results.push({
        rate,
        drop: early.length < first ? null : finiteOrNull(drop),
        accuracy: lastScores(run, 'validation').accuracy,
        early: early.filter((_, at) => at % 5 === 0),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'The rate with the largest drop of the loss over the first 100 updates is, for more than half of all seeds, one of those that after the whole training are within 0.02 of the best validation accuracy; that drop is above 1.',
      ko: '처음 100번 갱신하는 동안 손실이 가장 많이 떨어진 학습률이, 모든 시드의 절반보다 많이, 끝까지 학습했을 때 가장 좋은 검증 정확도와 0.02 안에 드는 학습률 가운데 하나입니다. 그 감소량은 1보다 큽니다.',
    },
    judge(seeds, { tolerance }) {
      const chosen = seeds.map(chosenOf)
      const good = seeds.filter((results, at) => {
        const best = Math.max(...results.map(({ accuracy }) => accuracy))
        return (chosen[at]?.accuracy ?? 0) >= best - tolerance
      })
      return judge([
        check(
          {
            en: 'share of seeds whose chosen rate is among the best',
            ko: '고른 학습률이 가장 좋은 것들에 드는 시드의 비율',
          },
          share(good.length, seeds.length),
          above(0.5),
        ),
        check(
          { en: 'drop of the loss at the chosen rate', ko: '고른 학습률에서 손실의 감소량' },
          bootstrap(chosen.map((each) => each?.drop ?? 0)),
          above(1),
        ),
      ])
    },
  },
  numbers: (seeds) => [
    {
      words: { en: 'log₁₀ of the chosen rate', ko: '고른 학습률의 log₁₀' },
      estimate: bootstrap(seeds.map((results) => Math.log10(chosenOf(results)?.rate ?? 1))),
    },
    {
      words: {
        en: 'best validation accuracy − that of the chosen rate',
        ko: '가장 좋은 검증 정확도 − 고른 학습률의 정확도',
      },
      estimate: bootstrap(
        seeds.map(
          (results) =>
            Math.max(...results.map(({ accuracy }) => accuracy)) - (chosenOf(results)?.accuracy ?? 0),
        ),
      ),
    },
  ],
  figures: (seeds, { rates }) => {
    const by = (of: (result: Result) => number | null, name: { en: string; ko: string }) => {
      const estimates = rates.map((_, at) =>
        bootstrap(
          seeds.flatMap((results) => {
            const result = results[at]
            return result ? (of(result) ?? []) : []
          }),
        ),
      )
      return {
        name,
        draw: 'both' as const,
        points: estimates.map(({ value }, at): [number, number] => [rates[at] ?? 0, value]),
        band: estimates.map(({ low, high }): [number, number] => [low, high]),
      }
    }
    return [
      {
        name: 'drop-and-accuracy',
        caption: {
          en: 'By learning rate: how far the loss fell within 100 updates, and the validation accuracy after the whole training.',
          ko: '학습률에 따른, 100번 갱신하는 동안의 손실 감소량과 끝까지 학습한 뒤의 검증 정확도.',
        },
        drawing: lineChart({
          x: { title: { en: 'learning rate', ko: '학습률' }, scale: 'log' },
          y: { title: { en: 'drop (nats); accuracy', ko: '감소량 (nat), 정확도' }, from: 0, to: 2.5 },
          series: [
            by(({ drop }) => drop, { en: 'drop of the loss in 100 updates', ko: '100번 동안의 손실 감소량' }),
            by(({ accuracy }) => accuracy, { en: 'accuracy at the end', ko: '끝에서의 정확도' }),
          ],
        }),
      },
    ]
  },
  code: `import { asPart, createModel, fit, multilayerPerceptron, scalers, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const raw = asPart(digits(), 'train')
const train = scalers.minMax.fit(raw).applyTo(raw)
for (const learningRate of [0.001, 0.01, 0.1, 1]) {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [100, 100], outputs: 10 }), { input: [64] })
  const losses: number[] = []
  const watch = { name: 'watch', onEvent: (event: { type: string; loss?: number }) => void losses.push(...[event.loss ?? []].flat()) }
  await fit(model, { train }, { optimizer: sgd({ learningRate }), steps: 100, batchSize: 128, metrics: [], callbacks: [watch] })
  const known = losses.filter(Number.isFinite)
  console.log('learning rate', learningRate, 'loss from', known[0], 'to', known.at(-1))
}`,
  related: ['a-few-epochs-rank-settings'],
})

interface Result {
  readonly rate: number
  readonly drop: number | null
  readonly accuracy: number
  readonly early: readonly number[]
}

/** What the procedure chooses: the largest drop. */
function chosenOf(results: readonly Result[]): Result | undefined {
  return results.toSorted((a, b) => (b.drop ?? -1) - (a.drop ?? -1))[0]
}
