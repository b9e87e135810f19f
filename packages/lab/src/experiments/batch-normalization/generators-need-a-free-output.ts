import {
  adam,
  batchNorm,
  createModel,
  dense,
  generate,
  leakyRelu,
  RandomKey,
  relu,
  sequential,
  tensor,
  trainGan,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { above, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const generatorsNeedAFreeOutput = defineExperiment({
  id: 'generators-need-a-free-output',
  family: 'batch-normalization',
  catalogue: ['B11', 'M5'],
  sources: ['S4'],
  title: {
    en: 'Batch normalization at a generator’s output',
    ko: '생성자의 출력층과 배치 정규화',
  },
  claim: {
    en: 'In a GAN’s generator batch normalization stands everywhere but at the output, where it would force the range of what is made.',
    ko: 'GAN의 생성자에서는 출력층을 제외한 모든 층에 배치 정규화를 넣습니다. 출력층에 넣으면 만들어지는 값의 범위가 맞지 않게 됩니다.',
  },
  correction: {
    en: 'The paper that the rule comes from exempts the discriminator’s input as well.',
    ko: '이 규칙의 출처인 논문은 판별자의 입력층도 제외합니다.',
  },
  paper: 'Radford, Metz & Chintala 2016, arXiv:1511.06434',
  settings: {
    modes: 8,
    radius: 2,
    deviation: 0.05,
    units: 64,
    latent: 8,
    steps: 1500,
    batchSize: 128,
    learningRate: 0.003,
  },
  quickSettings: { steps: 800 },
  seeds: 10,
  async measure({ settings, seed, key }) {
    const { modes, radius, deviation, units, latent, steps, batchSize, learningRate } = settings
    const rows = 2048
    const centres = Array.from({ length: modes }, (_, mode) => {
      const angle = (2 * Math.PI * mode) / modes
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const
    })
    const noise = normals(key.child('ring'), 2 * rows)
    const ring = noise.map((value, at) => {
      const centre = centres[Math.floor(at / 2) % modes] ?? [0, 0]
      return (centre[at % 2] ?? 0) + deviation * value
    })
    const hidden = (inputs: number) => [dense(inputs, units, { bias: false }), batchNorm(), relu()]
    const scores = (output: boolean, input: boolean) => {
      const made = sequential(
        ...hidden(latent),
        ...hidden(units),
        dense(units, 2),
        ...(output ? [batchNorm()] : []),
      )
      const slope = () => leakyRelu({ slope: 0.2 })
      const normalized = input ? [batchNorm()] : []
      const judged = sequential(
        dense(2, units),
        ...normalized,
        slope(),
        dense(units, units),
        slope(),
        dense(units, 1),
      )
      const generator = createModel(made, { input: [latent], seed })
      const discriminator = createModel(judged, { input: [2], seed: seed + 1000 })
      const optimizer = () => adam({ learningRate, beta1: 0.5 })
      trainGan(generator, discriminator, tensor(ring, [rows, 2]), {
        generatorOptimizer: optimizer(),
        discriminatorOptimizer: optimizer(),
        steps,
        batchSize,
        gradientPenalty: 0.1,
        batchNormPlacement: 'free',
        seed,
      })
      const points = generate(generator, 1000, RandomKey.fromSeed(seed).child('samples')).data()
      return nearness(points, centres, 5 * deviation)
    }
    return { free: scores(false, false), output: scores(true, false), input: scores(false, true) }
  },
  rule: {
    words: {
      en: 'Eight Gaussians on a ring. Samples of the generator whose output is normalized lie farther from the nearest Gaussian’s centre on average, and fewer of them within five deviations of one.',
      ko: '고리 위의 가우스 분포 8개. 출력층을 배치 정규화한 생성자의 표본은 평균적으로 가장 가까운 분포의 중심에서 더 멀고, 표준편차의 5배 안에 드는 표본은 더 적습니다.',
    },
    judge(seeds) {
      const of = (arm: Arm, what: keyof Nearness) => seeds.map((seed) => seed[arm][what])
      return judge([
        check(
          {
            en: 'distance from the nearest centre, normalized − free',
            ko: '가장 가까운 중심까지의 거리, 정규화 − 그대로',
          },
          pairedDifference(of('output', 'distance'), of('free', 'distance')),
          above(0),
        ),
        check(
          {
            en: 'share of samples near a centre, free − normalized',
            ko: '중심 가까이에 있는 표본의 비율, 그대로 − 정규화',
          },
          pairedDifference(of('free', 'near'), of('output', 'near')),
          above(0),
        ),
      ])
    },
  },
  figures: (seeds) => {
    const chart = (what: keyof Nearness, title: { en: string; ko: string }) =>
      barChart({
        width: 420,
        x: {
          title: { en: 'additionally normalized', ko: '추가로 정규화한 곳' },
          categories: [
            { en: 'none', ko: '없음' },
            { en: 'G output', ko: 'G의 출력' },
            { en: 'D input', ko: 'D의 입력' },
          ],
        },
        y: { title, from: 0 },
        groups: [
          {
            name: title,
            values: arms.map((arm) => bootstrap(seeds.map((seed) => seed[arm][what]))),
          },
        ],
      })
    return [
      {
        name: 'nearness',
        caption: {
          en: 'How near samples come to the eight Gaussians (deviation 0.05, radius 2), and how many of the eight are found, with the 95 % interval of the seeds.',
          ko: '표본이 가우스 분포 8개(표준편차 0.05, 반지름 2)에 얼마나 가까운지, 그리고 8개 중 몇 개를 찾았는지와 시드들의 95 % 구간.',
        },
        drawing: grid(
          [
            chart('distance', { en: 'mean distance', ko: '평균 거리' }),
            chart('near', { en: 'share near a centre', ko: '중심 가까이의 비율' }),
            chart('found', { en: 'Gaussians found', ko: '찾은 분포의 수' }),
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds) =>
    arms.flatMap((arm) => [
      {
        words: { en: `Gaussians found, ${armWords[arm].en}`, ko: `찾은 분포의 수, ${armWords[arm].ko}` },
        estimate: bootstrap(seeds.map((seed) => seed[arm].found)),
      },
      {
        words: { en: `mean distance, ${armWords[arm].en}`, ko: `평균 거리, ${armWords[arm].ko}` },
        estimate: bootstrap(seeds.map((seed) => seed[arm].distance)),
      },
    ]),
  code: `import { adam, batchNorm, createModel, dense, generate, mul, RandomKey, randomNormal, randomSource, relu, sequential, trainGan } from 'regimen'

const data = mul(randomNormal(randomSource(RandomKey.fromSeed(0)), [1000, 1]), 10)
for (const last of [[], [batchNorm()]]) {
  const generator = createModel(sequential(dense(4, 16), batchNorm(), relu(), dense(16, 1), ...last), { input: [4] })
  const discriminator = createModel(sequential(dense(1, 16), relu(), dense(16, 1)), { input: [1], seed: 1 })
  const optimizer = () => adam({ learningRate: 0.003, beta1: 0.5 })
  const [generatorOptimizer, discriminatorOptimizer] = [optimizer(), optimizer()]
  trainGan(generator, discriminator, data, { generatorOptimizer, discriminatorOptimizer, steps: 500, batchNormPlacement: 'free' })
  const made = [...generate(generator, 500, RandomKey.fromSeed(1)).data()]
  const deviation = Math.sqrt(made.reduce((sum, value) => sum + value ** 2, 0) / made.length)
  console.log(last.length ? 'normalized output:' : 'free output:', 'deviation', deviation, 'of 10')
}`,
  related: ['batch-statistics-depend-on-the-batch'],
})

const arms = ['free', 'output', 'input'] as const
type Arm = (typeof arms)[number]

const armWords = {
  free: { en: 'as in the paper', ko: '논문대로' },
  output: { en: 'output normalized', ko: '출력 정규화' },
  input: { en: 'discriminator normalized before its second product', ko: '판별자의 첫 층 정규화' },
}

/** How samples lie around the centres. */
type Nearness = { readonly distance: number; readonly near: number; readonly found: number }

/** A centre counts as found when a tenth of its share of the points is within `reach`. */
function nearness(
  points: ArrayLike<number>,
  centres: readonly (readonly [number, number])[],
  reach: number,
): Nearness {
  const count = points.length / 2
  const atCentre = centres.map(() => 0)
  let distance = 0
  for (let point = 0; point < count; point++) {
    const distances = centres.map(([x, y]) =>
      Math.hypot((points[2 * point] ?? 0) - x, (points[2 * point + 1] ?? 0) - y),
    )
    const least = Math.min(...distances)
    const nearest = distances.indexOf(least)
    distance += least / count
    if (least < reach) atCentre[nearest] = (atCentre[nearest] ?? 0) + 1
  }
  return {
    distance,
    near: atCentre.reduce((sum, each) => sum + each, 0) / count,
    found: atCentre.filter((each) => each >= count / (10 * centres.length)).length,
  }
}
