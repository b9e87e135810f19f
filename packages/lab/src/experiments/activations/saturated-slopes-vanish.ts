import { gradient, sigmoid, sum, type Tensor, tanh, tensor } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { type SpreadActivation, spreadOf } from '../../parts/activation-spread.ts'
import { about, above, below, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

/** With the weights that suit each: variance gain / n. */
const arms: readonly { readonly activation: SpreadActivation; readonly gain: number }[] = [
  { activation: 'sigmoid', gain: 1 },
  { activation: 'tanh', gain: 1 },
  { activation: 'relu', gain: 2 },
]

const slopesOf = (fn: (x: Tensor) => Tensor, points: readonly number[]): number[] =>
  Array.from(gradient((x: Tensor) => sum(fn(x)), tensor([...points])).data())

export const saturatedSlopesVanish = defineExperiment({
  id: 'saturated-slopes-vanish',
  family: 'activations',
  catalogue: ['A2', 'A1', 'A4'],
  sources: ['S4'],
  title: { en: 'Sigmoid and tanh are flat far from 0', ko: '시그모이드와 tanh는 0에서 멀면 평평하다' },
  claim: {
    en: 'For inputs far from 0 the slope of a sigmoid is almost 0, so that gradients vanish; tanh has the same problem.',
    ko: '입력이 너무 크거나 작으면 시그모이드의 기울기가 0에 가까워져 기울기 소실이 일어나고, tanh에서도 똑같은 문제가 생깁니다.',
  },
  correction: {
    en: 'Far from 0 both are flat. Through ten layers with Xavier’s weights, however, it is the sigmoid that loses the gradient, for its slope is a quarter at most, also at 0; tanh, whose slope at 0 is 1, keeps a good part of it.',
    ko: '0에서 멀면 둘 다 평평합니다. 그러나 Xavier 가중치로 열 층을 지날 때 기울기를 잃는 것은 시그모이드입니다. 0에서도 기울기가 최대 4분의 1이기 때문입니다. 0에서 기울기가 1인 tanh는 상당 부분을 유지합니다.',
  },
  paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp; Glorot & Bengio 2010',
  settings: { rows: 200, width: 100, depth: 10, far: 10 },
  seeds: 5,
  async measure({ settings, key }) {
    const { rows, width, depth, far } = settings
    const points = Array.from({ length: 81 }, (_, index) => -far + (index * far) / 40)
    const ratios = arms.map(({ activation, gain }) =>
      Array.from({ length: depth }, (_, index) => {
        const weightDeviation = Math.sqrt(gain / width)
        return spreadOf({ key, rows, width, layers: index + 1, activation, weightDeviation }).gradientRatio
      }),
    )
    return {
      points,
      slopes: { sigmoid: slopesOf((x) => sigmoid(x), points), tanh: slopesOf((x) => tanh(x), points) },
      ratios,
    }
  },
  rule: {
    words: {
      en: 'The slopes of both at 10 are below 5 × 10⁻⁵. The claim needs less than 0.01 of a gradient left after ten layers for both. Corrected: less than 10⁻⁴ for the sigmoid, whose largest slope is ¼ (± 10⁻⁶), but more than 0.05 for tanh.',
      ko: '둘 다 10에서의 기울기가 5 × 10⁻⁵보다 작습니다. 주장대로라면 둘 다 열 층을 지난 기울기가 0.01보다 적게 남아야 합니다. 바로잡은 형태: 기울기가 최대 ¼인 시그모이드(± 10⁻⁶)에서는 10⁻⁴보다 적게, tanh에서는 0.05보다 많이 남습니다.',
    },
    judge(seeds) {
      const [first] = seeds
      const slope = (name: 'sigmoid' | 'tanh') =>
        check(
          { en: `slope of ${name} at 10`, ko: `10에서 ${name}의 기울기` },
          exactly(first?.slopes[name].at(-1) ?? 1),
          below(5e-5),
        )
      const left = (place: number) => bootstrap(seeds.map(({ ratios }) => ratios[place]?.at(-1) ?? 0))
      const words = (name: string) => ({
        en: `gradient after ten layers ÷ before, ${name}`,
        ko: `열 층을 지난 기울기 ÷ 지나기 전, ${name}`,
      })
      const flat = [slope('sigmoid'), slope('tanh')]
      const steepest = check(
        { en: 'largest slope of the sigmoid', ko: '시그모이드의 가장 큰 기울기' },
        exactly(Math.max(...(first?.slopes.sigmoid ?? []))),
        about(0.25, 1e-6),
      )
      return judge(
        [...flat, check(words('sigmoid'), left(0), below(0.01)), check(words('tanh'), left(1), below(0.01))],
        [
          ...flat,
          steepest,
          check(words('sigmoid'), left(0), below(1e-4)),
          check(words('tanh'), left(1), above(0.05)),
        ],
      )
    },
  },
  figures: (seeds, { depth }) => [
    {
      name: 'slopes',
      caption: { en: 'Slope at each input.', ko: '입력에 따른 기울기.' },
      drawing: lineChart({
        x: { title: { en: 'input x', ko: '입력 x' } },
        y: { title: { en: 'slope', ko: '기울기' }, from: 0, to: 1 },
        series: (['sigmoid', 'tanh'] as const).map((name) => ({
          name,
          points: (seeds[0]?.points ?? []).map((x, index) => [x, seeds[0]?.slopes[name][index] ?? 0]),
        })),
      }),
    },
    {
      name: 'depth',
      caption: {
        en: 'What is left of a gradient after so many layers of 100 units: sigmoid and tanh with weights of variance 1/n, ReLU with 2/n.',
        ko: '뉴런 100개의 층을 여러 개 지난 뒤 남는 기울기. 시그모이드와 tanh는 분산 1/n, ReLU는 2/n의 가중치.',
      },
      drawing: lineChart({
        x: { title: { en: 'layers', ko: '층 수' } },
        y: { title: { en: 'gradient after ÷ before', ko: '지난 뒤의 기울기 ÷ 지나기 전' }, scale: 'log' },
        series: arms.map(({ activation }, place) => ({
          name: activation,
          draw: 'both' as const,
          points: Array.from({ length: depth }, (_, index) => [
            index + 1,
            mean(seeds.map(({ ratios }) => ratios[place]?.[index] ?? 0)),
          ]),
        })),
      }),
    },
  ],
  numbers: (seeds) => [
    {
      words: {
        en: 'gradient after ten layers ÷ before, relu (He)',
        ko: '열 층을 지난 기울기 ÷ 지나기 전, relu (He)',
      },
      estimate: bootstrap(seeds.map(({ ratios }) => ratios[2]?.at(-1) ?? 0)),
    },
  ],
  code: `import { gradient, sigmoid, sum, type Tensor, tanh, tensor } from 'regimen'

for (const x of [0, 1, 2, 5, 10]) {
  const slope = (fn: (x: Tensor) => Tensor) => gradient((at: Tensor) => sum(fn(at)), tensor([x])).item()
  console.log('x', x, 'slope of sigmoid', slope((at) => sigmoid(at)), 'of tanh', slope((at) => tanh(at)))
}
console.log('ten sigmoids at their steepest keep', 0.25 ** 10)`,
  related: ['large-weights-saturate-sigmoids', 'small-weights-make-units-alike'],
})
