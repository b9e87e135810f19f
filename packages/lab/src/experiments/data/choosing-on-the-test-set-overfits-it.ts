import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { above, between, bootstrap, check, judge } from '../../statistics/index.ts'

export const choosingOnTheTestSetOverfitsIt = defineExperiment({
  id: 'choosing-on-the-test-set-overfits-it',
  family: 'data',
  catalogue: ['D6'],
  sources: ['S3', 'S4'],
  title: {
    en: 'Choosing on the test set overfits it',
    ko: '테스트 데이터로 고르면 테스트 데이터에 과적합된다',
  },
  claim: {
    en: 'Who chooses among models by their results on the test set overfits the test set: the best result there promises more than new data will keep.',
    ko: '테스트 데이터의 결과를 보고 모델을 고르면 테스트 데이터에 과적합됩니다. 그중 가장 좋은 결과는 새로운 데이터에서 지켜지지 않습니다.',
  },
  paper: 'Dwork, Feldman, Hardt, Pitassi, Reingold & Roth 2015, Science 349, The reusable holdout',
  settings: { classifiers: [1, 10, 100, 1000], rows: 100, classes: 2, repetitions: 20 },
  seeds: 20,
  async measure({ settings: { classifiers, rows, classes, repetitions }, key }) {
    // Classifiers that guess: every one is right in 1 of `classes` cases, whatever it is tried on.
    const accuracies = (name: string, count: number) => {
      const guesses = key.child(name).uniform(count * rows)
      return Array.from({ length: count }, (_, each) => {
        const right = guesses.subarray(each * rows, (each + 1) * rows).filter((guess) => guess < 1 / classes)
        return right.length / rows
      })
    }
    return classifiers.map((count) => {
      const gaps = Array.from({ length: repetitions }, (_, round) => {
        const best = Math.max(...accuracies(`test.${count}.${round}`, count))
        const [fresh = 0] = accuracies(`fresh.${count}.${round}`, 1)
        return best - fresh
      })
      return gaps.reduce((sum, gap) => sum + gap, 0) / repetitions
    })
  },
  rule: {
    words: {
      en: 'The best of 1000 guessing classifiers is better on the test set than on fresh data, by between 0.75 and 1 times σ√(2 ln 1000), the bound on the expected largest of 1000 normal deviations; a single one is not (at most 0.02).',
      ko: '무작위로 찍는 분류기 1000개 중 가장 좋은 것은 새 데이터보다 테스트 데이터에서 더 좋고, 그 차이는 정규 편차 1000개 중 최댓값의 기댓값 상한인 σ√(2 ln 1000)의 0.75배에서 1배 사이입니다. 하나뿐일 때는 차이가 없습니다 (0.02 이하).',
    },
    judge(seeds, { classifiers, rows, classes }) {
      const last = classifiers.length - 1
      const bound = maximumBound(classifiers[last] ?? 1, rows, classes)
      const gap = (place: number) => seeds.map((gaps) => gaps[place] ?? 0)
      return judge([
        check(
          {
            en: 'accuracy on the test set − on fresh data, best of 1000',
            ko: '테스트 정확도 − 새 데이터 정확도, 1000개 중 최고',
          },
          bootstrap(gap(last)),
          above(0),
        ),
        check(
          { en: 'the same ÷ σ√(2 ln 1000)', ko: '같은 차이 ÷ σ√(2 ln 1000)' },
          bootstrap(gap(last).map((value) => value / bound)),
          between(0.75, 1),
        ),
        check(
          { en: 'the same difference of a single classifier', ko: '분류기 하나일 때의 같은 차이' },
          bootstrap(gap(0)),
          between(-0.02, 0.02),
        ),
      ])
    },
  },
  figures: (seeds, { classifiers, rows, classes }) => {
    const measured = classifiers.map((count, place) => ({
      count,
      gap: bootstrap(seeds.map((gaps) => gaps[place] ?? 0)),
    }))
    return [
      {
        name: 'gap',
        caption: {
          en: 'How much better the chosen classifier looks on the 100 test rows than on fresh ones. All of them guess.',
          ko: '고른 분류기가 새 데이터보다 테스트 데이터 100행에서 얼마나 더 좋아 보이는지. 모두 찍기만 합니다.',
        },
        drawing: lineChart({
          x: { title: { en: 'classifiers tried', ko: '시험한 분류기 수' }, scale: 'log' },
          y: { title: { en: 'accuracy, test − fresh', ko: '정확도, 테스트 − 새 데이터' } },
          series: [
            {
              name: { en: 'measured', ko: '측정' },
              draw: 'both',
              points: measured.map(({ count, gap }) => [count, gap.value]),
              band: measured.map(({ gap }) => [gap.low, gap.high]),
            },
            {
              name: 'σ√(2 ln k)',
              draw: 'both',
              points: classifiers.map((count) => [count, maximumBound(count, rows, classes)]),
            },
          ],
        }),
      },
    ]
  },
  code: `import { RandomKey } from 'regimen'

const [rows, classifiers] = [100, 1000]
const accuracies = (seed: number) => Array.from({ length: classifiers }, (_, each) => {
  const guesses = RandomKey.fromSeed(seed).child(each).uniform(rows)
  return guesses.filter((guess) => guess < 0.5).length / rows
})
const [test, fresh] = [accuracies(0), accuracies(1)]
const best = test.indexOf(Math.max(...test))
console.log('the chosen one on the test set:', test[best], 'on fresh data:', fresh[best])`,
  related: [],
})

/** σ√(2 ln k): above the expected largest of k deviations of a mean over so many rows. */
function maximumBound(count: number, rows: number, classes: number): number {
  const deviation = Math.sqrt(((1 / classes) * (1 - 1 / classes)) / rows)
  return deviation * Math.sqrt(2 * Math.log(count))
}
