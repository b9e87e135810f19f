import { adaGrad, rmsProp } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { about, check, exactly, judge } from '../../statistics/index.ts'

export const adagradStalls = defineExperiment({
  id: 'adagrad-stalls',
  family: 'optimizers',
  catalogue: ['O9'],
  sources: ['S0', 'S4', 'BK'],
  title: { en: 'AdaGrad stalls, RMSProp does not', ko: 'AdaGrad는 멈추고 RMSProp은 멈추지 않는다' },
  claim: {
    en: 'AdaGrad adds up the squares of all gradients, so that its steps shrink without end; RMSProp forgets old gradients, and its steps keep their size.',
    ko: 'AdaGrad는 모든 기울기의 제곱을 더하므로 걸음이 끝없이 작아지고, RMSProp은 지난 기울기를 잊으므로 걸음의 크기가 유지됩니다.',
  },
  paper: 'Duchi, Hazan & Singer 2011; Hinton 2012, lecture 6.5',
  settings: { gradient: 1, updates: 1000, learningRate: 0.01 },
  seeds: 1,
  async measure({ settings: { gradient, updates, learningRate } }) {
    const steps = (path: number[][]) =>
      path.slice(1).map(([x = 0], at) => ((path[at]?.[0] ?? 0) - x) / learningRate)
    return {
      adaGrad: steps(descend(adaGrad({ learningRate }), () => [gradient], [0], updates)),
      rmsProp: steps(descend(rmsProp({ learningRate }), () => [gradient], [0], updates)),
    }
  },
  rule: {
    words: {
      en: 'Under a constant gradient step t of AdaGrad is η/√t (times √t it is η at every update, ± 10⁻⁶), and RMSProp’s last step is η (± 10⁻⁶).',
      ko: '기울기가 일정할 때 AdaGrad의 t번째 걸음은 η/√t이고 (√t를 곱하면 언제나 η, ± 10⁻⁶), RMSProp의 마지막 걸음은 η입니다 (± 10⁻⁶).',
    },
    judge([steps]) {
      const scaled = (steps?.adaGrad ?? []).map((step, at) => step * Math.sqrt(at + 1))
      return judge([
        check(
          { en: 'AdaGrad: step × √t ÷ η, the smallest', ko: 'AdaGrad: 걸음 × √t ÷ η, 가장 작은 값' },
          exactly(Math.min(...scaled)),
          about(1, 1e-6),
        ),
        check(
          { en: 'AdaGrad: step × √t ÷ η, the largest', ko: 'AdaGrad: 걸음 × √t ÷ η, 가장 큰 값' },
          exactly(Math.max(...scaled)),
          about(1, 1e-6),
        ),
        check(
          { en: 'RMSProp: last step ÷ η', ko: 'RMSProp: 마지막 걸음 ÷ η' },
          exactly(steps?.rmsProp.at(-1) ?? 0),
          about(1, 1e-6),
        ),
      ])
    },
  },
  figures: ([steps]) => [
    {
      name: 'steps',
      caption: {
        en: 'Length of each step under a constant gradient, in units of the learning rate. RMSProp begins with longer ones: its mean of squares begins at 0.',
        ko: '기울기가 일정할 때 걸음의 길이 (학습률 단위). RMSProp의 제곱 평균은 0에서 시작하므로 처음 걸음이 더 깁니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'update', ko: '갱신' }, scale: 'log' },
        y: { title: { en: 'step ÷ η', ko: '걸음 ÷ η' }, scale: 'log' },
        series: (['adaGrad', 'rmsProp'] as const).map((name) => ({
          name: name === 'adaGrad' ? 'AdaGrad' : 'RMSProp',
          points: (steps?.[name] ?? []).map((step, at): [number, number] => [at + 1, step]),
        })),
      }),
    },
  ],
  code: `import { adaGrad, hyperparameterTensors, rmsProp, tensor } from 'regimen'

for (const { name, transform } of [adaGrad({ learningRate: 0.01 }), rmsProp({ learningRate: 0.01 })]) {
  const x = { x: tensor([0]) }
  let state = transform.initialize(x)
  for (let update = 0; update < 1000; update++) {
    const result = transform.update({ x: tensor([1]) }, state, x, hyperparameterTensors(transform.hyperparameters(update), 'float32'))
    state = result.state
    if ([0, 99, 999].includes(update)) console.log(name, 'step', update + 1, result.updates.x?.item())
  }
}`,
  related: ['sgd-zigzags-in-narrow-valleys'],
})
