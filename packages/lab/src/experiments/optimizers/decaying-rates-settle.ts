import {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  sgd,
  stepSchedule,
  timeDecaySchedule,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { normals } from '../../parts/random.ts'
import { below, bootstrap, check, exactly, judge } from '../../statistics/index.ts'

const names = ['constant', 'step', 'exponential', 'cosine', '1/t'] as const

export const decayingRatesSettle = defineExperiment({
  id: 'decaying-rates-settle',
  family: 'optimizers',
  catalogue: ['O10'],
  sources: ['S2', 'S3'],
  title: { en: 'A decaying learning rate settles', ko: '학습률을 줄이면 자리를 잡는다' },
  claim: {
    en: 'A learning rate that shrinks over training first goes far and then settles close to the minimum, where a constant one keeps jumping about.',
    ko: '학습이 진행되면서 학습률을 줄이면, 처음에는 크게 나아가고 나중에는 최솟값 가까이에 자리를 잡습니다. 학습률이 일정하면 그 둘레를 계속 맴돕니다.',
  },
  paper: 'Robbins & Monro 1951, A stochastic approximation method',
  settings: {
    function: 'x²/2, gradient + N(0, 1)',
    start: 5,
    updates: 1000,
    learningRate: 0.2,
    repetitions: 20,
  },
  seeds: 10,
  async measure({ settings: { start, updates, learningRate, repetitions }, key }) {
    const rates = schedulesOf(learningRate, updates)
    return names.map((name) => {
      const ends = Array.from({ length: repetitions }, (_, round) => {
        const noise = normals(key.child(round), updates)
        const path = descend(
          sgd({ learningRate: rates[name] }),
          ([x = 0], update) => [x + (noise[update] ?? 0)],
          [start],
          updates,
        )
        return (path.at(-1)?.[0] ?? 0) ** 2
      })
      return ends.reduce((sum, square) => sum + square, 0) / repetitions
    })
  },
  rule: {
    words: {
      en: 'Mean squared distance from the minimum after the last update: of each decaying schedule less than a third of that of the constant rate, whose own agrees with η/(2 − η) (within a quarter).',
      ko: '마지막 갱신 뒤 최솟값에서의 평균 제곱 거리: 줄어드는 일정은 모두 일정한 학습률의 3분의 1보다 작고, 일정한 학습률은 η/(2 − η)와 맞습니다 (4분의 1 안에서).',
    },
    judge(seeds, { learningRate }) {
      const of = (place: number) => bootstrap(seeds.map((squares) => squares[place] ?? 0))
      const theory = learningRate / (2 - learningRate)
      const constant = of(0)
      return judge([
        check(
          { en: 'constant rate: |mean ÷ η/(2 − η) − 1|', ko: '일정한 학습률: |평균 ÷ η/(2 − η) − 1|' },
          exactly(Math.abs(constant.value / theory - 1)),
          below(0.25),
        ),
        ...names
          .slice(1)
          .map((name, place) =>
            check(
              { en: `mean squared distance, ${name}`, ko: `평균 제곱 거리, ${name}` },
              of(place + 1),
              below(constant.value / 3),
            ),
          ),
      ])
    },
  },
  figures: (_, { learningRate, updates }) => [
    {
      name: 'schedules',
      caption: { en: 'The schedules that were compared.', ko: '비교한 학습률 일정.' },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'learning rate', ko: '학습률' }, from: 0 },
        series: names.map((name) => ({
          name,
          points: Array.from({ length: 101 }, (__, at): [number, number] => {
            const update = Math.round((at * updates) / 100)
            const schedule = schedulesOf(learningRate, updates)[name]
            return [update, typeof schedule === 'number' ? schedule : schedule(update)]
          }),
        })),
      }),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const noise = RandomKey.fromSeed(0).uniform(200000)
for (const [name, rate] of [['constant', () => 0.2], ['1/t', (t: number) => 0.2 / (1 + 0.1 * t)]] as const) {
  let squares = 0
  for (let run = 0; run < 200; run++) {
    let x = 5
    for (let t = 0; t < 1000; t++) x -= rate(t) * (x + 2 * (noise[run * 1000 + t] ?? 0) - 1)
    squares += x * x
  }
  console.log(name, 'mean squared distance at the end', squares / 200)
}`,
  related: ['learning-rate-has-a-limit'],
})

function schedulesOf(learningRate: number, updates: number) {
  return {
    constant: constantSchedule({ learningRate }),
    step: stepSchedule({ learningRate, every: updates / 4, factor: 0.3 }),
    exponential: exponentialSchedule({ learningRate, factor: 0.995 }),
    cosine: cosineSchedule({ learningRate, steps: updates }),
    '1/t': timeDecaySchedule({ learningRate, decay: 0.1 }),
  }
}
