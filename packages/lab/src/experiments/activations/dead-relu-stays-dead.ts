import { createModel, multilayerPerceptron, sgd, type Tensor, type TensorRecord, tensor } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { columnsOf, parametersNamed, silentShares } from '../../parts/hidden-units.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { about, above, below, bootstrap, check, type Estimate, judge, mean } from '../../statistics/index.ts'

/** Units of the first hidden layer that are killed: some, or all. */
const arms = [
  { name: 'half', words: { en: 'half', ko: '절반' }, share: 0.5 },
  { name: 'all', words: { en: 'all', ko: '전부' }, share: 1 },
] as const

type Name = (typeof arms)[number]['name']
type Quantity = 'incoming' | 'outgoing' | 'learning' | 'bias' | 'silentSecond' | 'accuracy'

export const deadReluStaysDead = defineExperiment({
  id: 'dead-relu-stays-dead',
  family: 'activations',
  catalogue: ['A6'],
  sources: ['S4'],
  title: { en: 'A dead ReLU stays dead, its neighbours live', ko: '죽은 ReLU는 죽은 채로, 이웃은 살아 있다' },
  claim: {
    en: 'Where the input of a ReLU is negative its gradient is 0: the unit dies, and so do all units behind it.',
    ko: 'ReLU의 입력이 음수이면 기울기가 0이 되어 그 뉴런이 죽고, 그 이후의 뉴런도 모두 죽습니다.',
  },
  correction: {
    en: 'A unit whose input is negative for all data never changes again. The units behind it do not die: only their weights from the dead unit stop, those from living ones go on learning. Behind a layer that is dead as a whole only biases learn.',
    ko: '모든 데이터에서 입력이 음수인 뉴런은 다시는 바뀌지 않습니다. 그러나 그 뒤의 뉴런은 죽지 않습니다. 죽은 뉴런에서 오는 가중치만 멈추고, 살아 있는 뉴런에서 오는 가중치는 계속 학습합니다. 한 층 전체가 죽으면 그 뒤에서는 편향만 학습합니다.',
  },
  paper:
    'Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models; Lu, Shin, Su & Karniadakis 2020, Dying ReLU and initialization',
  settings: { hidden: [50, 50], bias: -100, learningRate: 0.1, batchSize: 100, updates: 500 },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const { hidden, bias, learningRate, batchSize, updates: steps } = settings
    const { train, test } = (await images()).split
    const runs = []
    for (const { name, share } of arms) {
      const layer = multilayerPerceptron({ inputs: train.inputShape, hidden, outputs: 10 })
      const model = createModel(layer, { input: train.inputShape, seed })
      const units = hidden[0] ?? 0
      const dead = Math.round(share * units)
      const biases = Array.from({ length: units }, (_, unit) => (unit < dead ? bias : 0))
      const { parameters, buffers } = model.state
      model.load({ parameters: { ...parameters, 'layers.0.bias': tensor(biases, [units]) }, buffers })
      const before = model.state.parameters
      const optimizer = sgd({ learningRate })
      const run = await trainNetwork({ model, train, optimizer, steps, batchSize, seed, parts: { test } })
      const [intoFirst = [], intoSecond = []] = weightChanges(before, model.state.parameters)
      const [silentFirst = 0, silentSecond = 0] = silentShares(model, train)
      runs.push({
        name,
        incoming: Math.max(...intoFirst.slice(0, dead).flat()),
        outgoing: Math.max(...intoSecond.flatMap((column) => column.slice(0, dead))),
        learning: mean(intoSecond.map((column) => (column.slice(dead).some((change) => change > 0) ? 1 : 0))),
        bias: Math.max(...parametersNamed(model.state.parameters, 'bias').slice(-1).flatMap(sizesOf)),
        silentFirst,
        silentSecond,
        accuracy: run.measured.at(-1)?.parts.test?.accuracy ?? 0,
      })
    }
    return runs
  },
  rule: {
    words: {
      en: 'Half of the first layer starts with bias −100. After 500 updates the claim needs more than 0.99 of the second layer to be silent for all training rows. Corrected: no incoming weight of a dead unit has changed at all, nor any weight from it; but fewer than 0.2 of the second layer are silent, more than 0.8 of its units have learnt from living inputs, and the network’s test accuracy is above 0.8. Behind a layer that is dead as a whole the accuracy stays below 0.2: no weight into the second layer changes, and the outputs’ biases alone do.',
      ko: '첫 은닉층의 절반이 편향 −100으로 시작합니다. 500번 갱신한 뒤, 주장대로라면 둘째 층의 0.99 넘게 모든 학습 데이터에서 0을 내야 합니다. 바로잡은 형태: 죽은 뉴런으로 들어오는 가중치도, 거기서 나가는 가중치도 전혀 바뀌지 않습니다. 그러나 둘째 층에서 늘 0인 뉴런은 0.2보다 적고, 0.8 넘는 뉴런이 살아 있는 입력에서 배웠으며, 테스트 정확도는 0.8보다 높습니다. 한 층 전체가 죽으면 정확도는 0.2보다 낮고, 둘째 층으로 들어가는 가중치는 전혀 바뀌지 않으며 출력층의 편향만 바뀝니다.',
    },
    judge(seeds) {
      const of = (name: Name, quantity: Quantity): Estimate =>
        bootstrap(
          seeds.flatMap((runs) => runs.filter((run) => run.name === name)).map((run) => run[quantity]),
        )
      const silent = of('half', 'silentSecond')
      const silentWords = { en: 'share of silent units, second layer', ko: '늘 0인 뉴런의 비율, 둘째 층' }
      return judge(
        [check(silentWords, silent, above(0.99))],
        [
          check(
            {
              en: 'largest change of a dead unit’s incoming weights',
              ko: '죽은 뉴런의 입력 가중치가 바뀐 최대 크기',
            },
            of('half', 'incoming'),
            about(0, 0),
          ),
          check(
            {
              en: 'largest change of weights from dead units',
              ko: '죽은 뉴런에서 나가는 가중치가 바뀐 최대 크기',
            },
            of('half', 'outgoing'),
            about(0, 0),
          ),
          check(silentWords, silent, below(0.2)),
          check(
            { en: 'share of the second layer that learnt', ko: '학습한 뉴런의 비율, 둘째 층' },
            of('half', 'learning'),
            above(0.8),
          ),
          check(
            { en: 'test accuracy, half dead', ko: '테스트 정확도, 절반이 죽음' },
            of('half', 'accuracy'),
            above(0.8),
          ),
          check(
            { en: 'test accuracy, all dead', ko: '테스트 정확도, 모두 죽음' },
            of('all', 'accuracy'),
            below(0.2),
          ),
          check(
            {
              en: 'largest change of weights into the second layer, all dead',
              ko: '둘째 층으로 들어가는 가중치가 바뀐 최대 크기, 모두 죽음',
            },
            of('all', 'outgoing'),
            about(0, 0),
          ),
          check(
            {
              en: 'largest change of the outputs’ biases, all dead',
              ko: '출력층 편향이 바뀐 최대 크기, 모두 죽음',
            },
            of('all', 'bias'),
            above(0),
          ),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'silent',
      caption: {
        en: 'Units that are 0 for all training rows after 500 updates, in the two hidden layers, when half of the first or all of it was killed.',
        ko: '첫 은닉층의 절반 또는 전부를 죽였을 때, 500번 갱신한 뒤 모든 학습 데이터에서 0인 뉴런의 비율.',
      },
      drawing: barChart({
        x: {
          title: { en: 'killed units of the first hidden layer', ko: '첫 은닉층에서 죽인 뉴런' },
          categories: arms.map(({ words }) => words),
        },
        y: { title: { en: 'share of silent units', ko: '늘 0인 뉴런의 비율' }, from: 0, to: 1 },
        groups: [
          { name: { en: 'first hidden layer', ko: '첫 은닉층' }, of: 'silentFirst' as const },
          { name: { en: 'second hidden layer', ko: '둘째 은닉층' }, of: 'silentSecond' as const },
        ].map(({ name, of }) => ({
          name,
          values: arms.map((_, place) => bootstrap(seeds.map((runs) => runs[place]?.[of] ?? 0))),
        })),
      }),
    },
  ],
  code: `import { createModel, fit, multilayerPerceptron, RandomKey, sgd, splitDataset, tensor } from 'regimen'
import { digits } from 'regimen/datasets'

const data = { ...digits(), inputs: digits().inputs.map((level) => level / 16) }
const { train } = splitDataset(data, { sizes: { validation: 0.1, test: 0.1 }, key: RandomKey.fromSeed(0) })
const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [4, 8], outputs: 10 }), { input: [64] })
const { parameters, buffers } = model.state
model.load({ parameters: { ...parameters, 'layers.0.bias': tensor([-100, 0, 0, 0]) }, buffers })
await fit(model, { train }, { optimizer: sgd({ learningRate: 0.1 }), epochs: 5 })
for (const unit of [0, 1, 2, 3]) {
  const weight = (of: typeof parameters) => of['layers.0.weight']?.data()[80 + unit]
  console.log('unit', unit, 'weight before', weight(parameters), 'after', weight(model.state.parameters))
}`,
  related: [],
})

/** Sizes of a tensor's elements. */
function sizesOf(values: Tensor): number[] {
  return Array.from(values.data(), Math.abs)
}

/** How much each weight has changed: layer, unit, input. */
function weightChanges(before: TensorRecord, after: TensorRecord): number[][][] {
  const earlier = parametersNamed(before, 'weight').map(columnsOf)
  return parametersNamed(after, 'weight').map((weights, layer) =>
    columnsOf(weights).map((column, unit) =>
      column.map((value, input) => Math.abs(value - (earlier[layer]?.[unit]?.[input] ?? 0))),
    ),
  )
}
