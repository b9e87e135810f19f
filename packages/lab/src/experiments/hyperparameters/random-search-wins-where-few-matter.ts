import { float, gridOf, parametersOf, type RandomKey } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { above, below, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

const names = ['x1', 'x2', 'x3', 'x4']

export const randomSearchWinsWhereFewMatter = defineExperiment({
  id: 'random-search-wins-where-few-matter',
  family: 'hyperparameters',
  catalogue: ['H4', 'H5', 'H7'],
  sources: ['S1', 'S2', 'S4'],
  title: { en: 'Random search against grid search', ko: '랜덤 서치와 그리드 서치' },
  claim: {
    en: 'With several hyperparameters random search finds better settings than grid search in as many trials.',
    ko: '하이퍼파라미터가 여럿이면 같은 횟수의 시도에서 랜덤 서치가 그리드 서치보다 좋은 설정을 찾습니다.',
  },
  correction: {
    en: 'It does where few of them matter: of the important one a grid tries only q values, random search a new one in each trial. Where all matter equally, an evenly spaced grid is better.',
    ko: '그중 일부만 중요할 때 그렇습니다. 중요한 하이퍼파라미터의 값을 그리드는 q개만, 랜덤 서치는 시도마다 새로 시험합니다. 모두 똑같이 중요하면 고르게 놓인 그리드가 더 좋습니다.',
  },
  paper: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
  settings: {
    cases: [
      { dimensions: 2, important: 1 },
      { dimensions: 2, important: 2 },
      { dimensions: 4, important: 1 },
      { dimensions: 4, important: 4 },
    ],
    gridValues: [1 / 6, 1 / 2, 5 / 6],
    loss: 'distance from a random best point, over the important hyperparameters',
    repetitions: 100,
  },
  seeds: 20,
  async measure({ settings: { cases, gridValues, repetitions }, key }) {
    return cases.map(({ dimensions, important }, number) => {
      const used = names.slice(0, dimensions)
      const space = Object.fromEntries(used.map((name) => [name, float(0, 1)]))
      const values = Object.fromEntries(used.map((name) => [name, gridValues]))
      const grid = gridOf(parametersOf(space), { values }).map((point) =>
        used.map((name) => Number(point[name])),
      )
      const rounds = Array.from({ length: repetitions }, (_, round) => {
        const own = key.child(number).child(round)
        const best = [...own.child('best').uniform(important)]
        return {
          grid: nearest(grid, best),
          random: nearest(uniformPoints(own.child('random'), grid.length, dimensions), best),
        }
      })
      return {
        grid: mean(rounds.map(({ grid: distance }) => distance)),
        random: mean(rounds.map(({ random }) => random)),
        wins: rounds.filter(({ grid: distance, random }) => random < distance).length / repetitions,
      }
    })
  },
  rule: {
    words: {
      en: 'Mean distance of the best trial from the optimum, random − grid, with four hyperparameters and 81 trials: the claim needs it below 0 whether one of them matters or all. Corrected: below 0 where one matters (also with two and 9 trials, random winning more than half of the rounds), above 0 where all do, with four and with two.',
      ko: '하이퍼파라미터 4개, 시도 81번에서 가장 좋은 시도와 최적점의 평균 거리(랜덤 − 그리드)가, 주장대로라면 하나만 중요하든 모두 중요하든 0보다 작아야 합니다. 바로잡은 형태: 하나만 중요하면 0보다 작고 (2개, 9번에서도 그렇고 절반 넘게 이김) 모두 중요하면 4개에서도 2개에서도 0보다 큽니다.',
    },
    judge(seeds, { cases }) {
      const difference = (dimensions: number, important: number) => {
        const at = cases.findIndex((each) => each.dimensions === dimensions && each.important === important)
        const words = {
          en: `distance, random − grid, ${important} of ${dimensions} matters`,
          ko: `거리, 랜덤 − 그리드, ${dimensions}개 중 ${important}개가 중요`,
        }
        const estimate = pairedDifference(
          seeds.map((seed) => seed[at]?.random ?? Number.NaN),
          seeds.map((seed) => seed[at]?.grid ?? Number.NaN),
        )
        return { words, estimate, wins: bootstrap(seeds.map((seed) => seed[at]?.wins ?? 0)) }
      }
      const [one, all] = [difference(4, 1), difference(4, 4)]
      const [ofTwo, bothOfTwo] = [difference(2, 1), difference(2, 2)]
      const few = check(one.words, one.estimate, below(0))
      return judge(
        [few, check(all.words, all.estimate, below(0))],
        [
          few,
          check(ofTwo.words, ofTwo.estimate, below(0)),
          check(
            {
              en: 'share of rounds won by random search, 1 of 2 matters',
              ko: '랜덤이 이긴 비율, 2개 중 1개가 중요',
            },
            ofTwo.wins,
            above(0.5),
          ),
          check(all.words, all.estimate, above(0)),
          check(bothOfTwo.words, bothOfTwo.estimate, above(0)),
        ],
      )
    },
  },
  figures: (seeds, { cases }) => [
    {
      name: 'distance',
      caption: {
        en: 'Mean distance of the best of 9 (two hyperparameters) or 81 trials (four) from the optimum: smaller is better.',
        ko: '시도 9번(하이퍼파라미터 2개) 또는 81번(4개) 중 가장 좋은 것과 최적점의 평균 거리. 작을수록 좋습니다.',
      },
      drawing: barChart({
        x: {
          title: { en: 'hyperparameters that matter', ko: '중요한 하이퍼파라미터' },
          categories: cases.map(({ dimensions, important }) => ({
            en: `${important} of ${dimensions}`,
            ko: `${dimensions}개 중 ${important}개`,
          })),
        },
        y: { title: { en: 'distance from the optimum', ko: '최적점까지의 거리' }, from: 0 },
        groups: (['grid', 'random'] as const).map((kind) => ({
          name: kind === 'grid' ? { en: 'grid', ko: '그리드' } : { en: 'random', ko: '랜덤' },
          values: cases.map((_, at) => bootstrap(seeds.map((seed) => seed[at]?.[kind] ?? 0))),
        })),
      }),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const grid = [1 / 6, 1 / 2, 5 / 6]
let [wins, rounds] = [0, 1000]
for (let round = 0; round < rounds; round++) {
  const [best = 0, ...random] = RandomKey.fromSeed(round).uniform(10)
  const nearest = (values: readonly number[]) => Math.min(...values.map((value) => Math.abs(value - best)))
  if (nearest(random) < nearest(grid)) wins++
}
console.log('9 trials, one of two matters: random search wins', wins, 'of', rounds)`,
  related: ['learning-rates-are-searched-on-a-log-scale', 'learning-rate-matters-most'],
})

function uniformPoints(key: RandomKey, count: number, dimensions: number): number[][] {
  const values = key.uniform(count * dimensions)
  return Array.from({ length: count }, (_, point) => [
    ...values.subarray(point * dimensions, (point + 1) * dimensions),
  ])
}

/** Of the nearest point; what a point has beyond the best one's coordinates does not count. */
function nearest(points: readonly (readonly number[])[], best: readonly number[]): number {
  return Math.min(
    ...points.map((point) => Math.hypot(...best.map((value, axis) => (point[axis] ?? 0) - value))),
  )
}
