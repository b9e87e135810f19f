import {
  constantInitializer,
  createModel,
  heNormal,
  type Initializer,
  multilayerPerceptron,
  sgd,
  zerosInitializer,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, heatMap } from '../../figures/index.ts'
import { columnsOf, distinctUnits, parametersNamed } from '../../parts/hidden-units.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { about, above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

const starts: readonly {
  readonly name: 'zeros' | 'constant' | 'he'
  readonly words: Words
  readonly initializer: (value: number) => Initializer
}[] = [
  { name: 'zeros', words: { en: 'all 0', ko: '모두 0' }, initializer: () => zerosInitializer() },
  {
    name: 'constant',
    words: { en: 'all equal', ko: '모두 같은 값' },
    initializer: (value) => constantInitializer({ value }),
  },
  { name: 'he', words: { en: 'random (He)', ko: '무작위 (He)' }, initializer: () => heNormal() },
]
type StartName = (typeof starts)[number]['name']

/** Of the weights that are drawn: this many units, and as many pixels from the middle of the image on. */
const drawn = 8
const firstPixel = 24

function corner(columns: readonly number[][]): number[][] {
  return columns.slice(0, drawn).map((column) => column.slice(firstPixel, firstPixel + drawn))
}

export const equalWeightsStayEqual = defineExperiment({
  id: 'equal-weights-stay-equal',
  family: 'initialization',
  catalogue: ['I1'],
  sources: ['S0', 'S2', 'S3', 'BK'],
  title: { en: 'Units that begin alike stay alike', ko: '같은 값으로 시작한 뉴런은 끝까지 같다' },
  claim: {
    en: 'With initial weights of 0, or all of one value, backpropagation changes all weights in the same way, so that the network does not learn.',
    ko: '가중치를 모두 0이나 같은 값으로 초기화하면 오차역전파에서 모든 가중치가 똑같이 갱신되어 학습이 이루어지지 않습니다.',
  },
  correction: {
    en: 'Not all weights change alike: those of different inputs and layers differ. What stays alike are the units of a layer, so that each layer is worth one unit, and the network learns little or nothing.',
    ko: '모든 가중치가 똑같이 갱신되는 것은 아닙니다. 입력이나 층이 다르면 가중치도 달라집니다. 똑같이 남는 것은 한 층의 뉴런들이며, 그래서 층마다 뉴런 하나의 몫밖에 못 하고 거의 배우지 못합니다.',
  },
  paper:
    'Rumelhart, Hinton & Williams 1986, Learning internal representations by error propagation (symmetry breaking)',
  settings: { hidden: [50, 50], constant: 0.02, learningRate: 0.1, batchSize: 100, updates: 1000 },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { split } = await images()
    const { train, test } = split
    const { hidden, constant, learningRate, batchSize, updates: steps } = settings
    const runs = []
    for (const { name, initializer } of starts) {
      const layer = multilayerPerceptron({
        inputs: train.inputShape,
        hidden,
        outputs: 10,
        initializer: initializer(constant),
      })
      const model = createModel(layer, { input: train.inputShape, seed })
      const optimizer = sgd({ learningRate })
      const run = await trainNetwork({ model, train, optimizer, steps, batchSize, seed, parts: { test } })
      const weights = parametersNamed(model.state.parameters, 'weight').slice(0, hidden.length)
      runs.push({
        name,
        accuracy: run.measured.at(-1)?.parts.test?.accuracy ?? 0,
        distinct: weights.map((each) => distinctUnits(each)),
        distinctWeights: new Set(weights[0]?.data()).size,
        incoming: weights.slice(0, 1).flatMap((each) => corner(columnsOf(each))),
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'After 1000 updates, the claim needs the first layer to have one and the same weight everywhere for both starts, and a test accuracy below 0.2 (chance is 0.1). Corrected: each hidden layer has exactly one distinct unit, with more than one distinct weight where the start was not 0, and random weights are better by more than 0.3 of accuracy than either.',
      ko: '1000번 갱신한 뒤, 주장대로라면 두 경우 모두 첫 층의 가중치가 전부 한 값이고 테스트 정확도가 0.2보다 낮아야 합니다 (우연은 0.1). 바로잡은 형태: 은닉층마다 서로 다른 뉴런이 정확히 하나이고, 0이 아닌 같은 값으로 시작하면 서로 다른 가중치는 여럿이며, 무작위 가중치의 정확도가 두 경우보다 0.3 넘게 높습니다.',
    },
    judge(seeds) {
      const of = (name: StartName) => seeds.flatMap((runs) => runs.filter((run) => run.name === name))
      const accuracies = (name: StartName) => of(name).map(({ accuracy }) => accuracy)
      const alike: readonly StartName[] = ['zeros', 'constant']
      const distinctWeights = (name: StartName) => bootstrap(of(name).map((run) => run.distinctWeights))
      const weightWords = (name: string) => ({
        en: `distinct weights of the first layer, ${name}`,
        ko: `첫 층의 서로 다른 가중치 수, ${name}`,
      })
      const accuracyWords = (name: string) => ({ en: `test accuracy, ${name}`, ko: `테스트 정확도, ${name}` })
      return judge(
        alike.flatMap((name) => [
          check(weightWords(name), distinctWeights(name), about(1, 0)),
          check(accuracyWords(name), bootstrap(accuracies(name)), below(0.2)),
        ]),
        [
          ...alike.flatMap((name) => [
            check(
              {
                en: `distinct units, most of any layer, ${name}`,
                ko: `서로 다른 뉴런 수, 층 중 최대, ${name}`,
              },
              bootstrap(of(name).map(({ distinct }) => Math.max(...distinct))),
              about(1, 0),
            ),
            check(
              { en: `test accuracy, He − ${name}`, ko: `테스트 정확도, He − ${name}` },
              pairedDifference(accuracies('he'), accuracies(name)),
              above(0.3),
            ),
          ]),
          check(weightWords('constant'), distinctWeights('constant'), above(1)),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy after 1000 updates; the dashed line is chance.',
        ko: '1000번 갱신한 뒤의 테스트 정확도. 점선은 우연입니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'initial weights', ko: '초기 가중치' },
          categories: starts.map(({ words }) => words),
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'test accuracy', ko: '테스트 정확도' },
            values: starts.map((_, place) => bootstrap(seeds.map((runs) => runs[place]?.accuracy ?? 0))),
          },
        ],
        levels: [0.1],
      }),
    },
    {
      name: 'weights',
      caption: {
        en: 'Weights from eight pixels to eight units of the first layer after training from equal weights (first seed): every unit has the same, while those of different pixels differ.',
        ko: '같은 값에서 학습한 뒤 픽셀 여덟 개에서 첫 층 뉴런 여덟 개로 가는 가중치 (첫 번째 시드): 픽셀마다 다르지만 뉴런끼리는 모두 같습니다.',
      },
      drawing: heatMap({
        x: { title: { en: 'unit', ko: '뉴런' }, categories: numbered(1) },
        y: { title: { en: 'pixel', ko: '픽셀' }, categories: numbered(firstPixel + 1) },
        values: transposed(seeds[0]?.find(({ name }) => name === 'constant')?.incoming ?? []),
      }),
    },
  ],
  code: `import { constantInitializer, createModel, fit, multilayerPerceptron, sgd, splitDataset, RandomKey } from 'regimen'
import { digits } from 'regimen/datasets'

const split = splitDataset(digits(), { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
const initializer = constantInitializer({ value: 0.02 })
const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [8], outputs: 10, initializer }), { input: [64] })
await fit(model, { train: split.train }, { optimizer: sgd({ learningRate: 0.01 }), steps: 200 })
const weights = Array.from(model.state.parameters['layers.0.weight']?.data() ?? [])
console.log('pixel 10 to each unit', weights.slice(80, 88).join(' '))
console.log('pixel 20 to each unit', weights.slice(160, 168).join(' '))`,
  related: ['initial-weights-decide-whether-networks-learn'],
})

function numbered(first: number): string[] {
  return Array.from({ length: drawn }, (_, index) => String(first + index))
}

function transposed(columns: readonly (readonly number[])[]): number[][] {
  return Array.from({ length: drawn }, (_, row) =>
    columns.map((column) => Number((column[row] ?? 0).toFixed(3))),
  )
}
