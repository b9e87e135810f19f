import { defineExperiment } from '../../experiment.ts'
import { spreadFigure } from '../../figures/index.ts'
import { spreadOf } from '../../parts/activation-spread.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const smallWeightsMakeUnitsAlike = defineExperiment({
  id: 'small-weights-make-units-alike',
  family: 'initialization',
  catalogue: ['I4'],
  sources: ['S0', 'S2', 'BK'],
  title: { en: 'Small weights make units alike', ko: '작은 가중치는 뉴런들을 똑같게 만든다' },
  claim: {
    en: 'With weights of standard deviation 0.01 all outputs of sigmoid layers are about 0.5: the units say the same, but the gradient does not vanish.',
    ko: '가중치의 표준편차가 0.01이면 시그모이드 층의 출력이 모두 0.5에 가깝습니다. 뉴런들이 같은 값을 내지만 기울기는 사라지지 않습니다.',
  },
  correction: {
    en: 'The outputs are alike, and here the gradient vanishes worst of all: each layer multiplies it by a quarter (the slope) and by a tenth (the weights).',
    ko: '출력이 비슷해지는 것은 맞지만, 기울기가 가장 심하게 사라지는 것도 바로 이 경우입니다. 층마다 기울기가 4분의 1(시그모이드의 기울기)과 10분의 1(가중치)을 거칩니다.',
  },
  paper: 'Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks',
  settings: { rows: 1000, width: 100, layers: 5, weightDeviation: 0.01 },
  seeds: 5,
  async measure({ settings, key }) {
    return spreadOf({ ...settings, key, activation: 'sigmoid' })
  },
  rule: {
    words: {
      en: 'The claim needs outputs of a standard deviation below 0.05 in each layer, and more than 0.1 of a gradient left after five layers. Corrected: the same outputs, and less than a millionth of the gradient left.',
      ko: '주장에는 모든 층에서 출력의 표준편차가 0.05보다 작고, 다섯 층을 지난 기울기가 0.1보다 많이 남아야 합니다. 바로잡은 형태: 출력은 같고, 기울기는 백만분의 일보다 적게 남습니다.',
    },
    judge(seeds) {
      const layers = seeds[0]?.layers ?? []
      const alike = layers.map((_, layer) =>
        check(
          {
            en: `standard deviation of the outputs, layer ${layer + 1}`,
            ko: `출력의 표준편차, ${layer + 1}층`,
          },
          bootstrap(seeds.map((seed) => seed.layers[layer]?.deviation ?? 0)),
          below(0.05),
        ),
      )
      const left = bootstrap(seeds.map(({ gradientRatio }) => gradientRatio))
      const words = { en: 'gradient after five layers ÷ before', ko: '다섯 층을 지난 기울기 ÷ 지나기 전' }
      return judge([...alike, check(words, left, above(0.1))], [...alike, check(words, left, below(1e-6))])
    },
  },
  figures: ([first]) => [
    spreadFigure(first?.layers ?? [], 'sigmoid', {
      en: 'Outputs of each of the five layers (first seed): all about 0.5.',
      ko: '다섯 층 각각의 출력 (첫 번째 시드): 모두 0.5에 가깝습니다.',
    }),
  ],
  code: `import { gradient, matmul, RandomKey, randomNormal, randomSource, sigmoid, sum, type Tensor, tensor } from 'regimen'

const normal = (name: string, rows: number) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), [rows, 100])
const weights = ['a', 'b', 'c', 'd', 'e'].map((name) => normal(name, 100).data().map((value) => value * 0.01))
const network = (x: Tensor) => weights.reduce((values, each) => sigmoid(matmul(values, tensor(each, [100, 100]))), x)
console.log('outputs', network(normal('inputs', 1000)).data().slice(0, 5))
const back = gradient((x: Tensor) => sum(network(x)), normal('inputs', 1000)).data()
console.log('largest gradient that comes back', Math.max(...back.map(Math.abs)))`,
  related: ['large-weights-saturate-sigmoids', 'xavier-keeps-sigmoids-spread'],
})
