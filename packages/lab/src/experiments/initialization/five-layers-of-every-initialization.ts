import { defineExperiment } from '../../experiment.ts'
import { grid, histogram } from '../../figures/index.ts'
import { type SpreadActivation, spreadOf } from '../../parts/activation-spread.ts'
import { about, below, bootstrap, check, type Estimate, judge } from '../../statistics/index.ts'

const activations: readonly SpreadActivation[] = ['sigmoid', 'tanh', 'relu']

/** Standard deviations of the weights for n inputs. */
const deviations = [
  { name: '1', of: () => 1 },
  { name: '0.01', of: () => 0.01 },
  { name: '√(1/n)', of: (n: number) => Math.sqrt(1 / n) },
  { name: '√(2/n)', of: (n: number) => Math.sqrt(2 / n) },
] as const
type DeviationName = (typeof deviations)[number]['name']

type Moment = 'deviation' | 'secondMoment' | 'extremes'

/** What one run of the textbook's script gave, layer by layer; of ReLU the expectation, a half for each layer. */
const expected: readonly {
  readonly activation: SpreadActivation
  readonly name: DeviationName
  readonly of: Moment
  readonly layers: Readonly<Record<number, number>>
}[] = [
  {
    activation: 'sigmoid',
    name: '1',
    of: 'extremes',
    layers: { 1: 0.82, 2: 0.74, 3: 0.76, 4: 0.74, 5: 0.74 },
  },
  { activation: 'sigmoid', name: '1', of: 'deviation', layers: { 5: 0.44 } },
  { activation: 'sigmoid', name: '0.01', of: 'deviation', layers: { 2: 0.012, 5: 0.012 } },
  { activation: 'sigmoid', name: '√(1/n)', of: 'deviation', layers: { 1: 0.21, 5: 0.12 } },
  {
    activation: 'relu',
    name: '√(1/n)',
    of: 'secondMoment',
    layers: { 1: 1 / 2, 2: 1 / 4, 3: 1 / 8, 4: 1 / 16, 5: 1 / 32 },
  },
]

const momentWords: Readonly<Record<Moment, { en: string; ko: string }>> = {
  deviation: { en: 'standard deviation', ko: '표준편차' },
  secondMoment: { en: 'mean square', ko: '제곱평균' },
  extremes: { en: 'share near the ends', ko: '양 끝에 가까운 비율' },
}
const tolerance = 0.02

