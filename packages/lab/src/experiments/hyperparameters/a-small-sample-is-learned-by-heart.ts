import { constantInitializer, createModel, type Initializer, multilayerPerceptron, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { about, check, judge, share } from '../../statistics/index.ts'

/** What the note says of each sign. */
type Diagnosis = 'learned' | 'flat' | 'explodes' | 'slow'

interface Case {
  readonly name: { readonly en: string; readonly ko: string }
  readonly learningRate: number
  readonly initializer?: Initializer
  readonly expected: Diagnosis
}

const cases: readonly Case[] = [
  { name: { en: 'healthy, rate 0.1', ko: '정상, 학습률 0.1' }, learningRate: 0.1, expected: 'learned' },
  { name: { en: 'rate 10⁻⁹', ko: '학습률 10⁻⁹' }, learningRate: 1e-9, expected: 'flat' },
  { name: { en: 'rate 10³', ko: '학습률 10³' }, learningRate: 1e3, expected: 'explodes' },
  {
    name: { en: 'all weights 0', ko: '모든 가중치 0' },
    learningRate: 0.1,
    initializer: constantInitializer({ value: 0 }),
    expected: 'flat',
  },
]

export const aSmallSampleIsLearnedByHeart = defineExperiment({
  id: 'a-small-sample-is-learned-by-heart',
  family: 'hyperparameters',
  catalogue: ['H11.2'],
  sources: ['S1'],
  title: {
    en: 'A sound network learns a small sample by heart',
    ko: '정상인 신경망은 작은 표본을 외운다',
  },
  claim: {
    en: 'Second step of tuning: overfit a small sample. If the loss stays flat, the rate is too low or the initial weights are wrong; if it grows without bound or is no number any more, the rate is too high or the initial weights are wrong.',
    ko: '조정의 둘째 단계는 작은 표본에 과적합시키는 것입니다. 손실이 줄지 않으면 학습률이 너무 낮거나 초기화가 잘못되었고, 한없이 커지거나 수가 아니게 되면 학습률이 너무 높거나 초기화가 잘못된 것입니다.',
  },
  paper: 'Karpathy 2019, A recipe for training neural networks; CS231n, Babysitting the learning process',
  settings: { rows: 50, width: 100, layers: 2, updates: 400, flatShare: 0.9, explodes: 10 },
  data: 'mnist-or-digits',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { split, features } = await images()
    const train = firstRows(split.train, settings.rows)
    const runs = []
    for (const { learningRate, initializer } of cases) {
      const layer = multilayerPerceptron({
        inputs: [features],
        hidden: new Array<number>(settings.layers).fill(settings.width),
        outputs: 10,
        ...(initializer && { initializer }),
      })
      const model = createModel(layer, { input: [features], seed })
      const { losses, measured, diverged } = await trainNetwork({
        model,
        train,
        optimizer: sgd({ learningRate }),
        steps: settings.updates,
        batchSize: settings.rows,
        sampling: 'epochs',
        seed,
        parts: { train },
      })
      const accuracy = measured.at(-1)?.parts.train?.accuracy ?? 0
      runs.push({
        curve: thinned(losses, 80),
        accuracy,
        diagnosis: diagnose(losses, accuracy, diverged, settings),
      })
    }
    return runs
  },
  rule: {
    words: {
      en: '50 images, all in each batch. “Learned”: every image right. “Explodes”: the loss becomes no number, or more than 10 times the first. “Flat”: the last loss is above 0.9 of the first. In every seed the healthy network learns, rate 10⁻⁹ and weights of 0 are flat, and rate 10³ explodes.',
      ko: '이미지 50장을 모두 한 배치로 씁니다. “외움”은 모든 이미지를 맞히는 것, “폭발”은 손실이 수가 아니게 되거나 처음의 10배를 넘는 것, “제자리”는 마지막 손실이 처음의 0.9보다 큰 것입니다. 모든 시드에서 정상인 신경망은 외우고, 학습률 10⁻⁹과 가중치 0은 제자리이며, 학습률 10³은 폭발해야 합니다.',
    },
    judge(seeds) {
      return judge(
        cases.map(({ name, expected }, place) => {
          const right = seeds.filter((runs) => runs[place]?.diagnosis === expected).length
          const { value, count } = share(right, seeds.length)
          return check(
            { en: `share of seeds told right: ${name.en}`, ko: `맞게 진단한 시드의 비율: ${name.ko}` },
            { value, low: value, high: value, count },
            about(1, 0),
          )
        }),
      )
    },
  },
  figures: ([first]) => [
    {
      name: 'losses',
      caption: {
        en: 'Training loss on 50 images (first seed). A line that ends early ended in no number.',
        ko: '이미지 50장의 학습 손실(첫 번째 시드). 일찍 끝난 선은 수가 아니게 된 것입니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'training loss (nats)', ko: '학습 손실 (nat)' }, scale: 'log' },
        series: cases.map(({ name }, place) => ({ name, points: first?.[place]?.curve ?? [] })),
      }),
    },
  ],
  code: `import { createModel, fit, multilayerPerceptron, sgd, takeRows } from 'regimen'
import { digits } from 'regimen/datasets'

const images = takeRows(digits(), Int32Array.from({ length: 50 }, (_, row) => row), 'train')
const train = { ...images, inputs: images.inputs.map((level) => level / 16) }
for (const learningRate of [0.1, 1e-9, 1e3]) {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [100, 100], outputs: 10 }), { input: [64] })
  const { metrics, reason } = await fit(model, { train }, { optimizer: sgd({ learningRate }), steps: 300, batchSize: 50 })
  console.log('rate', learningRate, 'loss', metrics.trainLoss ?? 'no number', 'accuracy', metrics.trainAccuracy ?? '–', reason)
}`,
  related: ['initial-loss-tells-the-classes', 'curves-tell-what-is-wrong'],
})

interface Limits {
  readonly flatShare: number
  readonly explodes: number
}

function diagnose(
  losses: readonly number[],
  accuracy: number,
  diverged: boolean,
  { flatShare, explodes }: Limits,
): Diagnosis {
  const [first = Number.NaN] = losses
  if (diverged || Math.max(...losses) > explodes * first) return 'explodes'
  if (accuracy === 1) return 'learned'
  return (losses.at(-1) ?? Number.NaN) > flatShare * first ? 'flat' : 'slow'
}
