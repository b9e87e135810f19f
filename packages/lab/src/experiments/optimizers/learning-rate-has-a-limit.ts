import { gradientDescent } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { about, above, below, check, exactly, judge } from '../../statistics/index.ts'

/** η × curvature: the only number that matters on a parabola. */
const [tiny, half, edge, beyond] = [0.01, 0.5, 1.99, 2.01]

export const learningRateHasALimit = defineExperiment({
  id: 'learning-rate-has-a-limit',
  family: 'optimizers',
  catalogue: ['O15'],
  sources: ['S3', 'S4'],
  title: { en: 'The learning rate has a limit', ko: '학습률에는 한계가 있다' },
  claim: {
    en: 'A learning rate that is too small takes too long. One that is too large converges fast, but may miss the minimum or diverge.',
    ko: '학습률이 너무 작으면 시간이 오래 걸립니다. 너무 크면 빠르게 수렴하지만 최솟값을 지나치거나 발산할 수 있습니다.',
  },
  correction: {
    en: 'Too large is not fast: on a parabola of curvature λ a rate close to 2/λ is as slow as a tiny one, and beyond 2/λ everything diverges. Fastest is 1/λ.',
    ko: '너무 큰 것은 빠르지 않습니다. 곡률이 λ인 포물선에서 2/λ에 가까운 학습률은 아주 작은 학습률만큼 느리고, 2/λ를 넘으면 발산합니다. 가장 빠른 것은 1/λ입니다.',
  },
  paper: 'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 4.7',
  settings: {
    function: 'x²/2',
    rates: [tiny, 0.1, half, 1, 1.5, 1.9, edge, beyond],
    updates: 200,
    start: 1,
    near: 0.01,
  },
  seeds: 1,
  async measure({ settings: { rates, updates, start, near } }) {
    return rates.map((rate) => {
      const longest = 1000
      const path = descend(gradientDescent({ learningRate: rate }), ([x = 0]) => [x], [start], longest)
      const distances = path.map(([x = 0]) => Math.abs(x))
      const reached = distances.findIndex((distance) => distance <= near * start)
      return {
        rate,
        distances: distances.slice(0, updates + 1),
        end: distances[updates] ?? 0,
        updates: reached < 0 ? null : reached,
      }
    })
  },
  rule: {
    words: {
      en: 'The claim needs: ηλ = 0.01 takes more than 10 times the updates of ηλ = 0.5 to come within 1 %, and ηλ = 1.99 takes fewer than ηλ = 0.5. Corrected: ηλ = 1.99 takes as many as ηλ = 0.01, of the distance 0.134 is left after 200 updates (± 0.001), and with 2.01 it has grown to 7.32 (± 0.01).',
      ko: '주장대로라면 1 % 안에 드는 데 ηλ = 0.01은 ηλ = 0.5보다 10배 넘는 갱신이 필요하고, ηλ = 1.99는 ηλ = 0.5보다 적게 필요해야 합니다. 바로잡은 형태: ηλ = 1.99는 ηλ = 0.01과 똑같이 오래 걸리고, 200번 뒤 거리는 0.134가 남으며 (± 0.001), 2.01에서는 7.32로 커집니다 (± 0.01).',
    },
    judge([rows = []]) {
      const of = (rate: number) => rows.find((row) => row.rate === rate)
      const updates = (rate: number) => of(rate)?.updates ?? Number.POSITIVE_INFINITY
      const slow = check(
        { en: 'updates to 1 %, ηλ = 0.01 ÷ ηλ = 0.5', ko: '1 %까지의 갱신 횟수, ηλ = 0.01 ÷ ηλ = 0.5' },
        exactly(updates(tiny) / updates(half)),
        above(10),
      )
      return judge(
        [
          slow,
          check(
            { en: 'updates to 1 %, ηλ = 1.99 ÷ ηλ = 0.5', ko: '1 %까지의 갱신 횟수, ηλ = 1.99 ÷ ηλ = 0.5' },
            exactly(updates(edge) / updates(half)),
            below(1),
          ),
        ],
        [
          slow,
          check(
            { en: 'updates to 1 %, ηλ = 1.99 ÷ ηλ = 0.01', ko: '1 %까지의 갱신 횟수, ηλ = 1.99 ÷ ηλ = 0.01' },
            exactly(updates(edge) / updates(tiny)),
            about(1, 0.01),
          ),
          check(
            { en: 'distance after 200 updates, ηλ = 1.99', ko: '200번 뒤의 거리, ηλ = 1.99' },
            exactly(of(edge)?.end ?? 0),
            about(0.99 ** 200, 0.001),
          ),
          check(
            { en: 'distance after 200 updates, ηλ = 2.01', ko: '200번 뒤의 거리, ηλ = 2.01' },
            exactly(of(beyond)?.end ?? 0),
            about(1.01 ** 200, 0.01),
          ),
        ],
      )
    },
  },
  figures: ([rows = []]) => [
    {
      name: 'distance',
      caption: {
        en: 'Distance from the minimum over the updates. The curves of ηλ = 0.01 and 1.99 lie on each other.',
        ko: '갱신에 따른 최솟값까지의 거리. ηλ = 0.01과 1.99의 곡선은 겹칩니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'distance', ko: '거리' }, scale: 'log', from: 1e-6, to: 10 },
        series: rows
          .filter(({ rate }) => [tiny, 0.1, half, 1.9, edge, beyond].includes(rate))
          .map(({ rate, distances }) => ({
            name: `ηλ = ${rate}`,
            points: distances.map((distance, update): [number, number] => [update, distance]),
          })),
      }),
    },
  ],
  code: `for (const rate of [0.01, 0.5, 1, 1.99, 2.01]) {
  let x = 1
  for (let update = 0; update < 200; update++) x -= rate * x
  console.log('ηλ =', rate, 'distance after 200 updates', Math.abs(x))
}`,
  related: ['adagrad-stalls'],
})
