import { createModel, fit, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import type { Images } from '../../parts/images.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import {
  above,
  below,
  between,
  bootstrap,
  check,
  judge,
  mean,
  pairedDifference,
} from '../../statistics/index.ts'

export const minibatchesReachFurtherInTheSameTime = defineExperiment({
  id: 'minibatches-reach-further-in-the-same-time',
  family: 'optimizers',
  catalogue: ['O3'],
  sources: ['S4'],
  title: {
    en: 'Minibatches get further in the same time',
    ko: '미니배치는 같은 시간에 더 멀리 간다',
  },
  claim: {
    en: 'SGD computes with a small part of the data and so takes more steps in the same time; after many of them it comes to a result like that of all data.',
    ko: 'SGD는 데이터의 작은 일부로 계산하므로 같은 시간에 더 많이 움직이고, 여러 번 반복하면 전체 데이터를 쓴 것과 비슷한 결과에 이릅니다.',
  },
  paper: 'Bottou & Bousquet 2008, The tradeoffs of large scale learning',
  changed: {
    en: 'The note names no network. Each method has the rate, of four, that ends with the lowest training loss.',
    ko: '노트는 신경망을 정하지 않았습니다. 방법마다 학습률 네 가지 중 마지막 학습 손실이 가장 작은 것을 씁니다.',
  },
  settings: {
    hidden: 32,
    batchSize: 32,
    rates: [0.2, 0.5, 1, 2],
    fullUpdates: 1000,
    epochs: 40,
    compareAfter: 100,
    timed: 150,
  },
  quickSettings: { fullUpdates: 500, epochs: 20 },
  data: 'digits',
  seeds: 5,
  timing: true,
  async measure({ settings, seed, images }) {
    const data = await images()
    const { epochs, batchSize, fullUpdates } = settings
    const size = data.split.train.size
    const perEpoch = Math.ceil(size / batchSize)
    return {
      full: await bestOf(data, settings, { batchSize: size, steps: fullUpdates, every: 20, seed }),
      mini: await bestOf(data, settings, { batchSize, steps: epochs * perEpoch, every: perEpoch / 3, seed }),
    }
  },
  rule: {
    words: {
      en: 'SGD makes more than 3 times as many updates per second; in the time that gradient descent takes for 100 updates its training loss (of all data) comes to less than half; and at the end of both runs the test accuracies differ by at most 0.02.',
      ko: 'SGD는 초당 갱신이 3배보다 많고, 경사 하강법이 100번 갱신하는 시간에 (전체 데이터의) 학습 손실이 절반보다 작아지며, 두 실행이 끝났을 때 테스트 정확도의 차이는 0.02를 넘지 않습니다.',
    },
    judge(seeds, { compareAfter }) {
      const losses = seeds.map(({ full, mini }) => {
        const seconds = compareAfter * full.seconds
        return lossAt(mini, seconds) / lossAt(full, seconds)
      })
      return judge([
        check(
          { en: 'updates per second, SGD ÷ gradient descent', ko: '초당 갱신 횟수, SGD ÷ 경사 하강법' },
          bootstrap(seeds.map(({ full, mini }) => full.seconds / mini.seconds)),
          above(3),
        ),
        check(
          {
            en: 'training loss in equal time, SGD ÷ gradient descent',
            ko: '같은 시간의 학습 손실, SGD ÷ 경사 하강법',
          },
          bootstrap(losses),
          below(0.5),
        ),
        check(
          {
            en: 'test accuracy at the end, SGD − gradient descent',
            ko: '마지막 테스트 정확도, SGD − 경사 하강법',
          },
          pairedDifference(
            seeds.map(({ mini }) => mini.accuracy),
            seeds.map(({ full }) => full.accuracy),
          ),
          between(-0.02, 0.02),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'time',
      caption: {
        en: 'Training loss of all data over the time that the updates took (first seed).',
        ko: '갱신에 걸린 시간에 따른 전체 데이터의 학습 손실(첫 번째 시드).',
      },
      drawing: lineChart({
        x: { title: { en: 'time (s)', ko: '시간 (초)' }, scale: 'log' },
        y: { title: { en: 'training loss (nats)', ko: '학습 손실 (nat)' }, scale: 'log' },
        series: (['mini', 'full'] as const).map((of) => ({
          name:
            of === 'mini'
              ? { en: 'SGD, batches of 32', ko: 'SGD, 배치 32' }
              : { en: 'gradient descent, all data', ko: '경사 하강법, 전체 데이터' },
          points: (seeds[0]?.[of].curve ?? []).map(([update, loss]): [number, number] => [
            update * (seeds[0]?.[of].seconds ?? 0),
            loss,
          ]),
        })),
      }),
    },
  ],
  numbers: (seeds) =>
    (['full', 'mini'] as const).map((of) => ({
      words:
        of === 'full'
          ? { en: 'learning rate chosen, gradient descent', ko: '고른 학습률, 경사 하강법' }
          : { en: 'learning rate chosen, SGD', ko: '고른 학습률, SGD' },
      estimate: bootstrap(seeds.map((seed) => seed[of].rate)),
    })),
  code: `import { asPart, createModel, fit, multilayerPerceptron, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const images = digits()
const train = asPart({ ...images, inputs: images.inputs.map((level) => level / 16) }, 'train')
for (const batchSize of [32, train.size]) {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 }), { input: [64] })
  const options = { optimizer: sgd({ learningRate: 0.2 }), batchSize, steps: batchSize === 32 ? 600 : 60 }
  const { metrics, seconds, steps } = await fit(model, { train }, options)
  console.log('batch', batchSize, 'loss', metrics.trainLoss, 'after', steps, 'updates in', seconds, 's')
}`,
  related: ['minibatch-error-falls-with-root-of-size', 'decaying-rates-settle'],
})

interface RunOptions {
  readonly batchSize: number
  readonly steps: number
  /** Updates from one measurement to the next. */
  readonly every: number
  readonly seed: number
}

interface Settings {
  readonly hidden: number
  readonly rates: readonly number[]
  readonly timed: number
}

/** The run with the rate that ends lowest; the seconds of an update are from a run of its own that measures nothing else. */
async function bestOf({ split, features }: Images, { hidden, rates, timed }: Settings, options: RunOptions) {
  const { batchSize, steps, every, seed } = options
  const { train, test } = split
  const fresh = () => {
    const layer = multilayerPerceptron({ inputs: [features], hidden: [hidden], outputs: 10 })
    return createModel(layer, { input: [features], seed })
  }
  let best: { rate: number; loss: number; accuracy: number; curve: [number, number][] } | undefined
  for (const rate of rates) {
    const { measured, diverged } = await trainNetwork({
      model: fresh(),
      train,
      optimizer: sgd({ learningRate: rate }),
      steps,
      batchSize,
      sampling: 'epochs',
      seed,
      parts: { train, test },
      measureAfter: (update) => update % Math.max(1, Math.round(every)) === 0,
    })
    const { train: last, test: tested } = measured.at(-1)?.parts ?? {}
    if (diverged || !last || !tested || (best && best.loss <= last.loss)) continue
    const curve = measured.map(({ update, parts }): [number, number] => [update, parts.train?.loss ?? 0])
    best = { rate, loss: last.loss, accuracy: tested.accuracy, curve }
  }
  if (!best) throw new RangeError('no rate of the list converges')
  const optimizer = sgd({ learningRate: best.rate })
  const started: number[] = []
  await fit(
    fresh(),
    { train },
    {
      optimizer,
      steps: timed,
      batchSize,
      seed,
      metrics: [],
      callbacks: [{ name: 'clock', onBoundary: () => void started.push(performance.now()) }],
    },
  )
  const seconds = ((started.at(-1) ?? 0) - (started[0] ?? 0)) / 1000 / (started.length - 1)
  return { ...best, seconds }
}

/** The last measured loss at a time. */
function lossAt(
  { curve, seconds }: { readonly curve: readonly (readonly [number, number])[]; readonly seconds: number },
  time: number,
): number {
  const until = curve.filter(([update]) => update * seconds <= time)
  return (until.at(-1) ?? curve[0])?.[1] ?? mean([])
}
