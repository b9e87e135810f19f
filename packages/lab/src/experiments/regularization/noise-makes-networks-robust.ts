import { dense, gaussianNoise, type Layer, relu, sequential, weightNoise } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid, lineChart } from '../../figures/index.ts'
import { seedSeries } from '../../figures/seed-series.ts'
import { normals } from '../../parts/random.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import { evaluatorOf } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const noiseMakesNetworksRobust = defineExperiment({
  id: 'noise-makes-networks-robust',
  family: 'regularization',
  catalogue: ['R9'],
  sources: ['S4'],
  title: { en: 'Training with noise makes robust', ko: '잡음을 넣고 학습하면 강건해진다' },
  claim: {
    en: 'Noise on the inputs or on the weights while training makes a network robust against noise.',
    ko: '학습할 때 입력이나 가중치에 잡음을 더하면 잡음에 강건한 신경망이 됩니다.',
  },
  correction: {
    en: 'For a linear model with squared error, noise on the inputs is ridge regression with λ = n σ². What noise on the weights is worth has to be measured.',
    ko: '제곱 오차를 쓰는 선형 모델에서 입력의 잡음은 λ = n σ²인 릿지 회귀와 같습니다. 가중치의 잡음이 얼마나 도움이 되는지는 재어 보아야 합니다.',
  },
  paper: 'Bishop 1995, Training with noise is equivalent to Tikhonov regularization; Murray & Edwards 1994',
  settings: {
    ...smallData,
    inputNoise: 0.3,
    weightNoise: 0.05,
    ridgeRows: 30,
    ridgeFeatures: 5,
    copies: [10, 100, 1000, 10_000],
  },
  quickSettings: { updates: 400 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const loaded = await images()
    const { test } = loaded.split
    const noise = normals(key.child('test'), test.inputs.length)
    const noisy = {
      ...test,
      inputs: test.inputs.map((pixel, at) => pixel + settings.inputNoise * (noise[at] ?? 0)),
    }
    const scoresOf = async (treatment: Parameters<typeof trainOnSmallData>[3]) => {
      const { model, last } = await trainOnSmallData(loaded, settings, seed, treatment)
      const { accuracy, loss } = evaluatorOf(model)(model.state, noisy)
      return { clean: last.testAccuracy, noisy: accuracy, noisyLoss: loss }
    }
    return {
      plain: await scoresOf({}),
      input: await scoresOf({ first: gaussianNoise({ standardDeviation: settings.inputNoise }) }),
      weight: await scoresOf({ layer: noisyWeights(loaded.features, settings.hidden, settings.weightNoise) }),
      ridge: ridgeDistances(settings, key),
    }
  },
  rule: {
    words: {
      en: 'On test images with noise of deviation 0.3 the network that was trained with such noise is more accurate than the plain one, and so is the one trained with noise of 0.05 on its weights. Corrected: the former holds, and gains more than the latter. For both, least squares over 10,000 noisy copies of 30 rows are within 5 % of ridge regression with λ = n σ².',
      ko: '표준편차 0.3의 잡음이 섞인 테스트 이미지에서, 그런 잡음을 넣고 학습한 신경망과 가중치에 0.05의 잡음을 넣고 학습한 신경망은 모두 잡음 없이 학습한 신경망보다 정확합니다. 바로잡은 형태: 앞의 것은 맞고, 뒤의 것보다 더 많이 좋아집니다. 두 경우 모두, 30행에 잡음을 넣은 사본 10,000개의 최소제곱 해는 λ = n σ²인 릿지 회귀와 5 % 이내로 같습니다.',
    },
    judge(seeds) {
      const of = (arm: Arm) => seeds.map((seed) => seed[arm].noisy)
      const input = check(
        {
          en: 'accuracy on noisy images, input noise − plain',
          ko: '잡음 섞인 이미지의 정확도, 입력 잡음 − 없음',
        },
        pairedDifference(of('input'), of('plain')),
        above(0),
      )
      const ridge = check(
        { en: 'relative distance from ridge, 10,000 copies', ko: '릿지 해와의 상대 거리, 사본 10,000개' },
        bootstrap(seeds.map((seed) => seed.ridge.at(-1)?.[1] ?? Number.NaN)),
        below(0.05),
      )
      return judge(
        [
          input,
          check(
            {
              en: 'accuracy on noisy images, weight noise − plain',
              ko: '잡음 섞인 이미지의 정확도, 가중치 잡음 − 없음',
            },
            pairedDifference(of('weight'), of('plain')),
            above(0),
          ),
          ridge,
        ],
        [
          input,
          check(
            {
              en: 'accuracy on noisy images, input noise − weight noise',
              ko: '잡음 섞인 이미지의 정확도, 입력 잡음 − 가중치 잡음',
            },
            pairedDifference(of('input'), of('weight')),
            above(0),
          ),
          ridge,
        ],
      )
    },
  },
  figures: (seeds) => {
    const bars = barChart({
      width: 420,
      x: {
        title: { en: 'noise in training', ko: '학습 때의 잡음' },
        categories: [
          { en: 'none', ko: '없음' },
          { en: 'inputs, 0.3', ko: '입력, 0.3' },
          { en: 'weights, 0.05', ko: '가중치, 0.05' },
        ],
      },
      y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0 },
      groups: (
        [
          ['clean', { en: 'clean images', ko: '깨끗한 이미지' }],
          ['noisy', { en: 'noisy images', ko: '잡음 섞인 이미지' }],
        ] as const
      ).map(([what, name]) => ({
        name,
        values: arms.map((arm) => bootstrap(seeds.map((seed) => seed[arm][what]))),
      })),
    })
    const ridge = lineChart({
      width: 420,
      x: { title: { en: 'noisy copies of 30 rows', ko: '30행에 잡음을 넣은 사본 수' }, scale: 'log' },
      y: { title: { en: 'relative distance from ridge', ko: '릿지 해와의 상대 거리' }, scale: 'log' },
      series: [
        seedSeries(
          { en: 'least squares', ko: '최소제곱' },
          seeds.map((seed) => seed.ridge),
          'both',
        ),
      ],
    })
    return [
      {
        name: 'noise',
        caption: {
          en: 'Accuracy on clean and on noisy test images (first picture). Least squares over noisy copies go to ridge regression (second).',
          ko: '깨끗한 테스트 이미지와 잡음 섞인 테스트 이미지의 정확도(첫째 그림). 잡음을 넣은 사본의 최소제곱 해는 릿지 회귀로 갑니다(둘째 그림).',
        },
        drawing: grid([bars, ridge], 2),
      },
    ]
  },
  code: `import { adam, createModel, evaluate, fit, gaussianNoise, multilayerPerceptron, RandomKey, sequential, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputs: all.inputs.map((level) => level / 16) }
const key = RandomKey.fromSeed(0)
const { train, test } = splitDataset(data, { sizes: { validation: 200, test: 500 }, key })
const draws = key.uniform(test.inputs.length)
const noisy = { ...test, inputs: test.inputs.map((pixel, at) => pixel + (draws[at] ?? 0) - 0.5) }
for (const standardDeviation of [0, 0.4]) {
  const network = multilayerPerceptron({ inputs: train.inputShape, hidden: [100], outputs: 10 })
  const layer = sequential(gaussianNoise({ standardDeviation }), network)
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 400 })
  console.log('trained with noise', standardDeviation, 'accuracy on noisy images', evaluate(model, noisy).accuracy)
}`,
  related: ['shifted-images-help', 'weight-decay-must-not-be-too-strong'],
})

