import { createModel, full, multilayerPerceptron, type TensorRecord } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { silentShares } from '../../parts/hidden-units.ts'
import { below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

export const smallBiasKeepsRelusAlive = defineExperiment({
  id: 'small-bias-keeps-relus-alive',
  family: 'activations',
  catalogue: ['A8'],
  sources: ['S4'],
  title: { en: 'A small positive bias keeps ReLUs alive', ko: '작은 양의 편향은 ReLU를 살려 둔다' },
  claim: {
    en: 'A small positive bias moves a ReLU a little to the left, so that fewer units are dead.',
    ko: '작은 양의 편향을 주면 ReLU가 왼쪽으로 조금 움직여 죽은 뉴런이 줄어듭니다.',
  },
  paper: 'Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3 (bias 0.1)',
  settings: { hidden: [100, 100, 100, 100, 100], bias: 0.1 },
  data: 'digits',
  seeds: 20,
  async measure({ settings: { hidden, bias }, seed, images }) {
    const { train } = (await images()).split
    const layer = multilayerPerceptron({ inputs: train.inputShape, hidden, outputs: 10 })
    const model = createModel(layer, { input: train.inputShape, seed })
    const { parameters, buffers } = model.state
    const without = silentShares(model, train)
    model.load({ parameters: withBiases(parameters, bias), buffers })
    return { without, with: silentShares(model, train) }
  },
  rule: {
    words: {
      en: 'Before any training, with He’s weights, the share of the units of five hidden layers that are silent for all training rows is smaller with bias 0.1 than with bias 0 (paired by seed).',
      ko: '학습 전 He 가중치에서, 다섯 은닉층의 뉴런 중 모든 학습 데이터에서 0인 비율이 편향 0보다 편향 0.1에서 더 작습니다 (시드별로 짝지어 비교).',
    },
    judge(seeds) {
      const words = {
        en: 'share of silent units, bias 0.1 − bias 0',
        ko: '늘 0인 뉴런의 비율, 편향 0.1 − 편향 0',
      }
      const difference = pairedDifference(
        seeds.map((shares) => mean(shares.with)),
        seeds.map((shares) => mean(shares.without)),
      )
      return judge([check(words, difference, below(0))])
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
          const layers = hidden.map((_, at) => bootstrap(seeds.map((shares) => shares[of][at] ?? 0)))
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
      estimate: bootstrap(seeds.map(({ without }) => mean(without))),
    },
    {
      words: { en: 'share of silent units, bias 0.1', ko: '늘 0인 뉴런의 비율, 편향 0.1' },
      estimate: bootstrap(seeds.map((shares) => mean(shares.with))),
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
