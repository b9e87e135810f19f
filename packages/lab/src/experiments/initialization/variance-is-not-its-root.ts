import {
  heNormal,
  type Initializer,
  lecunNormal,
  lecunUniform,
  matmul,
  normalInitializer,
  type RandomKey,
  randomSource,
  type Tensor,
  tanh,
  tensor,
  uniformInitializer,
  xavierNormal,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, above, below, bootstrap, check, judge, mean, variance } from '../../statistics/index.ts'

const normalOfVariance = (value: number) => normalInitializer({ standardDeviation: Math.sqrt(value) })

const lecun = {
  name: 'lecunNormal',
  wanted: 1,
  paper: lecunNormal(),
  note: (n: number) => normalOfVariance(Math.sqrt(1 / n)),
}

/** For square layers of n units: what the papers write, what the note writes, and n × variance that is wanted. */
const forms: readonly {
  readonly name: string
  readonly wanted: number
  readonly paper: Initializer
  readonly note: (n: number) => Initializer
}[] = [
  lecun,
  {
    name: 'lecunUniform',
    wanted: 1,
    paper: lecunUniform(),
    note: (n) => uniformInitializer({ limit: Math.sqrt(1 / n) }),
  },
  {
    name: 'xavierNormal',
    wanted: 1,
    paper: xavierNormal(),
    note: (n) => normalOfVariance(Math.sqrt(2 / (n + n))),
  },
  { name: 'heNormal', wanted: 2, paper: heNormal(), note: (n) => normalOfVariance(Math.sqrt(2 / n)) },
]

/** A tanh beyond this is called saturated: its slope is below 0.19. */
const saturated = 0.9