const arms = ['plain', 'input', 'weight'] as const
type Arm = (typeof arms)[number]

/** As the stack that is compared with it, each product with noise on its weights. */
function noisyWeights(inputs: number, hidden: readonly number[], standardDeviation: number): Layer {
  const widths = [inputs, ...hidden]
  const noisy = (at: number, units: number) =>
    weightNoise(dense(widths[at] ?? inputs, units, { initializer: 'heNormal' }), { standardDeviation })
  return sequential(
    ...hidden.flatMap((units, at): Layer[] => [noisy(at, units), relu()]),
    noisy(hidden.length, 10),
  )
}

interface Ridge {
  readonly inputNoise: number
  readonly ridgeRows: number
  readonly ridgeFeatures: number
  readonly copies: readonly number[]
}

/** How far least squares over so many noisy copies of the rows is from ridge regression with λ = n σ². */
function ridgeDistances(
  { inputNoise, ridgeRows, ridgeFeatures: width, copies }: Ridge,
  key: Parameters<typeof normals>[0],
): [number, number][] {
  const x = normals(key.child('rows'), ridgeRows * width)
  const t = normals(key.child('targets'), ridgeRows)
  const ridge = solved(gram(x, t, width, ridgeRows * inputNoise ** 2))
  return copies.map((count) => {
    let total: number[][] = []
    for (let copy = 0; copy < count; copy++) {
      const noise = normals(key.child('noise').child(copy), x.length)
      const noisy = gram(
        x.map((value, at) => value + inputNoise * (noise[at] ?? 0)),
        t,
        width,
        0,
      )
      total = noisy.map((row, at) => row.map((value, place) => (total[at]?.[place] ?? 0) + value / count))
    }
    const solution = solved(total)
    const apart = Math.hypot(...solution.map((value, at) => value - (ridge[at] ?? 0)))
    return [count, apart / Math.hypot(...ridge)]
  })
}

/** XᵀX + λI with Xᵀt as its last column. */
function gram(x: Float64Array, t: Float64Array, width: number, lambda: number): number[][] {
  return Array.from({ length: width }, (_, row) =>
    Array.from({ length: width + 1 }, (_, column) => {
      let sum = row === column ? lambda : 0
      for (let at = 0; at < t.length; at++) {
        const other = column === width ? (t[at] ?? 0) : (x[at * width + column] ?? 0)
        sum += (x[at * width + row] ?? 0) * other
      }
      return sum
    }),
  )
}

/** By Gauss–Jordan elimination; the matrices here are positive definite, so that no row need be exchanged. */
function solved(system: readonly (readonly number[])[]): number[] {
  const rows = system.map((row) => [...row])
  for (const [at, pivotRow] of rows.entries()) {
    const pivot = pivotRow[at] ?? 1
    for (const [other, row] of rows.entries()) {
      if (other === at) continue
      const factor = (row[at] ?? 0) / pivot
      pivotRow.forEach((value, column) => {
        row[column] = (row[column] ?? 0) - factor * value
      })
    }
  }
  return rows.map((row, at) => (row.at(-1) ?? 0) / (row[at] ?? 1))
}
