import { adaGrad, adam, createModel, momentum, multilayerPerceptron, type Optimizer, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

const optimizers: Readonly<Record<string, (learningRate: number) => Optimizer>> = {
  SGD: (learningRate) => sgd({ learningRate }),
  Momentum: (learningRate) => momentum({ learningRate }),
  AdaGrad: (learningRate) => adaGrad({ learningRate }),
  Adam: (learningRate) => adam({ learningRate }),
}
const names = Object.keys(optimizers)
const others = names.filter((name) => name !== 'Adam')

export const adamIsNotAlwaysBest = defineExperiment({
  id: 'adam-is-not-always-best',
  family: 'optimizers',
  catalogue: ['O14'],
  sources: ['S0'],
  title: { en: 'Is Adam usually the best?', ko: 'Adam이 대체로 가장 좋은가?' },
  claim: {
    en: 'Of all optimizers Adam is usually the best choice.',
    ko: '여러 옵티마이저 가운데 대체로 Adam이 가장 좋습니다.',
  },
  correction: {
    en: 'That depends on the learning rate that each is given. When it is chosen for each on validation data, others reach the same test accuracy.',
    ko: '각자에게 준 학습률에 달려 있습니다. 학습률을 검증 데이터로 각각 고르면 다른 방법도 같은 테스트 정확도에 이릅니다.',
  },
  paper:
    'Wilson, Roelofs, Stern, Srebro & Recht 2017, The marginal value of adaptive gradient methods, arXiv:1705.08292',
  settings: {
    network: [784, 100, 100, 100, 100, 10],
    batch: 128,
    updates: 800,
    rates: {
      SGD: [0.03, 0.1, 0.3, 1],
      Momentum: [0.003, 0.01, 0.03, 0.1],
      AdaGrad: [0.003, 0.01, 0.03, 0.1],
      Adam: [0.0003, 0.001, 0.003, 0.01],
    },
    tolerance: 0.01,
  },
  quickSettings: { updates: 150 },
  data: 'mnist-or-digits',
  seeds: 8,
  async measure({ settings: { batch, updates, rates }, seed, images }) {
    const { split, features } = await images()
    const results: { name: string; rate: number; loss: number; test: number }[] = []
    for (const [name, candidates] of Object.entries(rates)) {
      const runs: { rate: number; validation: number; loss: number; test: number }[] = []
      for (const rate of candidates) {
        const hidden = [100, 100, 100, 100]
        const layer = multilayerPerceptron({ inputs: [features], hidden, outputs: 10 })
        const run = await trainNetwork({
          model: createModel(layer, { input: [features], seed }),
          train: split.train,
          optimizer: optimizers[name]?.(rate) ?? sgd(),
          steps: updates,
          batchSize: batch,
          seed,
          parts: { validation: split.validation, test: split.test },
        })
        runs.push({
          rate,
          validation: lastScores(run, 'validation').accuracy,
          loss: mean(run.losses.slice(-50)),
          test: lastScores(run, 'test').accuracy,
        })
      }
      const [best] = runs.toSorted((a, b) => b.validation - a.validation)
      if (best) results.push({ name, rate: best.rate, loss: best.loss, test: best.test })
    }
    return results
  },
  rule: {
    words: {
      en: 'Each optimizer with the learning rate, of four, that has the best validation accuracy for the seed. The claim needs the test accuracy of Adam to be above that of each other one. Corrected: at least one of the others is within 0.01 of Adam or better.',
      ko: '옵티마이저마다 네 학습률 가운데 그 시드에서 검증 정확도가 가장 높은 것을 씁니다. 주장대로라면 Adam의 테스트 정확도가 나머지 모두보다 높아야 합니다. 바로잡은 형태: 나머지 중 적어도 하나는 Adam과 0.01 안에 있거나 더 좋습니다.',
    },
    judge(seeds, { tolerance }) {
      const of = (name: string) =>
        seeds.map((results) => results.find((result) => result.name === name)?.test ?? 0)
      const compared = others.map((name) => ({ name, over: pairedDifference(of(name), of('Adam')) }))
      const [best] = compared.toSorted((a, b) => b.over.value - a.over.value)
      return judge(
        others.map((name) =>
          check(
            { en: `test accuracy, Adam − ${name}`, ko: `테스트 정확도, Adam − ${name}` },
            pairedDifference(of('Adam'), of(name)),
            above(0),
          ),
        ),
        best
          ? [
              check(
                { en: `test accuracy, ${best.name} − Adam`, ko: `테스트 정확도, ${best.name} − Adam` },
                best.over,
                above(-tolerance),
              ),
            ]
          : [],
      )
    },
  },
  numbers: (seeds) =>
    names.flatMap((name) => [
      {
        words: { en: `mean rank by test accuracy, ${name}`, ko: `테스트 정확도의 평균 순위, ${name}` },
        estimate: bootstrap(seeds.map((results) => rankOf(name, results, (result) => -result.test))),
      },
      {
        words: { en: `mean rank by training loss, ${name}`, ko: `학습 손실의 평균 순위, ${name}` },
        estimate: bootstrap(seeds.map((results) => rankOf(name, results, (result) => result.loss))),
      },
      {
        words: { en: `log₁₀ of the chosen learning rate, ${name}`, ko: `고른 학습률의 log₁₀, ${name}` },
        estimate: bootstrap(
          seeds.map((results) => Math.log10(results.find((result) => result.name === name)?.rate ?? 1)),
        ),
      },
    ]),
  figures: (seeds) => {
    const panel = (what: 'test' | 'loss', title: { en: string; ko: string }, range: object) =>
      barChart({
        width: 420,
        x: { title: { en: 'optimizer', ko: '옵티마이저' }, categories: names },
        y: { title, ...range },
        groups: [
          {
            name: title,
            values: names.map((name) =>
              bootstrap(seeds.map((results) => results.find((result) => result.name === name)?.[what] ?? 0)),
            ),
          },
        ],
      })
    return [
      {
        name: 'tuned',
        caption: {
          en: 'Each optimizer at its own learning rate: test accuracy, and training loss over the last 50 batches.',
          ko: '각자의 학습률을 쓴 옵티마이저의 테스트 정확도와 마지막 배치 50개의 학습 손실.',
        },
        drawing: grid(
          [
            panel('test', { en: 'test accuracy', ko: '테스트 정확도' }, { from: 0, to: 1 }),
            panel('loss', { en: 'training loss', ko: '학습 손실' }, { from: 0 }),
          ],
          2,
        ),
      },
    ]
  },
  code: `import { adam, createModel, evaluate, fit, momentum, multilayerPerceptron, RandomKey, scalers, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const raw = splitDataset(digits(), { sizes: { validation: 0, test: 0.3 }, key: RandomKey.fromSeed(0) })
const scaler = scalers.minMax.fit(raw.train, { per: 'all' })
const [train, test] = [scaler.applyTo(raw.train), scaler.applyTo(raw.test)]
for (const rate of [0.001, 0.01, 0.1]) {
  for (const optimizer of [momentum({ learningRate: rate }), adam({ learningRate: rate })]) {
    const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [50], outputs: 10 }), { input: [64] })
    await fit(model, { train }, { optimizer, steps: 150 })
    console.log(optimizer.name, 'learning rate', rate, 'test accuracy', evaluate(model, test).accuracy)
  }
}`,
  related: ['optimizers-compared-on-mnist'],
})

interface Tuned {
  readonly name: string
  readonly loss: number
  readonly test: number
}

/** 1 for the least; equal ones share their mean rank. */
function rankOf(name: string, results: readonly Tuned[], of: (result: Tuned) => number): number {
  const own = results.find((result) => result.name === name)
  if (!own) return Number.NaN
  const less = results.filter((result) => of(result) < of(own)).length
  const equal = results.filter((result) => of(result) === of(own)).length
  return less + (equal + 1) / 2
}
