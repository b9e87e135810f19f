import { float, type RandomKey, randomSampler } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, histogram } from '../../figures/index.ts'
import { about, above, below, bootstrap, check, countBins, judge, mean } from '../../statistics/index.ts'

export const learningRatesAreSearchedOnALogScale = defineExperiment({
  id: 'learning-rates-are-searched-on-a-log-scale',
  family: 'hyperparameters',
  catalogue: ['H9'],
  sources: ['S1'],
  title: { en: 'Learning rates are searched on a log scale', ko: '학습률은 로그 눈금에서 찾는다' },
  claim: {
    en: 'Learning rates are better drawn log-uniformly than uniformly: the gaps between tried values are then wide among small values and narrow among large ones.',
    ko: '학습률은 균등 분포보다 로그 균등 분포에서 뽑는 것이 좋습니다. 그러면 작은 값에서는 간격이 넓고 큰 값에서는 좁아집니다.',
  },
  correction: {
    en: 'The other way round: log-uniform values are dense where they are small (density ∝ 1/x). From 10⁻⁴ to 1, half of them are below 0.01, of uniform ones only 1 %.',
    ko: '반대입니다. 로그 균등 분포의 값은 작은 쪽에 촘촘합니다 (밀도 ∝ 1/x). 10⁻⁴에서 1까지 뽑으면 절반이 0.01보다 작고, 균등 분포에서는 1 %뿐입니다.',
  },
  paper: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
  settings: { low: 1e-4, high: 1, small: 0.01, draws: 5000 },
  seeds: 5,
  async measure({ settings: { low, high, small, draws }, key }) {
    const values = (log: boolean) => {
      const domain = float(low, high, { log })
      return Array.from({ length: draws }, (_, number) => draw(domain, key.child(String(log)), number))
    }
    const [uniform, logUniform] = [values(false), values(true)].map((all) => all.toSorted((a, b) => a - b))
    return {
      smallUniform: shareBelow(uniform ?? [], small),
      smallLog: shareBelow(logUniform ?? [], small),
      // Of log-uniform values: mean distance of neighbours in the lowest decade ÷ in the highest.
      gapRatio: meanGap(logUniform ?? [], low, 10 * low) / meanGap(logUniform ?? [], high / 10, high),
      bins: [uniform ?? [], logUniform ?? []].map((all) =>
        countBins(all.map(Math.log10), Math.log10(low), Math.log10(high), 20).map((count) => count / draws),
      ),
    }
  },
  rule: {
    words: {
      en: 'The share of values below 0.01 is 0.01 for uniform and 0.5 for log-uniform draws (± 0.02). The claim needs wider gaps in the lowest decade than in the highest; corrected: they are about a thousandth as wide (± 0.0003).',
      ko: '0.01보다 작은 값의 비율은 균등 분포에서 0.01, 로그 균등 분포에서 0.5입니다 (± 0.02). 주장대로라면 가장 작은 자릿수의 간격이 가장 큰 자릿수보다 넓어야 하고, 바로잡은 형태는 약 1000분의 1이라는 것입니다 (± 0.0003).',
    },
    judge(seeds) {
      const ratio = bootstrap(seeds.map(({ gapRatio }) => gapRatio))
      const words = {
        en: 'gap between neighbours, 10⁻⁴–10⁻³ ÷ 0.1–1',
        ko: '이웃한 값의 간격, 10⁻⁴–10⁻³ ÷ 0.1–1',
      }
      const shares = [
        check(
          { en: 'share below 0.01, uniform', ko: '0.01보다 작은 비율, 균등' },
          bootstrap(seeds.map(({ smallUniform }) => smallUniform)),
          about(0.01, 0.02),
        ),
        check(
          { en: 'share below 0.01, log-uniform', ko: '0.01보다 작은 비율, 로그 균등' },
          bootstrap(seeds.map(({ smallLog }) => smallLog)),
          about(0.5, 0.02),
        ),
      ]
      return judge(
        [...shares, check(words, ratio, above(1))],
        [...shares, check(words, ratio, below(1)), check(words, ratio, about(0.001, 0.0003))],
      )
    },
  },
  figures: (seeds, { low, high }) => [
    {
      name: 'density',
      caption: {
        en: 'Share of the draws in each twentieth of the range on a log scale: uniform draws leave the small rates untried.',
        ko: '로그 눈금에서 범위의 20분의 1마다 들어간 비율. 균등 분포는 작은 학습률을 시험하지 않습니다.',
      },
      drawing: grid(
        [0, 1].map((which) =>
          histogram({
            title: which === 0 ? { en: 'uniform', ko: '균등' } : { en: 'log-uniform', ko: '로그 균등' },
            width: 380,
            height: 260,
            x: {
              title: { en: 'log₁₀ learning rate', ko: 'log₁₀ 학습률' },
              from: Math.log10(low),
              to: Math.log10(high),
            },
            y: { title: { en: 'share', ko: '비율' }, from: 0 },
            counts: (seeds[0]?.bins[which] ?? []).map((_, bin) =>
              mean(seeds.map((seed) => seed.bins[which]?.[bin] ?? 0)),
            ),
          }),
        ),
        2,
      ),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const uniform = [...RandomKey.fromSeed(0).uniform(1000)].map((u) => 1e-4 + u * (1 - 1e-4))
const logUniform = [...RandomKey.fromSeed(0).uniform(1000)].map((u) => 10 ** (-4 + 4 * u))
for (const [name, rates] of Object.entries({ uniform, logUniform })) {
  console.log(name, 'share below 0.01:', rates.filter((rate) => rate < 0.01).length / rates.length)
}`,
  related: [],
})

/** As the library's random sampler draws trial number `number`. */
function draw(domain: ReturnType<typeof float>, key: RandomKey, number: number): number {
  const suggestions = randomSampler().begin({
    key: key.child(number),
    studyKey: key,
    trials: [],
    number,
    directions: ['minimize'],
    space: undefined,
  })
  return Number(suggestions.value('learningRate', domain))
}

function shareBelow(values: readonly number[], limit: number): number {
  return values.filter((value) => value < limit).length / values.length
}

function meanGap(sorted: readonly number[], from: number, to: number): number {
  const inside = sorted.filter((value) => value >= from && value <= to)
  return ((inside.at(-1) ?? 0) - (inside[0] ?? 0)) / (inside.length - 1)
}
