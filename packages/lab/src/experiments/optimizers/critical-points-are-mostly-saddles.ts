import type { RandomKey } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, below, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

/** For n = 1, 2, 3 (Dean & Majumdar 2008, Physical Review E 77). */
const closedForms = [1 / 2, (2 - Math.SQRT2) / 4, (Math.PI - 2 * Math.SQRT2) / (4 * Math.PI)]

export const criticalPointsAreMostlySaddles = defineExperiment({
  id: 'critical-points-are-mostly-saddles',
  family: 'optimizers',
  catalogue: ['O21'],
  sources: ['S4'],
  title: {
    en: 'In many dimensions critical points are mostly saddles',
    ko: '고차원에서 임계점은 대부분 안장점이다',
  },
  claim: {
    en: 'In many dimensions nearly all points without gradient are saddle points: that all axes curve the same way is improbable, and the probability goes to 0.',
    ko: '고차원에서 기울기가 0인 점은 거의 모두 안장점입니다. 모든 축이 같은 방향으로 휘어 있을 확률은 매우 낮고 0에 가까워집니다.',
  },
  correction: {
    en: 'A minimum needs all axes convex, not concave. For random curvature (GOE) that is even rarer than 2⁻ⁿ, since the axes do not bend independently of each other.',
    ko: '극소점이 되려면 모든 축이 오목이 아니라 아래로 볼록이어야 합니다. 곡률이 무작위일 때(GOE)는 축들이 서로 독립이 아니어서 2⁻ⁿ보다도 드뭅니다.',
  },
  paper: 'Dauphin et al. 2014, arXiv:1406.2572; Bray & Dean 2007, Physical Review Letters 98',
  settings: { dimensions: [1, 2, 3, 4, 5, 6], matrices: 20_000 },
  seeds: 10,
  async measure({ settings: { dimensions, matrices }, key }) {
    return dimensions.map((size) => {
      let [minima, saddles] = [0, 0]
      for (let each = 0; each < matrices; each++) {
        const matrix = randomSymmetric(key.child(`${size}.${each}`), size)
        const isMinimum = isPositiveDefinite(matrix)
        if (isMinimum) minima++
        else if (!isPositiveDefinite(matrix.map((row) => row.map((value) => -value)))) saddles++
      }
      return { minima: minima / matrices, saddles: saddles / matrices }
    })
  },
  rule: {
    words: {
      en: 'The share of minima agrees with the closed forms for 1, 2 and 3 dimensions (± 0.005), falls below 2⁻ⁿ from 2 dimensions on, and in 6 dimensions more than 0.99 of the points are saddles.',
      ko: '극소점의 비율이 1, 2, 3차원의 닫힌 식과 맞고 (± 0.005), 2차원부터 2⁻ⁿ보다 작으며, 6차원에서는 0.99가 넘는 점이 안장점입니다.',
    },
    judge(seeds, { dimensions }) {
      const minima = (place: number) => bootstrap(seeds.map((rows) => rows[place]?.minima ?? 0))
      const saddles = mean(seeds.map((rows) => rows.at(-1)?.saddles ?? 0))
      return judge([
        ...closedForms.map((expected, place) =>
          check(
            { en: `share of minima, n = ${place + 1}`, ko: `극소점의 비율, n = ${place + 1}` },
            minima(place),
            about(expected, 0.005),
          ),
        ),
        ...dimensions.flatMap((size, place) =>
          size < 2
            ? []
            : [
                check(
                  { en: `share of minima × 2ⁿ, n = ${size}`, ko: `극소점의 비율 × 2ⁿ, n = ${size}` },
                  scaledBy(minima(place), 2 ** size),
                  below(1),
                ),
              ],
        ),
        check(
          { en: 'share of points that are no saddles, n = 6', ko: '안장점이 아닌 점의 비율, n = 6' },
          exactly(1 - saddles),
          below(0.01),
        ),
      ])
    },
  },
  figures: (seeds, { dimensions }) => [
    {
      name: 'share',
      caption: {
        en: 'Share of minima among random critical points (symmetric Gaussian matrices as their curvature).',
        ko: '무작위 임계점 중 극소점의 비율 (곡률은 대칭 가우스 행렬).',
      },
      drawing: lineChart({
        x: { title: { en: 'dimensions n', ko: '차원 n' } },
        y: { title: { en: 'share of minima', ko: '극소점의 비율' }, scale: 'log' },
        series: [
          {
            name: { en: 'measured', ko: '측정' },
            draw: 'both',
            points: dimensions.map((size, place) => [
              size,
              mean(seeds.map((rows) => rows[place]?.minima ?? 0)),
            ]),
          },
          { name: '2⁻ⁿ', draw: 'both', points: dimensions.map((size) => [size, 2 ** -size]) },
        ],
      }),
    },
  ],
  code: `import { classifyCriticalPoint, matmul, RandomKey, randomNormal, randomSource, reshape, sum, tensor, transpose, add, mul } from 'regimen'

const kinds: Record<string, number> = {}
for (let point = 0; point < 100; point++) {
  const entries = randomNormal(randomSource(RandomKey.fromSeed(point)), [4, 4])
  const curvature = add(entries, transpose(entries))
  const { kind } = classifyCriticalPoint((x) => sum(mul(reshape(x, [4]), reshape(matmul(curvature, reshape(x, [4, 1])), [4]))), tensor([0, 0, 0, 0]))
  kinds[kind] = (kinds[kind] ?? 0) + 1
}
console.log('of 100 random critical points in four dimensions:', kinds.saddle, 'saddles,', kinds.minimum ?? 0, 'minima')`,
  related: ['sgd-zigzags-in-narrow-valleys'],
})

/** (A + Aᵀ)/2 of a matrix of standard normal numbers. */
function randomSymmetric(key: RandomKey, size: number): number[][] {
  const entries = normals(key, size * size)
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => {
      return ((entries[row * size + column] ?? 0) + (entries[column * size + row] ?? 0)) / 2
    }),
  )
}

/** By elimination: all pivots are above 0 (Sylvester). */
function isPositiveDefinite(matrix: readonly (readonly number[])[]): boolean {
  let rest = matrix.map((row) => [...row])
  while (rest.length > 0) {
    const [[pivot = 0, ...first] = [], ...others] = rest
    if (pivot <= 0) return false
    rest = others.map(([factor = 0, ...row]) =>
      row.map((value, column) => value - (factor / pivot) * (first[column] ?? 0)),
    )
  }
  return true
}

function scaledBy(estimate: ReturnType<typeof bootstrap>, factor: number): ReturnType<typeof bootstrap> {
  const { value, low, high, count } = estimate
  return { value: value * factor, low: low * factor, high: high * factor, count }
}
