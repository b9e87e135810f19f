import { adam, originalDropout, type RandomKey } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { flattened, stackOf, trainLayer } from '../../parts/stack.ts'
import { above, below, bootstrap, check, judge } from '../../statistics/index.ts'

export const scalingKeepsWhatDropoutExpects = defineExperiment({
  id: 'scaling-keeps-what-dropout-expects',
  family: 'regularization',
  catalogue: ['R15'],
  sources: ['S1'],
  title: {
    en: 'Scaling keeps the expected input of each unit',
    ko: '스케일링은 뉴런이 받는 값의 기댓값을 유지한다',
  },
  claim: {
    en: 'Scaling at test time makes what a unit is given equal to what it was given in training on average.',
    ko: '테스트 때 스케일링하면 뉴런이 받는 값이 훈련 때 평균적으로 받던 값과 같아집니다.',
  },
  correction: {
    en: 'That is exact for the layer behind the dropped units. Behind a further nonlinear layer it is an approximation.',
    ko: '삭제한 뉴런 바로 다음 층에서는 정확히 같습니다. 비선형 층을 하나 더 지나면 근사입니다.',
  },
  paper:
    'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15, section 1; Baldi & Sadowski 2013, Understanding dropout',
  settings: {
    hidden: [32, 32],
    rate: 0.2,
    updates: 300,
    learningRate: 0.005,
    batchSize: 100,
    rows: 5,
    masks: 10_000,
    exactUnits: 12,
  },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const { hidden, rate, updates, learningRate, batchSize, rows, masks, exactUnits } = settings
    const { split, features } = await images()
    const train = flattened(split.train)
    const { model } = await trainLayer({
      layer: stackOf({ inputs: features, hidden, behind: () => originalDropout({ rate }) }),
      train,
      test: flattened(split.test),
      optimizer: adam({ learningRate }),
      steps: updates,
      batchSize,
      seed,
    })
    const denseAt = (place: number): Dense => ({
      weight: model.state.parameters[`layers.${place}.weight`]?.data() ?? [],
      bias: model.state.parameters[`layers.${place}.bias`]?.data() ?? [],
    })
    const [first, second, third] = [denseAt(1), denseAt(5), denseAt(9)]
    const examples = Array.from({ length: rows }, (_, row) => {
      const pixels = split.test.inputs.subarray(row * features, (row + 1) * features)
      const units = product(pixels, first).map(rectified)
      const scaled = product(
        units.map((value) => value * (1 - rate)),
        second,
      )
      const scaledLogits = product(
        scaled.map((value) => rectified(value) * (1 - rate)),
        third,
      )
      const average = averages(units, { masks, rate, second, third, key: key.child(row) })
      const few = units.slice(0, exactUnits)
      return {
        next: average.checkpoints.map(({ count, next }): [number, number] => [count, distance(next, scaled)]),
        logits: distance(average.logits, scaledLogits),
        exact: distance(
          enumerated(few, rate, second),
          product(
            few.map((value) => value * (1 - rate)),
            second,
          ),
        ),
      }
    })
    const meanOf = (pick: (example: (typeof examples)[number]) => number) =>
      examples.reduce((sum, example) => sum + pick(example), 0) / examples.length
    return {
      next: (examples[0]?.next ?? []).map(([count], at): [number, number] => [
        count,
        meanOf(({ next }) => next[at]?.[1] ?? 0),
      ]),
      logits: meanOf(({ logits }) => logits),
      exact: Math.max(...examples.map(({ exact }) => exact)),
    }
  },
  rule: {
    words: {
      en: 'In a trained network at p = 0.2 the mean of the next layer’s inputs over 10,000 masks is within 1 % (of their norm) of the scaled ones; weighted over all 4096 masks of 12 units, within 1e−12. Behind one more ReLU layer the mean is farther than 1 %.',
      ko: 'p = 0.2로 학습된 신경망에서, 다음 층이 받는 값의 10,000번 평균은 스케일링한 값과 (그 크기의) 1 % 이내로 같고, 뉴런 12개의 4096가지 삭제를 모두 가중 평균하면 1e−12 이내입니다. ReLU 층을 하나 더 지나면 차이가 1 %보다 큽니다.',
    },
    judge(seeds) {
      const next = check(
        {
          en: 'next layer’s input, mean of 10,000 masks against scaled',
          ko: '다음 층이 받는 값, 10,000번 평균과 스케일링의 차이',
        },
        bootstrap(seeds.map((seed) => seed.next.at(-1)?.[1] ?? Number.NaN)),
        below(0.01),
      )
      const exact = check(
        { en: 'the same over all masks of 12 units', ko: '같은 차이, 뉴런 12개의 모든 삭제' },
        bootstrap(seeds.map((seed) => seed.exact)),
        below(1e-12),
      )
      const logits = bootstrap(seeds.map((seed) => seed.logits))
      const words = { en: 'outputs behind one more ReLU layer', ko: 'ReLU 층을 하나 더 지난 출력의 차이' }
      return judge(
        [next, exact, check(words, logits, below(0.01))],
        [next, exact, check(words, logits, above(0.01))],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'distance',
      caption: {
        en: 'Distance of the mean over masks from the scaled input, relative to its size: it goes to 0 like one over the root of their number.',
        ko: '여러 번 삭제한 평균과 스케일링한 값의 거리(값의 크기 대비). 횟수의 제곱근에 반비례해 0으로 갑니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'masks', ko: '삭제 횟수' }, scale: 'log' },
        y: { title: { en: 'relative distance', ko: '상대 거리' }, scale: 'log' },
        series: [
          seedSeries(
            { en: 'measured', ko: '측정' },
            seeds.map(({ next }) => next),
            'both',
          ),
          {
            name: '1/√n',
            points: (seeds[0]?.next ?? []).map(([count]) => [
              count,
              (seeds[0]?.next[0]?.[1] ?? 0) * Math.sqrt((seeds[0]?.next[0]?.[0] ?? 1) / count),
            ]),
          },
        ],
      }),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const [rate, masks] = [0.2, 10_000]
const outputs = [0.3, 1.2, 0, 2.5, 0.7]
const weights = [1, -0.5, 2, 0.8, -1.5]
const input = (kept: (unit: number) => number) => outputs.reduce((sum, value, unit) => sum + value * kept(unit) * (weights[unit] ?? 0), 0)
const draws = RandomKey.fromSeed(0).uniform(masks * outputs.length)
let sum = 0
for (let mask = 0; mask < masks; mask++) sum += input((unit) => ((draws[mask * outputs.length + unit] ?? 0) < rate ? 0 : 1))
console.log('mean over masks', sum / masks, 'scaled', input(() => 1 - rate))`,
  related: ['dropout-scales-by-what-it-keeps', 'dropout-averages-subnetworks'],
})

interface Dense {
  readonly weight: ArrayLike<number>
  readonly bias: ArrayLike<number>
}

const rectified = (value: number) => Math.max(0, value)

/** xW + b. */
function product(x: ArrayLike<number>, { weight, bias }: Dense): number[] {
  return Array.from({ length: bias.length }, (_, unit) => {
    let sum = bias[unit] ?? 0
    for (let at = 0; at < x.length; at++) sum += (x[at] ?? 0) * (weight[at * bias.length + unit] ?? 0)
    return sum
  })
}

function distance(values: readonly number[], from: readonly number[]): number {
  return Math.hypot(...values.map((value, at) => value - (from[at] ?? 0))) / Math.hypot(...from)
}

interface Averaging {
  readonly masks: number
  readonly rate: number
  readonly second: Dense
  readonly third: Dense
  readonly key: RandomKey
}

/** Over random masks: of the next layer's inputs, on the way too, and of the outputs behind it. */
function averages(units: readonly number[], { masks, rate, second, third, key }: Averaging) {
  const next = Array.from({ length: second.bias.length }, () => 0)
  const logits = Array.from({ length: third.bias.length }, () => 0)
  const checkpoints: { count: number; next: number[] }[] = []
  const dropped = (values: readonly number[], draws: Float64Array, from: number) =>
    values.map((value, at) => ((draws[from + at] ?? 0) < rate ? 0 : value))
  const draws = key.uniform(masks * (units.length + next.length))
  for (let mask = 0; mask < masks; mask++) {
    const from = mask * (units.length + next.length)
    const given = product(dropped(units, draws, from), second)
    const outputs = product(dropped(given.map(rectified), draws, from + units.length), third)
    given.forEach((value, at) => {
      next[at] = (next[at] ?? 0) + value
    })
    outputs.forEach((value, at) => {
      logits[at] = (logits[at] ?? 0) + value / masks
    })
    const count = mask + 1
    if (/^10*$/.test(String(count))) checkpoints.push({ count, next: next.map((sum) => sum / count) })
  }
  return { checkpoints, logits }
}

/** The next layer's inputs over all masks, each weighed with its probability. */
function enumerated(units: readonly number[], rate: number, next: Dense): number[] {
  const mean = Array.from({ length: next.bias.length }, () => 0)
  for (let mask = 0; mask < 2 ** units.length; mask++) {
    const kept = units.map((_, at) => (mask >> at) & 1)
    const probability = kept.reduce<number>((all, keeps) => all * (keeps ? 1 - rate : rate), 1)
    product(
      units.map((value, at) => value * (kept[at] ?? 0)),
      next,
    ).forEach((value, at) => {
      mean[at] = (mean[at] ?? 0) + probability * value
    })
  }
  return mean
}
