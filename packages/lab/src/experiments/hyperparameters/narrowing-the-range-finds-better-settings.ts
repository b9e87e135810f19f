import {
  coarseToFineSampler,
  createModel,
  float,
  multilayerPerceptron,
  quasiRandomSampler,
  randomSampler,
  type Sampler,
  Study,
  sgd,
  takeRows,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, heatMap, lineChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

/** What a run is worth whose loss is no better than guessing, or no number. */
const worst = 2.5

const twoStages = { kind: 'narrowed', name: { en: 'two stages', ko: '두 단계' } } as const
/** Searches of one stage. */
const rivals = [
  { kind: 'random', name: { en: 'random search', ko: '랜덤 서치' } },
  { kind: 'even', name: { en: 'evenly spread points', ko: '고르게 놓은 점' } },
] as const

export const narrowingTheRangeFindsBetterSettings = defineExperiment({
  id: 'narrowing-the-range-finds-better-settings',
  family: 'hyperparameters',
  catalogue: ['H10'],
  sources: ['S1', 'S2', 'S3'],
  title: { en: 'From coarse to fine: narrowing the range', ko: '넓게 찾은 뒤 좁혀 찾기' },
  claim: {
    en: 'Search a wide range first, then a narrower one around the best values found: the same number of trials then leads to better settings.',
    ko: '먼저 넓은 범위에서 찾고 가장 좋은 값 주위로 범위를 좁혀 다시 찾으면, 같은 횟수의 시도로 더 좋은 설정에 이릅니다.',
  },
  paper: 'Bengio 2012, arXiv:1206.5533, section 3.3',
  settings: {
    network: [784, 100, 100, 100, 100, 100, 100, 10],
    rows: 400,
    validation: 500,
    batch: 100,
    updates: 200,
    rates: [1e-6, 1],
    rateSteps: 9,
    decays: [1e-8, 1e-2],
    decaySteps: 3,
    coarseTrials: 20,
    trials: 40,
    repetitions: 30,
  },
  changed: {
    en: "The searches run over a surrogate: validation losses measured on a grid, linear in between. Rates go up to 1 instead of the textbook's 0.01, so that the best one lies inside the range.",
    ko: '탐색은 격자에서 잰 검증 손실을 선형으로 이은 대리 함수 위에서 합니다. 가장 좋은 학습률이 범위 안에 있도록 교재의 0.01 대신 1까지 찾습니다.',
  },
  quickSettings: { updates: 100, rateSteps: 7, repetitions: 15 },
  data: 'mnist-or-digits',
  seeds: 20,
  async measure({ settings, seed, images }) {
    const { rows, validation: count, batch, updates, rates, rateSteps, decays, decaySteps } = settings
    const { coarseTrials, trials, repetitions } = settings
    const { split, features } = await images()
    const train = firstRows(split.train, rows)
    const validation = takeRows(
      split.train,
      Int32Array.from({ length: count }, (_, row) => rows + row),
      'validation',
    )
    const lossAt = async (rate: number, decay: number) => {
      const hidden = [100, 100, 100, 100, 100, 100]
      const layer = multilayerPerceptron({ inputs: [features], hidden, outputs: 10 })
      const run = await trainNetwork({
        model: createModel(layer, { input: [features], seed }),
        train,
        optimizer: sgd({ learningRate: rate, weightDecay: { coupled: decay } }),
        steps: updates,
        batchSize: batch,
        seed,
        parts: { validation },
      })
      const { loss } = lastScores(run, 'validation')
      return Number.isFinite(loss) ? Math.min(loss, worst) : worst
    }
    const losses: number[][] = []
    for (let row = 0; row < decaySteps; row++) {
      const line: number[] = []
      for (let column = 0; column < rateSteps; column++) {
        line.push(await lossAt(between(rates, column, rateSteps), between(decays, row, decaySteps)))
      }
      losses.push(line)
    }
    const search = async (sampler: Sampler, number: number) => {
      const space = {
        rate: float(rates[0] ?? 0, rates[1] ?? 0, { log: true }),
        decay: float(decays[0] ?? 0, decays[1] ?? 0, { log: true }),
      }
      const study = await Study.open({ sampler, seed: seed * repetitions + number, space })
      await study.optimize(
        (trial) => {
          const { rate, decay } = trial.sample(space)
          return interpolated(losses, placeIn(rates, rate), placeIn(decays, decay))
        },
        { trials },
      )
      return (await study.best())?.values[0] ?? worst
    }
    const searches: { narrowed: number; random: number; even: number }[] = []
    for (let number = 0; number < repetitions; number++) {
      searches.push({
        narrowed: await search(coarseToFineSampler({ coarseTrials }), number),
        random: await search(randomSampler(), number),
        even: await search(quasiRandomSampler(), number),
      })
    }
    return { losses, searches }
  },
  rule: {
    words: {
      en: 'Of 30 repetitions for each of the seeds, with 40 trials each: the two-stage search (20 trials, then 20 within a quarter of the range) ends lower than one stage over the whole range in more than half, equal ends counting as halves, and its mean loss is smaller. Both against random search and against evenly spread points, of which the first 20 are those of the two-stage search. Intervals are over the seeds: repetitions of one seed search the same losses.',
      ko: '시드마다 30번씩, 각각 시도 40번으로 되풀이할 때, 두 단계 탐색(20번 뒤 범위의 4분의 1에서 20번)이 전체 범위를 한 단계로 찾는 것보다 낮은 손실로 끝나는 경우가 절반보다 많고 (같으면 절반으로 셉니다) 손실의 평균이 작습니다. 랜덤 서치에 대해서도, 처음 20개가 두 단계 탐색과 같은 고르게 놓은 점에 대해서도 그렇습니다. 구간은 시드에 대한 것입니다. 한 시드의 되풀이는 같은 손실 위에서 찾기 때문입니다.',
    },
    judge(seeds) {
      return judge(
        rivals.flatMap(({ kind, name }) => [
          check(
            {
              en: `share of repetitions won against ${name.en}`,
              ko: `이긴 되풀이의 비율, 상대: ${name.ko}`,
            },
            bootstrap(seeds.map(({ searches }) => shareWon(searches, kind))),
            above(0.5),
          ),
          check(
            { en: `loss found, two stages − ${name.en}`, ko: `찾은 손실, 두 단계 − ${name.ko}` },
            pairedDifference(
              seeds.map(({ searches }) => meanFound(searches, 'narrowed')),
              seeds.map(({ searches }) => meanFound(searches, kind)),
            ),
            below(0),
          ),
        ]),
      )
    },
  },
  numbers: (seeds) =>
    [twoStages, ...rivals].map(({ kind, name }) => ({
      words: { en: `mean loss found: ${name.en}`, ko: `찾은 손실의 평균: ${name.ko}` },
      estimate: bootstrap(seeds.map(({ searches }) => meanFound(searches, kind))),
    })),
  figures: (seeds, { rates, rateSteps, decays, decaySteps }) => {
    const [first] = seeds
    const rounds = (first?.searches ?? []).map((_, round) => round + 1)
    return [
      {
        name: 'searches',
        caption: {
          en: 'First: validation losses of the first seed, over which the searches run. Second: the lowest loss that each search of the first seed found, from best to worst.',
          ko: '첫째: 탐색에 쓰인 첫 번째 시드의 검증 손실. 둘째: 첫 번째 시드의 각 탐색이 찾은 가장 낮은 손실을 좋은 것부터 늘어놓은 것.',
        },
        drawing: grid(
          [
            heatMap({
              width: 440,
              x: {
                title: { en: 'log₁₀ learning rate', ko: 'log₁₀ 학습률' },
                categories: Array.from({ length: rateSteps }, (_, at) =>
                  Math.log10(between(rates, at, rateSteps)).toFixed(1),
                ),
              },
              y: {
                title: { en: 'log₁₀ weight decay', ko: 'log₁₀ 가중치 감소' },
                categories: Array.from({ length: decaySteps }, (_, at) =>
                  Math.log10(between(decays, at, decaySteps)).toFixed(0),
                ),
              },
              values: (first?.losses ?? []).map((line) => line.map((loss) => Math.round(100 * loss) / 100)),
            }),
            lineChart({
              width: 440,
              x: { title: { en: 'search, from the best to the worst', ko: '탐색, 좋은 것부터' } },
              y: { title: { en: 'lowest loss found', ko: '찾은 가장 낮은 손실' } },
              series: [twoStages, ...rivals].map(({ kind, name }) => {
                const ends = (first?.searches ?? []).map((search) => search[kind]).toSorted((a, b) => a - b)
                return {
                  name,
                  draw: 'both' as const,
                  points: rounds.map((round): [number, number] => [round, ends[round - 1] ?? 0]),
                }
              }),
            }),
          ],
          2,
        ),
      },
    ]
  },
  code: `import { coarseToFineSampler, float, randomSampler, Study } from 'regimen'

const space = { rate: float(1e-6, 1, { log: true }), decay: float(1e-8, 1e-2, { log: true }) }
for (const sampler of [coarseToFineSampler(), randomSampler()]) {
  const study = await Study.open({ sampler, space })
  const loss = (rate: number, decay: number) => Math.log10(rate / 0.03) ** 2 + 0.1 * Math.log10(decay / 1e-4) ** 2
  await study.optimize((trial) => {
    const { rate, decay } = trial.sample(space)
    return loss(rate, decay)
  }, { trials: 40 })
  console.log(sampler.name, 'best of 40:', (await study.best())?.values[0] ?? 'none')
}`,
  related: ['random-search-wins-where-few-matter', 'learning-rate-matters-most'],
})

/** Value number `at` of `steps`, evenly spaced on a log scale. */
function between([low = 0, high = 0]: readonly number[], at: number, steps: number): number {
  return low * (high / low) ** (at / (steps - 1))
}

/** From 0 to 1 along a log scale. */
function placeIn([low = 0, high = 0]: readonly number[], value: number): number {
  return Math.log(value / low) / Math.log(high / low)
}

/** Linear between the four nearest points of the grid. */
function interpolated(losses: readonly (readonly number[])[], x: number, y: number): number {
  const along = (line: readonly number[], place: number) => {
    const at = Math.min(line.length - 2, Math.max(0, Math.floor(place * (line.length - 1))))
    const part = place * (line.length - 1) - at
    return (line[at] ?? worst) * (1 - part) + (line[at + 1] ?? worst) * part
  }
  return along(
    losses.map((line) => along(line, x)),
    y,
  )
}

type Search = { readonly narrowed: number; readonly random: number; readonly even: number }

function shareWon(searches: readonly Search[], rival: 'random' | 'even'): number {
  return mean(searches.map((search) => (1 + Math.sign(search[rival] - search.narrowed)) / 2))
}

function meanFound(searches: readonly Search[], kind: keyof Search): number {
  return mean(searches.map((search) => search[kind]))
}
