import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart, spreadFigure } from '../../figures/index.ts'
import { spreadOf } from '../../parts/activation-spread.ts'
import { about, above, below, bootstrap, check, judge, mean } from '../../statistics/index.ts'

const width = 100
const layers = 5

/** The textbook's four, by the standard deviation of the weights. */
const initializations = [
  { name: { en: 'deviation 1', ko: '표준편차 1' }, deviation: 1 },
  { name: { en: 'deviation 0.01', ko: '표준편차 0.01' }, deviation: 0.01 },
  { name: { en: 'Xavier √(1/n)', ko: 'Xavier √(1/n)' }, deviation: Math.sqrt(1 / width) },
  { name: { en: 'He √(2/n)', ko: 'He √(2/n)' }, deviation: Math.sqrt(2 / width) },
] as const

const [large, small, xavier] = [0, 1, 2]

export const tanhLayersFollowMeanField = defineExperiment({
  id: 'tanh-layers-follow-mean-field',
  family: 'initialization',
  catalogue: ['E1', 'I7', 'I2', 'I4'],
  sources: ['BK', 'S2', 'S4'],
  title: { en: 'Tanh layers with four initial weights', ko: '초깃값 네 가지의 tanh 층' },
  claim: {
    en: 'Through tanh layers, too, weights of deviation 1 drive the outputs to the ends, 0.01 makes them all alike, and Xavier’s √(1/n) keeps them spread, because tanh is nearly linear about 0.',
    ko: 'tanh 층에서도 표준편차 1인 가중치는 출력을 양 끝으로 몰고, 0.01은 모두 같게 만들며, Xavier의 √(1/n)은 고르게 퍼뜨립니다. tanh는 0 부근에서 거의 선형이기 때문입니다.',
  },
  paper: 'Glorot & Bengio 2010; Poole et al. 2016, arXiv:1606.05340 (the expected deviations)',
  settings: { rows: 1000, width, layers },
  seeds: 20,
  async measure({ settings, key }) {
    return initializations.map(({ deviation }) =>
      spreadOf({ ...settings, weightDeviation: deviation, key, activation: 'tanh' }),
    )
  },
  rule: {
    words: {
      en: 'Deviation 1: in each layer more than 0.6 of the outputs are within a tenth of the range of its ends. 0.01: the deviation of the last layer is below 0.0001. Xavier: above 0.3 in each layer. All of them: each layer’s deviation within 0.02 of mean-field theory, q ← σ²n·E[tanh²(√q·z)], z normal.',
      ko: '표준편차 1: 모든 층에서 출력의 0.6 넘게 범위 끝에서 10분의 1 안에 있습니다. 0.01: 마지막 층의 표준편차가 0.0001보다 작습니다. Xavier: 모든 층에서 0.3보다 큽니다. 모두: 각 층의 표준편차가 평균장 이론 q ← σ²n·E[tanh²(√q·z)] (z는 정규 분포)에서 0.02 안에 있습니다.',
    },
    judge(seeds) {
      const of = (place: number, layer: number, what: 'extremes' | 'deviation') =>
        bootstrap(seeds.map((spreads) => spreads[place]?.layers[layer]?.[what] ?? 0))
      const numbers = Array.from({ length: layers }, (_, layer) => layer)
      return judge([
        ...numbers.map((layer) =>
          check(
            {
              en: `share near −1 or 1, deviation 1, layer ${layer + 1}`,
              ko: `−1이나 1에 가까운 비율, 표준편차 1, ${layer + 1}층`,
            },
            of(large, layer, 'extremes'),
            above(0.6),
          ),
        ),
        check(
          { en: 'deviation of the last layer, 0.01', ko: '마지막 층의 표준편차, 0.01' },
          of(small, layers - 1, 'deviation'),
          below(1e-4),
        ),
        ...numbers.map((layer) =>
          check(
            { en: `deviation, Xavier, layer ${layer + 1}`, ko: `표준편차, Xavier, ${layer + 1}층` },
            of(xavier, layer, 'deviation'),
            above(0.3),
          ),
        ),
        ...initializations.map(({ name, deviation }, place) => {
          const expected = meanField(deviation)
          const gaps = seeds.map((spreads) =>
            spreads[place]?.layers.map(({ deviation: found }, layer) => found - (expected[layer] ?? 0)),
          )
          const worst = numbers
            .map((layer) => bootstrap(gaps.map((each) => each?.[layer] ?? Number.NaN)))
            .reduce((most, each) => (Math.abs(each.value) > Math.abs(most.value) ? each : most))
          return check(
            { en: `largest difference from theory, ${name.en}`, ko: `이론과의 가장 큰 차이, ${name.ko}` },
            worst,
            about(0, 0.02),
          )
        }),
      ])
    },
  },
  figures: (seeds) => [
    ...initializations.map(({ name }, place) => {
      const figure = spreadFigure(seeds[0]?.[place]?.layers ?? [], 'tanh', {
        en: `Outputs of the five tanh layers (first seed): ${name.en}.`,
        ko: `다섯 tanh 층의 출력(첫 번째 시드): ${name.ko}.`,
      })
      return { ...figure, name: `histograms-${place + 1}` }
    }),
    {
      name: 'deviation',
      caption: {
        en: 'Standard deviation of each layer’s outputs (first picture, mean over the seeds), and what mean-field theory gives (second).',
        ko: '각 층의 출력의 표준편차(첫째 그림, 시드에 대한 평균)와 평균장 이론이 주는 값(둘째 그림).',
      },
      drawing: grid(
        [
          deviations({ en: 'measured', ko: '측정' }, (place) =>
            Array.from({ length: layers }, (_, layer) =>
              mean(seeds.map((spreads) => spreads[place]?.layers[layer]?.deviation ?? Number.NaN)),
            ),
          ),
          deviations({ en: 'theory', ko: '이론' }, (place) =>
            meanField(initializations[place]?.deviation ?? Number.NaN),
          ),
        ],
        2,
      ),
    },
  ],
  code: `import { matmul, RandomKey, randomNormal, randomSource, tanh, tensor } from 'regimen'

const normal = (name: string, rows: number) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), [rows, 100])
for (const deviation of [1, 0.01, Math.sqrt(1 / 100), Math.sqrt(2 / 100)]) {
  let values = normal('inputs', 1000)
  const spread: number[] = []
  for (const layer of ['1', '2', '3', '4', '5']) {
    const weights = normal(layer, 100).data().map((value) => value * deviation)
    values = tanh(matmul(values, tensor(weights, [100, 100])))
    spread.push(Math.sqrt([...values.data()].reduce((sum, value) => sum + value ** 2, 0) / values.size))
  }
  console.log('weights', deviation, 'outputs', spread.map((each) => each.toPrecision(2)).join(' '))
}`,
  related: [
    'xavier-keeps-sigmoids-spread',
    'large-weights-saturate-sigmoids',
    'small-weights-make-units-alike',
  ],
})

function deviations(title: { en: string; ko: string }, of: (place: number) => readonly number[]) {
  return lineChart({
    title,
    width: 380,
    height: 300,
    x: { title: { en: 'layer', ko: '층' } },
    y: { title: { en: 'standard deviation', ko: '표준편차' }, from: 0, to: 1 },
    series: initializations.map(({ name }, place) => ({
      name,
      draw: 'both' as const,
      points: of(place).map((deviation, layer): [number, number] => [layer + 1, deviation]),
    })),
  })
}

/** Of the outputs of each layer, for inputs of variance 1 and infinitely many units. */
function meanField(deviation: number): number[] {
  let square = 1
  return Array.from({ length: layers }, () => {
    square = meanSquareOfTanh(deviation ** 2 * width * square)
    return Math.sqrt(square)
  })
}

/** E[tanh²(√q·z)] over normal z, by the trapezoidal rule from −8 to 8. */
function meanSquareOfTanh(q: number): number {
  const step = 0.001
  let sum = 0
  for (let z = -8; z <= 8; z += step) {
    sum += Math.tanh(Math.sqrt(q) * z) ** 2 * Math.exp((-z * z) / 2) * step
  }
  return sum / Math.sqrt(2 * Math.PI)
}
