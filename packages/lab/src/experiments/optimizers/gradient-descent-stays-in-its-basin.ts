import { gradientDescent } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { about, above, bootstrap, check, judge } from '../../statistics/index.ts'

/** Two wells, at about −1 (the lower one) and 1. */
const height = (tilt: number) => (x: number) => (x * x - 1) ** 2 + tilt * x
const slope = (tilt: number) => (x: number) => 4 * x * (x * x - 1) + tilt

export const gradientDescentStaysInItsBasin = defineExperiment({
  id: 'gradient-descent-stays-in-its-basin',
  family: 'optimizers',
  catalogue: ['O16'],
  sources: ['S4'],
  title: { en: 'Gradient descent stays in its basin', ko: '경사하강법은 시작한 골짜기에 머문다' },
  claim: {
    en: 'Gradient descent can be trapped in a local minimum: it ends in the valley in which it began, also where another one is deeper.',
    ko: '경사하강법은 극소점에 갇힐 수 있습니다. 다른 골짜기가 더 깊어도 시작한 골짜기에서 끝납니다.',
  },
  settings: { function: '(x² − 1)² + .3x', tilt: 0.3, starts: 20, updates: 1000, learningRate: 0.01 },
  seeds: 5,
  async measure({ settings: { tilt, starts, updates, learningRate }, key }) {
    const [slopeAt, heightAt] = [slope(tilt), height(tilt)]
    const ridge = rootBetween(slopeAt, -0.5, 0.5)
    const lowest = heightAt(rootBetween(slopeAt, -1.5, -0.7))
    const points = [...key.uniform(starts)].map((uniform) => -2 + 4 * uniform)
    const ends = points.map((start) => {
      const path = descend(gradientDescent({ learningRate }), ([x = 0]) => [slopeAt(x)], [start], updates)
      return path.at(-1)?.[0] ?? 0
    })
    const stayed = points.filter((start, index) => start < ridge === (ends[index] ?? 0) < ridge).length
    const trapped = ends.filter((end) => heightAt(end) > lowest + 1e-3).length
    return { points, ends, stayed: stayed / starts, trapped: trapped / starts }
  },
  rule: {
    words: {
      en: 'All starts (100 over the seeds) end in their own valley, and more than a tenth of them above the lowest value.',
      ko: '모든 시작점(시드 전체에서 100개)이 자기 골짜기에서 끝나고, 그중 10분의 1보다 많은 수가 가장 낮은 값보다 위에서 끝납니다.',
    },
    judge(seeds) {
      return judge([
        check(
          { en: 'share that ends in the valley where it began', ko: '시작한 골짜기에서 끝난 비율' },
          bootstrap(seeds.map(({ stayed }) => stayed)),
          about(1, 0),
        ),
        check(
          { en: 'share that ends above the lowest value', ko: '가장 낮은 값보다 위에서 끝난 비율' },
          bootstrap(seeds.map(({ trapped }) => trapped)),
          above(0.1),
        ),
      ])
    },
  },
  figures: (seeds, { tilt }) => [
    {
      name: 'wells',
      caption: {
        en: 'The function, and where descents end; all that begin right of the ridge end in the higher valley.',
        ko: '함수와 하강이 끝난 곳. 마루의 오른쪽에서 시작하면 모두 더 높은 골짜기에서 끝납니다.',
      },
      drawing: lineChart({
        x: { title: 'x' },
        y: { title: 'f(x)', from: -1, to: 4 },
        series: [
          {
            name: 'f',
            points: Array.from({ length: 101 }, (_, index): [number, number] => {
              const x = -1.7 + 0.034 * index
              return [x, height(tilt)(x)]
            }),
          },
          {
            name: { en: 'starts', ko: '시작' },
            draw: 'points',
            points: (seeds[0]?.points ?? []).map((x) => [x, height(tilt)(x)]),
          },
          {
            name: { en: 'ends', ko: '끝' },
            draw: 'points',
            points: (seeds[0]?.ends ?? []).map((x) => [x, height(tilt)(x)]),
          },
        ],
      }),
    },
  ],
  code: `const slope = (x: number) => 4 * x * (x * x - 1) + 0.3
for (const start of [-1.8, -0.5, 0, 0.5, 1.8]) {
  let x = start
  for (let update = 0; update < 1000; update++) x -= 0.01 * slope(x)
  console.log('from', start, 'to', x, 'where f is', (x * x - 1) ** 2 + 0.3 * x)
}`,
  related: ['momentum-escapes-shallow-pits'],
})

/** By bisection. */
function rootBetween(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (f(middle) < 0 === f(low) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
