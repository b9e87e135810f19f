import { defineExperiment } from '../../experiment.ts'
import { lineChart, spreadFigure } from '../../figures/index.ts'
import { type LayerSpread, spreadOf } from '../../parts/activation-spread.ts'
import { about, below, bootstrap, check, judge, mean } from '../../statistics/index.ts'

/** Standard deviations of the outputs that the catalogue has for the first and the last layer. */
const [first, last] = [0.21, 0.12]

export const xavierKeepsSigmoidsSpread = defineExperiment({
  id: 'xavier-keeps-sigmoids-spread',
  family: 'initialization',
  catalogue: ['I7'],
  sources: ['S0', 'S2', 'S4', 'BK'],
  title: { en: 'Xavier keeps sigmoids spread', ko: 'Xavier 초깃값은 시그모이드를 고르게 퍼뜨린다' },
  claim: {
    en: 'With weights of standard deviation √(1/n), n the inputs of a unit, the outputs of sigmoid layers stay spread through all layers and away from the ends.',
    ko: '가중치의 표준편차를 √(1/n)으로 하면(n은 뉴런의 입력 수) 시그모이드 층의 출력이 모든 층에서 양 끝에 몰리지 않고 고르게 퍼집니다.',
  },
  paper: 'Glorot & Bengio 2010; LeCun, Bottou, Orr & Müller 1998',
  settings: { rows: 1000, width: 100, layers: 5 },
  seeds: 5,
  async measure({ settings, key }) {
    const weightDeviation = Math.sqrt(1 / settings.width)
    return spreadOf({ ...settings, weightDeviation, key, activation: 'sigmoid' })
  },
  rule: {
    words: {
      en: 'In each layer less than 0.05 of the outputs are below 0.1 or above 0.9, and their standard deviation falls from 0.21 in the first layer to 0.12 in the last (± 0.02).',
      ko: '모든 층에서 0.1보다 작거나 0.9보다 큰 출력이 0.05보다 적고, 표준편차가 첫 층의 0.21에서 마지막 층의 0.12로 줄어듭니다 (± 0.02).',
    },
    judge(seeds) {
      const layers = seeds[0]?.layers ?? []
      const over = (layer: number, of: 'extremes' | 'deviation') =>
        bootstrap(seeds.map((seed) => seed.layers.at(layer)?.[of] ?? 0))
      return judge([
        ...layers.map((_, layer) =>
          check(
            {
              en: `share of outputs near 0 or 1, layer ${layer + 1}`,
              ko: `0이나 1에 가까운 출력의 비율, ${layer + 1}층`,
            },
            over(layer, 'extremes'),
            below(0.05),
          ),
        ),
        check(
          { en: 'standard deviation, first layer', ko: '표준편차, 첫 층' },
          over(0, 'deviation'),
          about(first, 0.02),
        ),
        check(
          { en: 'standard deviation, last layer', ko: '표준편차, 마지막 층' },
          over(-1, 'deviation'),
          about(last, 0.02),
        ),
      ])
    },
  },
  figures: (seeds) => [
    spreadFigure(seeds[0]?.layers ?? [], 'sigmoid', {
      en: 'Outputs of each of the five layers (first seed).',
      ko: '다섯 층 각각의 출력 (첫 번째 시드).',
    }),
    {
      name: 'deviation',
      caption: {
        en: 'The outputs grow narrower from layer to layer all the same: a sigmoid has a slope of a quarter at most.',
        ko: '그래도 층을 지날수록 출력의 폭은 좁아집니다. 시그모이드의 기울기는 최대 4분의 1이기 때문입니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'layer', ko: '층' } },
        y: { title: { en: 'standard deviation of the outputs', ko: '출력의 표준편차' }, from: 0 },
        series: [
          {
            name: 'sigmoid',
            draw: 'both',
            points: (seeds[0]?.layers ?? []).map((_: LayerSpread, layer: number) => [
              layer + 1,
              mean(seeds.map((seed) => seed.layers[layer]?.deviation ?? Number.NaN)),
            ]),
          },
        ],
      }),
    },
  ],
  code: `import { matmul, RandomKey, randomNormal, randomSource, sigmoid, tensor } from 'regimen'

const normal = (name: string, rows: number) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), [rows, 100])
let values = normal('inputs', 1000)
for (const layer of ['1', '2', '3', '4', '5']) {
  const weights = normal(layer, 100).data().map((value) => value * Math.sqrt(1 / 100))
  values = sigmoid(matmul(values, tensor(weights, [100, 100])))
  const extreme = values.data().filter((value) => value < 0.1 || value > 0.9).length
  console.log('layer', layer, 'near 0 or 1:', extreme / values.size)
}`,
  related: ['small-weights-make-units-alike', 'large-weights-saturate-sigmoids', 'relu-needs-he-not-xavier'],
})
