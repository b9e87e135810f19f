import {
  adam,
  asPart,
  createDataset,
  createModel,
  dense,
  type Layer,
  matmul,
  referenceBackend,
  relu,
  sequential,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { thinned, trainNetwork } from '../../parts/train-network.ts'
import { above, below, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

export const depthNeedsNonlinearity = defineExperiment({
  id: 'depth-needs-nonlinearity',
  family: 'foundations',
  catalogue: ['F4', 'F5'],
  sources: ['S4', 'S0'],
  title: { en: 'Depth needs nonlinearity', ko: '층을 쌓으려면 비선형이 필요하다' },
  claim: {
    en: 'Only nonlinear networks gain from depth: linear layers one after the other are one linear layer, and cannot tell apart what no line separates (XOR).',
    ko: '비선형 신경망만 깊이의 덕을 봅니다. 선형 층을 여러 개 쌓아도 하나의 선형 층과 같아서, 직선으로 나눌 수 없는 것(XOR)을 구분하지 못합니다.',
  },
  paper: 'Minsky & Papert 1969, Perceptrons',
  changed: {
    en: 'One note calls wx + b linear, another gives additivity and homogeneity as the definition: by that it is affine. The measured layers have no bias where they are multiplied out.',
    ko: '한 노트는 wx + b를 선형이라고 하고 다른 노트는 가산성과 동차성으로 정의합니다. 그 정의로는 아핀입니다. 곱으로 펼친 층에는 편향이 없습니다.',
  },
  settings: { layers: 5, width: 20, hidden: 16, updates: 800, learningRate: 0.02 },
  seeds: 10,
  async measure({ settings, seed, key }) {
    const { hidden, updates, learningRate } = settings
    const train = async (layer: Layer) => {
      const model = createModel(layer, { input: [2], seed })
      const optimizer = adam({ learningRate })
      const { losses } = await trainNetwork({
        model,
        train: xor(),
        optimizer,
        steps: updates,
        batchSize: 4,
        seed,
        sampling: 'epochs',
      })
      return thinned(losses, 60)
    }
    return {
      distance: collapsedDistance(settings.layers, settings.width, key),
      linear: await train(sequential(dense(2, hidden), dense(hidden, 2))),
      relu: await train(sequential(dense(2, hidden), relu(), dense(hidden, 2))),
    }
  },
  rule: {
    words: {
      en: 'Five linear layers and the product of their matrices differ by less than 10⁻¹⁰ of the output; on XOR two linear layers never come below ln 2 − 10⁻³, with a ReLU between them the loss ends below 0.01.',
      ko: '선형 층 다섯 개와 그 행렬의 곱의 차이가 출력의 10⁻¹⁰보다 작습니다. XOR에서 선형 층 두 개의 손실은 ln 2 − 10⁻³ 아래로 내려가지 않고, 사이에 ReLU를 두면 0.01보다 작아집니다.',
    },
    judge(seeds) {
      const last = (of: 'linear' | 'relu') => bootstrap(seeds.map((seed) => seed[of].at(-1)?.[1] ?? 0))
      const lowest = Math.min(...seeds.flatMap(({ linear }) => linear.map(([, loss]) => loss)))
      return judge([
        check(
          { en: 'largest difference ÷ largest output', ko: '가장 큰 차이 ÷ 가장 큰 출력' },
          exactly(Math.max(...seeds.map(({ distance }) => distance))),
          below(1e-10),
        ),
        check(
          { en: 'lowest loss of the linear network', ko: '선형 신경망의 가장 낮은 손실' },
          exactly(lowest),
          above(Math.log(2) - 1e-3),
        ),
        check({ en: 'last loss with ReLU', ko: 'ReLU를 둔 마지막 손실' }, last('relu'), below(0.01)),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'xor',
      caption: {
        en: 'Cross-entropy on XOR, mean over the seeds. The dashed line is ln 2: not knowing.',
        ko: 'XOR에서의 교차 엔트로피, 시드에 대한 평균. 점선은 ln 2, 곧 아무것도 모르는 상태입니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: 'cross-entropy (nats)', ko: '교차 엔트로피 (nat)' }, from: 0 },
        levels: [Math.log(2)],
        series: (['linear', 'relu'] as const).map((of) => ({
          name:
            of === 'linear'
              ? { en: 'two linear layers', ko: '선형 층 두 개' }
              : { en: 'ReLU between', ko: '사이에 ReLU' },
          points: (seeds[0]?.[of] ?? []).map(([update], at): [number, number] => [
            update,
            mean(seeds.map((seed) => seed[of][at]?.[1] ?? Number.NaN)),
          ]),
        })),
      }),
    },
  ],
  code: `import { adam, asPart, createDataset, createModel, dense, fit, relu, sequential } from 'regimen'

const task = { kind: 'classification', classes: ['0', '1'] } as const
const inputs = Float32Array.from([0, 0, 0, 1, 1, 0, 1, 1])
const xor = asPart(createDataset({ name: 'xor', task, inputShape: [2], inputs, targets: Int32Array.from([0, 1, 1, 0]) }), 'train')
for (const layer of [sequential(dense(2, 16), dense(16, 2)), sequential(dense(2, 16), relu(), dense(16, 2))]) {
  const model = createModel(layer, { input: [2] })
  const { metrics } = await fit(model, { train: xor }, { optimizer: adam({ learningRate: 0.02 }), epochs: 800 })
  console.log(model.summary().layers.length, 'layers: loss', metrics.trainLoss)
}`,
  related: ['bias-shifts-weight-steepens'],
})

function xor() {
  return asPart(
    createDataset({
      name: 'xor',
      task: { kind: 'classification', classes: ['0', '1'] },
      inputShape: [2],
      inputs: Float32Array.from([0, 0, 0, 1, 1, 0, 1, 1]),
      targets: Int32Array.from([0, 1, 1, 0]),
    }),
    'train',
  )
}

/** Between layers applied one after the other, and the product of their matrices applied once, in float64. */
function collapsedDistance(layers: number, width: number, key: Parameters<typeof normals>[0]): number {
  return withBackend(referenceBackend, () => {
    const matrix = (name: string) => tensor(normals(key.child(name), width * width), [width, width])
    const inputs = matrix('inputs')
    const weights = Array.from({ length: layers }, (_, layer) => matrix(`weight.${layer}`))
    const oneByOne = weights.reduce<Tensor>((values, weight) => matmul(values, weight), inputs).data()
    const atOnce = matmul(
      inputs,
      weights.slice(1).reduce<Tensor>((product, weight) => matmul(product, weight), weights[0] ?? inputs),
    ).data()
    const largest = Math.max(...oneByOne.map(Math.abs))
    return Math.max(...oneByOne.map((value, index) => Math.abs(value - (atOnce[index] ?? 0)))) / largest
  })
}
