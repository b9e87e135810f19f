import {
  adam,
  createModel,
  float,
  momentum,
  multilayerPerceptron,
  type Optimizer,
  type RandomKey,
  randomSampler,
  type Split,
  sgd,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, histogram, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { splitDigits } from '../../parts/split-digits.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import {
  about,
  above,
  below,
  bootstrap,
  check,
  countBins,
  judge,
  mean,
  pairedDifference,
} from '../../statistics/index.ts'
import type { Words } from '../../words.ts'

/** Their good rates lie in different decades of the range. */
const optimizers: readonly { readonly name: Words; readonly create: (learningRate: number) => Optimizer }[] =
  [
    { name: { en: 'SGD', ko: 'SGD' }, create: (learningRate) => sgd({ learningRate }) },
    { name: { en: 'momentum', ko: '모멘텀' }, create: (learningRate) => momentum({ learningRate }) },
    { name: { en: 'Adam', ko: 'Adam' }, create: (learningRate) => adam({ learningRate }) },
  ]

const scales = ['uniform', 'log'] as const
const scaleNames: { readonly [S in (typeof scales)[number]]: Words } = {
  uniform: { en: 'uniform', ko: '균등' },
  log: { en: 'log-uniform', ko: '로그 균등' },
}

/** Loss of guessing among ten classes: what a run is worth that is no better, or no number. */
const guessing = Math.log(10)

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
  changed: {
    en: 'The note names no task. Random search of 8 trials over the whole range, for SGD, momentum and Adam, whose good rates lie in different decades: 200 updates of a network of 64-32-10 units on the digits. Both searches have the same weights, batches and random numbers; only the scale differs.',
    ko: '노트에는 과제가 없습니다. 좋은 학습률이 서로 다른 자릿수에 있는 SGD, 모멘텀, Adam으로 전체 범위에서 8번씩 랜덤 서치를 합니다. 숫자 이미지에서 64-32-10 신경망을 200번 갱신합니다. 두 탐색은 가중치, 배치, 난수가 같고 눈금만 다릅니다.',
  },
  settings: {
    low: 1e-4,
    high: 1,
    small: 0.01,
    draws: 5000,
    trials: 8,
    hidden: 32,
    updates: 200,
    batchSize: 32,
  },
  seeds: 20,
  async measure({ settings, seed, key }) {
    const { low, high, small, draws } = settings
    const values = (log: boolean) => {
      const domain = float(low, high, { log })
      return Array.from({ length: draws }, (_, number) => draw(domain, key.child(String(log)), number))
    }
    const split = splitDigits(key, { validation: 0.2, test: 0.1 })
    const searches = []
    for (const { create } of optimizers) {
      searches.push({
        uniform: await search(split, create, { ...settings, log: false, seed, key }),
        log: await search(split, create, { ...settings, log: true, seed, key }),
      })
    }
    const [uniform, logUniform] = [values(false), values(true)].map((all) => all.toSorted((a, b) => a - b))
    return {
      searches,
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
      en: 'The lowest validation loss after 8 trials, mean of three optimizers, is smaller with log-uniform than with uniform draws (paired over the seeds). The share of values below 0.01 is 0.01 for uniform and 0.5 for log-uniform draws (± 0.02). The claim needs wider gaps in the lowest decade than in the highest; corrected: they are about a thousandth as wide (± 0.0003).',
      ko: '8번 시험한 뒤 가장 낮은 검증 손실(세 최적화기의 평균)이 로그 균등에서 균등보다 작습니다 (시드별로 짝지어). 0.01보다 작은 값의 비율은 균등 분포에서 0.01, 로그 균등 분포에서 0.5입니다 (± 0.02). 주장대로라면 가장 작은 자릿수의 간격이 가장 큰 자릿수보다 넓어야 하고, 바로잡은 형태는 약 1000분의 1이라는 것입니다 (± 0.0003).',
    },
    judge(seeds) {
      const ratio = bootstrap(seeds.map(({ gapRatio }) => gapRatio))
      const words = {
        en: 'gap between neighbours, 10⁻⁴–10⁻³ ÷ 0.1–1',
        ko: '이웃한 값의 간격, 10⁻⁴–10⁻³ ÷ 0.1–1',
      }
      const better = check(
        {
          en: 'lowest loss after all trials, log-uniform − uniform, mean of the optimizers',
          ko: '모든 시험 뒤 가장 낮은 손실, 로그 균등 − 균등, 최적화기의 평균',
        },
        pairedDifference(
          seeds.map((seed) => mean(seed.searches.map(({ log }) => lowest(log)))),
          seeds.map((seed) => mean(seed.searches.map(({ uniform }) => lowest(uniform)))),
        ),
        below(0),
      )
      const shares = [
        better,
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
  numbers: (seeds) =>
    optimizers.map(({ name }, at) => ({
      words: {
        en: `${name.en}: lowest loss, log-uniform − uniform`,
        ko: `${name.ko}: 가장 낮은 손실, 로그 균등 − 균등`,
      },
      estimate: pairedDifference(
        seeds.map(({ searches }) => lowest(searches[at]?.log)),
        seeds.map(({ searches }) => lowest(searches[at]?.uniform)),
      ),
    })),
  figures: (seeds, { low, high, trials }) => [
    {
      name: 'searches',
      caption: {
        en: 'Lowest validation loss found so far by random search over rates from 10⁻⁴ to 1, mean over the seeds with its interval. Few good rates are large for Adam, nearly all are for SGD.',
        ko: '10⁻⁴에서 1까지의 학습률을 랜덤 서치할 때 그때까지 찾은 가장 낮은 검증 손실. 시드에 대한 평균과 그 구간. Adam에 좋은 학습률은 큰 쪽에 거의 없고, SGD에는 거의 모두 큰 쪽에 있습니다.',
      },
      drawing: grid(
        optimizers.map(({ name }, at) =>
          lineChart({
            title: name,
            width: 330,
            height: 280,
            x: { title: { en: 'trials', ko: '시험 횟수' }, from: 1, to: trials },
            y: { title: { en: 'lowest loss', ko: '가장 낮은 손실' }, from: 0, to: 2.4 },
            series: scales.map((scale) =>
              seedSeries(
                scaleNames[scale],
                seeds.map(({ searches }) => soFar(searches[at]?.[scale])),
                'both',
              ),
            ),
          }),
        ),
        3,
      ),
    },
    {
      name: 'density',
      caption: {
        en: 'Share of the draws in each twentieth of the range on a log scale: uniform draws leave the small rates untried.',
        ko: '로그 눈금에서 범위의 20분의 1마다 들어간 비율. 균등 분포는 작은 학습률을 시험하지 않습니다.',
      },
      drawing: grid(
        [0, 1].map((which) =>
          histogram({
            title: which === 0 ? scaleNames.uniform : scaleNames.log,
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
  related: ['random-search-wins-where-few-matter', 'no-learning-rate-suits-every-task'],
})

interface SearchSettings {
  readonly low: number
  readonly high: number
  readonly trials: number
  readonly hidden: number
  readonly updates: number
  readonly batchSize: number
  readonly log: boolean
  readonly seed: number
  readonly key: RandomKey
}

/** Rate and validation loss of each trial. The same place of either scale, the same weights, the same batches. */
async function search(
  { train, validation }: Split,
  create: (learningRate: number) => Optimizer,
  { low, high, log, trials, hidden, updates, batchSize, seed, key }: SearchSettings,
): Promise<[rate: number, loss: number][]> {
  const found: [number, number][] = []
  for (let number = 0; number < trials; number++) {
    const rate = draw(float(low, high, { log }), key.child('search'), number)
    const layer = multilayerPerceptron({ inputs: [64], hidden: [hidden], outputs: 10 })
    const run = await trainNetwork({
      model: createModel(layer, { input: [64], seed }),
      train,
      optimizer: create(rate),
      steps: updates,
      batchSize,
      seed,
      parts: { validation },
    })
    const { loss } = lastScores(run, 'validation')
    found.push([rate, Number.isFinite(loss) ? Math.min(loss, guessing) : guessing])
  }
  return found
}

type Found = readonly (readonly number[])[]

function lowest(found: Found = []): number {
  return Math.min(...found.map(([, loss = Number.NaN]) => loss))
}

function soFar(found: Found = []): [number, number][] {
  return found.map((_, at) => [at + 1, lowest(found.slice(0, at + 1))])
}

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
