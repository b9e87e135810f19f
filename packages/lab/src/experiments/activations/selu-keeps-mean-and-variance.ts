import {
  type ActivationName,
  activationNamed,
  batchNorm,
  createModel,
  dense,
  type InitializerName,
  type Layer,
  sequential,
  tensor,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { activationsOf } from '../../parts/hidden-units.ts'
import { normals } from '../../parts/random.ts'
import {
  about,
  above,
  below,
  between,
  bootstrap,
  check,
  judge,
  mean,
  pairedDifference,
  variance,
} from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

type Name = 'selu' | 'seluHe' | 'elu' | 'relu' | 'batchNorm'
const arms: readonly {
  readonly name: Name
  readonly words: Words
  readonly activation: ActivationName
  readonly initializer: InitializerName
  readonly normalize?: boolean
}[] = [
  { name: 'selu', words: { en: 'SELU', ko: 'SELU' }, activation: 'selu', initializer: 'lecunNormal' },
  {
    name: 'seluHe',
    words: { en: 'SELU with He’s weights', ko: 'He 가중치의 SELU' },
    activation: 'selu',
    initializer: 'heNormal',
  },
  { name: 'elu', words: { en: 'ELU', ko: 'ELU' }, activation: 'elu', initializer: 'heNormal' },
  { name: 'relu', words: { en: 'ReLU', ko: 'ReLU' }, activation: 'relu', initializer: 'heNormal' },
  {
    name: 'batchNorm',
    words: { en: 'batch norm → ReLU', ko: '배치 정규화 → ReLU' },
    activation: 'relu',
    initializer: 'heNormal',
    normalize: true,
  },
]

export const seluKeepsMeanAndVariance = defineExperiment({
  id: 'selu-keeps-mean-and-variance',
  family: 'activations',
  catalogue: ['A10'],
  sources: ['S4'],
  title: { en: 'SELU stays centred, ELU only nearly', ko: 'SELU는 0을 중심으로 유지하고 ELU는 가까울 뿐' },
  claim: {
    en: 'Against the bias shift of ReLU one uses ELU or SELU, whose outputs are centred at 0, or batch normalization.',
    ko: 'ReLU의 편향 이동을 막으려면 출력이 0을 중심으로 하는 ELU나 SELU, 또는 배치 정규화를 사용합니다.',
  },
  correction: {
    en: 'Only SELU keeps mean 0 and variance 1 through many layers, and only with LeCun’s weights: with He’s its variance grows without end. ELU is nearer to 0 than ReLU, not at 0. Batch normalization before a ReLU centres what goes into it; what comes out has a mean of 0.4.',
    ko: '여러 층을 지나도 평균 0, 분산 1을 유지하는 것은 SELU뿐이고, 그것도 LeCun 가중치일 때입니다. He 가중치에서는 분산이 끝없이 커집니다. ELU는 ReLU보다 0에 가까울 뿐 0은 아닙니다. ReLU 앞의 배치 정규화는 들어가는 값을 0 중심으로 만들지만, 나오는 값의 평균은 0.4입니다.',
  },
  paper:
    'Clevert, Unterthiner & Hochreiter 2016; Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks',
  settings: { rows: 500, width: 200, layers: 20 },
  seeds: 10,
  async measure({ settings: { rows, width, layers }, seed, key }) {
    const inputs = tensor(normals(key.child('inputs'), rows * width), [rows, width])
    return arms.map(({ name, activation, initializer, normalize = false }) => {
      const block = (): Layer[] => [
        dense(width, width, { initializer, bias: false }),
        ...(normalize ? [batchNorm()] : []),
        activationNamed(activation).fromSettings({}),
      ]
      const network = sequential(...Array.from({ length: layers }, block).flat())
      const outputs = activationsOf(createModel(network, { input: [width], seed }), inputs, true)
      const data = outputs.map((output) => output.data())
      return { name, means: data.map(mean), variances: data.map(variance) }
    })
  },
  rule: {
    words: {
      en: 'Standard normal inputs, 20 layers of 200 units. The claim needs the mean of the last layer’s outputs within 0.1 of 0 for SELU, ELU and ReLU behind batch normalization. Corrected: so it is for SELU with LeCun’s weights, with a variance between 0.8 and 1.25; with He’s the variance is above 2. ELU’s first layer has a mean above 0.1, but below ReLU’s (paired by seed); behind batch normalization the mean of ReLU is 1/√(2π) = 0.40 within 0.02 in the first layer, and above 0.1 in the last.',
      ko: '표준정규분포의 입력, 뉴런 200개씩 20층. 주장대로라면 SELU, ELU, 배치 정규화 뒤의 ReLU 모두 마지막 층 출력의 평균이 0에서 0.1 이내여야 합니다. 바로잡은 형태: LeCun 가중치의 SELU는 그러하고 분산도 0.8과 1.25 사이이며, He 가중치에서는 분산이 2보다 큽니다. ELU의 첫 층 평균은 0.1보다 크지만 ReLU보다는 작고(시드별로 짝지어 비교), 배치 정규화 뒤 ReLU의 평균은 첫 층에서 1/√(2π) = 0.40에서 0.02 이내이고 마지막 층에서도 0.1보다 큽니다.',
    },
    judge(seeds) {
      const values = (name: Name, of: 'means' | 'variances', layer: number) =>
        seeds.map((results) => results.find((each) => each.name === name)?.[of].at(layer) ?? Number.NaN)
      const over = (...place: Parameters<typeof values>) => bootstrap(values(...place))
      const words = (name: Name, en: string, ko: string) => {
        const arm = arms.find((each) => each.name === name)?.words
        return { en: `${en}, ${arm?.en}`, ko: `${ko}, ${arm?.ko}` }
      }
      const lastMean = (name: Name) => words(name, 'mean, layer 20', '평균, 20층')
      const lastVariance = (name: Name) => words(name, 'variance, layer 20', '분산, 20층')
      const centred = (name: Name) => check(lastMean(name), over(name, 'means', -1), about(0, 0.1))
      const firstMean = words('elu', 'mean, layer 1', '평균, 1층')
      return judge(
        [centred('selu'), centred('elu'), centred('batchNorm')],
        [
          centred('selu'),
          check(lastVariance('selu'), over('selu', 'variances', -1), between(0.8, 1.25)),
          check(lastVariance('seluHe'), over('seluHe', 'variances', -1), above(2)),
          check(firstMean, over('elu', 'means', 0), above(0.1)),
          check(
            { en: 'mean, layer 1, ELU − ReLU', ko: '평균, 1층, ELU − ReLU' },
            pairedDifference(values('elu', 'means', 0), values('relu', 'means', 0)),
            below(0),
          ),
          check(
            words('batchNorm', 'mean, layer 1', '평균, 1층'),
            over('batchNorm', 'means', 0),
            about(0.4, 0.02),
          ),
          check(lastMean('batchNorm'), over('batchNorm', 'means', -1), above(0.1)),
        ],
      )
    },
  },
  figures: (seeds, { layers }) =>
    (
      [
        ['means', { en: 'mean of the outputs', ko: '출력의 평균' }, 'linear'],
        ['variances', { en: 'variance of the outputs', ko: '출력의 분산' }, 'log'],
      ] as const
    ).map(([of, title, scale]) => ({
      name: of,
      caption:
        of === 'means'
          ? {
              en: 'Mean of each layer’s outputs (mean of the seeds).',
              ko: '층마다 출력의 평균 (시드의 평균).',
            }
          : {
              en: 'Variance of each layer’s outputs (mean of the seeds).',
              ko: '층마다 출력의 분산 (시드의 평균).',
            },
      drawing: lineChart({
        x: { title: { en: 'layer', ko: '층' } },
        y: { title, scale },
        series: arms.map(({ words }, place) => ({
          name: words,
          draw: 'both' as const,
          points: Array.from({ length: layers }, (_, layer): [number, number] => [
            layer + 1,
            mean(seeds.map((results) => results[place]?.[of][layer] ?? Number.NaN)),
          ]),
        })),
      }),
    })),
  code: `import { activations, heNormal, lecunNormal, matmul, mean, mul, RandomKey, randomNormal, randomSource } from 'regimen'

const { elu, relu, selu } = activations
const source = (name: string) => randomSource(RandomKey.fromSeed(0).child(name))
const fans = { fanIn: 200, fanOut: 200 }
for (const [name, activate, initializer] of [['selu', selu, lecunNormal], ['elu', elu, heNormal], ['relu', relu, heNormal]] as const) {
  let values = randomNormal(source('inputs'), [500, 200])
  for (let layer = 1; layer <= 20; layer++) {
    values = activate(matmul(values, initializer().sample(source(String(layer)), [200, 200], fans)))
    if (layer % 5 === 0) console.log(name, 'layer', layer, 'mean', mean(values).item(), 'mean square', mean(mul(values, values)).item())
  }
}`,
  related: ['relu-outputs-are-not-centred', 'relu-needs-he-not-xavier'],
})
