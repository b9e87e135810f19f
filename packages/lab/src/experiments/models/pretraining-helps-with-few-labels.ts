import {
  adam,
  conv2d,
  createModel,
  type Dataset,
  dense,
  flatten,
  type Layer,
  type Model,
  maxPool2d,
  type Part,
  relu,
  replaceHead,
  reshape,
  sequential,
  takeRows,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const pretrainingHelpsWithFewLabels = defineExperiment({
  id: 'pretraining-helps-with-few-labels',
  family: 'models',
  catalogue: ['H14'],
  sources: ['S1'],
  title: {
    en: 'Transfer learning helps where labels are few',
    ko: '레이블이 적을 때 전이 학습이 도움이 된다',
  },
  claim: {
    en: 'A network that was trained on a related task needs only a few examples of the new one to be better than a network trained from scratch.',
    ko: '비슷한 과제로 미리 학습한 신경망은 새 과제의 예가 조금만 있어도 처음부터 학습한 신경망보다 낫습니다.',
  },
  paper:
    'Yosinski, Clune, Bengio & Lipson 2014, How transferable are features in deep neural networks? arXiv:1411.1792',
  settings: {
    network: 'conv 8@3×3, pool, conv 16@3×3, pool, 50, 5',
    known: [0, 1, 2, 3, 4],
    fresh: [5, 6, 7, 8, 9],
    labelsEach: [1, 3, 10, 30],
    pretraining: 200,
    updates: 100,
    batch: 50,
    learningRate: 0.003,
  },
  quickSettings: { labelsEach: [3, 10] },
  data: 'mnist-or-digits',
  seeds: 20,
  async measure({ settings, seed, key, images }) {
    const { known, fresh, labelsEach, pretraining, updates, batch, learningRate } = settings
    const { split, features } = await images()
    const side = Math.sqrt(features)
    const train = async (model: Model, data: Part<'train'>, steps: number) => {
      const test = classesOf(split.test, fresh, Number.POSITIVE_INFINITY)
      const run = await trainNetwork({
        model,
        train: data,
        optimizer: adam({ learningRate }),
        steps,
        batchSize: Math.min(batch, data.size),
        seed,
        parts: { test },
      })
      return lastScores(run, 'test').accuracy
    }
    const shuffled = takeRows(split.train, key.child('rows').permutation(split.train.size), 'train')
    const pretrained = createModel(network(side), { input: [features], seed })
    await train(pretrained, classesOf(shuffled, known, Number.POSITIVE_INFINITY), pretraining)
    const results: { labels: number; scratch: number; transfer: number }[] = []
    for (const labels of labelsEach) {
      const few = classesOf(shuffled, fresh, labels)
      const scratch = createModel(network(side), { input: [features], seed })
      const tuned = replaceHead(pretrained, { head: [dense(50, 5)], seed })
      results.push({
        labels,
        scratch: await train(scratch, few, updates),
        transfer: await train(tuned, few, updates),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'Trained on the digits 0–4 first, then on ten examples of each of 5–9, the network has a higher test accuracy on 5–9 than one that has seen only the latter (the same number of updates, rate and first weights).',
      ko: '숫자 0–4로 먼저 학습하고 5–9의 예를 10개씩 학습한 신경망의 5–9 테스트 정확도가, 그 예만 본 신경망보다 높습니다 (갱신 횟수, 학습률, 처음 가중치는 같음).',
    },
    judge(seeds) {
      const of = (kind: 'transfer' | 'scratch') =>
        seeds.map((results) => results.find(({ labels }) => labels === 10)?.[kind] ?? 0)
      return judge([
        check(
          {
            en: 'test accuracy with 10 labels each, pretrained − from scratch',
            ko: '레이블 10개씩일 때의 테스트 정확도, 미리 학습 − 처음부터',
          },
          pairedDifference(of('transfer'), of('scratch')),
          above(0),
        ),
      ])
    },
  },
  figures: (seeds, { labelsEach }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy on the digits 5–9 by the number of labelled examples of each.',
        ko: '숫자마다 레이블이 있는 예의 수에 따른 5–9의 테스트 정확도.',
      },
      drawing: barChart({
        x: {
          title: { en: 'labelled examples of each digit', ko: '숫자마다 레이블이 있는 예' },
          categories: labelsEach.map(String),
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        levels: [0.2],
        groups: (['scratch', 'transfer'] as const).map((kind) => ({
          name:
            kind === 'scratch'
              ? { en: 'from scratch', ko: '처음부터' }
              : { en: 'pretrained on 0–4', ko: '0–4로 미리 학습' },
          values: labelsEach.map((_, at) => bootstrap(seeds.map((seed) => seed[at]?.[kind] ?? 0))),
        })),
      }),
    },
  ],
  code: `import { adam, createModel, dense, evaluate, fit, multilayerPerceptron, replaceHead, takeRows } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const rows = (from: number, to: number, holds: (digit: number) => boolean) =>
  takeRows(all, Int32Array.from({ length: to - from }, (_, row) => from + row).filter((row) => holds(all.targets[row] ?? 0)), 'train')
const [old, few, test] = [rows(100, 1200, (digit) => digit < 5), rows(0, 100, (digit) => digit >= 5), rows(1200, 1797, (digit) => digit >= 5)]
const network = () => createModel(multilayerPerceptron({ inputs: [64], hidden: [64, 32], outputs: 10 }), { input: [64] })
const pretrained = network()
await fit(pretrained, { train: old }, { optimizer: adam(), steps: 200 })
for (const model of [network(), replaceHead(pretrained, { head: [dense(32, 10)] })]) {
  await fit(model, { train: few }, { optimizer: adam(), steps: 60 })
  console.log('test accuracy on the new digits', evaluate(model, test).accuracy)
}`,
  related: ['one-example-is-enough-after-others'],
})

function network(side: number): Layer {
  const pooled = Math.floor(Math.floor(side / 2) / 2)
  return sequential(
    reshape([side, side, 1]),
    conv2d(1, 8, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    conv2d(8, 16, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    flatten(),
    dense(pooled * pooled * 16, 50),
    relu(),
    dense(50, 5),
  )
}

/** Rows of some classes, numbered anew from 0; at most so many of each. */
function classesOf(data: Dataset, classes: readonly number[], each: number): Part<'train'> {
  const taken = classes.map(() => 0)
  const rows = Int32Array.from({ length: data.size }, (_, row) => row).filter((row) => {
    const place = classes.indexOf(data.targets[row] ?? -1)
    if (place < 0) return false
    taken[place] = (taken[place] ?? 0) + 1
    return (taken[place] ?? 0) <= each
  })
  const part = takeRows(data, rows, 'train')
  return {
    ...part,
    task: { kind: 'classification', classes: classes.map(String) },
    targets: Int32Array.from(part.targets, (target) => classes.indexOf(target)),
  }
}
