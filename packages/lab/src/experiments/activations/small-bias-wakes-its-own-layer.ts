import {
  createModel,
  full,
  heNormal,
  type Initializer,
  multilayerPerceptron,
  normalInitializer,
  type TensorRecord,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { silentShares } from '../../parts/hidden-units.ts'
import { about, below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

export const smallBiasWakesItsOwnLayer = defineExperiment({
  id: 'small-bias-wakes-its-own-layer',
  family: 'activations',
  catalogue: ['A8'],
  sources: ['S4'],
  title: { en: 'A small bias wakes the ReLUs of its own layer', ko: '작은 편향은 자기 층의 ReLU를 깨운다' },
  claim: {
    en: 'A small positive bias moves a ReLU a little to the left, so that fewer units are dead.',
    ko: '작은 양의 편향을 주면 ReLU가 왼쪽으로 조금 움직여 죽은 뉴런이 줄어듭니다.',
  },
  correction: {
    en: 'In the layer itself a positive bias can only wake units. In the layers behind it, what all units have more is the same for all rows, and silences slightly more units than it wakes. What counts is the bias next to the unit’s inputs: with He’s weights 0.1 is little, with weights of 0.01 it wakes every unit.',
    ko: '편향을 준 그 층에서는 죽은 뉴런이 줄어들 수만 있습니다. 그러나 그 뒤의 층에서는 모든 뉴런이 더 내는 값이 모든 데이터에 똑같아서, 깨우는 것보다 조금 더 많은 뉴런을 잠재웁니다. 중요한 것은 뉴런의 입력에 견준 편향의 크기입니다. He 가중치에서 0.1은 작고, 0.01의 가중치에서는 모든 뉴런을 깨웁니다.',
  },
  paper: 'Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3 (bias 0.1)',
  settings: { hidden: [100, 100, 100, 100, 100], bias: 0.1, smallDeviation: 0.01 },
  data: 'digits',
  seeds: 20,
  async measure({ settings: { hidden, bias, smallDeviation }, seed, images }) {
    const { train } = (await images()).split
    const shares = (initializer: Initializer) => {
      const layer = multilayerPerceptron({ inputs: train.inputShape, hidden, outputs: 10, initializer })
      const model = createModel(layer, { input: train.inputShape, seed })
      const { parameters, buffers } = model.state
      const without = silentShares(model, train)
      model.load({ parameters: withBiases(parameters, bias), buffers })
      return { without, with: silentShares(model, train) }
    }
    const small = shares(normalInitializer({ standardDeviation: smallDeviation }))
    return { he: shares(heNormal()), small: { without: mean(small.without), with: mean(small.with) } }
  },
  rule: {
    words: {
      en: 'Before any training, of the units of five hidden layers with He’s weights, the claim needs the share that is silent for all training rows to be smaller with bias 0.1 than with bias 0 (paired by seed). Corrected: it is smaller in the first layer, differs by less than 0.02 behind it, and with weights of standard deviation 0.01 it is below 0.01 with the bias.',
      ko: '학습 전 He 가중치에서, 주장대로라면 다섯 은닉층의 뉴런 중 모든 학습 데이터에서 0인 비율이 편향 0보다 편향 0.1에서 더 작아야 합니다 (시드별로 짝지어 비교). 바로잡은 형태: 첫 층에서는 더 작고, 그 뒤의 층에서는 차이가 0.02보다 작으며, 표준편차 0.01의 가중치에서는 편향이 있으면 0.01보다 작습니다.',
    },
    judge(seeds) {
      const difference = (from: number, to: number) =>
        pairedDifference(
          seeds.map(({ he }) => mean(he.with.slice(from, to))),
          seeds.map(({ he }) => mean(he.without.slice(from, to))),
        )
      const words = (en: string, ko: string) => ({
        en: `share of silent units, bias 0.1 − bias 0, ${en}`,
        ko: `늘 0인 뉴런의 비율, 편향 0.1 − 편향 0, ${ko}`,
      })
      return judge(
        [check(words('all layers', '모든 층'), difference(0, 5), below(0))],
        [
          check(words('first layer', '첫 층'), difference(0, 1), below(0)),
          check(words('layers 2 to 5', '2~5층'), difference(1, 5), about(0, 0.02)),
          check(
            {
              en: 'share of silent units, weights of 0.01, bias 0.1',
              ko: '늘 0인 뉴런의 비율, 가중치 0.01, 편향 0.1',
            },
            bootstrap(seeds.map(({ small }) => small.with)),
            below(0.01),
          ),
        ],
      )
    },
  },
  figures: (seeds, { hidden }) => [
    {
      name: 'silent',
      caption: {
        en: 'Units that are 0 for all training rows before training, layer by layer (mean of the seeds).',
        ko: '학습 전 모든 학습 데이터에서 0인 뉴런의 비율, 층마다 (시드의 평균).',
      },
      drawing: lineChart({
        x: { title: { en: 'hidden layer', ko: '은닉층' } },
        y: { title: { en: 'share of silent units', ko: '늘 0인 뉴런의 비율' }, from: 0 },
        series: [
          { name: { en: 'bias 0', ko: '편향 0' }, of: 'without' as const },
          { name: { en: 'bias 0.1', ko: '편향 0.1' }, of: 'with' as const },
        ].map(({ name, of }) => {
          const layers = hidden.map((_, at) => bootstrap(seeds.map(({ he }) => he[of][at] ?? 0)))
          return {
            name,
            draw: 'both' as const,
            points: layers.map(({ value }, at): [number, number] => [at + 1, value]),
            band: layers.map(({ low, high }): [number, number] => [low, high]),
          }
        }),
      }),
    },
  ],
  numbers: (seeds) => [
    {
      words: { en: 'share of silent units, bias 0', ko: '늘 0인 뉴런의 비율, 편향 0' },
      estimate: bootstrap(seeds.map(({ he }) => mean(he.without))),
    },
    {
      words: { en: 'share of silent units, bias 0.1', ko: '늘 0인 뉴런의 비율, 편향 0.1' },
      estimate: bootstrap(seeds.map(({ he }) => mean(he.with))),
    },
    {
      words: {
        en: 'share of silent units, weights of 0.01, bias 0',
        ko: '늘 0인 뉴런의 비율, 가중치 0.01, 편향 0',
      },
      estimate: bootstrap(seeds.map(({ small }) => small.without)),
    },
  ],
  code: `import { add, matmul, RandomKey, randomSource, randomUniform, relu, heNormal } from 'regimen'

const source = (name: string) => randomSource(RandomKey.fromSeed(0).child(name))
for (const bias of [0, 0.1]) {
  let values = randomUniform(source('inputs'), [500, 100])
  for (const layer of ['1', '2', '3', '4', '5']) {
    const weights = heNormal().sample(source(layer), [100, 100], { fanIn: 100, fanOut: 100 })
    values = relu(add(matmul(values, weights), bias))
    const awake = new Set([...values.data()].flatMap((value, index) => (value > 0 ? [index % 100] : [])))
    console.log('bias', bias, 'layer', layer, 'silent units of 100:', 100 - awake.size)
  }
}`,
  related: ['dead-relu-stays-dead', 'leaky-relu-lets-gradients-through'],
})

/** Biases of all layers but the last, whose outputs go through no ReLU. */
function withBiases(parameters: TensorRecord, bias: number): TensorRecord {
  const paths = Object.keys(parameters)
    .filter((path) => path.endsWith('.bias'))
    .slice(0, -1)
  const biases = paths.flatMap((path) => {
    const values = parameters[path]
    return values ? [[path, full(values.shape, bias)] as const] : []
  })
  return { ...parameters, ...Object.fromEntries(biases) }
}
