import { adadelta, adaGrad, adam, gradientDescent, momentum, rmsProp } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { heatMap } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { above, below, between, check, exactly, judge } from '../../statistics/index.ts'

/** A wide valley, .05x², with a pit of depth d at 4 on the way to its lowest point at 0. */
const [centre, width] = [4, 0.5]
const slope = (depth: number) => (x: number) => {
  const place = (x - centre) / width
  return 0.1 * x + depth * Math.exp(-place * place) * ((2 * place) / width)
}
const names = ['GD', 'Momentum', 'AdaGrad', 'Adadelta', 'RMSProp', 'Adam'] as const

export const momentumEscapesShallowPits = defineExperiment({
  id: 'momentum-escapes-shallow-pits',
  family: 'optimizers',
  catalogue: ['O6', 'O18'],
  sources: ['S0', 'S4'],
  title: {
    en: 'Momentum escapes shallow pits; adapted rates need not',
    ko: '모멘텀은 얕은 구덩이를 벗어난다',
  },
  claim: {
    en: 'Momentum rolls out of local minima in which gradient descent gets stuck, and so do AdaGrad and Adadelta.',
    ko: '모멘텀은 경사하강법이 갇히는 극소점을 굴러서 빠져나옵니다. AdaGrad와 Adadelta도 그렇습니다.',
  },
  correction: {
    en: 'Momentum does, as long as the pit is shallow enough for its speed. AdaGrad and Adadelta only change the length of the steps, never their direction, and stay in the same pits here.',
    ko: '모멘텀은 속도에 비해 구덩이가 얕은 동안만 그렇습니다. AdaGrad와 Adadelta는 걸음의 방향이 아니라 길이만 바꾸며, 여기서는 같은 구덩이에 갇힙니다.',
  },
  paper: 'Polyak 1964; Duchi, Hazan & Singer 2011; Zeiler 2012',
  settings: {
    function: '.05x² − d·exp(−((x − 4)/.5)²)',
    depths: [0.1, 0.2, 0.3, 0.4, 0.5, 1, 2, 4, 6, 8],
    start: 8,
    updates: 2000,
    learningRate: 0.05,
    momentum: 0.9,
    adadeltaRate: 1,
  },
  seeds: 1,
  async measure({ settings }) {
    const { depths, start, updates, learningRate, adadeltaRate } = settings
    const optimizers = {
      GD: gradientDescent({ learningRate }),
      Momentum: momentum({ learningRate, momentum: settings.momentum }),
      AdaGrad: adaGrad({ learningRate }),
      Adadelta: adadelta({ learningRate: adadeltaRate }),
      RMSProp: rmsProp({ learningRate }),
      Adam: adam({ learningRate }),
    }
    return names.map((name) => ({
      name,
      ends: depths.map((depth) => {
        const slopeAt = slope(depth)
        const path = descend(optimizers[name], ([x = 0]) => [slopeAt(x)], [start], updates)
        return path.at(-1)?.[0] ?? 0
      }),
    }))
  },
  rule: {
    words: {
      en: 'For pits of depth 0.3, 0.4 and 0.5: gradient descent ends between 3.8 and 3.95, momentum within 0.05 of 0. The claim further needs AdaGrad and Adadelta to end below 3 there; corrected: both end above 3.',
      ko: '깊이 0.3, 0.4, 0.5의 구덩이에서 경사하강법은 3.8과 3.95 사이에서, 모멘텀은 0에서 0.05 안에서 끝납니다. 주장대로라면 AdaGrad와 Adadelta도 3보다 작은 곳에서 끝나야 하고, 바로잡은 형태는 둘 다 3보다 큰 곳에서 끝나는 것입니다.',
    },
    judge([rows = []], { depths }) {
      const at = [0.3, 0.4, 0.5]
      const end = (name: string, depth: number) =>
        rows.find((row) => row.name === name)?.ends[depths.indexOf(depth)] ?? Number.NaN
      const words = (name: string, depth: number) => ({
        en: `where ${name} ends, depth ${depth}`,
        ko: `${name}가 끝난 곳, 깊이 ${depth}`,
      })
      const stuck = at.flatMap((depth) => [
        check(words('GD', depth), exactly(end('GD', depth)), between(3.8, 3.95)),
        check(words('Momentum', depth), exactly(Math.abs(end('Momentum', depth))), below(0.05)),
      ])
      const adapted = (expectation: ReturnType<typeof above>) =>
        at.flatMap((depth) =>
          ['AdaGrad', 'Adadelta'].map((name) =>
            check(words(name, depth), exactly(end(name, depth)), expectation),
          ),
        )
      return judge([...stuck, ...adapted(below(3))], [...stuck, ...adapted(above(3))])
    },
  },
  figures: ([rows = []], { depths }) => [
    {
      name: 'ends',
      caption: {
        en: 'Where each method is after 2000 updates, from x = 8: at 0 (the lowest point), in the pit near 4, or still on its way. A pit that is deep enough holds momentum too.',
        ko: 'x = 8에서 시작해 2000번 갱신한 뒤 각 방법이 있는 곳: 가장 낮은 점 0, 4 부근의 구덩이, 또는 아직 가는 길. 충분히 깊은 구덩이에는 모멘텀도 갇힙니다.',
      },
      drawing: heatMap({
        x: { title: { en: 'depth of the pit d', ko: '구덩이의 깊이 d' }, categories: depths.map(String) },
        y: { title: { en: 'method', ko: '방법' }, categories: rows.map(({ name }) => name) },
        values: rows.map(({ ends }) => ends.map((end) => Number(end.toFixed(2)))),
        width: 520,
        from: -1,
        to: 8,
      }),
    },
  ],
  code: `const slope = (x: number) => 0.1 * x + 0.4 * Math.exp(-(((x - 4) / 0.5) ** 2)) * 8 * (x - 4)
for (const alpha of [0, 0.9]) {
  let [x, v] = [8, 0]
  for (let update = 0; update < 2000; update++) {
    v = alpha * v - 0.05 * slope(x)
    x += v
  }
  console.log('momentum', alpha, 'ends at', x)
}`,
  related: ['gradient-descent-stays-in-its-basin'],
})