export const fiveLayersOfEveryInitialization = defineExperiment({
  id: 'five-layers-of-every-initialization',
  family: 'initialization',
  catalogue: ['E1', 'I2', 'I4', 'I7', 'I8'],
  sources: ['BK', 'S0', 'S2'],
  title: { en: "The textbook's histograms of activations", ko: '교재의 활성화값 분포' },
  claim: {
    en: 'Through five layers of 100 units, weights of standard deviation 1 push sigmoids to 0 and 1, 0.01 gathers them at 0.5, √(1/n) keeps them spread; with ReLU √(1/n) halves the mean square in each layer.',
    ko: '뉴런 100개씩 다섯 층에서, 가중치의 표준편차가 1이면 시그모이드가 0과 1로 밀려나고, 0.01이면 0.5에 모이며, √(1/n)이면 고르게 퍼집니다. ReLU에서 √(1/n)은 층마다 제곱평균을 절반으로 줄입니다.',
  },
  paper:
    'Saitoh 2016, Deep Learning from Scratch, section 6.2; Glorot & Bengio 2010; He, Zhang, Ren & Sun 2015',
  settings: { rows: 1000, width: 100, layers: 5 },
  seeds: 60,
  async measure({ settings, seed, key }) {
    const arms = activations.flatMap((activation) => deviations.map((each) => ({ activation, ...each })))
    return arms.map(({ activation, name, of }) => {
      const weightDeviation = of(settings.width)
      const { layers, gradientRatio } = spreadOf({ ...settings, key, activation, weightDeviation })
      // The book draws the first seed alone, and holds all measurements.
      const kept = layers.map((layer) => ({ ...layer, bins: seed === 0 ? layer.bins : [] }))
      return { activation, name, layers: kept, gradientRatio }
    })
  },
  rule: {
    words: {
      en: 'The mean over the seeds lies within 0.02 of what the catalogue has: of sigmoids with deviation 1 the shares below 0.1 or above 0.9 (0.82, 0.74, 0.76, 0.74, 0.74) and the deviation 0.44; with 0.01 the deviation 0.012; with √(1/n) 0.21 in the first layer and 0.12 in the fifth, at most 0.03 near the ends; of ReLU with √(1/n) the mean squares 1/2, 1/4, … 1/32. The catalogue has one run, which scatters by ± 0.025 itself: the mean of 30 seeds or more is taken as it is; that of fewer has its interval, wider by that scatter.',
      ko: '시드에 대한 평균이 기준값에서 0.02 이내입니다. 표준편차 1의 시그모이드: 0.1보다 작거나 0.9보다 큰 비율(0.82, 0.74, 0.76, 0.74, 0.74)과 표준편차 0.44. 0.01: 표준편차 0.012. √(1/n): 첫 층 0.21, 다섯째 층 0.12, 양 끝에는 0.03 이하. √(1/n)의 ReLU: 제곱평균 1/2, 1/4, … 1/32. 기준값은 한 번의 실행이라 그 자체로 ± 0.025만큼 흩어집니다. 시드가 30개 이상이면 평균을 그대로 쓰고, 그보다 적으면 그만큼 넓힌 구간으로 판단합니다.',
    },
    judge(seeds) {
      const estimate = (activation: string, name: string, of: Moment, layer: number) =>
        bootstrap(
          seeds.map((arms) => {
            const arm = arms.find((each) => each.activation === activation && each.name === name)
            return arm?.layers[layer - 1]?.[of] ?? 0
          }),
        )
      const comparisons = expected.flatMap(({ activation, name, of, layers }) =>
        Object.entries(layers).map(([layer, value]) =>
          check(
            {
              en: `${activation}, ${name}, layer ${layer}: ${momentWords[of].en}`,
              ko: `${activation}, ${name}, ${layer}층: ${momentWords[of].ko}`,
            },
            settled(estimate(activation, name, of, Number(layer))),
            about(value, tolerance),
          ),
        ),
      )
      const spread = check(
        {
          en: 'sigmoid, √(1/n), layer 1: share near the ends',
          ko: 'sigmoid, √(1/n), 1층: 양 끝에 가까운 비율',
        },
        estimate('sigmoid', '√(1/n)', 'extremes', 1),
        below(0.03),
      )
      return judge([...comparisons, spread])
    },
  },
  figures: ([first = []]) => [
    ...activations.map((activation) => ({
      name: `histograms-${activation}`,
      caption: {
        en: `${activation}: outputs of layers 1, 3 and 5 for each standard deviation σ of the weights (first seed${activation === 'relu' ? '; what is above 1 is not drawn' : ''}).`,
        ko: `${activation}: 가중치의 표준편차 σ마다 1, 3, 5층의 출력 (첫 번째 시드${activation === 'relu' ? ', 1보다 큰 것은 그리지 않음' : ''}).`,
      },
      drawing: grid(
        first
          .filter((arm) => arm.activation === activation)
          .flatMap(({ name, layers }) =>
            [1, 3, 5].map((layer) =>
              histogram({
                title: { en: `σ = ${name}, layer ${layer}`, ko: `σ = ${name}, ${layer}층` },
                width: 240,
                height: 190,
                x: { title: { en: 'output', ko: '출력' }, from: activation === 'tanh' ? -1 : 0, to: 1 },
                y: { title: { en: 'share', ko: '비율' }, from: 0 },
                counts: layers[layer - 1]?.bins ?? [],
              }),
            ),
          ),
        3,
      ),
    })),
  ],
  numbers: (seeds) =>
    (seeds[0] ?? []).map(({ activation, name }, arm) => ({
      words: {
        en: `gradient after five layers ÷ before: ${activation}, ${name}`,
        ko: `다섯 층을 지난 기울기 ÷ 지나기 전: ${activation}, ${name}`,
      },
      estimate: bootstrap(seeds.map((arms) => arms[arm]?.gradientRatio ?? 0)),
    })),
  code: `import { matmul, mul, RandomKey, randomNormal, randomSource, relu, sigmoid, type Tensor, tanh } from 'regimen'

const normal = (name: string, rows: number) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), [rows, 100])
const functions: Record<string, (x: Tensor) => Tensor> = { sigmoid: (x) => sigmoid(x), tanh: (x) => tanh(x), relu: (x) => relu(x) }
for (const [name, activate] of Object.entries(functions)) {
  for (const deviation of [1, 0.01, Math.sqrt(1 / 100), Math.sqrt(2 / 100)]) {
    const layers = ['a', 'b', 'c', 'd', 'e'].map((layer) => mul(normal(layer, 100), deviation))
    const values = [...layers.reduce((x, weights) => activate(matmul(x, weights)), normal('inputs', 1000)).data()]
    const mean = values.reduce((sum, value) => sum + value / values.length, 0)
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)
    console.log(name, 'weights', deviation, 'outputs: mean', mean, 'standard deviation', Math.sqrt(variance))
  }
}`,
  related: [
    'large-weights-saturate-sigmoids',
    'small-weights-make-units-alike',
    'xavier-keeps-sigmoids-spread',
    'relu-needs-he-not-xavier',
  ],
})

/** Standard deviation of a single run, which is what the catalogue has. */
const scatter = 0.025

/** The mean alone, where it is known well enough to be compared with a single run; else what such a run leaves open. */
function settled(estimate: Estimate): Estimate {
  const { value, low, high, count } = estimate
  return count >= 30
    ? { ...estimate, low: value, high: value }
    : { ...estimate, low: low - scatter, high: high + scatter }
}
