import { adam, asPart, createDataset, createModel, multilayerPerceptron, type RandomKey } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, between, bootstrap, check, judge, pairedDifference } from '../../statistics/index.ts'

/** Hidden widths: with two inputs and two classes 5h + 2 and w² + 6w + 2 parameters, 452 and 434. */
const networks: readonly (readonly number[])[] = [[], [90], [18, 18]]

export const hiddenLayersSeparateSpirals = defineExperiment({
  id: 'hidden-layers-separate-spirals',
  family: 'foundations',
  catalogue: ['F1'],
  sources: ['S4'],
  title: { en: 'Hidden layers separate two spirals', ko: '은닉층이 두 나선을 나눈다' },
  claim: {
    en: 'Deep learning is the part of machine learning that learns with networks of several layers, which find by themselves what a single layer cannot: here two spirals wound into each other, with no more parameters in two hidden layers than in one.',
    ko: '딥러닝은 여러 층의 신경망으로 배우는 기계 학습이며, 한 층으로는 할 수 없는 것을 스스로 찾아냅니다. 여기서는 서로 감긴 두 나선을 나누는데, 은닉층 두 개의 파라미터 수는 하나일 때보다 많지 않습니다.',
  },
  paper: 'Lang & Witbrock 1988, Learning to tell two spirals apart',
  changed: {
    en: 'The note only defines the term; the spirals have the three turns of the paper, widths and rate are ours. Without a hidden layer there are 6 parameters, for there is nothing to spend more on.',
    ko: '노트는 용어만 정의합니다. 나선은 논문처럼 세 바퀴이고, 너비와 학습률은 우리가 정했습니다. 은닉층이 없으면 파라미터를 더 둘 곳이 없어 6개뿐입니다.',
  },
  settings: { points: 400, turns: 3, noise: 0.02, updates: 1500, learningRate: 0.01 },
  seeds: 10,
  async measure({ settings, seed, key }) {
    const { points, updates, learningRate } = settings
    const train = asPart(spirals(key.child('train'), settings), 'train')
    const test = spirals(key.child('test'), settings)
    const accuracies: number[] = []
    for (const hidden of networks) {
      const layer = multilayerPerceptron({ inputs: [2], hidden, outputs: 2 })
      const model = createModel(layer, { input: [2], seed })
      const { measured } = await trainNetwork({
        model,
        train,
        optimizer: adam({ learningRate }),
        steps: updates,
        batchSize: points,
        sampling: 'epochs',
        seed,
        parts: { test },
      })
      accuracies.push(measured.at(-1)?.parts.test?.accuracy ?? 0)
    }
    return { accuracies, points: seed === 0 ? shown(train) : [] }
  },
  rule: {
    words: {
      en: 'Without a hidden layer the test accuracy is near that of guessing (0.4 to 0.7); with one hidden layer it is higher, and with two it is higher still (paired over the seeds).',
      ko: '은닉층이 없으면 테스트 정확도가 찍는 것과 비슷하고(0.4에서 0.7), 은닉층이 하나면 더 높으며, 둘이면 그보다도 높습니다(시드별로 짝지어 비교).',
    },
    judge(seeds) {
      const of = (place: number) => seeds.map(({ accuracies }) => accuracies[place] ?? 0)
      return judge([
        check(
          { en: 'test accuracy without a hidden layer', ko: '은닉층이 없을 때의 테스트 정확도' },
          bootstrap(of(0)),
          between(0.4, 0.7),
        ),
        check(
          { en: 'accuracy, one hidden layer − none', ko: '정확도, 은닉층 하나 − 없음' },
          pairedDifference(of(1), of(0)),
          above(0),
        ),
        check(
          { en: 'accuracy, two hidden layers − one', ko: '정확도, 은닉층 둘 − 하나' },
          pairedDifference(of(2), of(1)),
          above(0),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'spirals',
      caption: {
        en: 'First: the training points (first seed). Second: the test accuracy of each seed by the number of hidden layers.',
        ko: '첫째: 학습 데이터(첫 번째 시드). 둘째: 은닉층 수에 따른 각 시드의 테스트 정확도.',
      },
      drawing: grid(
        [
          lineChart({
            width: 380,
            height: 300,
            x: { title: { en: 'first input', ko: '첫째 입력' } },
            y: { title: { en: 'second input', ko: '둘째 입력' } },
            series: [0, 1].map((spiral) => ({
              name: { en: `spiral ${spiral + 1}`, ko: `나선 ${spiral + 1}` },
              draw: 'points' as const,
              points: (seeds[0]?.points ?? [])
                .filter(([, , of]) => of === spiral)
                .map(([x, y]): [number, number] => [x, y]),
            })),
          }),
          lineChart({
            width: 380,
            height: 300,
            x: { title: { en: 'hidden layers', ko: '은닉층 수' }, from: 0, to: 2 },
            y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, to: 1 },
            levels: [0.5],
            series: [
              {
                name: { en: 'runs', ko: '실행' },
                draw: 'points',
                points: seeds.flatMap(({ accuracies }) =>
                  accuracies.map((accuracy, layers): [number, number] => [layers, accuracy]),
                ),
              },
            ],
          }),
        ],
        2,
      ),
    },
  ],
  numbers: (seeds) =>
    networks.map((hidden, place) => ({
      words: {
        en: `test accuracy, hidden layers: ${hidden.join(' + ') || 'none'}`,
        ko: `테스트 정확도, 은닉층: ${hidden.join(' + ') || '없음'}`,
      },
      estimate: bootstrap(seeds.map(({ accuracies }) => accuracies[place] ?? 0)),
    })),
  code: `import { adam, asPart, createDataset, createModel, fit, multilayerPerceptron } from 'regimen'

const angles = Float32Array.from({ length: 200 }, (_, row) => Math.sqrt((row >> 1) / 100) * 3.5 * Math.PI)
const inputs = Float32Array.from({ length: 400 }, (_, at) => {
  const [angle = 0, turned] = [angles[at >> 1], ((at >> 1) % 2) * Math.PI]
  return (angle / 11) * (at % 2 === 0 ? Math.cos(angle + turned) : Math.sin(angle + turned))
})
const targets = Int32Array.from({ length: 200 }, (_, row) => row % 2)
const task = { kind: 'classification', classes: ['0', '1'] } as const
const train = asPart(createDataset({ name: 'spirals', task, inputShape: [2], inputs, targets }), 'train')
for (const hidden of [[], [90], [18, 18]]) {
  const model = createModel(multilayerPerceptron({ inputs: [2], hidden, outputs: 2 }), { input: [2] })
  const { metrics } = await fit(model, { train }, { optimizer: adam({ learningRate: 0.01 }), steps: 1000, batchSize: 200 })
  console.log('hidden layers', hidden, 'training accuracy', metrics.trainAccuracy)
}`,
  related: ['depth-needs-nonlinearity'],
})

/** Points of two spirals in turn, evenly spread over their area, with normal noise. */
function spirals(
  key: RandomKey,
  { points, turns, noise }: { readonly points: number; readonly turns: number; readonly noise: number },
) {
  const places = key.child('places').uniform(points)
  const moved = normals(key.child('noise'), 2 * points)
  const inputs = new Float32Array(2 * points)
  for (let row = 0; row < points; row++) {
    const radius = Math.sqrt(places[row] ?? 0)
    const angle = radius * turns * 2 * Math.PI + (row % 2) * Math.PI
    inputs[2 * row] = radius * Math.cos(angle) + noise * (moved[2 * row] ?? 0)
    inputs[2 * row + 1] = radius * Math.sin(angle) + noise * (moved[2 * row + 1] ?? 0)
  }
  return createDataset({
    name: 'spirals',
    task: { kind: 'classification', classes: ['0', '1'] },
    inputShape: [2],
    inputs,
    targets: Int32Array.from({ length: points }, (_, row) => row % 2),
  })
}

function shown({ inputs, targets }: ReturnType<typeof spirals>): [number, number, number][] {
  return Array.from(targets, (target, row) => [inputs[2 * row] ?? 0, inputs[2 * row + 1] ?? 0, target])
}
