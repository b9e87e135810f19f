import {
  adam,
  createModel,
  multilayerPerceptron,
  type Optimizer,
  type RandomKey,
  type Split,
  sgd,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { finiteOrNull } from '../../json.ts'
import { firstRows } from '../../parts/images.ts'
import { normals } from '../../parts/random.ts'
import { type Curves, type Finding, findings, readCurves } from '../../parts/read-curves.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { about, above, check, exactly, judge, mean, share } from '../../statistics/index.ts'

const words: Readonly<Record<Finding, { en: string; ko: string }>> = {
  healthy: { en: 'healthy', ko: '정상' },
  plateau: { en: 'plateau', ko: '정체' },
  divergence: { en: 'divergence', ko: '발산' },
  overfitting: { en: 'overfitting', ko: '과적합' },
  underfitting: { en: 'underfitting', ko: '과소적합' },
  'rate-too-high': { en: 'rate too high', ko: '학습률이 너무 높음' },
}

const chance = Math.log(10)
const points = 40

/** Losses by the time t from 0 to 1, before noise: training, validation. */
const shapes: Readonly<Record<Finding, (t: number, u: number) => readonly [number, number]>> = {
  healthy: (t, u) => [decay(t, 0.05 + 0.1 * u, 8), decay(t, 0.15 + 0.1 * u, 8)],
  plateau: (t, u) => [chance * (1 - 0.01 * u * t), chance * (1 - 0.01 * u * t)],
  divergence: (t, u) => [chance * Math.exp((2 + 3 * u) * t), chance * Math.exp((2 + 3 * u) * t)],
  overfitting: (t, u) => [decay(t, 0.01, 10), decay(t, 0.4, 10) + (0.5 + u) * Math.max(0, t - 0.3)],
  underfitting: (t, u) => [decay(t, chance * (0.5 + 0.3 * u), 10), decay(t, chance * (0.52 + 0.3 * u), 10)],
  'rate-too-high': (t, u) => {
    const swing = 1 + (0.5 + 0.3 * u) * Math.cos(Math.PI * (points - 1) * t)
    return [decay(t, 1, 10) * swing, decay(t, 1.1, 10) * swing]
  },
}

interface Planted {
  readonly expected: Finding
  readonly hidden: number
  readonly rows: number
  readonly optimizer: () => Optimizer
}

/** Runs whose fault is known, since it was put there. */
const planted: readonly Planted[] = [
  { expected: 'healthy', hidden: 32, rows: 1437, optimizer: () => sgd({ learningRate: 0.2 }) },
  { expected: 'plateau', hidden: 32, rows: 1437, optimizer: () => sgd({ learningRate: 1e-6 }) },
  { expected: 'divergence', hidden: 32, rows: 1437, optimizer: () => sgd({ learningRate: 1000 }) },
  { expected: 'overfitting', hidden: 100, rows: 60, optimizer: () => adam({ learningRate: 0.01 }) },
  { expected: 'underfitting', hidden: 1, rows: 1437, optimizer: () => sgd({ learningRate: 0.1 }) },
  { expected: 'rate-too-high', hidden: 32, rows: 1437, optimizer: () => adam({ learningRate: 0.3 }) },
]

export const curvesTellWhatIsWrong = defineExperiment({
  id: 'curves-tell-what-is-wrong',
  family: 'hyperparameters',
  catalogue: ['H11.6'],
  sources: ['S1'],
  title: { en: 'Loss curves tell what is wrong', ko: '손실 곡선이 무엇이 잘못인지 알려 준다' },
  claim: {
    en: 'Last step of tuning: look at the curves. How the loss falls tells whether a run is sound, stuck, diverging, overfitting, underfitting, or has too high a rate.',
    ko: '조정의 마지막 단계는 곡선을 보는 것입니다. 손실이 떨어지는 모습에서 정상인지, 정체, 발산, 과적합, 과소적합인지, 학습률이 너무 높은지 알 수 있습니다.',
  },
  correction: {
    en: 'The note promises five steps and lists six. Curves of textbook shape are told apart without fail. Of real runs they tell that something is wrong, not always what: a rate far too high can stand still like underfitting, and a network whose units have died like a rate too low.',
    ko: '노트는 다섯 단계라고 하고 여섯을 적었습니다. 교과서 같은 모양은 틀림없이 구별됩니다. 실제 실행에서는 무언가 잘못되었다는 것은 알려 주지만 무엇인지는 늘 알려 주지 않습니다. 학습률이 너무 높은 실행이 과소적합처럼 멈춰 있기도 하고, 뉴런이 죽은 신경망이 학습률이 낮은 것처럼 보이기도 합니다.',
  },
  paper: 'CS231n, Babysitting the learning process; Smith 2018, arXiv:1803.09820',
  settings: { synthetic: 20, noise: 0.02, updates: 800, batchSize: 32 },
  data: 'digits',
  seeds: 30,
  async measure({ settings, seed, key, images }) {
    const { split } = await images()
    const drawn = findings.flatMap((expected) =>
      Array.from({ length: settings.synthetic }, (_, number) => {
        const curves = synthetic(expected, key.child(`${expected}.${number}`), settings.noise)
        return { expected, found: readCurves(curves) }
      }),
    )
    const real = []
    for (const each of planted) {
      const curves = await runOf(each, split, settings, seed)
      real.push({
        expected: each.expected,
        found: readCurves(curves),
        train: curves.train.map((loss) => finiteOrNull(loss)),
        validation: curves.validation.map((loss) => finiteOrNull(loss)),
      })
    }
    return { right: drawn.filter(({ expected, found }) => expected === found).length / drawn.length, real }
  },
  rule: {
    words: {
      en: 'With fixed signs (divergence: no number, or above 2 ln K; plateau: above 0.95 ln K; rate too high: swings by more than a fifth in the second half; overfitting: validation loss a tenth above its lowest and twice the training loss; underfitting: training loss above 0.3 ln K) every drawn curve of the six shapes is told right, and so are more than 0.8 of real runs into each of which one fault, or none, was put. Corrected: of the real runs more than 0.8 are told right as sound or not.',
      ko: '정해 둔 기준(발산: 수가 아니거나 2 ln K 초과, 정체: 0.95 ln K 초과, 높은 학습률: 후반에 5분의 1 넘게 흔들림, 과적합: 검증 손실이 최저보다 10분의 1 높고 학습 손실의 2배, 과소적합: 학습 손실이 0.3 ln K 초과)으로 여섯 모양의 그린 곡선을 모두 맞히고, 잘못을 하나씩 심은 실제 실행(하나는 정상)도 0.8 넘게 맞혀야 합니다. 바로잡은 형태: 실제 실행의 0.8 넘게 정상인지 아닌지를 맞힙니다.',
    },
    judge(seeds) {
      const runs = seeds.flatMap(({ real }) => real)
      const drawn = check(
        { en: 'share of drawn curves told right', ko: '맞힌 그린 곡선의 비율' },
        exactly(mean(seeds.map(({ right }) => right))),
        about(1, 0),
      )
      const named = runs.filter(({ expected, found }) => expected === found)
      const sound = runs.filter(({ expected, found }) => (expected === 'healthy') === (found === 'healthy'))
      return judge(
        [
          drawn,
          check(
            { en: 'share of real runs whose fault is named', ko: '잘못을 맞힌 실제 실행의 비율' },
            share(named.length, runs.length),
            above(0.8),
          ),
        ],
        [
          drawn,
          check(
            { en: 'share of real runs told right as sound or not', ko: '정상 여부를 맞힌 실제 실행의 비율' },
            share(sound.length, runs.length),
            above(0.8),
          ),
        ],
      )
    },
  },
  figures: ([first]) => [
    {
      name: 'curves',
      caption: {
        en: 'The real runs of the first seed: what was put into each, and what its curves were read as.',
        ko: '첫 번째 시드의 실제 실행: 각각에 심은 것과 곡선에서 읽어 낸 것.',
      },
      drawing: grid(
        (first?.real ?? []).map(({ expected, found, train, validation }) =>
          lineChart({
            title: {
              en:
                expected === found ? words[expected].en : `${words[expected].en} (read: ${words[found].en})`,
              ko:
                expected === found ? words[expected].ko : `${words[expected].ko} (판독: ${words[found].ko})`,
            },
            width: 300,
            height: 250,
            x: { title: { en: 'updates', ko: '갱신 횟수' }, from: 0 },
            y: {
              title: { en: 'loss (nats)', ko: '손실 (nat)' },
              ...(expected !== 'divergence' && { from: 0 }),
            },
            series: [
              { name: { en: 'training', ko: '학습' }, points: curve(train) },
              { name: { en: 'validation', ko: '검증' }, points: curve(validation) },
            ],
          }),
        ),
        3,
      ),
    },
  ],
  numbers: (seeds) =>
    planted.map(({ expected }, place) => ({
      words: {
        en: `share of runs told right: ${words[expected].en}`,
        ko: `맞힌 실행의 비율: ${words[expected].ko}`,
      },
      estimate: exactly(mean(seeds.map(({ real }) => (real[place]?.found === expected ? 1 : 0)))),
    })),
  code: `import { createModel, fit, multilayerPerceptron, RandomKey, sgd, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'

const images = { ...digits(), inputs: digits().inputs.map((level) => level / 16) }
const { train, validation } = splitDataset(images, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
for (const learningRate of [1e-6, 0.1, 100]) {
  const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 }), { input: [64] })
  const { history, reason } = await fit(model, { train, validation }, { optimizer: sgd({ learningRate }), epochs: 5 })
  const losses = history.filter(({ split }) => split === 'train').map(({ metrics }) => (metrics.loss ?? 0).toFixed(2))
  console.log('rate', learningRate, 'loss of each epoch:', losses.join(' '), reason)
}`,
  related: ['a-small-sample-is-learned-by-heart', 'learning-rate-has-a-limit'],
})

function decay(t: number, floor: number, speed: number): number {
  return floor + (chance - floor) * Math.exp(-speed * t)
}

function synthetic(of: Finding, key: RandomKey, noise: number): Curves {
  const [u = 0.5] = key.child('shape').uniform(1)
  const moved = normals(key.child('noise'), 2 * points)
  const at = (index: number) => shapes[of](index / (points - 1), u)
  const noisy = (which: 0 | 1) =>
    Array.from(
      { length: points },
      (_, index) => at(index)[which] * (1 + noise * (moved[2 * index + which] ?? 0)),
    )
  return { train: noisy(0), validation: noisy(1), chance }
}

interface RunSettings {
  readonly updates: number
  readonly batchSize: number
}

async function runOf(
  { hidden, rows, optimizer }: Planted,
  { train, validation }: Split,
  { updates, batchSize }: RunSettings,
  seed: number,
): Promise<Curves> {
  const part = firstRows(train, rows)
  const layer = multilayerPerceptron({ inputs: train.inputShape, hidden: [hidden], outputs: 10 })
  const { measured, diverged } = await trainNetwork({
    model: createModel(layer, { input: train.inputShape, seed }),
    train: part,
    optimizer: optimizer(),
    steps: updates,
    batchSize,
    seed,
    parts: { train: part, validation },
    measureAfter: (update) => update % (updates / points) === 0,
  })
  const losses = (name: string) => [
    ...measured.map(({ parts }) => parts[name]?.loss ?? Number.NaN),
    ...(diverged ? [Number.NaN] : []),
  ]
  return { train: losses('train'), validation: losses('validation'), chance }
}

function curve(losses: readonly (number | null)[]): [number, number][] {
  return losses.map((loss, index) => [(index + 1) * 20, loss ?? Number.NaN])
}
