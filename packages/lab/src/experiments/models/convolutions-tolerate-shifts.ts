import {
  adam,
  conv2d,
  createModel,
  dense,
  flatten,
  type Layer,
  maxPool2d,
  multilayerPerceptron,
  type Part,
  type RandomKey,
  relu,
  reshape,
  sequential,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { splitDigits } from '../../parts/split-digits.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, between, bootstrap, check, exactly, judge, pairedDifference } from '../../statistics/index.ts'

/** Digits of 8×8 pixels on a canvas of 16×16. */
const [side, canvas] = [8, 16]

export const convolutionsTolerateShifts = defineExperiment({
  id: 'convolutions-tolerate-shifts',
  family: 'models',
  catalogue: ['M5'],
  sources: ['S1', 'S2', 'S4'],
  title: { en: 'Convolutions cope with shifted images', ko: '합성곱은 그림이 옮겨져도 잘 견딘다' },
  claim: {
    en: 'Convolutional networks are made for images: with as many weights they tell them apart better than dense networks.',
    ko: '합성곱 신경망은 그림에 맞는 구조입니다. 가중치 수가 같을 때 완전연결 신경망보다 그림을 잘 구별합니다.',
  },
  paper: 'LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition',
  settings: {
    convolutional: 'conv 8@3×3, pool, conv 16@3×3, pool, 24, 10',
    dense: [256, 32, 10],
    rows: 1000,
    shifts: [0, 2, 4],
    updates: 300,
    batch: 50,
    learningRate: 0.003,
  },
  quickSettings: { shifts: [0, 4], updates: 200 },
  seeds: 5,
  async measure({ settings: { rows, shifts, updates, batch, learningRate }, seed, key }) {
    const split = splitDigits(key, { train: rows, validation: 0, test: 700 })
    const networks: Record<'convolutional' | 'dense', Layer> = {
      convolutional: convolutional(),
      dense: multilayerPerceptron({ inputs: [canvas ** 2], hidden: [32], outputs: 10 }),
    }
    const results = []
    for (const shift of shifts) {
      const train = shifted(split.train, shift, key.child('train').child(shift))
      const test = shifted(split.test, shift, key.child('test').child(shift))
      const accuracy = async (layer: Layer) => {
        const run = await trainNetwork({
          model: createModel(layer, { input: [canvas ** 2], seed }),
          train,
          optimizer: adam({ learningRate }),
          steps: updates,
          batchSize: batch,
          seed,
          parts: { test },
        })
        return lastScores(run, 'test').accuracy
      }
      results.push({
        shift,
        convolutional: await accuracy(networks.convolutional),
        dense: await accuracy(networks.dense),
      })
    }
    const weights = (layer: Layer) => createModel(layer, { input: [canvas ** 2] }).summary().parameters
    return {
      results,
      weights: { convolutional: weights(networks.convolutional), dense: weights(networks.dense) },
    }
  },
  rule: {
    words: {
      en: 'Digits placed on a canvas up to 4 pixels from its middle in each direction: a convolutional network with 0.8 to 1 times as many parameters as a dense one has a test accuracy that is higher by more than 0.1.',
      ko: '숫자를 캔버스 가운데에서 방향마다 최대 4픽셀까지 옮겨 놓으면, 매개변수가 완전연결 신경망의 0.8배에서 1배인 합성곱 신경망의 테스트 정확도가 0.1 넘게 높습니다.',
    },
    judge(seeds) {
      const of = (kind: 'convolutional' | 'dense') =>
        seeds.map(({ results }) => results.find(({ shift }) => shift === 4)?.[kind] ?? 0)
      const weights = seeds[0]?.weights
      return judge([
        check(
          { en: 'parameters, convolutional ÷ dense', ko: '매개변수 수, 합성곱 ÷ 완전연결' },
          exactly((weights?.convolutional ?? 0) / (weights?.dense ?? 1)),
          between(0.8, 1),
        ),
        check(
          {
            en: 'test accuracy at shifts up to 4, convolutional − dense',
            ko: '최대 4픽셀 옮겼을 때의 테스트 정확도, 합성곱 − 완전연결',
          },
          pairedDifference(of('convolutional'), of('dense')),
          above(0.1),
        ),
      ])
    },
  },
  figures: (seeds, { shifts }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy by how far the digits lie from the middle of the canvas, in training and test alike.',
        ko: '숫자가 캔버스 가운데에서 떨어진 정도(학습과 테스트에서 같음)에 따른 테스트 정확도.',
      },
      drawing: lineChart({
        x: { title: { en: 'largest shift (pixels)', ko: '가장 큰 이동 (픽셀)' }, from: 0 },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0, to: 1 },
        series: (['convolutional', 'dense'] as const).map((kind) => {
          const estimates = shifts.map((_, at) =>
            bootstrap(seeds.map(({ results }) => results[at]?.[kind] ?? 0)),
          )
          return {
            name: kind === 'dense' ? { en: 'dense', ko: '완전연결' } : { en: 'convolutional', ko: '합성곱' },
            draw: 'both' as const,
            points: estimates.map(({ value }, at): [number, number] => [shifts[at] ?? 0, value]),
            band: estimates.map(({ low, high }): [number, number] => [low, high]),
          }
        }),
      }),
    },
  ],
  code: `import { adam, conv2d, createModel, dense, evaluate, fit, flatten, maxPool2d, multilayerPerceptron } from 'regimen'
import { RandomKey, randomShift, relu, reshape, sequential, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const { train, test } = splitDataset(digits(), { sizes: { train: 500, validation: 0, test: 500 }, key: RandomKey.fromSeed(0) })
const networks = [
  sequential(reshape([8, 8, 1]), conv2d(1, 8, { kernel: 3, padding: 1 }), relu(), maxPool2d(), flatten(), dense(128, 10)),
  multilayerPerceptron({ inputs: [64], hidden: [24], outputs: 10 }),
]
for (const layer of networks) {
  const model = createModel(layer, { input: [64] })
  const augment = [randomShift({ pixels: 1, image: [8, 8] })]
  await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), epochs: 8, augment })
  console.log(model.summary().parameters, 'parameters, test accuracy', evaluate(model, test).accuracy)
}`,
  related: [],
})

function convolutional(): Layer {
  return sequential(
    reshape([canvas, canvas, 1]),
    conv2d(1, 8, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    conv2d(8, 16, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    flatten(),
    dense(16 * (canvas / 4) ** 2, 24),
    relu(),
    dense(24, 10),
  )
}

/** Each digit somewhere on the canvas, up to so many pixels from its middle. */
function shifted<P extends 'train' | 'test'>(part: Part<P>, shift: number, key: RandomKey): Part<P> {
  const inputs = new Float32Array(part.size * canvas ** 2)
  const draws = key.uniform(2 * part.size)
  const place = (draw: number) => (canvas - side) / 2 + Math.floor(draw * (2 * shift + 1)) - shift
  for (let row = 0; row < part.size; row++) {
    const [top, left] = [place(draws[2 * row] ?? 0), place(draws[2 * row + 1] ?? 0)]
    for (let line = 0; line < side; line++) {
      const from = row * side ** 2 + line * side
      inputs.set(part.inputs.subarray(from, from + side), row * canvas ** 2 + (top + line) * canvas + left)
    }
  }
  return { ...part, inputs, inputShape: [canvas ** 2] }
}
