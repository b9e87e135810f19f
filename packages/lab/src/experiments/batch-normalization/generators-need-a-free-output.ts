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
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

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
    en: 'It harms where the data have another range than what batch normalization gives: around 0 and not far from deviation 1 it does not. The paper that the rule comes from exempts the discriminator’s input as well.',
    ko: '데이터의 범위가 배치 정규화의 출력과 다를 때 해롭습니다. 평균 0, 표준편차 1에 가까우면 해롭지 않습니다. 이 규칙의 출처인 논문은 판별자의 입력층도 제외합니다.',
  },
  paper: 'Radford, Metz & Chintala 2016, arXiv:1511.06434',
  changed: {
    en: 'A first run, on the ring around 0 alone, found no harm. The second ring, the energy distance and its threshold were chosen after that, with four seeds.',
    ko: '0을 중심으로 하는 고리만 쓴 첫 실행에서는 해롭지 않았습니다. 두 번째 고리, 에너지 거리, 그 기준값은 그 뒤에 시드 네 개로 정했습니다.',
  },
  settings: {
    modes: 8,
    near: { radius: 2, middle: [0, 0] },
    far: { radius: 10, middle: [10, -10] },
    /** Of each Gaussian, in radii. */
    deviation: 0.025,
    units: 64,
    latent: 8,
    steps: 1500,
    batchSize: 128,
    learningRate: 0.003,
  },
  quickSettings: { steps: 800 },
  seeds: 10,
  async measure({ settings, seed, key }) {
    const { modes, deviation, units, latent, steps, batchSize, learningRate } = settings
    const rows = 2048
    const noise = normals(key.child('ring'), 2 * rows)
    const hidden = (inputs: number) => [dense(inputs, units, { bias: false }), batchNorm(), relu()]
    const scores = (ring: Ring, { output = false, input = false } = {}) => {
      const centres = centresOf(ring, modes)
      const points = noise.map((value, at) => {
        const centre = centres[Math.floor(at / 2) % modes] ?? [0, 0]
        return (centre[at % 2] ?? 0) + deviation * ring.radius * value
      })
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
      trainGan(generator, discriminator, tensor(points, [rows, 2]), {
        generatorOptimizer: optimizer(),
        discriminatorOptimizer: optimizer(),
        steps,
        batchSize,
        gradientPenalty: 0.1,
        batchNormPlacement: 'free',
        seed,
      })
      const samples = generate(generator, 1000, RandomKey.fromSeed(seed).child('samples')).data()
      return {
        energy: energyDistance(samples, points.subarray(0, 1000)) / ring.radius,
        ...coverage(samples, centres, 5 * deviation * ring.radius),
      }
    }
    const { near, far } = settings
    return {
      free: scores(near),
      output: scores(near, { output: true }),
      input: scores(near, { input: true }),
      farFree: scores(far),
      farOutput: scores(far, { output: true }),
    }
  },
  rule: {
    words: {
      en: 'Eight Gaussians on a ring; the energy distance between samples and data, in radii. The claim needs it to be larger by more than 0.05 for the generator whose output is normalized, on a ring of radius 2 around 0 and on one of radius 10 around (10, −10). Corrected: on the latter it is, on the former it is not.',
      ko: '고리 위의 가우스 분포 8개. 표본과 데이터의 에너지 거리를 반지름 단위로 잽니다. 주장대로라면 0을 중심으로 하는 반지름 2의 고리에서도, (10, −10)을 중심으로 하는 반지름 10의 고리에서도 출력층을 배치 정규화한 생성자의 거리가 0.05 넘게 더 커야 합니다. 바로잡은 형태: 뒤의 고리에서는 그렇고, 앞의 고리에서는 그렇지 않습니다.',
    },
    judge(seeds) {
      const of = (arm: Arm) => seeds.map((seed) => seed[arm].energy)
      const words = (ring: { en: string; ko: string }) => ({
        en: `energy distance in radii, normalized − free, ${ring.en}`,
        ko: `에너지 거리(반지름 단위), 정규화 − 그대로, ${ring.ko}`,
      })
      const near = pairedDifference(of('output'), of('free'))
      const far = pairedDifference(of('farOutput'), of('farFree'))
      const nearWords = words({ en: 'radius 2 around 0', ko: '0을 중심으로 반지름 2' })
      const farWords = words({ en: 'radius 10 beside it', ko: '옆에서 반지름 10' })
      return judge(
        [check(nearWords, near, above(0.05)), check(farWords, far, above(0.05))],
        [check(nearWords, near, below(0.05)), check(farWords, far, above(0.05))],
      )
    },
  },
  figures: (seeds) => {
    const chart = (what: keyof Scores, title: { en: string; ko: string }) =>
      barChart({
        width: 480,
        x: {
          title: { en: 'additionally normalized', ko: '추가로 정규화한 곳' },
          categories: [
            { en: 'none', ko: '없음' },
            { en: 'G output', ko: 'G의 출력' },
            { en: 'D input', ko: 'D의 입력' },
            { en: 'none, far', ko: '없음, 먼 고리' },
            { en: 'G output, far', ko: 'G의 출력, 먼 고리' },
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
          en: 'How far samples and data are apart on a ring of radius 2 around 0 and on one of radius 10 around (10, −10), how many samples are near one of the eight Gaussians, and how many of these are found, with the 95 % interval of the seeds.',
          ko: '0을 중심으로 하는 반지름 2의 고리와 (10, −10)을 중심으로 하는 반지름 10의 고리(먼 고리)에서 표본과 데이터가 얼마나 떨어져 있는지, 표본 중 얼마가 가우스 분포 8개의 가까이에 있는지, 8개 중 몇 개를 찾았는지와 시드들의 95 % 구간.',
        },
        drawing: grid(
          [
            chart('energy', { en: 'energy distance in radii', ko: '에너지 거리 (반지름 단위)' }),
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
        words: { en: `energy distance, ${armWords[arm].en}`, ko: `에너지 거리, ${armWords[arm].ko}` },
        estimate: bootstrap(seeds.map((seed) => seed[arm].energy)),
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

const arms = ['free', 'output', 'input', 'farFree', 'farOutput'] as const
type Arm = (typeof arms)[number]

const armWords = {
  free: { en: 'as in the paper', ko: '논문대로' },
  output: { en: 'output normalized', ko: '출력 정규화' },
  input: { en: 'discriminator normalized before its second product', ko: '판별자의 첫 층 정규화' },
  farFree: { en: 'as in the paper, far ring', ko: '논문대로, 먼 고리' },
  farOutput: { en: 'output normalized, far ring', ko: '출력 정규화, 먼 고리' },
}

interface Ring {
  readonly radius: number
  readonly middle: readonly number[]
}

function centresOf({ radius, middle: [x = 0, y = 0] }: Ring, modes: number): (readonly [number, number])[] {
  return Array.from({ length: modes }, (_, mode) => {
    const angle = (2 * Math.PI * mode) / modes
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const
  })
}

/** `energy` in radii; `near`: share of the samples near a centre; `found`: how many centres have some. */
type Scores = { readonly energy: number; readonly near: number; readonly found: number }

/** A centre counts as found when a tenth of its share of the points is within `reach`. */
function coverage(
  points: ArrayLike<number>,
  centres: readonly (readonly [number, number])[],
  reach: number,
): Omit<Scores, 'energy'> {
  const count = points.length / 2
  const atCentre = centres.map(() => 0)
  for (let point = 0; point < count; point++) {
    const distances = centres.map(([x, y]) =>
      Math.hypot((points[2 * point] ?? 0) - x, (points[2 * point + 1] ?? 0) - y),
    )
    const least = Math.min(...distances)
    const nearest = distances.indexOf(least)
    if (least < reach) atCentre[nearest] = (atCentre[nearest] ?? 0) + 1
  }
  return {
    near: atCentre.reduce((sum, each) => sum + each, 0) / count,
    found: atCentre.filter((each) => each >= count / (10 * centres.length)).length,
  }
}

/** 2E|X − Y| − E|X − X′| − E|Y − Y′| of points in the plane: 0 for equal distributions (Székely & Rizzo 2013). */
function energyDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return 2 * meanDistance(first, second) - meanDistance(first, first) - meanDistance(second, second)
}

function meanDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < first.length; i += 2) {
    for (let j = 0; j < second.length; j += 2) {
      total += Math.hypot((first[i] ?? 0) - (second[j] ?? 0), (first[i + 1] ?? 0) - (second[j + 1] ?? 0))
    }
  }
  return (4 * total) / (first.length * second.length)
}
