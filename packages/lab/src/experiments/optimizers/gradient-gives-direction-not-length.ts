import { gradientDescent } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { about, check, exactly, judge } from '../../statistics/index.ts'

export const gradientGivesDirectionNotLength = defineExperiment({
  id: 'gradient-gives-direction-not-length',
  family: 'optimizers',
  catalogue: ['O23'],
  sources: ['S1'],
  title: {
    en: 'The gradient gives a direction, not a length',
    ko: '기울기는 방향을 줄 뿐 길이를 주지 않는다',
  },
  claim: {
    en: 'The first derivative says in which direction to go, but not how far: which learning rate is best depends on the curvature.',
    ko: '일차 미분은 어느 쪽으로 가야 하는지 알려 주지만 얼마나 가야 하는지는 알려 주지 않습니다. 가장 좋은 학습률은 곡률에 달려 있습니다.',
  },
  settings: { function: 'λx²/2', curvatures: [1, 3, 10, 30, 100], rates: 241, updates: 20, start: 1 },
  seeds: 1,
  async measure({ settings: { curvatures, rates, updates, start } }) {
    // From 1e-3 to 1e3 times the same for all curvatures.
    const tried = Array.from({ length: rates }, (_, index) => 10 ** (-3 + (3.5 * index) / (rates - 1)))
    return curvatures.map((curvature) => {
      const ends = tried.map((rate) => {
        const path = descend(
          gradientDescent({ learningRate: rate }),
          ([x = 0]) => [curvature * x],
          [start],
          updates,
        )
        return Math.min(1e6, Math.abs(path.at(-1)?.[0] ?? 0))
      })
      const best = tried[ends.indexOf(Math.min(...ends))] ?? 0
      return { curvature, best, curve: tried.map((rate, at) => [rate, ends[at] ?? 0]) }
    })
  },
  rule: {
    words: {
      en: 'From the same start, with the same sign of the gradient, the best of the rates that were tried is 1/λ for every curvature λ (within the grid: 2 %).',
      ko: '같은 곳에서 시작하고 기울기의 부호가 같아도, 시험한 학습률 중 가장 좋은 것은 곡률 λ마다 1/λ입니다 (격자 간격인 2 % 안에서).',
    },
    judge([rows = []]) {
      return judge(
        rows.map(({ curvature, best }) =>
          check(
            { en: `best rate × λ, λ = ${curvature}`, ko: `가장 좋은 학습률 × λ, λ = ${curvature}` },
            exactly(best * curvature),
            about(1, 0.02),
          ),
        ),
      )
    },
  },
  figures: ([rows = []]) => [
    {
      name: 'rates',
      caption: {
        en: 'Distance from the minimum after 20 updates over the learning rate, for five curvatures.',
        ko: '다섯 가지 곡률에서 학습률에 따른 20번 갱신 뒤의 거리.',
      },
      drawing: lineChart({
        x: { title: { en: 'learning rate η', ko: '학습률 η' }, scale: 'log' },
        y: { title: { en: 'distance', ko: '거리' }, scale: 'log', from: 1e-12, to: 1e6 },
        series: rows.map(({ curvature, curve }) => ({
          name: `λ = ${curvature}`,
          points: curve.map(([rate = 0, end = 0]): [number, number] => [rate, Math.max(end, 1e-12)]),
        })),
      }),
    },
  ],
  code: `for (const curvature of [1, 10, 100]) {
  const rates = Array.from({ length: 141 }, (_, index) => 10 ** (-3 + index / 40))
  const ends = rates.map((rate) => Math.abs((1 - rate * curvature) ** 20))
  console.log('curvature', curvature, 'best rate', rates[ends.indexOf(Math.min(...ends))])
}`,
  related: ['learning-rate-has-a-limit'],
})
