import { batchNorm, matmul, RandomKey, relu, sigmoid, type Tensor, tensor } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { above, below, between, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

export const batchNormalizationKeepsSigmoidsUnsaturated = defineExperiment({
  id: 'batch-normalization-keeps-sigmoids-unsaturated',
  family: 'batch-normalization',
  catalogue: ['B8'],
  sources: ['S0'],
  title: {
    en: 'Batch normalization keeps sigmoids out of saturation',
    ko: '배치 정규화는 시그모이드의 포화를 막는다',
  },
  claim: {
    en: 'Batch normalization is needed where the ends of the activation saturate, as those of sigmoid and ReLU do.',
    ko: '배치 정규화는 시그모이드나 ReLU처럼 양 끝이 포화되는 활성화 함수에 필요합니다.',
  },
  correction: {
    en: 'It takes sigmoids out of saturation. ReLU has no upper end: the slope there is 1 with and without it, and its lower end, where the slope is 0, takes half of the values either way.',
    ko: '시그모이드는 포화에서 벗어납니다. ReLU에는 위쪽 끝이 없어 기울기가 있든 없든 1이고, 기울기가 0인 아래쪽에는 어느 쪽이든 값의 절반이 놓입니다.',
  },
  paper:
    'Ioffe & Szegedy 2015, arXiv:1502.03167; Glorot, Bordes & Bengio 2011, Deep sparse rectifier neural networks',
  settings: { rows: 1000, width: 100, layers: 5, weightDeviation: 1 },
  seeds: 10,
  async measure({ settings, key }) {
    const ends = (activation: keyof typeof activations, normalized: boolean): Ends => {
      const { rows, width, layers, weightDeviation } = settings
      const layer = batchNorm()
      const state = layer.initialize(RandomKey.fromSeed(0), [width])
      let x: Tensor = tensor(normals(key.child('inputs'), rows * width), [rows, width])
      const slopes: Ends[] = []
      for (let at = 0; at < layers; at++) {
        const weight = normals(key.child(`weight.${at}`), width * width).map(
          (value) => value * weightDeviation,
        )
        const product = matmul(x, tensor(weight, [width, width]))
        const given = normalized ? layer.apply(state, product, { training: true }).output : product
        slopes.push(endsOf(given.data(), activations[activation].slope))
        x = activations[activation].value(given)
      }
      return {
        flat: mean(slopes.map(({ flat }) => flat)),
        upperSlope: mean(slopes.map(({ upperSlope }) => upperSlope)),
      }
    }
    return {
      sigmoid: { plain: ends('sigmoid', false), normalized: ends('sigmoid', true) },
      relu: { plain: ends('relu', false), normalized: ends('relu', true) },
    }
  },
  rule: {
    words: {
      en: 'Weights of deviation 1, mean over five layers. The claim needs both functions to be flat (mean slope below 0.05) at the largest tenth of what they are given. Corrected: without batch normalization more than half of the sigmoids’ values have less than 0.36 of the largest slope (outputs below 0.1 or above 0.9), with it less than a tenth; ReLU’s slope at the largest tenth is 1 with and without; 0.4 – 0.6 of its values are where it is 0, with and without.',
      ko: '표준편차 1의 가중치, 다섯 층의 평균. 주장대로라면 두 함수 모두 입력 중 가장 큰 10분의 1에서 평평해야 합니다 (평균 기울기 0.05 미만). 바로잡은 형태: 배치 정규화가 없으면 시그모이드 값의 절반 넘게 기울기가 최댓값의 0.36보다 작고 (출력이 0.1보다 작거나 0.9보다 큼), 있으면 10분의 1보다 적습니다. 가장 큰 10분의 1에서 ReLU의 기울기는 있든 없든 1이고, 기울기가 0인 값의 비율은 있든 없든 0.4–0.6입니다.',
    },
    judge(seeds) {
      const of = (pick: (seed: (typeof seeds)[number]) => number) => bootstrap(seeds.map(pick))
      return judge(
        [
          check(
            { en: 'sigmoid: slope at the largest tenth', ko: '시그모이드: 가장 큰 10분의 1에서의 기울기' },
            of(({ sigmoid }) => sigmoid.plain.upperSlope),
            below(0.05),
          ),
          check(
            { en: 'ReLU: slope at the largest tenth', ko: 'ReLU: 가장 큰 10분의 1에서의 기울기' },
            of((seed) => seed.relu.plain.upperSlope),
            below(0.05),
          ),
        ],
        [
          check(
            { en: 'sigmoid: share at its ends, without', ko: '시그모이드: 양 끝의 비율, 없음' },
            of(({ sigmoid }) => sigmoid.plain.flat),
            above(0.5),
          ),
          check(
            { en: 'sigmoid: share at its ends, with', ko: '시그모이드: 양 끝의 비율, 있음' },
            of(({ sigmoid }) => sigmoid.normalized.flat),
            below(0.1),
          ),
          ...(['plain', 'normalized'] as const).flatMap((arm) => {
            const [en, ko] = arm === 'plain' ? ['without', '없음'] : ['with', '있음']
            return [
              check(
                {
                  en: `ReLU: slope at the largest tenth, ${en}`,
                  ko: `ReLU: 가장 큰 10분의 1에서의 기울기, ${ko}`,
                },
                exactly(of((seed) => seed.relu[arm].upperSlope).value),
                between(1, 1),
              ),
              check(
                { en: `ReLU: share where it is 0, ${en}`, ko: `ReLU: 0인 값의 비율, ${ko}` },
                of((seed) => seed.relu[arm].flat),
                between(0.4, 0.6),
              ),
            ]
          }),
        ],
      )
    },
  },
  figures: (seeds) => {
    const bars = (arm: 'plain' | 'normalized') =>
      (['sigmoid', 'relu'] as const).map((name) => bootstrap(seeds.map((seed) => seed[name][arm].flat)))
    return [
      {
        name: 'flat',
        caption: {
          en: 'Share of values on the flat parts of the activation, mean over five layers: for sigmoid outputs below 0.1 or above 0.9, for ReLU 0.',
          ko: '활성화 함수의 평평한 부분에 있는 값의 비율, 다섯 층의 평균. 시그모이드는 출력이 0.1보다 작거나 0.9보다 큰 값, ReLU는 0.',
        },
        drawing: barChart({
          x: { title: { en: 'activation', ko: '활성화 함수' }, categories: ['sigmoid', 'ReLU'] },
          y: { title: { en: 'share of values', ko: '값의 비율' }, from: 0, to: 1 },
          groups: [
            { name: { en: 'without', ko: '없음' }, values: bars('plain') },
            { name: { en: 'batch normalization', ko: '배치 정규화' }, values: bars('normalized') },
          ],
        }),
      },
    ]
  },
  code: `import { batchNorm, matmul, RandomKey, randomNormal, randomSource, sigmoid } from 'regimen'

const seed = RandomKey.fromSeed(0)
const [inputs, weights] = [randomNormal(randomSource(seed.child('x')), [1000, 100]), randomNormal(randomSource(seed.child('w')), [100, 100])]
const product = matmul(inputs, weights)
const layer = batchNorm()
const normalized = layer.apply(layer.initialize(seed, [100]), product, { training: true }).output
const atTheEnds = (values: ArrayLike<number>) => Array.from(values).filter((value) => value < 0.1 || value > 0.9).length / 1e5
console.log('outputs near 0 or 1, without:', atTheEnds(sigmoid(product).data()))
console.log('with batch normalization:', atTheEnds(sigmoid(normalized).data()))`,
  related: ['large-weights-saturate-sigmoids', 'batch-normalization-steadies-values-not-gradients'],
})

/** Of what an activation is given: the share where it is flat, and its mean slope at the largest tenth. */
type Ends = { readonly flat: number; readonly upperSlope: number }

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

/** Slopes are relative to the largest one. */
const activations = {
  sigmoid: {
    value: (x: Tensor): Tensor => sigmoid(x),
    slope: (x: number) => 4 * logistic(x) * (1 - logistic(x)),
  },
  relu: { value: (x: Tensor): Tensor => relu(x), slope: (x: number) => (x > 0 ? 1 : 0) },
}

/** Where an output of 0.1 or 0.9 of a sigmoid lies: 4 · 0.1 · 0.9 of the largest slope. */
const flatBelow = 0.36

function endsOf(given: ArrayLike<number>, slope: (x: number) => number): Ends {
  const values = Float64Array.from(given).sort()
  return {
    flat: values.filter((value) => slope(value) < flatBelow).length / values.length,
    upperSlope: mean(values.subarray(Math.floor(values.length * 0.9)).map(slope)),
  }
}
