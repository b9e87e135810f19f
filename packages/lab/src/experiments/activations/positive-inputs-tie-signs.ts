import {
  createModel,
  type Dataset,
  dense,
  type Layer,
  type Model,
  relu,
  sequential,
  sgd,
  sigmoid,
  sub,
  takeRows,
  tanh,
  xavierNormal,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { columnsOf, gradientsOf } from '../../parts/hidden-units.ts'
import { firstRows } from '../../parts/images.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, mean, median } from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

/** A sigmoid moved down by a half: the same slope everywhere, and 0 in its middle. */
const centredSigmoid: Layer = {
  kind: 'centredSigmoid',
  settings: {},
  outputShape: (input) => input,
  initialize: () => ({ parameters: {}, buffers: {} }),
  apply: (_state, input) => ({ output: sub(sigmoid(input), 0.5) }),
}

type Name = 'sigmoid' | 'centred' | 'tanh' | 'relu'
const arms: readonly { readonly name: Name; readonly words: Words; readonly layer: () => Layer }[] = [
  { name: 'sigmoid', words: { en: 'sigmoid', ko: '시그모이드' }, layer: () => sigmoid() },
  { name: 'centred', words: { en: 'sigmoid − ½', ko: 'σ − ½' }, layer: () => centredSigmoid },
  { name: 'tanh', words: { en: 'tanh', ko: 'tanh' }, layer: () => tanh() },
  { name: 'relu', words: { en: 'ReLU', ko: 'ReLU' }, layer: () => relu() },
]

export const positiveInputsTieSigns = defineExperiment({
  id: 'positive-inputs-tie-signs',
  family: 'activations',
  catalogue: ['A3'],
  sources: ['S4'],
  title: {
    en: 'Positive inputs tie the signs of a unit’s gradients',
    ko: '양수 입력은 기울기의 부호를 묶는다',
  },
  claim: {
    en: 'The outputs of a sigmoid are not centred at 0: the gradients of all incoming weights of a unit behind it have the same sign, descent zigzags, and learning is slower.',
    ko: '시그모이드의 출력은 0이 중심이 아닙니다. 그래서 다음 층 뉴런의 입력 가중치들의 기울기가 모두 같은 부호가 되어 경사하강이 지그재그로 움직이고 학습이 느려집니다.',
  },
  paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, sections 4.3 and 4.4',
  settings: {
    hidden: 50,
    samples: 40,
    batchSize: 100,
    updates: 1000,
    rates: [0.3, 1, 3, 10],
    target: 0.3,
    every: 10,
  },
  quickSettings: { rates: [1, 3] },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { hidden, samples, batchSize, updates, rates, target, every } = settings
    const { split, features } = await images()
    const { train } = split
    const modelOf = (activation: () => Layer) => {
      const affine = (inputs: number, outputs: number) =>
        dense(inputs, outputs, { initializer: xavierNormal() })
      const layers: Layer[] = [
        affine(features, hidden),
        activation(),
        affine(hidden, hidden),
        activation(),
        affine(hidden, 10),
      ]
      return createModel(sequential(...layers), { input: [features], seed })
    }
    const updatesNeeded = async (activation: () => Layer, learningRate: number) => {
      const { measured } = await trainNetwork({
        model: modelOf(activation),
        train,
        optimizer: sgd({ learningRate }),
        steps: updates,
        batchSize,
        seed,
        parts: { train },
        measureAfter: (update) => update % every === 0,
      })
      return measured.find(({ parts }) => (parts.train?.loss ?? target + 1) <= target)?.update ?? updates
    }
    const results = []
    for (const { name, layer } of arms) {
      const model = modelOf(layer)
      const alone = Array.from({ length: samples }, (_, row) =>
        oneSigned(model, takeRows(train, Int32Array.of(row), 'train')),
      )
      const together = oneSigned(model, firstRows(train, batchSize))
      const needed: number[] = []
      for (const rate of rates) needed.push(await updatesNeeded(layer, rate))
      results.push({ name, alone: mean(alone), together, needed })
    }
    return results
  },
  rule: {
    words: {
      en: 'For single samples, more than 0.99 of the units of the second hidden layer have gradients of one sign only with sigmoid, less than 0.01 with tanh. To a training loss of 0.3 the sigmoid needs more updates than the same sigmoid minus ½, which differs in its mean alone, from the same weights, each at the best of the rates 0.3, 1, 3 and 10 (ratio above 1).',
      ko: '표본 하나마다 둘째 은닉층 뉴런 중 기울기의 부호가 모두 같은 비율이 시그모이드에서는 0.99보다 크고 tanh에서는 0.01보다 작습니다. 학습 손실 0.3까지 시그모이드가, 평균만 다른 시그모이드 − ½보다 갱신을 더 많이 해야 합니다 (같은 가중치에서, 각각 학습률 0.3, 1, 3, 10 중 가장 좋은 것으로, 비율이 1보다 큼).',
    },
    judge(seeds) {
      const of = (name: Name) => seeds.flatMap((results) => results.filter((each) => each.name === name))
      const best = (name: Name) => of(name).map(({ needed }) => Math.min(...needed))
      const centred = best('centred')
      const words = (name: string) => ({
        en: `share of units with gradients of one sign, ${name}`,
        ko: `기울기의 부호가 모두 같은 뉴런의 비율, ${name}`,
      })
      return judge([
        check(words('sigmoid'), bootstrap(of('sigmoid').map(({ alone }) => alone)), above(0.99)),
        check(words('tanh'), bootstrap(of('tanh').map(({ alone }) => alone)), below(0.01)),
        check(
          {
            en: 'updates to loss 0.3, sigmoid ÷ (sigmoid − ½)',
            ko: '손실 0.3까지의 갱신 수, 시그모이드 ÷ (시그모이드 − ½)',
          },
          bootstrap(best('sigmoid').map((needed, seed) => needed / (centred[seed] ?? 1))),
          above(1),
        ),
      ])
    },
  },
  figures: (seeds, { rates, updates }) => [
    {
      name: 'signs',
      caption: {
        en: 'Units of the second hidden layer all of whose incoming weights have a gradient of the same sign, at the start: for one sample, and for the mean of a batch of 100. With ReLU the zeros among the inputs count for either sign.',
        ko: '시작할 때 입력 가중치의 기울기 부호가 모두 같은 둘째 은닉층 뉴런의 비율: 표본 하나, 그리고 배치 100개의 평균. ReLU의 0 입력은 어느 부호로나 셉니다.',
      },
      drawing: barChart({
        x: { title: { en: 'activation', ko: '활성화 함수' }, categories: arms.map(({ words }) => words) },
        y: { title: { en: 'share of units', ko: '뉴런의 비율' }, from: 0, to: 1 },
        groups: [
          { name: { en: 'one sample', ko: '표본 하나' }, of: 'alone' as const },
          { name: { en: 'batch of 100', ko: '배치 100개' }, of: 'together' as const },
        ].map(({ name, of }) => ({
          name,
          values: arms.map((_, place) => bootstrap(seeds.map((results) => results[place]?.[of] ?? 0))),
        })),
      }),
    },
    {
      name: 'updates',
      caption: {
        en: `Updates to a training loss of 0.3 at each rate (median of the seeds); ${updates}: not reached.`,
        ko: `학습률마다 학습 손실 0.3까지의 갱신 수 (시드의 중앙값). ${updates}은 이르지 못한 것입니다.`,
      },
      drawing: barChart({
        x: { title: { en: 'learning rate', ko: '학습률' }, categories: rates.map(String) },
        y: { title: { en: 'updates', ko: '갱신 수' }, from: 0 },
        groups: arms.map(({ words }, place) => ({
          name: words,
          values: rates.map((_, rate) => {
            const needed = seeds.map((results) => results[place]?.needed[rate] ?? updates)
            return bootstrap(needed, { statistic: median })
          }),
        })),
      }),
    },
  ],
  numbers: (seeds) => [
    {
      words: {
        en: 'share of units with gradients of one sign, sigmoid, mean over a batch of 100',
        ko: '기울기의 부호가 모두 같은 뉴런의 비율, 시그모이드, 배치 100개의 평균',
      },
      estimate: bootstrap(seeds.map(([sigmoids]) => sigmoids?.together ?? 0)),
    },
  ],
  code: `import { gradient, matmul, RandomKey, randomNormal, randomSource, sigmoid, sub, sum, type Tensor, tanh } from 'regimen'

const normal = (name: string, shape: [number, number]) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), shape)
const centred = (x: Tensor) => sub(sigmoid(x), 0.5)
for (const [name, activate] of [['sigmoid', sigmoid], ['sigmoid − ½', centred], ['tanh', tanh]] as const) {
  const inputs = activate(normal('inputs', [1, 8]))
  const loss = (weights: Tensor) => sum(tanh(matmul(inputs, weights)))
  console.log(name, 'gradients of one unit:', gradient(loss, normal('weights', [8, 1])).data().map((value) => Math.sign(value)))
}`,
  related: ['relu-outputs-are-not-centred'],
})

/** The share, among the units of the second hidden layer that learn, of those whose gradients have no two signs. */
function oneSigned(model: Model, data: Dataset): number {
  const gradients = gradientsOf(model, data)['layers.2.weight']
  const columns = gradients ? columnsOf(gradients) : []
  const learning = columns.filter((column) => column.some((value) => value !== 0))
  const tied = learning.filter(
    (column) => column.every((value) => value >= 0) || column.every((value) => value <= 0),
  )
  return tied.length / learning.length
}
