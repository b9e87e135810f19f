import { gradientDescent } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { about, above, check, exactly, judge } from '../../statistics/index.ts'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
/** ∂/∂(wx + b) of ½(y − t)² and of −t ln y − (1 − t) ln(1 − y), for the target 0. */
const slopes = { SSE: (y: number) => y * y * (1 - y), CE: (y: number) => y }

export const squaredErrorLearnsSlowlyFromSaturation = defineExperiment({
  id: 'squared-error-learns-slowly-from-saturation',
  family: 'foundations',
  catalogue: ['F10'],
  sources: ['S2'],
  title: { en: 'Squared error learns slowly from saturation', ko: '제곱 오차는 포화에서 느리게 벗어난다' },
  claim: {
    en: 'For classification the squared error is a poor loss, and cross-entropy a better one.',
    ko: '분류에서 오차제곱합은 손실 함수로 적합하지 않고 교차 엔트로피가 더 낫습니다.',
  },
  correction: {
    en: 'The reason: the gradient of the squared error keeps the factor σ′, which is tiny where a neuron is certain and wrong; that of cross-entropy has lost it.',
    ko: '까닭은 이렇습니다. 제곱 오차의 기울기에는 σ′이 남아 있어, 뉴런이 확신하며 틀릴 때 아주 작아집니다. 교차 엔트로피의 기울기에서는 σ′이 사라집니다.',
  },
  paper: 'Nielsen 2015, Neural networks and deep learning, chapter 3',
  settings: { weight: 2, bias: 2, input: 1, target: 0, learningRate: 0.15, reached: 0.1 },
  seeds: 1,
  async measure({ settings: { weight, bias, learningRate, reached } }) {
    return (['SSE', 'CE'] as const).map((loss) => {
      const gradientAt = ([w = 0, b = 0]: readonly number[]) => {
        const slope = slopes[loss](sigmoid(w + b))
        return [slope, slope]
      }
      const path = descend(gradientDescent({ learningRate }), gradientAt, [weight, bias], 600)
      const outputs = path.map(([w = 0, b = 0]) => sigmoid(w + b))
      return { loss, outputs, updates: outputs.findIndex((output) => output < reached) }
    })
  },
  rule: {
    words: {
      en: 'A sigmoid neuron that says 0.98 and should say 0 needs more than 5 times as many updates to come below 0.1 with the squared error (expected: 469 and 50). At the start the ratio of the two gradients is σ′ = 0.0177 (± 0.0001).',
      ko: '0을 내야 하는데 0.98을 내는 시그모이드 뉴런이 0.1 아래로 내려가는 데 제곱 오차는 5배 넘는 갱신이 필요합니다 (예상: 469번과 50번). 시작할 때 두 기울기의 비는 σ′ = 0.0177입니다 (± 0.0001).',
    },
    judge([rows = []]) {
      const [sse = -1, ce = -1] = rows.map(({ updates }) => updates)
      const start = rows[0]?.outputs[0] ?? 0
      return judge([
        check({ en: 'updates, SSE ÷ CE', ko: '갱신 횟수, SSE ÷ CE' }, exactly(sse / ce), above(5)),
        check({ en: 'updates with SSE', ko: 'SSE의 갱신 횟수' }, exactly(sse), about(469, 1)),
        check({ en: 'updates with CE', ko: 'CE의 갱신 횟수' }, exactly(ce), about(50, 1)),
        check(
          {
            en: 'gradient of SSE ÷ gradient of CE, at the start',
            ko: 'SSE의 기울기 ÷ CE의 기울기, 시작할 때',
          },
          exactly(slopes.SSE(start) / slopes.CE(start)),
          about(0.0177, 0.0001),
        ),
      ])
    },
  },
  figures: ([rows = []]) => [
    {
      name: 'output',
      caption: {
        en: 'What the neuron says over the updates. With the squared error it stays at its wrong certainty for long.',
        ko: '갱신에 따른 뉴런의 출력. 제곱 오차를 쓰면 틀린 확신에 오래 머뭅니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'output (target 0)', ko: '출력 (목표 0)' }, from: 0, to: 1 },
        levels: [0.1],
        series: rows.map(({ loss, outputs }) => ({
          name:
            loss === 'SSE'
              ? { en: 'squared error', ko: '제곱 오차' }
              : { en: 'cross-entropy', ko: '교차 엔트로피' },
          points: outputs.map((output, update): [number, number] => [update, output]),
        })),
      }),
    },
  ],
  code: `const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const slopes = { 'squared error': (y: number) => y * y * (1 - y), 'cross-entropy': (y: number) => y }
for (const [name, slope] of Object.entries(slopes)) {
  let [w, b, updates] = [2, 2, 0]
  while (sigmoid(w + b) >= 0.1) {
    const step = 0.15 * slope(sigmoid(w + b))
    ;[w, b, updates] = [w - step, b - step, updates + 1]
  }
  console.log(name, 'takes', updates, 'updates')
}`,
  related: ['accuracy-has-no-gradient'],
})