export const varianceIsNotItsRoot = defineExperiment({
  id: 'variance-is-not-its-root',
  family: 'initialization',
  catalogue: ['I10', 'I11', 'I5', 'I9'],
  sources: ['S4'],
  title: {
    en: 'LeCun, Xavier, He: the root is the standard deviation',
    ko: 'LeCun, Xavier, He: 제곱근은 분산이 아니라 표준편차',
  },
  claim: {
    en: 'The weights are drawn with variance √(1/n) (LeCun), √(2/(n + m)) (Xavier) or √(2/n) (He), for n inputs and m outputs; LeCun’s uniform form goes from −√(1/n) to √(1/n).',
    ko: '가중치의 분산은 입력 n개, 출력 m개일 때 √(1/n)(LeCun), √(2/(n + m))(Xavier), √(2/n)(He)이고, LeCun의 균등 분포는 −√(1/n)에서 √(1/n)까지입니다.',
  },
  correction: {
    en: 'The roots are standard deviations: the variances are 1/n, 2/(n + m) and 2/n, and LeCun’s uniform form goes from −√(3/n) to √(3/n). Only then does a layer keep the size of its input.',
    ko: '제곱근은 표준편차입니다. 분산은 1/n, 2/(n + m), 2/n이고 LeCun의 균등 분포는 −√(3/n)에서 √(3/n)까지입니다. 그래야 층을 지나도 신호의 크기가 유지됩니다.',
  },
  paper:
    'LeCun, Bottou, Orr & Müller 1998, Efficient BackProp; Glorot & Bengio 2010; He, Zhang, Ren & Sun 2015',
  settings: { width: 500, rows: 200, layers: 5 },
  seeds: 5,
  async measure({ settings, key }) {
    const { width } = settings
    const variances = forms.map(({ name, note, paper }) => {
      const scaled = (initializer: Initializer) =>
        width * variance(weightsOf(initializer, width, key.child(name)).data())
      return { name, note: scaled(note(width)), paper: scaled(paper) }
    })
    return {
      variances,
      saturated: {
        note: saturatedShares(lecun.note(width), settings, key),
        paper: saturatedShares(lecun.paper, settings, key),
      },
    }
  },
  rule: {
    words: {
      en: 'Both forms are drawn for 500 × 500 weights. The claim needs n × variance to be 1 (He: 2) within 0.02 for what the note writes, and less than 0.01 of the outputs of the fifth tanh layer beyond ± 0.9. Corrected: both hold for what the papers write, and the note’s LeCun saturates more than half.',
      ko: '두 가지 식으로 500 × 500개의 가중치를 뽑습니다. 주장대로라면 노트의 식에서 n × 분산이 1(He는 2)에서 0.02 이내이고, 다섯째 tanh 층의 출력 중 ± 0.9를 넘는 것이 0.01보다 적어야 합니다. 바로잡은 형태: 논문의 식에서 둘 다 성립하고, 노트의 LeCun 식은 절반 넘게 포화시킵니다.',
    },
    judge(seeds) {
      const scaled = (of: 'note' | 'paper') =>
        forms.map(({ name, wanted }, place) =>
          check(
            {
              en: `n × variance, ${name}, ${of === 'note' ? 'as noted' : 'as in the paper'}`,
              ko: `n × 분산, ${name}, ${of === 'note' ? '노트' : '논문'}의 식`,
            },
            bootstrap(seeds.map(({ variances }) => variances[place]?.[of] ?? 0)),
            about(wanted, 0.02),
          ),
        )
      const last = (of: 'note' | 'paper') => bootstrap(seeds.map((seed) => seed.saturated[of].at(-1) ?? 0))
      const words = (of: 'note' | 'paper') => ({
        en: `share of tanh beyond ± 0.9, fifth layer, ${of === 'note' ? 'as noted' : 'as in the paper'}`,
        ko: `± 0.9를 넘는 tanh의 비율, 다섯째 층, ${of === 'note' ? '노트' : '논문'}의 식`,
      })
      return judge(
        [...scaled('note'), check(words('note'), last('note'), below(0.01))],
        [
          ...scaled('paper'),
          check(words('paper'), last('paper'), below(0.01)),
          check(words('note'), last('note'), above(0.5)),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'saturation',
      caption: {
        en: 'Outputs of tanh layers of 500 units beyond ± 0.9, with LeCun’s normal weights.',
        ko: '뉴런 500개인 tanh 층의 출력 중 ± 0.9를 넘는 비율 (LeCun 정규 분포 가중치).',
      },
      drawing: lineChart({
        x: { title: { en: 'layer', ko: '층' } },
        y: { title: { en: 'share of outputs beyond ± 0.9', ko: '± 0.9를 넘는 출력의 비율' }, from: 0, to: 1 },
        series: [
          ['note', { en: 'variance √(1/n), as noted', ko: '분산 √(1/n), 노트' }] as const,
          ['paper', { en: 'variance 1/n', ko: '분산 1/n' }] as const,
        ].map(([of, name]) => ({
          name,
          draw: 'both' as const,
          points: (seeds[0]?.saturated[of] ?? []).map((_, layer): [number, number] => [
            layer + 1,
            mean(seeds.map((seed) => seed.saturated[of][layer] ?? 0)),
          ]),
        })),
      }),
    },
  ],
  code: `import { lecunNormal, matmul, normalInitializer, RandomKey, randomNormal, randomSource, tanh } from 'regimen'

const source = (name: string) => randomSource(RandomKey.fromSeed(0).child(name))
const asNoted = normalInitializer({ standardDeviation: Math.sqrt(Math.sqrt(1 / 500)) })
for (const [words, initializer] of [['variance √(1/n)', asNoted], ['variance 1/n', lecunNormal()]] as const) {
  let values = randomNormal(source('inputs'), [200, 500])
  for (const layer of ['1', '2', '3', '4', '5']) {
    const weights = initializer.sample(source(layer), [500, 500], { fanIn: 500, fanOut: 500 })
    values = tanh(matmul(values, weights))
    console.log(words, 'layer', layer, 'beyond ±0.9:', values.data().filter((y) => Math.abs(y) > 0.9).length / values.size)
  }
}`,
  related: ['xavier-keeps-sigmoids-spread'],
})

function weightsOf(initializer: Initializer, width: number, key: RandomKey) {
  return initializer.sample(randomSource(key), [width, width], { fanIn: width, fanOut: width })
}

/** After each of the tanh layers. */
function saturatedShares(
  initializer: Initializer,
  { width, rows, layers }: { width: number; rows: number; layers: number },
  key: RandomKey,
): number[] {
  let values: Tensor = tensor(normals(key.child('inputs'), rows * width), [rows, width])
  return Array.from({ length: layers }, (_, layer) => {
    values = tanh(matmul(values, weightsOf(initializer, width, key.child(`weight.${layer}`))))
    const data = values.data()
    return data.filter((y) => Math.abs(y) > saturated).length / data.length
  })
}
