import {
  adam,
  conv2d,
  createModel,
  type Dataset,
  dense,
  flatten,
  type Layer,
  maxPool2d,
  multilayerPerceptron,
  type Part,
  relu,
  reshape,
  scalers,
  sequential,
  splitDataset,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, between, bootstrap, check, judge, mean, pairedDifference } from '../../statistics/index.ts'

const kinds = ['linearRaw', 'linearHandmade', 'learnt', 'irisLinear', 'irisNetwork'] as const
const names = {
  linearRaw: { en: 'pixels', ko: '픽셀' },
  linearHandmade: { en: 'by hand', ko: '손으로' },
  learnt: { en: 'learnt', ko: '배움' },
  irisLinear: { en: 'iris: linear', ko: '붓꽃: 선형' },
  irisNetwork: { en: 'iris: net', ko: '붓꽃: 신경망' },
} as const

export const featuresByHandOrLearnt = defineExperiment({
  id: 'features-by-hand-or-learnt',
  family: 'foundations',
  catalogue: ['F2'],
  sources: ['S4'],
  title: { en: 'Features made by hand or learnt', ko: '손으로 만든 특성과 배운 특성' },
  claim: {
    en: 'In classical machine learning people make the features, in deep learning the network learns them. The first therefore suits tables, the second unstructured data such as images.',
    ko: '머신러닝에서는 사람이 특성을 뽑고 딥러닝에서는 신경망이 스스로 배웁니다. 그래서 표 데이터에는 머신러닝이, 그림 같은 비정형 데이터에는 딥러닝이 맞습니다.',
  },
  paper: 'LeCun, Bengio & Hinton 2015, Deep learning; Dalal & Triggs 2005 (histograms of gradients)',
  settings: {
    rows: 2000,
    cells: 4,
    orientations: 8,
    convolutional: 'conv 16@3×3, pool, conv 32@3×3, pool, 10',
    updates: 400,
    batch: 100,
    learningRate: 0.003,
    irisNetwork: [4, 32, 32, 3],
    irisSplits: 5,
    irisUpdates: 500,
    irisLearningRate: 0.03,
  },
  quickSettings: { rows: 1000, updates: 150, irisSplits: 3 },
  data: 'mnist-or-digits',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const { rows, cells, orientations, updates, batch, learningRate, irisSplits } = settings
    const { split, features } = await images()
    const side = Math.sqrt(features)
    const pictures = { updates, learningRate }
    const accuracy = async (layer: Layer, train: Part<'train'>, test: Dataset, how: Training) => {
      const run = await trainNetwork({
        model: createModel(layer, { input: train.inputShape, seed }),
        train,
        optimizer: adam({ learningRate: how.learningRate }),
        steps: how.updates,
        batchSize: batch,
        seed,
        parts: { test },
      })
      return lastScores(run, 'test').accuracy
    }
    const train = firstRows(split.train, rows)
    const handmade = {
      train: histograms(train, { side, cells, orientations }),
      test: histograms(split.test, { side, cells, orientations }),
    }
    const scaler = scalers.zScore.fit(handmade.train)
    const flowers = { updates: settings.irisUpdates, learningRate: settings.irisLearningRate }
    const ofIris: { linear: number; network: number }[] = []
    for (let number = 0; number < irisSplits; number++) {
      const sizes = { validation: 0, test: 0.4 }
      const parts = splitDataset(iris(), { sizes, key: key.child(number) })
      const scale = scalers.zScore.fit(parts.train)
      const [known, asked] = [scale.applyTo(parts.train), scale.applyTo(parts.test)]
      ofIris.push({
        linear: await accuracy(perceptron(4, [], 3), known, asked, flowers),
        network: await accuracy(perceptron(4, [32, 32], 3), known, asked, flowers),
      })
    }
    return {
      linearRaw: await accuracy(perceptron(features, [], 10), train, split.test, pictures),
      linearHandmade: await accuracy(
        perceptron(cells ** 2 * orientations, [], 10),
        scaler.applyTo(handmade.train),
        scaler.applyTo(handmade.test),
        pictures,
      ),
      learnt: await accuracy(convolutional(side), train, split.test, pictures),
      irisLinear: mean(ofIris.map(({ linear }) => linear)),
      irisNetwork: mean(ofIris.map(({ network }) => network)),
    }
  },
  rule: {
    words: {
      en: 'Images: a linear model of features made by hand (histograms of gradients), and a convolutional network of the pixels, are each better than a linear model of the pixels by more than 0.02, and within 0.05 of each other. Table (iris): the linear model is at most 0.02 worse than a network.',
      ko: '그림: 손으로 만든 특성(기울기 히스토그램)의 선형 모델과 픽셀의 합성곱 신경망이 각각 픽셀의 선형 모델보다 0.02 넘게 좋고, 둘의 차이는 0.05 안입니다. 표(붓꽃): 선형 모델이 신경망보다 0.02 넘게 나쁘지 않습니다.',
    },
    judge(seeds) {
      const difference = (one: (typeof kinds)[number], other: (typeof kinds)[number]) => ({
        words: {
          en: `accuracy, ${names[one].en} − ${names[other].en}`,
          ko: `정확도, ${names[one].ko} − ${names[other].ko}`,
        },
        estimate: pairedDifference(
          seeds.map((seed) => seed[one]),
          seeds.map((seed) => seed[other]),
        ),
      })
      const rows = [
        { ...difference('linearHandmade', 'linearRaw'), expected: above(0.02) },
        { ...difference('learnt', 'linearRaw'), expected: above(0.02) },
        { ...difference('learnt', 'linearHandmade'), expected: between(-0.05, 0.05) },
        { ...difference('irisLinear', 'irisNetwork'), expected: above(-0.02) },
      ]
      return judge(rows.map(({ words, estimate, expected }) => check(words, estimate, expected)))
    },
  },
  figures: (seeds) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy. Images of digits: a linear model of the pixels, one of features made by hand, and a convolutional network, which learns features. A table of flowers: a linear model and a network.',
        ko: '테스트 정확도. 숫자 그림: 픽셀의 선형 모델, 손으로 만든 특성의 선형 모델, 특성을 스스로 배우는 합성곱 신경망. 꽃의 표: 선형 모델과 신경망.',
      },
      drawing: barChart({
        x: {
          title: { en: 'features, model', ko: '특성, 모델' },
          categories: kinds.map((kind) => names[kind]),
        },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'accuracy', ko: '정확도' },
            values: kinds.map((kind) => bootstrap(seeds.map((seed) => seed[kind]))),
          },
        ],
      }),
    },
  ],
  code: `import { adam, conv2d, createModel, dense, evaluate, fit, flatten, maxPool2d, RandomKey } from 'regimen'
import { relu, reshape, sequential, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train, test } = splitDataset(digits(), { sizes: { validation: 0, test: 0.3 }, key: RandomKey.fromSeed(0) })
const networks = {
  linear: sequential(dense(64, 10)),
  convolutional: sequential(reshape([8, 8, 1]), conv2d(1, 16, { kernel: 3, padding: 1 }), relu(), maxPool2d(), flatten(), dense(256, 10)),
}
for (const [name, layer] of Object.entries(networks)) {
  const model = createModel(layer, { input: [64] })
  await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), epochs: 8 })
  console.log(name, 'on pixels: test accuracy', evaluate(model, test).accuracy)
}`,
  related: ['convolutions-tolerate-shifts'],
})

