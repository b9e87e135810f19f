import {
  adam,
  createDataset,
  createModel,
  dense,
  type Layer,
  lstm,
  type RandomKey,
  sequential,
  simpleRnn,
  splitDataset,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { lastScores } from '../../parts/last-scores.ts'
import { trainNetwork } from '../../parts/train-network.ts'
import { above, bootstrap, check, judge } from '../../statistics/index.ts'

const hidden = 32
const networks: Readonly<Record<'simple' | 'lstm', () => Layer>> = {
  simple: () => sequential(simpleRnn(1, hidden), dense(hidden, 2)),
  lstm: () => sequential(lstm(1, hidden), dense(hidden, 2)),
}

export const recurrentNetworksRemember = defineExperiment({
  id: 'recurrent-networks-remember',
  family: 'models',
  catalogue: ['M5'],
  sources: ['S1', 'S2', 'S4'],
  title: { en: 'Recurrent networks remember', ko: '순환 신경망은 기억한다' },
  claim: {
    en: 'Recurrent networks are made for sequences: their state carries what came earlier.',
    ko: '순환 신경망은 순서가 있는 데이터에 맞는 구조입니다. 상태가 앞에 나온 것을 전합니다.',
  },
  paper: 'Elman 1990, Finding structure in time; Hochreiter & Schmidhuber 1997, Long short-term memory',
  settings: { hidden: 32, delays: [2, 5, 10, 20], rows: 1000, updates: 800, batch: 32, learningRate: 0.003 },
  quickSettings: { delays: [2, 10], updates: 500 },
  seeds: 5,
  async measure({ settings: { delays, rows, updates, batch, learningRate }, seed, key }) {
    const results = []
    for (const delay of delays) {
      const { train, test } = echoes(key.child(delay), 1.5 * rows, delay)
      const accuracy = async (layer: Layer) => {
        const run = await trainNetwork({
          model: createModel(layer, { input: [delay + 2, 1], seed }),
          train,
          optimizer: adam({ learningRate }),
          steps: updates,
          batchSize: batch,
          seed,
          parts: { test },
        })
        return lastScores(run, 'test').accuracy
      }
      results.push({
        delay,
        simple: await accuracy(networks.simple()),
        lstm: await accuracy(networks.lstm()),
      })
    }
    return results
  },
  rule: {
    words: {
      en: 'Of random sequences of −1 and 1, a simple recurrent network and an LSTM tell on test sequences what came ten steps before the end: both right in more than 0.95 of the cases (guessing: 0.5).',
      ko: '−1과 1의 무작위 수열에서 단순 순환 신경망과 LSTM이 끝에서 열 걸음 앞에 나온 값을 테스트 수열에서 0.95 넘게 맞힙니다 (찍으면 0.5).',
    },
    judge(seeds) {
      const of = (kind: 'simple' | 'lstm') =>
        bootstrap(seeds.map((results) => results.find(({ delay }) => delay === 10)?.[kind] ?? 0))
      return judge([
        check(
          { en: 'accuracy over ten steps, simple network', ko: '열 걸음의 정확도, 단순 순환 신경망' },
          of('simple'),
          above(0.95),
        ),
        check({ en: 'accuracy over ten steps, LSTM', ko: '열 걸음의 정확도, LSTM' }, of('lstm'), above(0.95)),
      ])
    },
  },
  figures: (seeds, { delays }) => [
    {
      name: 'accuracy',
      caption: {
        en: 'Test accuracy by how many steps back the value lies that is asked for, after 800 updates each; dashed: guessing.',
        ko: '묻는 값이 몇 걸음 앞에 있는지에 따른 테스트 정확도 (각각 800번 갱신). 점선은 찍었을 때.',
      },
      drawing: lineChart({
        x: { title: { en: 'delay (steps)', ko: '지연 (걸음)' }, from: 0 },
        y: { title: { en: 'test accuracy', ko: '테스트 정확도' }, from: 0.4, to: 1 },
        levels: [0.5],
        series: (['simple', 'lstm'] as const).map((kind) => {
          const estimates = delays.map((_, at) => bootstrap(seeds.map((seed) => seed[at]?.[kind] ?? 0)))
          return {
            name: kind === 'simple' ? { en: 'simple network', ko: '단순 순환 신경망' } : 'LSTM',
            draw: 'both' as const,
            points: estimates.map(({ value }, at): [number, number] => [delays[at] ?? 0, value]),
            band: estimates.map(({ low, high }): [number, number] => [low, high]),
          }
        }),
      }),
    },
  ],
  code: `import { adam, asPart, createDataset, createModel, dense, evaluate, fit, RandomKey, sequential, simpleRnn } from 'regimen'

const [rows, time, delay] = [600, 6, 4]
const heard = RandomKey.fromSeed(4).uniform(rows * time).map((draw) => (draw < 0.5 ? -1 : 1))
const targets = Int32Array.from({ length: rows }, (_, row) => Number(heard[(row + 1) * time - 1 - delay] === 1))
const task = { kind: 'classification', classes: ['low', 'high'] } as const
const data = createDataset({ name: 'echoes', task, inputShape: [time, 1], inputs: Float32Array.from(heard), targets })
const model = createModel(sequential(simpleRnn(1, 16), dense(16, 2)), { input: [time, 1] })
await fit(model, { train: asPart(data, 'train') }, { optimizer: adam({ learningRate: 0.01 }), steps: 200 })
console.log('told right after four more steps:', evaluate(model, data).accuracy)`,
  related: [],
})

/** Random sequences; what is asked for came `delay` steps before the last value. */
function echoes(key: RandomKey, rows: number, delay: number) {
  const time = delay + 2
  const heard = Float32Array.from(key.child('heard').uniform(rows * time), (draw) => (draw < 0.5 ? -1 : 1))
  const data = createDataset({
    name: 'echoes',
    task: { kind: 'classification', classes: ['low', 'high'] },
    inputShape: [time, 1],
    inputs: heard,
    targets: Int32Array.from({ length: rows }, (_, row) => Number(heard[(row + 1) * time - 1 - delay] === 1)),
  })
  return splitDataset(data, { sizes: { validation: 0, test: 1 / 3 }, key: key.child('split') })
}
