import {
  add,
  classifyCriticalPoint,
  matmul,
  minimize,
  mul,
  type RandomKey,
  referenceBackend,
  reshape,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { contour, grid } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, below, bootstrap, check, exactly, judge } from '../../statistics/index.ts'

export const curvatureTellsValleysFromHills = defineExperiment({
  id: 'curvature-tells-valleys-from-hills',
  family: 'optimizers',
  catalogue: ['O26', 'O20'],
  sources: ['S1', 'S4'],
  title: { en: 'The curvature tells valleys from hills', ko: '곡률은 골짜기와 언덕을 구분한다' },
  claim: {
    en: 'The second derivative says whether a function is convex or concave at a point: a point without gradient is a minimum, a maximum or a saddle by its sign. A parabola laid through the function there leads to its lowest point.',
    ko: '이차 미분은 함수가 그 점에서 볼록한지 오목한지 알려 줍니다. 기울기가 0인 점은 그 부호에 따라 극소점, 극대점, 안장점입니다. 그곳에 맞춘 포물선을 따라가면 가장 낮은 점에 이릅니다.',
  },
  settings: { functions: 40, dimensions: 3, midpoints: 200 },
  seeds: 5,
  async measure({ settings: { functions, dimensions, midpoints }, key }) {
    return withBackend(referenceBackend, () => {
      let [agree, steps] = [0, 0]
      for (let each = 0; each < functions; each++) {
        const own = key.child(each)
        const { curvature, value } = quadratic(own, dimensions, each % 4)
        const { kind } = classifyCriticalPoint(
          (x: Tensor) => quadraticAt(curvature, x),
          tensor(new Float64Array(dimensions), [dimensions]),
        )
        if (kind === sampledKind(own.child('midpoints'), dimensions, midpoints, value)) agree++
        if (kind !== 'minimum') continue
        const start = tensor(normals(own.child('start'), dimensions), [dimensions])
        const { iterations } = minimize((x: Tensor) => quadraticAt(curvature, x), start, { method: 'newton' })
        steps = Math.max(steps, iterations)
      }
      const monkey = (x: Tensor) => monkeySaddle(x)
      const { kind } = classifyCriticalPoint(monkey, tensor([0, 0]))
      return { agreement: agree / functions, steps, degenerate: kind === 'degenerate' }
    })
  },
  rule: {
    words: {
      en: 'For all of 200 random quadratics the sign of the Hessian agrees with a test that knows no derivative (values at midpoints against the means of values at the ends); Newton’s step, the lowest point of the fitted parabola, reaches the minimum at once; the monkey saddle, whose curvature is 0, is called degenerate.',
      ko: '무작위 이차함수 200개 모두에서 헤시안의 부호가 미분을 모르는 검사(중점의 값과 양 끝 값의 평균 비교)와 일치하고, 맞춘 포물선의 가장 낮은 점인 뉴턴 걸음은 한 번에 극소점에 이르며, 곡률이 0인 원숭이 안장은 퇴화로 판정됩니다.',
    },
    judge(seeds) {
      return judge([
        check(
          { en: 'agreement of Hessian and midpoint test', ko: '헤시안과 중점 검사의 일치' },
          bootstrap(seeds.map(({ agreement }) => agreement)),
          about(1, 0),
        ),
        check(
          { en: 'most Newton steps to a minimum', ko: '극소점까지의 뉴턴 걸음 수의 최댓값' },
          exactly(Math.max(...seeds.map(({ steps }) => steps))),
          below(1.5),
        ),
        check(
          { en: 'the monkey saddle is degenerate', ko: '원숭이 안장은 퇴화' },
          exactly(seeds.every(({ degenerate }) => degenerate) ? 1 : 0),
          about(1, 0),
        ),
      ])
    },
  },
  figures: () => [
    {
      name: 'surfaces',
      caption: {
        en: 'Lines of equal height about a minimum, a saddle, and the monkey saddle x³ − 3xy², whose curvature at the centre is 0.',
        ko: '극소점, 안장점, 그리고 가운데의 곡률이 0인 원숭이 안장 x³ − 3xy² 둘레의 등고선.',
      },
      drawing: grid(
        [
          { title: { en: 'minimum', ko: '극소점' }, surface: (x: number, y: number) => x * x + y * y },
          { title: { en: 'saddle', ko: '안장점' }, surface: (x: number, y: number) => x * x - y * y },
          {
            title: { en: 'monkey saddle', ko: '원숭이 안장' },
            surface: (x: number, y: number) => x ** 3 - 3 * x * y * y,
          },
        ].map(({ title, surface }) =>
          contour({
            title,
            width: 260,
            height: 240,
            x: { title: 'x', from: -1, to: 1 },
            y: { title: 'y', from: -1, to: 1 },
            surface,
            levels: [-0.8, -0.4, -0.1, 0, 0.1, 0.4, 0.8],
            paths: [],
          }),
        ),
        3,
      ),
    },
  ],
  code: `import { classifyCriticalPoint, mul, sum, type Tensor, tensor } from 'regimen'

for (const bends of [[1, 2], [1, -2], [-1, -2], [1, 0]]) {
  const surface = (x: Tensor) => sum(mul(mul(x, x), tensor(bends)))
  const { kind } = classifyCriticalPoint(surface, tensor([0, 0]))
  console.log('curvatures', bends.join(' and '), 'make a', kind)
}`,
  related: ['critical-points-are-mostly-saddles'],
})

/** xᵀAx, A symmetric; of four in a row one is made convex and one concave, for at random few are. */
function quadratic(key: RandomKey, size: number, turn: number) {
  const entries = normals(key.child('entries'), size * size)
  const bent = turn === 0 ? 5 : turn === 1 ? -5 : 0
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => {
      const both = (entries[row * size + column] ?? 0) + (entries[column * size + row] ?? 0)
      return both / 2 + (row === column ? bent : 0)
    }),
  )
  const value = (x: readonly number[]) =>
    rows.reduce(
      (sum, row, i) => sum + row.reduce((inner, a, j) => inner + a * (x[i] ?? 0) * (x[j] ?? 0), 0),
      0,
    )
  return { curvature: tensor(rows), value }
}

function quadraticAt(curvature: Tensor, x: Tensor): Tensor {
  return sum(mul(reshape(x, [x.size, 1]), matmul(curvature, reshape(x, [x.size, 1]))))
}

/** x³ − 3xy². */
function monkeySaddle(point: Tensor): Tensor {
  const [x, y] = [mul(point, tensor([1, 0])), mul(point, tensor([0, 1]))]
  const [a, b] = [sum(x), sum(y)]
  return add(mul(a, mul(a, a)), mul(mul(a, mul(b, b)), -3))
}

/** Below the mean of its ends at every midpoint: convex, so that the centre is a minimum. Above: a maximum. */
function sampledKind(
  key: RandomKey,
  size: number,
  count: number,
  value: (x: readonly number[]) => number,
): string {
  let [below, above] = [0, 0]
  for (let each = 0; each < count; each++) {
    const [from, to] = ['from', 'to'].map((name) => [...normals(key.child(`${name}.${each}`), size)])
    const middle = (from ?? []).map((x, axis) => (x + (to?.[axis] ?? 0)) / 2)
    if (value(middle) < (value(from ?? []) + value(to ?? [])) / 2) below++
    else above++
  }
  if (above === 0) return 'minimum'
  return below === 0 ? 'maximum' : 'saddle'
}