interface Training {
  readonly updates: number
  readonly learningRate: number
}

function perceptron(inputs: number, hidden: readonly number[], outputs: number): Layer {
  return multilayerPerceptron({ inputs: [inputs], hidden, outputs })
}

function convolutional(side: number): Layer {
  const pooled = Math.floor(Math.floor(side / 2) / 2)
  return sequential(
    reshape([side, side, 1]),
    conv2d(1, 16, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    conv2d(16, 32, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    flatten(),
    dense(pooled * pooled * 32, 10),
  )
}

interface HistogramOptions {
  readonly side: number
  readonly cells: number
  readonly orientations: number
}

/** In each cell of the image, how much of its gradients points in each direction, opposite ones alike. */
function histograms<P extends 'train' | 'test'>(part: Part<P>, options: HistogramOptions): Part<P> {
  const { side, cells, orientations } = options
  const width = cells ** 2 * orientations
  const inputs = new Float32Array(part.size * width)
  for (let row = 0; row < part.size; row++) {
    const image = part.inputs.subarray(row * side ** 2, (row + 1) * side ** 2)
    const pixel = (y: number, x: number) => image[y * side + x] ?? 0
    for (let y = 1; y < side - 1; y++) {
      for (let x = 1; x < side - 1; x++) {
        const [down, right] = [pixel(y + 1, x) - pixel(y - 1, x), pixel(y, x + 1) - pixel(y, x - 1)]
        const turn = Math.atan2(down, right) / Math.PI + 1
        const bin = Math.floor((turn % 1) * orientations) % orientations
        const cell = Math.floor((y * cells) / side) * cells + Math.floor((x * cells) / side)
        const at = row * width + cell * orientations + bin
        inputs[at] = (inputs[at] ?? 0) + Math.hypot(down, right)
      }
    }
  }
  return { ...part, inputs, inputShape: [width] }
}
