import {
  createModel,
  dense,
  type LayerState,
  mapTree,
  normalInitializer,
  Program,
  referenceBackend,
  sequential,
  sigmoid,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { firstRows } from '../../parts/images.ts'
import { scoresOf } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge } from '../../statistics/index.ts'

export const accuracyHasNoGradient = defineExperiment({
  id: 'accuracy-has-no-gradient',
  family: 'foundations',
  catalogue: ['F8'],
  sources: ['S2', 'BK'],
  title: { en: 'Accuracy has no gradient to follow', ko: '정확도에는 따라갈 기울기가 없다' },
  claim: {
    en: 'Accuracy cannot be what training maximizes: like a step function it does not change under small changes of a parameter, so that its derivative is 0 almost everywhere. The loss changes with every parameter.',
    ko: '정확도는 학습의 목적 함수로 쓸 수 없습니다. 계단 함수처럼 매개변수를 조금 바꿔도 변하지 않아 거의 모든 곳에서 미분값이 0이기 때문입니다. 손실은 매개변수를 바꾸는 대로 변합니다.',
  },
  settings: { network: [64, 50, 10], deviation: 0.01, rows: 100, parameters: 150, difference: 1e-4 },
  data: 'digits',
  seeds: 5,
  async measure({ settings, seed, key, images }) {
    const { split, features } = await images()
    const [, hidden = 50, classes = 10] = settings.network
    const data = firstRows(split.train, settings.rows)
    return withBackend(referenceBackend, () => {
      const initializer = normalInitializer({ standardDeviation: settings.deviation })
      const layer = sequential(
        dense(features, hidden, { initializer }),
        sigmoid(),
        dense(hidden, classes, { initializer }),
      )
      const model = createModel(layer, { input: [features], seed })
      const program = new Program(model.state)
      const logitsOf = program.compile((state: LayerState, { inputs }: { inputs: Tensor }) => ({
        result: layer.apply(state, inputs, { training: false }).output,
      }))
      const inputs = tensor(data.inputs, [data.size, features])
      const scoresAt = (place: number, change: number) => {
        program.write(changed(model.state, place, change))
        return scoresOf(logitsOf({ inputs }).data(), data.targets)
      }
      const count = Object.values(model.state.parameters).reduce((sum, { size }) => sum + size, 0)
      const places = [...key.permutation(count).subarray(0, settings.parameters)]
      const flat = { accuracy: 0, loss: 0 }
      for (const place of places) {
        const [up, down] = [scoresAt(place, settings.difference), scoresAt(place, -settings.difference)]
        if (up.accuracy === down.accuracy) flat.accuracy++
        if (up.loss === down.loss) flat.loss++
      }
      return { accuracy: flat.accuracy / places.length, loss: flat.loss / places.length }
    })
  },
  rule: {
    words: {
      en: 'The central difference of the accuracy is exactly 0 for at least 0.99 of the parameters that were tried; that of the cross-entropy is not 0 for more than half of them (a weight of a pixel that is always black changes nothing).',
      ko: '시험한 매개변수의 0.99 이상에서 정확도의 중심 차분이 정확히 0이고, 절반이 넘는 매개변수에서 교차 엔트로피의 중심 차분은 0이 아닙니다 (늘 검은 픽셀의 가중치는 아무것도 바꾸지 않습니다).',
    },
    judge(seeds) {
      return judge([
        check(
          {
            en: 'share of parameters without effect on the accuracy',
            ko: '정확도에 영향이 없는 매개변수의 비율',
          },
          bootstrap(seeds.map(({ accuracy }) => accuracy)),
          above(0.99 - 1e-9),
        ),
        check(
          { en: 'share of parameters with an effect on the loss', ko: '손실에 영향이 있는 매개변수의 비율' },
          bootstrap(seeds.map(({ loss }) => 1 - loss)),
          above(0.5),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'share',
      caption: {
        en: 'Share of the parameters whose small change changes the accuracy, and the loss.',
        ko: '조금 바꾸었을 때 정확도가 변하는 매개변수와 손실이 변하는 매개변수의 비율.',
      },
      drawing: barChart({
        x: {
          title: { en: 'objective', ko: '목적 함수' },
          categories: [
            { en: 'accuracy', ko: '정확도' },
            { en: 'cross-entropy', ko: '교차 엔트로피' },
          ],
        },
        y: { title: { en: 'share with an effect', ko: '영향이 있는 비율' }, from: 0, to: 1 },
        groups: [
          {
            name: { en: 'share', ko: '비율' },
            values: [
              bootstrap(seeds.map(({ accuracy }) => 1 - accuracy)),
              bootstrap(seeds.map(({ loss }) => 1 - loss)),
            ],
          },
        ],
      }),
    },
  ],
  code: `import { createModel, evaluate, multilayerPerceptron, tensor } from 'regimen'
import { digits } from 'regimen/datasets'

const data = digits()
const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [50], outputs: 10 }), { input: [64] })
for (const change of [-0.001, 0, 0.001]) {
  const [path = '', bias] = Object.entries(model.state.parameters).find(([name]) => name.endsWith('bias')) ?? []
  const moved = [change, ...(bias?.data() ?? []).slice(1)]
  model.load({ ...model.state, parameters: { ...model.state.parameters, [path]: tensor(moved) } })
  const { accuracy, loss } = evaluate(model, data)
  console.log('bias', change, 'accuracy', accuracy, 'loss', loss)
}`,
  related: [],
})

/** The state with one element, counted over all parameters, changed. */
function changed(state: LayerState, place: number, change: number): LayerState {
  let before = 0
  const parameters = mapTree(state.parameters, (parameter) => {
    const at = place - before
    before += parameter.size
    if (at < 0 || at >= parameter.size) return parameter
    const data = Float64Array.from(parameter.data())
    data[at] = (data[at] ?? 0) + change
    return tensor(data, parameter.shape)
  })
  return { ...state, parameters }
}
