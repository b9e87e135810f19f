import {
  add,
  classifyCriticalPoint,
  concatenate,
  crossEntropy,
  gradient,
  leastSquares,
  leavesOf,
  matmul,
  minimize,
  mul,
  RandomKey,
  referenceBackend,
  reshape,
  sum,
  type Tensor,
  tanh,
  tensor,
  withBackend,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { above, bootstrap, check, judge, rankCorrelation, share } from '../../statistics/index.ts'

export const highLossCriticalPointsBendDownMore = defineExperiment({
  id: 'high-loss-critical-points-bend-down-more',
  family: 'optimizers',
  catalogue: ['O21'],
  sources: ['S4'],
  title: {
    en: 'Critical points of a network: the higher, the more they bend down',
    ko: '신경망의 임계점: 손실이 높을수록 아래로 휜 방향이 많다',
  },
  claim: {
    en: 'In the many dimensions of a network nearly all points without gradient are saddle points. Those with a high loss have the most directions that bend down; what is left at the bottom are minima.',
    ko: '차원이 높은 신경망에서 기울기가 0인 점은 거의 모두 안장점입니다. 손실이 높을수록 아래로 휜 방향이 많고, 바닥에는 극소점이 남습니다.',
  },
  paper: 'Dauphin et al. 2014, arXiv:1406.2572; Bray & Dean 2007, Physical Review Letters 98',
  changed: {
    en: 'The note names no network, and its second sentence is the paper’s. 30 irises, one tanh layer of 4 units, 35 parameters, weight decay 10⁻³; in float64. Critical points are found by least squares on ∇J (Levenberg–Marquardt) from random weights and from weights after 3 to 100 steps of gradient descent; what does not come to ‖∇J‖∞ < 10⁻⁵ is left out.',
    ko: '노트는 신경망을 정하지 않았고, 둘째 문장은 논문의 것입니다. 붓꽃 30송이, 뉴런 4개의 tanh 층 하나, 파라미터 35개, 가중치 감소 10⁻³, float64. 무작위 가중치와 경사 하강법으로 3에서 100걸음 움직인 가중치에서 ∇J의 최소 제곱(Levenberg–Marquardt)으로 임계점을 찾고, ‖∇J‖∞ < 10⁻⁵에 이르지 못한 것은 뺍니다.',
  },
  settings: { hidden: 4, scales: [0.3, 1], steps: [0, 3, 10, 30, 100], penalty: 1e-3, iterations: 100 },
  quickSettings: { scales: [0.3], steps: [3, 30, 100] },
  seeds: 6,
  async measure({ settings, key }) {
    const { hidden, scales, steps, penalty, iterations } = settings
    return withBackend(referenceBackend, () => {
      const loss = lossOf(penalty)
      const slopes = (weights: Weights) =>
        concatenate(
          leavesOf(gradient(loss, weights)).map(({ tensor: each }) => reshape(each, [each.size])),
          0,
        )
      return scales.flatMap((scale) =>
        steps.flatMap((count) => {
          const start = weightsOf(key.child(`${scale}.${count}`), hidden, scale)
          const method = 'gradientDescent'
          const lowered = count === 0 ? start : minimize(loss, start, { method, maxIterations: count }).x
          const { x } = leastSquares(slopes, lowered, { maxIterations: iterations })
          const point = classifyCriticalPoint(loss, x, { gradientTolerance: Number.POSITIVE_INFINITY })
          if (!(point.gradientNorm < 1e-5)) return []
          const bent = point.eigenvalues.filter((each) => each < -1e-7).length
          return [{ loss: loss(x).item(), index: bent / point.eigenvalues.length, saddle: bent > 0 ? 1 : 0 }]
        }),
      )
    })
  },
  rule: {
    words: {
      en: 'Of the critical points of all seeds more than half bend down in some direction, and over the seeds the rank correlation of the loss with the share of directions that bend down is above 0.5.',
      ko: '모든 시드의 임계점 중 절반 넘게 아래로 휜 방향이 있고, 손실과 아래로 휜 방향의 비율의 순위 상관이 시드에 대해 0.5보다 큽니다.',
    },
    judge(seeds) {
      const points = seeds.flat()
      const correlations = seeds.flatMap((found) => {
        const of = rankCorrelation(
          found.map(({ loss }) => loss),
          found.map(({ index }) => index),
        )
        return Number.isFinite(of) ? [of] : []
      })
      return judge([
        check(
          {
            en: 'share of critical points that bend down somewhere',
            ko: '아래로 휜 방향이 있는 임계점의 비율',
          },
          share(points.filter(({ saddle }) => saddle === 1).length, points.length),
          above(0.5),
        ),
        check(
          {
            en: 'rank correlation, loss and share of directions that bend down',
            ko: '순위 상관, 손실과 아래로 휜 방향의 비율',
          },
          bootstrap(correlations),
          above(0.5),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'index',
      caption: {
        en: 'Each point is a critical point of the network: the share of its directions that bend down, and its loss.',
        ko: '점 하나가 신경망의 임계점 하나입니다. 아래로 휜 방향의 비율과 손실.',
      },
      drawing: lineChart({
        x: {
          title: { en: 'share of directions that bend down', ko: '아래로 휜 방향의 비율' },
          from: 0,
        },
        y: { title: { en: 'loss (nats, with weight decay)', ko: '손실 (nat, 가중치 감소 포함)' }, from: 0 },
        series: [
          {
            name: { en: 'critical points', ko: '임계점' },
            draw: 'points',
            points: seeds.flat().map(({ index, loss }): [number, number] => [index, loss]),
          },
        ],
      }),
    },
  ],
  numbers: (seeds) => [
    {
      words: { en: 'critical points found for a seed', ko: '시드마다 찾은 임계점 수' },
      estimate: bootstrap(seeds.map(({ length }) => length)),
    },
  ],
  code: `import { add, classifyCriticalPoint, gradient, minimize, mul, scalar, sub, type Tensor } from 'regimen'

type Weights = { first: Tensor; second: Tensor }
const loss = ({ first, second }: Weights) => {
  const error = sub(mul(first, second), 1)
  return add(mul(error, error), mul(0.1, add(mul(first, first), mul(second, second))))
}
const steepness = (weights: Weights) => {
  const { first, second } = gradient(loss, weights)
  return add(mul(first, first), mul(second, second))
}
for (const [a, b] of [[0.2, -0.1], [1.2, 0.6]] as const) {
  const { x } = minimize(steepness, { first: scalar(a, 'float32'), second: scalar(b, 'float32') })
  console.log(classifyCriticalPoint(loss, x, { gradientTolerance: 0.01 }).kind, 'with a loss of', loss(x).item())
}`,
  related: ['critical-points-are-mostly-saddles', 'wide-networks-end-alike'],
})

type Weights = {
  readonly first: Tensor
  readonly firstBias: Tensor
  readonly second: Tensor
  readonly secondBias: Tensor
}

function weightsOf(key: RandomKey, hidden: number, scale: number): Weights {
  const drawn = (name: string, rows: number, columns: number, deviation: number) =>
    tensor(
      normals(key.child(name), rows * columns).map((value) => value * deviation),
      [rows, columns],
    )
  return {
    first: drawn('first', 4, hidden, scale),
    firstBias: drawn('firstBias', 1, hidden, scale),
    second: drawn('second', hidden, 3, scale),
    secondBias: drawn('secondBias', 1, 3, scale),
  }
}

/** Cross-entropy over 30 irises, each feature with mean 0 and deviation about 1, and ½λ‖w‖². */
function lossOf(penalty: number): (weights: Weights) => Tensor {
  const { inputs, targets, size } = iris()
  const rows = RandomKey.fromSeed(0).child('irises').permutation(size).subarray(0, 30)
  const [means, deviations] = [
    [5.84, 3.06, 3.76, 1.2],
    [0.83, 0.44, 1.77, 0.76],
  ]
  const values = Array.from(rows, (row) =>
    means.map((centre, at) => ((inputs[4 * row + at] ?? 0) - centre) / (deviations[at] ?? 1)),
  )
  const x = tensor(values)
  const t = tensor(
    Int32Array.from(rows, (row) => targets[row] ?? 0),
    [30],
    'int32',
  )
  return (weights) => {
    const hidden = tanh(add(matmul(x, weights.first), weights.firstBias))
    const logits = add(matmul(hidden, weights.second), weights.secondBias)
    const norms = leavesOf(weights).map(({ tensor: each }) => sum(mul(each, each)))
    const norm = norms.reduce((total, each) => add(total, each))
    return add(crossEntropy(logits, t), mul(norm, penalty / 2))
  }
}
