import {
  createModel,
  type Initializer,
  type Model,
  mul,
  multilayerPerceptron,
  normalInitializer,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { evaluatorOf } from '../../parts/train-network.ts'
import { about, above, bootstrap, check, judge } from '../../statistics/index.ts'

/** Standard deviation of the last layer's weights, as the textbook begins all of its layers. */
const smallLast = 0.01

export const initialLossTellsTheClasses = defineExperiment({
  id: 'initial-loss-tells-the-classes',
  family: 'hyperparameters',
  catalogue: ['H11.1'],
  sources: ['S1'],
  title: {
    en: 'Before training the loss is the logarithm of the classes',
    ko: '학습 전의 손실은 클래스 수의 로그이다',
  },
  claim: {
    en: 'First step of tuning: switch weight decay off and look at the loss before any training. A network that knows nothing has ln K for K classes; with weight decay on, the penalty hides that.',
    ko: '조정의 첫 단계는 가중치 감소를 끄고 학습 전의 손실을 보는 것입니다. 아무것도 모르는 신경망의 손실은 클래스가 K개일 때 ln K입니다. 가중치 감소를 켜면 벌점에 가려집니다.',
  },
  correction: {
    en: 'It is ln K only where the logits begin near 0, as with small weights (deviation 0.01) in the last layer. He weights there, too, begin a little above it: by about half the variance of the logits.',
    ko: '손실이 ln K인 것은 마지막 층의 가중치가 작아(표준편차 0.01) 로짓이 0에서 시작할 때입니다. 마지막 층도 He 초깃값이면 로짓 분산의 절반쯤 더 높게 시작합니다.',
  },
  paper: 'Karpathy 2019, A recipe for training neural networks; CS231n, Babysitting the learning process',
  settings: { hidden: 6, width: 100, decay: 0.1, rows: 1000 },
  data: 'mnist-or-digits',
  seeds: 200,
  async measure({ settings: { hidden, width, decay, rows }, seed, images }) {
    const { split, features } = await images()
    const part = firstRows(split.train, rows)
    const measured = (initializer?: Initializer, lastScale = 1) => {
      const layer = multilayerPerceptron({
        inputs: [features],
        hidden: new Array<number>(hidden).fill(width),
        outputs: 10,
        ...(initializer && { initializer }),
      })
      const model = createModel(layer, { input: [features], seed })
      shrinkLast(model, lastScale)
      let squares = 0
      for (const [path, values] of Object.entries(model.state.parameters)) {
        if (path.endsWith('weight')) for (const value of values.data()) squares += value ** 2
      }
      return { loss: evaluatorOf(model)(model.state, part).loss, penalty: (decay / 2) * squares }
    }
    return {
      he: measured(),
      small: measured(undefined, smallLast / Math.sqrt(2 / width)),
      large: measured(normalInitializer({ standardDeviation: 1 })),
    }
  },
  rule: {
    words: {
      en: 'The claim needs the loss before training with He weights and without weight decay to be ln 10 ± 0.1. Corrected: it is ln 10 ± 0.02 with small weights in the last layer. For both, λ = 0.1 adds 61 ± 1 to a He network, and weights of deviation 1 are found out: the loss is above 10 · ln 10.',
      ko: '주장대로라면 He 초깃값이고 가중치 감소가 없을 때 학습 전 손실이 ln 10 ± 0.1이어야 합니다. 바로잡은 형태: 마지막 층의 가중치가 작으면 ln 10 ± 0.02입니다. 둘 다 λ = 0.1은 He 신경망에 61 ± 1을 더하고, 표준편차 1인 초깃값은 드러납니다. 손실이 10 · ln 10보다 큽니다.',
    },
    judge(seeds) {
      const both = [
        check(
          { en: 'what weight decay of 0.1 adds', ko: '가중치 감소 0.1이 더하는 값' },
          bootstrap(seeds.map(({ he }) => he.penalty)),
          about(61, 1),
        ),
        check(
          { en: 'loss before training, deviation 1', ko: '학습 전 손실, 표준편차 1' },
          bootstrap(seeds.map(({ large }) => large.loss)),
          above(10 * Math.log(10)),
        ),
      ]
      return judge(
        [
          check(
            { en: 'loss before training, He', ko: '학습 전 손실, He' },
            bootstrap(seeds.map(({ he }) => he.loss)),
            about(Math.log(10), 0.1),
          ),
          ...both,
        ],
        [
          check(
            { en: 'loss before training, last layer small', ko: '학습 전 손실, 작은 마지막 층' },
            bootstrap(seeds.map(({ small }) => small.loss)),
            about(Math.log(10), 0.02),
          ),
          ...both,
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'losses',
      caption: {
        en: 'Loss before training; the dashed line is ln 10.',
        ko: '학습 전의 손실. 점선은 ln 10입니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'initial weights', ko: '초깃값' },
          categories: [
            'He',
            { en: 'last layer small', ko: '작은 마지막 층' },
            { en: 'He, with weight decay', ko: 'He, 가중치 감소' },
            { en: 'deviation 1', ko: '표준편차 1' },
          ],
        },
        y: { title: { en: 'loss (nats)', ko: '손실 (nat)' }, scale: 'log', from: 1 },
        levels: [Math.log(10)],
        groups: [
          {
            name: { en: 'loss', ko: '손실' },
            values: [
              bootstrap(seeds.map(({ he }) => he.loss)),
              bootstrap(seeds.map(({ small }) => small.loss)),
              bootstrap(seeds.map(({ he }) => he.loss + he.penalty)),
              bootstrap(seeds.map(({ large }) => large.loss)),
            ],
          },
        ],
      }),
    },
  ],
  code: `import { asPart, createModel, evaluate, multilayerPerceptron } from 'regimen'
import { digits } from 'regimen/datasets'

const images = digits()
const train = asPart({ ...images, inputs: images.inputs.map((level) => level / 16) }, 'train')
const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [100, 100], outputs: 10 }), { input: [64] })
const weights = Object.entries(model.state.parameters).filter(([path]) => path.endsWith('weight'))
const squares = weights.reduce((sum, [, weight]) => sum + [...weight.data()].reduce((all, each) => all + each * each, 0), 0)
console.log('ln 10 =', Math.log(10), 'loss before training', evaluate(model, train).loss)
console.log('with weight decay of 0.1 it would be higher by', 0.05 * squares)`,
  related: ['a-small-sample-is-learned-by-heart'],
})

function shrinkLast(model: Model, scale: number): void {
  const { parameters, buffers } = model.state
  const path = Object.keys(parameters)
    .filter((name) => name.endsWith('weight'))
    .at(-1)
  const weight = path === undefined ? undefined : parameters[path]
  if (path === undefined || !weight) throw new RangeError('the network has no weights')
  model.load({ parameters: { ...parameters, [path]: mul(weight, scale) }, buffers })
}
