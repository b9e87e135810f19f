import {
  adam,
  add,
  conv2d,
  dense,
  dropout,
  flatten,
  gradient,
  type Layer,
  maxPool2d,
  mul,
  numericalGradient,
  RandomKey,
  randomSource,
  referenceBackend,
  relu,
  reshape,
  sequential,
  simpleRnn,
  sum,
  type TensorRecord,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { normals } from '../../parts/random.ts'
import { trainLayer } from '../../parts/stack.ts'
import { below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutWorksBeyondDenseLayers = defineExperiment({
  id: 'dropout-works-beyond-dense-layers',
  family: 'regularization',
  catalogue: ['R18'],
  sources: ['S1', 'S3'],
  title: {
    en: 'Dropout in dense, convolutional and recurrent nets',
    ko: '완전연결, 합성곱, 순환 신경망의 드롭아웃',
  },
  claim: {
    en: 'Dropout is used mainly with fully connected layers, but works in convolutional and recurrent networks too.',
    ko: '드롭아웃은 주로 완전연결층에 쓰지만 합성곱 신경망과 순환 신경망에도 쓸 수 있습니다.',
  },
  paper:
    'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15; Gal & Ghahramani 2016, arXiv:1512.05287 (recurrent)',
  changed: {
    en: 'A first run (rate 0.4, 400 updates, 10 seeds) left the question open; rate, updates and seeds were raised after it.',
    ko: '첫 실행(비율 0.4, 갱신 400번, 시드 10개)으로는 판단할 수 없어 비율, 갱신, 시드를 늘렸습니다.',
  },
  settings: { rows: 150, rate: 0.5, learningRate: 0.003, batchSize: 50, updates: 1000 },
  quickSettings: { updates: 400 },
  data: 'digits',
  seeds: 30,
  async measure({ settings, seed, key, images }) {
    const { rows, rate, learningRate, batchSize, updates } = settings
    const { split } = await images()
    const asImages = <D extends typeof split.test | typeof split.train>(part: D) => ({
      ...part,
      inputShape: [8, 8, 1],
    })
    const measured: Record<string, Architecture> = {}
    for (const [name, layerWith] of Object.entries(architectures)) {
      const scoresWith = async (dropped: number) => {
        const { last } = await trainLayer({
          layer: layerWith(dropped, full),
          train: asImages(firstRows(split.train, rows)),
          test: asImages(split.test),
          optimizer: adam({ learningRate }),
          steps: updates,
          batchSize,
          seed,
        })
        return last
      }
      const [plain, dropped] = [await scoresWith(0), await scoresWith(rate)]
      measured[name] = {
        gradientError: gradientErrorOf(layerWith(rate, tiny), key.child(name)),
        plainGap: plain.trainAccuracy - plain.testAccuracy,
        droppedGap: dropped.trainAccuracy - dropped.testAccuracy,
        plainLoss: plain.testLoss,
        droppedLoss: dropped.testLoss,
      }
    }
    return measured
  },
  rule: {
    words: {
      en: 'In each of the three networks the gradient with a fixed mask agrees with central differences (relative error below 1e−6, float64), and on 150 digits the gap between training and test accuracy is smaller with dropout than without.',
      ko: '세 신경망 모두에서 고정된 마스크로 구한 기울기가 중앙 차분과 일치하고 (상대 오차 1e−6 미만, float64), 숫자 150장으로 학습할 때 학습과 테스트 정확도의 차이가 드롭아웃이 있을 때 더 작습니다.',
    },
    judge(seeds) {
      const of = (name: string, what: keyof Architecture) =>
        seeds.map((seed) => seed[name]?.[what] ?? Number.NaN)
      return judge(
        Object.entries(architectureWords).flatMap(([name, { en, ko }]) => [
          check(
            { en: `error of the gradient, ${en}`, ko: `기울기의 오차, ${ko}` },
            bootstrap(of(name, 'gradientError')),
            below(1e-6),
          ),
          check(
            { en: `gap, with − without dropout, ${en}`, ko: `차이, 드롭아웃 있음 − 없음, ${ko}` },
            pairedDifference(of(name, 'droppedGap'), of(name, 'plainGap')),
            below(0),
          ),
        ]),
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'gap',
      caption: {
        en: 'Training − test accuracy with and without dropout, with the 95 % interval of the seeds.',
        ko: '드롭아웃이 있을 때와 없을 때의 학습 정확도 − 테스트 정확도와 시드들의 95 % 구간.',
      },
      drawing: barChart({
        x: { title: { en: 'network', ko: '신경망' }, categories: Object.values(architectureWords) },
        y: { title: { en: 'training − test accuracy', ko: '학습 − 테스트 정확도' }, from: 0 },
        groups: (
          [
            ['plainGap', { en: 'without', ko: '없음' }],
            ['droppedGap', { en: 'dropout', ko: '드롭아웃' }],
          ] as const
        ).map(([what, name]) => ({
          name,
          values: Object.keys(architectureWords).map((each) =>
            bootstrap(seeds.map((seed) => seed[each]?.[what] ?? 0)),
          ),
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    Object.entries(architectureWords).map(([name, { en, ko }]) => ({
      words: {
        en: `test loss, with − without dropout, ${en}`,
        ko: `테스트 손실, 드롭아웃 있음 − 없음, ${ko}`,
      },
      estimate: bootstrap(seeds.map((seed) => (seed[name]?.droppedLoss ?? 0) - (seed[name]?.plainLoss ?? 0))),
    })),
  code: `import { adam, conv2d, createModel, dense, dropout, evaluate, fit, flatten, RandomKey, relu, sequential, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const data = { ...all, inputShape: [8, 8, 1], inputs: all.inputs.map((level) => level / 16) }
const { train, test } = splitDataset(data, { sizes: { train: 150, validation: 200, test: 500 }, key: RandomKey.fromSeed(0) })
for (const rate of [0, 0.4]) {
  const layer = sequential(conv2d(1, 8, { kernel: 3 }), relu(), dropout(rate), flatten(), dense(288, 10))
  const model = createModel(layer, { input: [8, 8, 1] })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 200 })
  console.log('dropout', rate, 'train', evaluate(model, train).accuracy, 'test', evaluate(model, test).accuracy)
}`,
  related: ['dropout-needs-room', 'batch-normalization-does-not-replace-dropout'],
})

type Architecture = {
  readonly gradientError: number
  readonly plainGap: number
  readonly droppedGap: number
  readonly plainLoss: number
  readonly droppedLoss: number
}

/** Units of dense and recurrent layers, and channels. */
interface Size {
  readonly units: number
  readonly channels: number
}

const full: Size = { units: 64, channels: 8 }
/** For central differences: two passes for each parameter. */
const tiny: Size = { units: 3, channels: 2 }

/** Networks over images of 8 × 8 with dropout of a rate; a recurrent one reads them row by row. */
const architectures = {
  dense: (rate, { units }) =>
    sequential(
      flatten(),
      dense(64, units),
      relu(),
      dropout(rate),
      dense(units, units),
      relu(),
      dropout(rate),
      dense(units, 10),
    ),
  convolutional: (rate, { channels }) =>
    sequential(
      conv2d(1, channels, { kernel: 3 }),
      relu(),
      dropout(rate),
      maxPool2d({ window: 2 }),
      flatten(),
      dense(9 * channels, 10),
    ),
  recurrent: (rate, { units }) =>
    sequential(reshape([8, 8]), simpleRnn(8, units), dropout(rate), dense(units, 10)),
} satisfies Record<string, (rate: number, size: Size) => Layer>

const architectureWords: Readonly<Record<keyof typeof architectures, { en: string; ko: string }>> = {
  dense: { en: 'dense', ko: '완전연결' },
  convolutional: { en: 'convolutional', ko: '합성곱' },
  recurrent: { en: 'recurrent', ko: '순환' },
}

/** ‖gradient − central differences‖ ÷ ‖central differences‖ over all parameters, in float64, the mask the same throughout. */
function gradientErrorOf(layer: Layer, key: RandomKey): number {
  return withBackend(referenceBackend, () => {
    const { parameters: fresh, buffers } = layer.initialize(key.child('weights'), [8, 8, 1])
    // Biases of 0 behind units that are all dropped lie on ReLU's kink, where there is no gradient to compare.
    const parameters: TensorRecord = Object.fromEntries(
      Object.entries(fresh).map(([name, values]) => {
        const moved = normals(key.child(name), values.size).map((value) => 0.1 * value)
        return [name, add(values, tensor(moved, values.shape))]
      }),
    )
    const inputs = tensor(normals(key.child('inputs'), 128), [2, 8, 8, 1])
    const cotangent = tensor(normals(key.child('cotangent'), 20), [2, 10])
    const random = randomSource(RandomKey.fromSeed(1))
    const loss = (given: TensorRecord) =>
      sum(
        mul(
          layer.apply({ parameters: given, buffers }, inputs, { training: true, random }).output,
          cotangent,
        ),
      )
    const [exact, differenced] = [gradient(loss, parameters), numericalGradient(loss, parameters)]
    const flat = (record: TensorRecord) => Object.values(record).flatMap((each) => Array.from(each.data()))
    const reference = flat(differenced)
    const apart = flat(exact).map((value, at) => value - (reference[at] ?? 0))
    return Math.hypot(...apart) / Math.hypot(...reference)
  })
}
