import { createDataset, scalers, takeRows } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, above, bootstrap, check, deviation, judge } from '../../statistics/index.ts'

const kinds = ['minMax', 'zScore', 'robust'] as const
type Kind = (typeof kinds)[number]
const names = {
  minMax: { en: 'min-max', ko: '최소-최대' },
  zScore: { en: 'z-score', ko: 'z 점수' },
  robust: { en: 'robust (quartiles)', ko: '로버스트 (사분위수)' },
} as const

export const outliersSqueezeScaledFeatures = defineExperiment({
  id: 'outliers-squeeze-scaled-features',
  family: 'data',
  catalogue: ['D2', 'D3'],
  sources: ['S4'],
  title: { en: 'One outlier squeezes scaled features', ko: '이상치 하나가 스케일링한 특성을 찌그러뜨린다' },
  claim: {
    en: 'Min-max scaling suffers from outliers; standardization (z-scores) copes with them.',
    ko: '최소-최대 스케일링은 이상치에 약하고, 표준화(z 점수)는 이상치를 잘 처리합니다.',
  },
  correction: {
    en: 'Both suffer: mean and standard deviation follow the outlier, too. Median and quartiles do not.',
    ko: '둘 다 약합니다. 평균과 표준편차도 이상치를 따라가기 때문입니다. 중앙값과 사분위수는 그렇지 않습니다.',
  },
  paper: 'Huber 1981, Robust Statistics',
  settings: { values: 1000, outlier: 1000 },
  seeds: 20,
  async measure({ settings: { values, outlier }, key }) {
    const inputs = Float32Array.from([...normals(key, values - 1), outlier])
    const dataset = createDataset({
      name: 'one outlier',
      task: { kind: 'regression', target: 'none' },
      inputShape: [1],
      inputs,
      targets: new Float32Array(values),
    })
    const train = takeRows(
      dataset,
      Int32Array.from({ length: values }, (_, row) => row),
      'train',
    )
    const spread = (kind: Kind) => {
      const scaled = scalers[kind].fit(train).applyTo(train).inputs
      return deviation(scaled.subarray(0, values - 1))
    }
    return { minMax: spread('minMax'), zScore: spread('zScore'), robust: spread('robust') }
  },
  rule: {
    words: {
      en: 'Of 999 standard normal values beside one of 1000: the claim needs their standard deviation after z-scoring to be above 0.5. Corrected: it is about 0.032 (0.001 with min-max, 0.74 with quartiles; each ± 10 %).',
      ko: '표준정규분포의 값 999개 옆에 1000이 하나 있을 때, 주장대로라면 z 점수로 바꾼 뒤의 표준편차가 0.5보다 커야 합니다. 바로잡은 형태: 약 0.032입니다 (최소-최대는 0.001, 사분위수는 0.74. 각각 ± 10 %).',
    },
    judge(seeds) {
      const words = (kind: Kind) => ({
        en: `standard deviation of the other values, ${names[kind].en}`,
        ko: `나머지 값의 표준편차, ${names[kind].ko}`,
      })
      const of = (kind: Kind) => bootstrap(seeds.map((seed) => seed[kind]))
      const expected = { minMax: 0.001, zScore: 0.0316, robust: 0.741 }
      return judge(
        [check(words('zScore'), of('zScore'), above(0.5))],
        kinds.map((kind) => check(words(kind), of(kind), about(expected[kind], expected[kind] / 10))),
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'spread',
      caption: {
        en: 'How much the ordinary values still differ from each other after scaling (1: as before).',
        ko: '스케일링한 뒤 보통 값들이 서로 얼마나 다른지 (1이면 처음과 같음).',
      },
      drawing: barChart({
        x: { title: { en: 'scaling', ko: '스케일링' }, categories: kinds.map((kind) => names[kind]) },
        y: {
          title: { en: 'standard deviation', ko: '표준편차' },
          scale: 'log',
          from: 1e-4,
          to: 1,
        },
        groups: [
          {
            name: { en: 'ordinary values', ko: '보통 값' },
            values: kinds.map((kind) => bootstrap(seeds.map((seed) => seed[kind]))),
          },
        ],
      }),
    },
  ],
  code: `import { asPart, createDataset, scalers } from 'regimen'

const inputs = Float32Array.from({ length: 1000 }, (_, row) => (row === 0 ? 1000 : Math.sin(row)))
const targets = new Float32Array(1000)
const data = createDataset({ name: 'x', task: { kind: 'regression', target: 'y' }, inputShape: [1], inputs, targets })
const train = asPart(data, 'train')
for (const kind of ['minMax', 'zScore', 'robust'] as const) {
  const scaled = scalers[kind].fit(train).applyTo(train).inputs.subarray(1)
  console.log(kind, 'ordinary values lie from', Math.min(...scaled), 'to', Math.max(...scaled))
}`,
  related: ['unequal-scales-slow-learning'],
})
