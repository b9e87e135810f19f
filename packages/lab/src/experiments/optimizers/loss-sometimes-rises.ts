import { adam, gradientDescent, momentum, type Optimizer } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { normals } from '../../parts/random.ts'
import { about, above, bootstrap, check, judge } from '../../statistics/index.ts'

const surface = ([x = 0, y = 0]: readonly number[]) => x ** 2 / 20 + y ** 2
const slopeAt = ([x = 0, y = 0]: readonly number[]) => [x / 10, 2 * y]

export const lossSometimesRises = defineExperiment({
  id: 'loss-sometimes-rises',
  family: 'optimizers',
  catalogue: ['O17'],
  sources: ['S4'],
  title: { en: 'Why the loss sometimes rises', ko: '손실이 때때로 오르는 까닭' },
  claim: {
    en: 'The loss rises now and then because optimizers with momentum, such as Momentum and Adam, also step uphill; gradient descent with a fitting rate never does.',
    ko: '손실이 때때로 오르는 것은 Momentum이나 Adam처럼 모멘텀이 있는 방법이 오르막으로도 걸음을 내딛기 때문입니다. 학습률이 알맞은 경사하강법은 그러지 않습니다.',
  },
  correction: {
    en: 'Two further reasons need no momentum: a rate above 2/λ, and the noise of minibatches. (RMSProp, which the note names, has no momentum.)',
    ko: '모멘텀이 없어도 오르는 까닭이 둘 더 있습니다. 2/λ를 넘는 학습률과 미니배치의 잡음입니다. (노트가 드는 RMSProp에는 모멘텀이 없습니다.)',
  },
  settings: { function: 'x²/20 + y²', start: [-7, 2], updates: 60, rate: 0.95, tooLarge: 1.01, noise: 1 },
  seeds: 10,
  async measure({ settings: { start, updates, rate, tooLarge, noise }, key }) {
    const draws = normals(key, 2 * updates)
    const rises = (optimizer: Optimizer, noisy = false) => {
      const gradientAt = (point: readonly number[], step: number) =>
        slopeAt(point).map((slope, axis) => slope + (noisy ? noise * (draws[2 * step + axis] ?? 0) : 0))
      const losses = descend(optimizer, gradientAt, start, updates).map(surface)
      return losses.filter((loss, at) => at > 0 && loss > (losses[at - 1] ?? 0)).length / updates
    }
    return {
      gradientDescent: rises(gradientDescent({ learningRate: rate })),
      momentum: rises(momentum({ learningRate: 0.1 })),
      adam: rises(adam({ learningRate: 0.3 })),
      tooLarge: rises(gradientDescent({ learningRate: tooLarge })),
      noisy: rises(gradientDescent({ learningRate: 0.3 }), true),
    }
  },
  rule: {
    words: {
      en: 'Share of updates after which the loss is higher: 0 for gradient descent below 2/λ; above 0 for Momentum and Adam, for gradient descent above 2/λ, and under noise.',
      ko: '손실이 오른 갱신의 비율: 2/λ 아래의 경사하강법은 0, Momentum과 Adam, 2/λ 위의 경사하강법, 잡음이 있을 때는 0보다 큽니다.',
    },
    judge(seeds) {
      return judge(
        (['gradientDescent', 'momentum', 'adam', 'tooLarge', 'noisy'] as const).map((name) =>
          check(
            { en: `rises, ${labels[name].en}`, ko: `오른 비율, ${labels[name].ko}` },
            bootstrap(seeds.map((seed) => seed[name])),
            name === 'gradientDescent' ? about(0, 0) : above(0),
          ),
        ),
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'rises',
      caption: {
        en: 'Share of the updates that raised the loss.',
        ko: '손실을 높인 갱신의 비율.',
      },
      drawing: barChart({
        x: { title: { en: 'method', ko: '방법' }, categories: Object.values(labels) },
        y: { title: { en: 'share of updates', ko: '갱신의 비율' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'rises', ko: '오름' },
            values: (['gradientDescent', 'momentum', 'adam', 'tooLarge', 'noisy'] as const).map((name) =>
              bootstrap(seeds.map((seed) => seed[name])),
            ),
          },
        ],
      }),
    },
  ],
  code: `const loss = (x: number, y: number) => x ** 2 / 20 + y ** 2
for (const [rate, alpha] of [[0.95, 0], [1.01, 0], [0.1, 0.9]] as const) {
  let [x, y, vx, vy, rises] = [-7, 2, 0, 0, 0]
  for (let update = 0; update < 60; update++) {
    const before = loss(x, y)
    ;[vx, vy] = [alpha * vx - (rate * x) / 10, alpha * vy - rate * 2 * y]
    ;[x, y] = [x + vx, y + vy]
    if (loss(x, y) > before) rises++
  }
  console.log('rate', rate, 'momentum', alpha, 'rises', rises)
}`,
  related: ['learning-rate-has-a-limit'],
})

const labels = {
  gradientDescent: { en: 'GD, η < 2/λ', ko: 'GD, η < 2/λ' },
  momentum: { en: 'Momentum', ko: 'Momentum' },
  adam: { en: 'Adam', ko: 'Adam' },
  tooLarge: { en: 'GD, η > 2/λ', ko: 'GD, η > 2/λ' },
  noisy: { en: 'noisy GD', ko: '잡음 GD' },
}
