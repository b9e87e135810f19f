import { add, gradient, mul, referenceBackend, scalar, sigmoid, type Tensor, withBackend } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { below, check, exactly, judge } from '../../statistics/index.ts'

export const biasShiftsWeightSteepens = defineExperiment({
  id: 'bias-shifts-weight-steepens',
  family: 'foundations',
  catalogue: ['F7'],
  sources: ['S4'],
  title: { en: 'The bias shifts, the weight steepens', ko: '편향은 옮기고 가중치는 가파르게 한다' },
  claim: {
    en: 'The bias moves an activation function to the left or right, the weight decides how steep it is.',
    ko: '편향은 활성화 함수를 왼쪽이나 오른쪽으로 옮기고, 가중치는 얼마나 가파른지를 정합니다.',
  },
  settings: { function: 'σ(wx + b)', weights: [0.5, 1, 2, 5], biases: [-3, 0, 1, 4] },
  seeds: 1,
  async measure({ settings: { weights, biases } }) {
    return withBackend(referenceBackend, () =>
      weights.flatMap((weight) =>
        biases.map((bias) => {
          const neuron = (x: Tensor) => sigmoid(affine(x, weight, bias))
          const middle = scalar(-bias / weight, 'float64')
          return { weight, bias, height: neuron(middle).item(), slope: gradient(neuron, middle).item() }
        }),
      ),
    )
  },
  rule: {
    words: {
      en: 'For every pair, σ(wx + b) is ½ at x = −b/w and its slope there is w/4, both to 10⁻¹².',
      ko: '모든 쌍에서 σ(wx + b)는 x = −b/w에서 ½이고 그곳의 기울기는 w/4입니다 (오차 10⁻¹²).',
    },
    judge([rows = []]) {
      return judge([
        check(
          { en: 'largest |σ − ½| at −b/w', ko: '−b/w에서 |σ − ½|의 최댓값' },
          exactly(Math.max(...rows.map(({ height }) => Math.abs(height - 0.5)))),
          below(1e-12),
        ),
        check(
          { en: 'largest |slope − w/4| at −b/w', ko: '−b/w에서 |기울기 − w/4|의 최댓값' },
          exactly(Math.max(...rows.map(({ slope, weight }) => Math.abs(slope - weight / 4)))),
          below(1e-12),
        ),
      ])
    },
  },
  figures: (_, { weights, biases }) => {
    const curve = (weight: number, bias: number): [number, number][] =>
      Array.from({ length: 101 }, (__, index) => {
        const x = -10 + index / 5
        return [x, 1 / (1 + Math.exp(-(weight * x + bias)))]
      })
    const panel = (title: string, series: { name: string; points: [number, number][] }[]) =>
      lineChart({ title, width: 380, x: { title: 'x' }, y: { title: 'σ(wx + b)', from: 0, to: 1 }, series })
    return [
      {
        name: 'curves',
        caption: {
          en: 'The same sigmoid with four biases (w = 1), and with four weights (b = 0).',
          ko: '편향 네 가지(w = 1)와 가중치 네 가지(b = 0)의 시그모이드.',
        },
        drawing: grid(
          [
            panel(
              'w = 1',
              biases.map((bias) => ({ name: `b = ${bias}`, points: curve(1, bias) })),
            ),
            panel(
              'b = 0',
              weights.map((weight) => ({ name: `w = ${weight}`, points: curve(weight, 0) })),
            ),
          ],
          2,
        ),
      },
    ]
  },
  code: `import { add, gradient, mul, sigmoid, type Tensor, tensor } from 'regimen'

for (const [weight, bias] of [[1, 0], [1, 4], [5, 4]] as const) {
  const neuron = (x: Tensor) => sigmoid(add(mul(x, weight), bias))
  const middle = tensor(-bias / weight)
  console.log('at', middle.item(), 'height', neuron(middle).item(), 'slope', gradient(neuron, middle).item())
}`,
  related: ['depth-needs-nonlinearity'],
})

function affine(x: Tensor, weight: number, bias: number) {
  return add(mul(x, weight), bias)
}
