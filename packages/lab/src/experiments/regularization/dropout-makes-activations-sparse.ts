import { type Model, originalDropout } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart, grid } from '../../figures/index.ts'
import { smallData, trainOnSmallData } from '../../parts/small-data.ts'
import { inputsOf } from '../../parts/textbook-dropout.ts'
import { above, below, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

export const dropoutMakesActivationsSparse = defineExperiment({
  id: 'dropout-makes-activations-sparse',
  family: 'regularization',
  catalogue: ['R17'],
  sources: ['S0', 'S1'],
  title: {
    en: 'Dropout makes activations smaller and sparser',
    ko: '드롭아웃은 활성화 값을 작고 희소하게 만든다',
  },
  claim: {
    en: 'With dropout hidden units are active less on average, and fewer of them at a time: features become sparse.',
    ko: '드롭아웃을 쓰면 은닉 뉴런의 평균 활성화 값이 낮아지고 한 번에 활성화되는 뉴런이 줄어 특징이 희소해집니다.',
  },
  correction: {
    en: 'Beside what the network has learnt there is a trivial part: in training the mask itself takes half of the sum. It is left out here: all units are on.',
    ko: '학습의 결과와 별개로 당연한 효과도 있습니다. 훈련 중에는 삭제 자체로 합이 절반이 됩니다. 여기서는 모든 뉴런을 켜고 재어 이를 제외했습니다.',
  },
  paper: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, JMLR 15, section 7.2',
  settings: { ...smallData, rate: 0.5, threshold: 0.01 },
  quickSettings: { updates: 400 },
  data: 'mnist',
  seeds: 5,
  async measure({ settings, seed, images }) {
    const loaded = await images()
    const { rate, threshold, hidden } = settings
    const plain = await trainOnSmallData(loaded, settings, seed)
    const dropped = await trainOnSmallData(loaded, settings, seed, {
      behind: () => originalDropout({ rate }),
    })
    const of = ({ model }: typeof plain) => activityOf(model, hidden.length, threshold, loaded.split.test)
    return { plain: of(plain), dropped: of(dropped) }
  },
  rule: {
    words: {
      en: 'Outputs of the first hidden layer’s ReLU for the test rows, all units on: with dropout their mean is below 0.8 times that without, and more of them are below 0.01.',
      ko: '테스트 데이터에 대한 첫 은닉층 ReLU의 출력(모든 뉴런을 켬): 드롭아웃이 있으면 평균이 없을 때의 0.8배보다 작고, 0.01보다 작은 출력이 더 많습니다.',
    },
    judge(seeds) {
      const first = (arm: 'plain' | 'dropped', what: keyof Activity) =>
        seeds.map((seed) => seed[arm][0]?.[what] ?? 0)
      const ratios = first('dropped', 'mean').map((value, at) => value / (first('plain', 'mean')[at] ?? 1))
      return judge([
        check(
          { en: 'mean output, with ÷ without', ko: '출력의 평균, 있음 ÷ 없음' },
          bootstrap(ratios),
          below(0.8),
        ),
        check(
          { en: 'share below 0.01, with − without', ko: '0.01보다 작은 비율, 있음 − 없음' },
          pairedDifference(first('dropped', 'quiet'), first('plain', 'quiet')),
          above(0),
        ),
      ])
    },
  },
  figures: (seeds) => {
    const chart = (what: keyof Activity, title: { en: string; ko: string }) =>
      barChart({
        width: 420,
        x: {
          title: { en: 'hidden layer', ko: '은닉층' },
          categories: (seeds[0]?.plain ?? []).map((_, layer) => String(layer + 1)),
        },
        y: { title, from: 0 },
        groups: (
          [
            ['plain', { en: 'without', ko: '없음' }],
            ['dropped', { en: 'dropout', ko: '드롭아웃' }],
          ] as const
        ).map(([arm, name]) => ({
          name,
          values: (seeds[0]?.[arm] ?? []).map((_, layer) =>
            bootstrap(seeds.map((seed) => seed[arm][layer]?.[what] ?? 0)),
          ),
        })),
      })
    return [
      {
        name: 'activity',
        caption: {
          en: 'Mean output of the hidden units, and the share of outputs below 0.01, for the test rows with all units on.',
          ko: '모든 뉴런을 켰을 때 테스트 데이터에 대한 은닉 뉴런 출력의 평균과 0.01보다 작은 출력의 비율.',
        },
        drawing: grid(
          [
            chart('mean', { en: 'mean output', ko: '출력의 평균' }),
            chart('quiet', { en: 'share of outputs below 0.01', ko: '0.01보다 작은 출력의 비율' }),
          ],
          2,
        ),
      },
    ]
  },
  code: `import { adam, asPart, createModel, dense, fit, flatten, originalDropout, relu, sequential, type Tensor, tensor } from 'regimen'
import { digits } from 'regimen/datasets'

const all = digits()
const train = asPart({ ...all, inputs: all.inputs.map((level) => level / 16) }, 'train')
for (const rate of [0, 0.5]) {
  const layer = sequential(flatten(), dense(64, 100), relu(), originalDropout({ rate }), dense(100, 10))
  const model = createModel(layer, { input: train.inputShape })
  await fit(model, { train }, { optimizer: adam(), batchSize: 50, steps: 500 })
  const observe = (path: string, output: Tensor) => path === 'layers.2' &&
    console.log('dropout', rate, 'mean output', Array.from(output.data()).reduce((sum, value) => sum + value / output.size, 0))
  model.apply(tensor(train.inputs, [train.size, ...train.inputShape]), { training: false, observe })
}`,
  related: ['dropout-needs-room', 'scaling-keeps-what-dropout-expects'],
})

/** Of a hidden layer's outputs: their mean, and the share below the threshold. */
type Activity = { readonly mean: number; readonly quiet: number }

/** Each hidden layer is four layers long; the third of them is the activation. */
function activityOf(
  model: Model,
  layers: number,
  threshold: number,
  data: Parameters<typeof inputsOf>[0],
): Activity[] {
  const measured = new Map<string, Activity>()
  model.apply(inputsOf(data), {
    training: false,
    observe: (path, output) => {
      const values = Array.from(output.data())
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const quiet = values.filter((value) => value < threshold).length / values.length
      measured.set(path, { mean, quiet })
    },
  })
  return Array.from(
    { length: layers },
    (_, layer) => measured.get(`layers.${4 * layer + 3}`) ?? { mean: 0, quiet: 0 },
  )
}
