import { elu, leakyRelu, relu, selu, sigmoid, type Tensor, tanh, tensor } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, bootstrap, check, judge, mean } from '../../statistics/index.ts'

/** The standard normal density at 0: the mean of max(0, x). */
const half = 1 / Math.sqrt(2 * Math.PI)

/** Functions with their means over standard normal inputs, where there is a closed form. */
const functions: readonly {
  readonly name: string
  readonly fn: (x: Tensor) => Tensor
  readonly expected: number
}[] = [
  { name: 'ReLU', fn: (x) => relu(x), expected: half },
  { name: 'Leaky ReLU', fn: (x) => leakyRelu(x), expected: 0.99 * half },
  { name: 'sigmoid', fn: (x) => sigmoid(x), expected: 0.5 },
  { name: 'tanh', fn: (x) => tanh(x), expected: 0 },
  // ∫ eˣ φ(x) over x < 0 is √e Φ(−1).
  { name: 'ELU', fn: (x) => elu(x), expected: half + Math.sqrt(Math.E) * 0.158655254 - 0.5 },
  { name: 'SELU', fn: (x) => selu(x), expected: 0 },
]

export const reluOutputsAreNotCentred = defineExperiment({
  id: 'relu-outputs-are-not-centred',
  family: 'activations',
  catalogue: ['A9'],
  sources: ['S4'],
  title: { en: 'The outputs of ReLU are not centred', ko: 'ReLU의 출력은 0이 중심이 아니다' },
  claim: {
    en: 'ReLU never gives less than 0, so that the mean of its outputs is above 0 (bias shift); so it is with a leaky ReLU and a sigmoid.',
    ko: 'ReLU는 항상 0 이상을 출력하므로 출력의 평균이 0보다 큽니다(편향 이동). Leaky ReLU와 시그모이드도 그렇습니다.',
  },
  paper: 'Clevert, Unterthiner & Hochreiter 2016, Fast and accurate deep network learning by ELUs',
  settings: { draws: 200_000, tolerance: 0.01 },
  seeds: 5,
  async measure({ settings: { draws }, key }) {
    const inputs = tensor(normals(key, draws), [draws])
    return functions.map(({ fn }) => mean(fn(inputs).data()))
  },
  rule: {
    words: {
      en: 'Of standard normal inputs the means are, within 0.01: ReLU 1/√(2π) = 0.399, leaky ReLU 0.395, sigmoid 0.5; and for comparison tanh 0, ELU 0.161, SELU 0.',
      ko: '표준정규분포의 입력에서 출력의 평균이 0.01 이내로 ReLU 1/√(2π) = 0.399, Leaky ReLU 0.395, 시그모이드 0.5입니다. 비교: tanh 0, ELU 0.161, SELU 0.',
    },
    judge: (seeds, { tolerance }) =>
      judge(
        functions.map(({ name, expected }, place) =>
          check(
            { en: `mean output, ${name}`, ko: `출력의 평균, ${name}` },
            bootstrap(seeds.map((means) => means[place] ?? 0)),
            about(Number(expected.toFixed(4)), tolerance),
          ),
        ),
      ),
  },
  figures: (seeds) => [
    {
      name: 'means',
      caption: {
        en: 'Mean of the outputs for standard normal inputs.',
        ko: '표준정규분포의 입력에 대한 출력의 평균.',
      },
      drawing: barChart({
        x: { title: { en: 'activation', ko: '활성화 함수' }, categories: functions.map(({ name }) => name) },
        y: { title: { en: 'mean output', ko: '출력의 평균' }, from: -0.1, to: 0.6 },
        groups: [
          {
            name: { en: 'mean output', ko: '출력의 평균' },
            values: functions.map((_, place) => bootstrap(seeds.map((means) => means[place] ?? 0))),
          },
        ],
      }),
    },
  ],
  code: `import { elu, leakyRelu, mean, RandomKey, randomNormal, randomSource, relu, selu, sigmoid, tanh } from 'regimen'

const inputs = randomNormal(randomSource(RandomKey.fromSeed(0)), [100000])
console.log('relu', mean(relu(inputs)).item(), 'leaky relu', mean(leakyRelu(inputs)).item())
console.log('sigmoid', mean(sigmoid(inputs)).item(), 'tanh', mean(tanh(inputs)).item())
console.log('elu', mean(elu(inputs)).item(), 'selu', mean(selu(inputs)).item())`,
  related: ['positive-inputs-tie-signs', 'selu-keeps-mean-and-variance'],
})
