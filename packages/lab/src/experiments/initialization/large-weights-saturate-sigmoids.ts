import { defineExperiment } from '../../experiment.ts'
import { spreadFigure } from '../../figures/spread-figure.ts'
import { spreadOf } from '../../parts/activation-spread.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const largeWeightsSaturateSigmoids = defineExperiment({
  id: 'large-weights-saturate-sigmoids',
  family: 'initialization',
  catalogue: ['I2', 'I3'],
  sources: ['S0', 'S2', 'BK'],
  title: { en: 'Large weights saturate sigmoids', ko: '큰 가중치는 시그모이드를 포화시킨다' },
  claim: {
    en: 'With weights of standard deviation 1 the outputs of sigmoid layers pile up at 0 and 1, where the slope is almost 0, and therefore gradients vanish on their way back.',
    ko: '가중치의 표준편차가 1이면 시그모이드 층의 출력이 기울기가 거의 0인 0과 1에 몰리고, 따라서 역전파되는 기울기가 사라집니다.',
  },
  correction: {
    en: 'The outputs do pile up, but at this width the same large weights make up for the small slopes: through five layers the gradient keeps most of its size.',
    ko: '출력이 몰리는 것은 맞지만, 이 너비에서는 큰 가중치가 작은 기울기를 상쇄합니다. 다섯 층을 지나도 기울기의 크기는 대부분 남습니다.',
  },
  paper: 'Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks',
  settings: { rows: 1000, width: 100, layers: 5, weightDeviation: 1 },
  seeds: 10,
  async measure({ settings, key }) {
    return spreadOf({ ...settings, key, activation: 'sigmoid' })
  },
  rule: {
    words: {
      en: 'The claim needs both: in each layer more than 0.6 of the outputs are below 0.1 or above 0.9, and of a gradient less than 0.1 is left after five layers. Corrected: the outputs pile up in the same way and half of the units have a slope below 0.02 (the largest is ¼), yet of the gradient more than 0.5 is left.',
      ko: '주장에는 둘 다 필요합니다. 모든 층에서 출력의 0.6 넘게 0.1보다 작거나 0.9보다 크고, 다섯 층을 지난 기울기가 0.1보다 적게 남아야 합니다. 바로잡은 형태: 출력이 똑같이 몰리고 절반의 출력에서 시그모이드의 기울기가 0.02보다 작지만(최대는 ¼), 역전파된 기울기는 0.5보다 많이 남습니다.',
    },
    judge(seeds) {
      const over = (layer: number, of: 'extremes' | 'medianSlope') =>
        bootstrap(seeds.map(({ layers }) => layers[layer]?.[of] ?? 0))
      const left = bootstrap(seeds.map(({ gradientRatio }) => gradientRatio))
      const gradientWords = {
        en: 'gradient after five layers ÷ before',
        ko: '다섯 층을 지난 기울기 ÷ 지나기 전',
      }
      const layers = seeds[0]?.layers ?? []
      const piled = layers.map((_, layer) =>
        check(
          {
            en: `share of outputs near 0 or 1, layer ${layer + 1}`,
            ko: `0이나 1에 가까운 출력의 비율, ${layer + 1}층`,
          },
          over(layer, 'extremes'),
          above(0.6),
        ),
      )
      const flat = layers.map((_, layer) =>
        check(
          { en: `median slope, layer ${layer + 1}`, ko: `기울기의 중앙값, ${layer + 1}층` },
          over(layer, 'medianSlope'),
          below(0.02),
        ),
      )
      return judge(
        [...piled, check(gradientWords, left, below(0.1))],
        [...piled, ...flat, check(gradientWords, left, above(0.5))],
      )
    },
  },
  figures: ([first]) => [
    spreadFigure(first?.layers ?? [], 'sigmoid', {
      en: 'Outputs of each of the five layers (first seed): most are at the ends.',
      ko: '다섯 층 각각의 출력 (첫 번째 시드): 대부분 양 끝에 있습니다.',
    }),
  ],
  code: `import { matmul, RandomKey, randomNormal, randomSource, sigmoid } from 'regimen'

const source = randomSource(RandomKey.fromSeed(0).child('inputs'))
let values = randomNormal(source, [1000, 100])
for (let layer = 1; layer <= 5; layer++) {
  const weights = randomNormal(randomSource(RandomKey.fromSeed(0).child(layer)), [100, 100])
  values = sigmoid(matmul(values, weights))
  const extreme = values.data().filter((value) => value < 0.1 || value > 0.9).length
  console.log('layer', layer, 'near 0 or 1:', extreme / values.size)
}`,
  related: ['small-weights-make-units-alike', 'five-layers-of-every-initialization'],
})
