import { defineExperiment } from '../../experiment.ts'
import { lineChart, spreadFigure } from '../../figures/index.ts'
import { spreadOf } from '../../parts/activation-spread.ts'
import { about, between, bootstrap, check, judge, mean } from '../../statistics/index.ts'

export const reluNeedsHeNotXavier = defineExperiment({
  id: 'relu-needs-he-not-xavier',
  family: 'initialization',
  catalogue: ['I8'],
  sources: ['S2', 'S4', 'BK'],
  title: { en: 'ReLU needs He, not Xavier', ko: 'ReLU에는 Xavier가 아니라 He' },
  claim: {
    en: 'With ReLU, weights of standard deviation √(1/n) let the outputs shrink towards 0 from layer to layer; √(2/n) (He) keeps their size.',
    ko: 'ReLU에서는 표준편차 √(1/n)의 가중치를 쓰면 층을 지날수록 출력이 0으로 줄어들고, √(2/n)(He)을 쓰면 크기가 유지됩니다.',
  },
  paper: 'He, Zhang, Ren & Sun 2015, Delving deep into rectifiers',
  settings: { rows: 1000, width: 100, layers: 5 },
  seeds: 5,
  async measure({ settings, key }) {
    const spread = (gain: number) =>
      spreadOf({ ...settings, key, activation: 'relu', weightDeviation: Math.sqrt(gain / settings.width) })
    return { xavier: spread(1).layers, he: spread(2).layers }
  },
  rule: {
    words: {
      en: 'The second moment of the outputs halves with each layer for √(1/n): the fifth layer has about 1/16 of the first (± 0.02); for √(2/n) it stays between 0.6 and 1.6 times.',
      ko: '√(1/n)에서는 출력의 제곱평균이 층마다 절반이 되어 다섯째 층이 첫째 층의 약 1/16이고 (± 0.02), √(2/n)에서는 0.6배에서 1.6배 사이에 머뭅니다.',
    },
    judge(seeds) {
      const ratio = (of: 'xavier' | 'he') =>
        bootstrap(
          seeds.map((seed) => (seed[of].at(-1)?.secondMoment ?? 0) / (seed[of][0]?.secondMoment ?? 0)),
        )
      const words = (name: string) => ({
        en: `second moment, fifth layer ÷ first, ${name}`,
        ko: `제곱평균, 다섯째 층 ÷ 첫째 층, ${name}`,
      })
      return judge([
        check(words('√(1/n)'), ratio('xavier'), about(1 / 16, 0.02)),
        check(words('√(2/n)'), ratio('he'), between(0.6, 1.6)),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'second-moment',
      caption: {
        en: 'Mean square of the outputs of each layer.',
        ko: '층마다 출력의 제곱평균.',
      },
      drawing: lineChart({
        x: { title: { en: 'layer', ko: '층' } },
        y: { title: { en: 'mean square of the outputs', ko: '출력의 제곱평균' }, scale: 'log' },
        series: (['xavier', 'he'] as const).map((of) => ({
          name: of === 'he' ? 'He √(2/n)' : 'Xavier √(1/n)',
          draw: 'both' as const,
          points: (seeds[0]?.[of] ?? []).map((_, layer) => [
            layer + 1,
            mean(seeds.map((seed) => seed[of][layer]?.secondMoment ?? Number.NaN)),
          ]),
        })),
      }),
    },
    spreadFigure(seeds[0]?.xavier ?? [], 'relu', {
      en: 'Outputs with Xavier (first seed; what is above 1 is not drawn): more and more of them near 0.',
      ko: 'Xavier를 쓴 출력 (첫 번째 시드, 1보다 큰 것은 그리지 않음): 점점 0에 가까워집니다.',
    }),
  ],
  code: `import { matmul, mean, mul, RandomKey, randomNormal, randomSource, relu, tensor } from 'regimen'

for (const gain of [1, 2]) {
  const normal = (name: string, rows: number) => randomNormal(randomSource(RandomKey.fromSeed(0).child(name)), [rows, 100])
  let values = normal('inputs', 1000)
  for (const layer of ['1', '2', '3', '4', '5']) {
    const weights = normal(layer, 100).data().map((value) => value * Math.sqrt(gain / 100))
    values = relu(matmul(values, tensor(weights, [100, 100])))
    console.log('variance', gain, '/ n, layer', layer, 'mean square', mean(mul(values, values)).item())
  }
}`,
  related: ['xavier-keeps-sigmoids-spread'],
})
