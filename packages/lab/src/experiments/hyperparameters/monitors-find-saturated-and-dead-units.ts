import {
  createModel,
  fit,
  full,
  type Initializer,
  type Model,
  type MonitoredEvent,
  monitor,
  multilayerPerceptron,
  normalInitializer,
  type Part,
  scalers,
  sgd,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { about, above, below, bootstrap, check, exactly, judge } from '../../statistics/index.ts'

/** The hidden layer into which a fault is put. */
const hurt = 1

export const monitorsFindSaturatedAndDeadUnits = defineExperiment({
  id: 'monitors-find-saturated-and-dead-units',
  family: 'hyperparameters',
  catalogue: ['H12', 'I2'],
  sources: ['S1', 'S0', 'S4'],
  title: {
    en: 'Monitors find saturated and dead units',
    ko: '모니터는 포화된 뉴런과 죽은 뉴런을 찾는다',
  },
  claim: {
    en: 'Training goes: set up (preprocess, initialize, regularize), monitor, improve. What one monitors, activations, gradients and the size of the updates, shows what is wrong while it can still be mended.',
    ko: '학습은 설정(전처리, 초기화, 규제), 관찰, 개선의 순서로 갑니다. 활성화, 기울기, 갱신의 크기를 관찰하면 고칠 수 있을 때 무엇이 잘못인지 알 수 있습니다.',
  },
  paper: 'CS231n, Babysitting the learning process; Glorot & Bengio 2010; Maas, Hannun & Ng 2013',
  changed: {
    en: 'The note names no threshold. The digits are scaled to mean 0 and deviation 1. Two faults are put in: sigmoid layers with weights of deviation 1 (I2), and a ReLU layer with biases of −100 (A6); each against a sound network.',
    ko: '노트에는 기준값이 없습니다. 숫자 이미지는 평균 0, 표준편차 1로 맞춥니다. 두 가지 잘못을 심습니다. 표준편차 1인 가중치의 시그모이드 층(I2)과 편향이 −100인 ReLU 층(A6)을 각각 정상인 신경망과 비교합니다.',
  },
  settings: { width: 100, layers: 3, updates: 40, every: 10, learningRate: 0.05 },
  data: 'digits',
  seeds: 10,
  async measure({ settings, seed, images }) {
    const { split, features } = await images()
    const { train } = split
    const scaled = scalers.zScore.fit(train).apply(train.inputs, train.inputShape)
    const network = (activation: 'relu' | 'sigmoid', initializer?: Initializer) => {
      const layer = multilayerPerceptron({
        inputs: [features],
        hidden: new Array<number>(settings.layers).fill(settings.width),
        outputs: 10,
        activation,
        ...(initializer && { initializer }),
      })
      return createModel(layer, { input: [features], seed })
    }
    const dead = network('relu')
    plantBias(dead, -100)
    const told = (model: Model) => watch(model, { ...train, inputs: scaled }, settings, seed)
    return {
      sound: await told(network('sigmoid')),
      saturated: await told(network('sigmoid', normalInitializer({ standardDeviation: 1 }))),
      alive: await told(network('relu')),
      dead: await told(dead),
    }
  },
  rule: {
    words: {
      en: 'After 40 updates: weights of deviation 1 show as more than 0.6 of the activations saturated in every sigmoid layer, less than 0.1 with Xavier. A bias of −100 shows as all units of that layer dead, less than 0.3 in a sound network, and the weights in front of it have no gradient and do not move; in the sound network an update is between 10⁻⁴ and 10⁻¹ of its weights.',
      ko: '40번 갱신한 뒤: 표준편차 1인 초깃값은 모든 시그모이드 층에서 활성화의 0.6 넘게 포화된 것으로, Xavier는 0.1 미만으로 나타납니다. 편향 −100은 그 층의 모든 뉴런이 죽은 것으로(정상은 0.3 미만) 나타나고, 그 앞의 가중치는 기울기가 없어 움직이지 않습니다. 정상인 신경망의 갱신은 가중치의 10⁻⁴에서 10⁻¹ 사이입니다.',
    },
    judge(seeds) {
      const of = (
        which: Network,
        values: (told: Told) => readonly number[],
        take: (of: number[]) => number,
      ) => bootstrap(seeds.map((seed) => take([...values(seed[which])])))
      const least = (all: number[]) => Math.min(...all)
      const most = (all: number[]) => Math.max(...all)
      const ratio = ({ updates }: Told) => [updates[hurt] ?? Number.NaN]
      return judge([
        check(
          { en: 'least saturated share of a layer, deviation 1', ko: '층의 포화 비율의 최소, 표준편차 1' },
          of('saturated', ({ saturated }) => saturated, least),
          above(0.6),
        ),
        check(
          { en: 'largest saturated share of a layer, Xavier', ko: '층의 포화 비율의 최대, Xavier' },
          of('sound', ({ saturated }) => saturated, most),
          below(0.1),
        ),
        check(
          { en: 'dead share of the layer with bias −100', ko: '편향 −100인 층의 죽은 비율' },
          of('dead', ({ dead }) => [dead[hurt] ?? 0], least),
          about(1, 0),
        ),
        check(
          { en: 'largest dead share of a layer, sound', ko: '층의 죽은 비율의 최대, 정상' },
          of('alive', ({ dead }) => dead, most),
          below(0.3),
        ),
        check(
          { en: 'norm of the gradient in front of the dead layer', ko: '죽은 층 앞의 기울기의 노름' },
          exactly(Math.max(...seeds.map(({ dead }) => dead.gradients[hurt] ?? Number.NaN))),
          about(0, 0),
        ),
        check(
          { en: 'update ÷ weights in front of the dead layer', ko: '죽은 층 앞의 갱신 ÷ 가중치' },
          exactly(Math.max(...seeds.map(({ dead }) => dead.updates[hurt] ?? Number.NaN))),
          about(0, 0),
        ),
        check(
          { en: 'update ÷ weights, sound', ko: '갱신 ÷ 가중치, 정상' },
          of('alive', ratio, most),
          above(1e-4),
        ),
        check(
          { en: 'update ÷ weights, sound', ko: '갱신 ÷ 가중치, 정상' },
          of('alive', ratio, most),
          below(0.1),
        ),
      ])
    },
  },
  figures: ([first], { layers }) => [
    {
      name: 'shares',
      caption: {
        en: 'What the monitor tells after 40 updates (first seed): the share of saturated or dead units, layer by layer.',
        ko: '40번 갱신한 뒤 모니터가 알려 주는 것(첫 번째 시드): 층마다 포화되었거나 죽은 뉴런의 비율.',
      },
      drawing: lineChart({
        x: { title: { en: 'hidden layer', ko: '은닉층' }, from: 1, to: layers },
        y: { title: { en: 'share of units', ko: '뉴런의 비율' }, from: 0, to: 1 },
        series: (
          [
            [{ en: 'saturated, deviation 1', ko: '포화, 표준편차 1' }, first?.saturated.saturated],
            [{ en: 'saturated, Xavier', ko: '포화, Xavier' }, first?.sound.saturated],
            [{ en: 'dead, bias −100', ko: '죽음, 편향 −100' }, first?.dead.dead],
            [{ en: 'dead, sound', ko: '죽음, 정상' }, first?.alive.dead],
          ] as const
        ).map(([name, shares]) => ({
          name,
          draw: 'both' as const,
          points: (shares ?? []).map((value, layer): [number, number] => [layer + 1, value]),
        })),
      }),
    },
  ],
  code: `import { asPart, createModel, fit, monitor, multilayerPerceptron, normalInitializer, sgd } from 'regimen'
import { digits } from 'regimen/datasets'

const images = digits()
const train = asPart({ ...images, inputs: images.inputs.map((level) => level / 16) }, 'train')
const initializer = normalInitializer({ standardDeviation: 1 })
const layer = multilayerPerceptron({ inputs: [64], hidden: [50, 50], outputs: 10, activation: 'sigmoid', initializer })
const told = { name: 'told', onEvent: (event: { type: string; measure?: string; path?: string; value?: number }) => {
  if (event.measure === 'saturatedFraction') console.log(event.path, 'saturated:', event.value)
} }
const callbacks = [monitor({ every: 20, distributions: [] }), told]
await fit(createModel(layer, { input: [64] }), { train }, { optimizer: sgd(), steps: 20, callbacks })`,
  related: ['large-weights-saturate-sigmoids', 'curves-tell-what-is-wrong'],
})

type Network = 'sound' | 'saturated' | 'alive' | 'dead'

/** At the last look, one for each hidden layer: shares of its units, and of the weights in front of it. */
interface Told {
  readonly saturated: readonly number[]
  readonly dead: readonly number[]
  readonly gradients: readonly number[]
  readonly updates: readonly number[]
}

async function watch(
  model: Model,
  train: Part<'train'>,
  settings: { readonly updates: number; readonly every: number; readonly learningRate: number },
  seed: number,
) {
  const events: MonitoredEvent[] = []
  await fit(
    model,
    { train },
    {
      optimizer: sgd({ learningRate: settings.learningRate }),
      steps: settings.updates,
      seed,
      metrics: [],
      callbacks: [
        monitor({ every: settings.every, distributions: [] }),
        {
          name: 'lab',
          onEvent: (event) => {
            if (event.type === 'monitored' && event.step === settings.updates) events.push(event)
          },
        },
      ],
    },
  )
  const values = (measure: MonitoredEvent['measure'], end = '') =>
    events
      .filter((event) => event.measure === measure && event.path !== '' && event.path.endsWith(end))
      .map(({ value }) => value)
  return {
    saturated: values('saturatedFraction'),
    dead: values('deadFraction'),
    gradients: values('gradientNorm', 'weight'),
    updates: values('updateRatio', 'weight'),
  }
}

/** All biases of one hidden layer. */
function plantBias(model: Model, value: number): void {
  const { parameters, buffers } = model.state
  const path = Object.keys(parameters).filter((name) => name.endsWith('bias'))[hurt]
  const bias = path === undefined ? undefined : parameters[path]
  if (path === undefined || !bias) throw new RangeError('the network has no such bias')
  model.load({ parameters: { ...parameters, [path]: full(bias.shape, value) }, buffers })
}
