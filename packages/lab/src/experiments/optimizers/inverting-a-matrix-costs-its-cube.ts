import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import {
  about,
  below,
  bootstrap,
  check,
  exactly,
  judge,
  mean,
  median,
  slope,
} from '../../statistics/index.ts'

export const invertingAMatrixCostsItsCube = defineExperiment({
  id: 'inverting-a-matrix-costs-its-cube',
  family: 'optimizers',
  catalogue: ['O29'],
  sources: ['S1'],
  title: {
    en: 'Inverting a Hessian costs the cube of its size',
    ko: '헤세 행렬의 역행렬은 크기의 세제곱이 든다',
  },
  claim: {
    en: 'The inverse of the Hessian of m parameters takes O(m³) computations, which is why Newton’s method is not used for large networks.',
    ko: '파라미터 m개의 헤세 행렬의 역행렬에는 O(m³)의 계산이 듭니다. 그래서 큰 신경망에는 뉴턴법을 쓰지 않습니다.',
  },
  paper: 'Golub & Van Loan 2013, Matrix Computations, section 3.2; Strassen 1969 (O(m^2.81) is possible)',
  settings: { sizes: [64, 128, 256, 512, 1024], from: 128, rounds: 3 },
  quickSettings: { sizes: [64, 128, 256, 512] },
  seeds: 5,
  timing: true,
  async measure({ settings: { sizes, rounds }, key }) {
    // Until the engine has compiled the loops in full, small sizes would look dear.
    const warm = hessianOf(key.child('warm'), 128)
    for (let round = 0; round < 40; round++) inverted(warm, 128)
    return sizes.map((size) => {
      const matrix = hessianOf(key.child(size), size)
      const times: number[] = []
      let result = { inverse: matrix, products: 0 }
      for (let round = 0; round < rounds; round++) {
        const start = performance.now()
        result = inverted(matrix, size)
        times.push((performance.now() - start) / 1000)
      }
      const { inverse, products } = result
      return { size, seconds: median(times), products, error: identityError(matrix, inverse, size) }
    })
  },
  rule: {
    words: {
      en: 'Inverting by elimination takes exactly m³ multiplications and divisions, the product with the inverse is the identity within 10⁻⁹, and the time grows with m with slope 3 ± 0.4 on log scales from m = 128 on.',
      ko: '소거법으로 역행렬을 구하는 데 곱셈과 나눗셈이 정확히 m³번 들고, 역행렬과의 곱은 10⁻⁹ 안에서 단위행렬이며, 시간은 m = 128부터 로그 눈금에서 기울기 3 ± 0.4로 늘어납니다.',
    },
    judge(seeds, { from }) {
      const slopes = seeds.map((all) => {
        const rows = all.filter(({ size }) => size >= from)
        return slope(
          rows.map(({ size }) => Math.log(size)),
          rows.map(({ seconds }) => Math.log(seconds)),
        )
      })
      const rows = seeds.flat()
      return judge([
        check(
          { en: 'multiplications and divisions ÷ m³', ko: '곱셈과 나눗셈 횟수 ÷ m³' },
          bootstrap(rows.map(({ size, products }) => products / size ** 3)),
          about(1, 0),
        ),
        check(
          { en: 'largest element of |H·H⁻¹ − 1|', ko: '|H·H⁻¹ − 1|의 가장 큰 원소' },
          exactly(Math.max(...rows.map(({ error }) => error))),
          below(1e-9),
        ),
        check(
          { en: 'slope of log time over log m', ko: 'log m에 대한 log 시간의 기울기' },
          bootstrap(slopes),
          about(3, 0.4),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'time',
      caption: {
        en: 'Time to invert a matrix of m × m, and a line of slope 3 through its middle.',
        ko: 'm × m 행렬의 역행렬을 구하는 시간, 그리고 가운데를 지나는 기울기 3의 선.',
      },
      drawing: lineChart({
        x: { title: { en: 'parameters m', ko: '파라미터 수 m' }, scale: 'log' },
        y: { title: { en: 'time (s)', ko: '시간 (초)' }, scale: 'log' },
        series: [
          { name: { en: 'measured', ko: '측정' }, draw: 'both', points: timesOf(seeds) },
          { name: 'm³', points: cubeThrough(timesOf(seeds)) },
        ],
      }),
    },
  ],
  code: `import { add, minimize, mul, sum, tensor, type Tensor } from 'regimen'

const bowl = (w: Tensor) => sum(mul(mul(w, w), add(mul(w, w), 1)))
for (const size of [64, 128, 256]) {
  const start = tensor(new Float32Array(size).fill(1), [size])
  minimize(bowl, start, { method: 'newton', maxIterations: 1 })
  const began = performance.now()
  const { iterations } = minimize(bowl, start, { method: 'newton', maxIterations: 5 })
  console.log(size, 'parameters:', (performance.now() - began) / iterations, 'ms per Newton step')
}`,
  related: ['newton-takes-few-dear-steps'],
})

type Times = readonly (readonly { readonly size: number; readonly seconds: number }[])[]

function timesOf(seeds: Times): [number, number][] {
  return (seeds[0] ?? []).map(({ size }, at) => [size, mean(seeds.map((rows) => rows[at]?.seconds ?? 0))])
}

function cubeThrough(points: readonly (readonly [number, number])[]): [number, number][] {
  const [size, seconds] = points[Math.floor(points.length / 2)] ?? [1, 1]
  return points.map(([at]) => [at, seconds * (at / size) ** 3])
}

/** Symmetric, all curvatures positive: AAᵀ/m + 1 of normal numbers, row by row. */
function hessianOf(key: Parameters<typeof normals>[0], size: number): Float64Array {
  const factor = normals(key, size * size)
  const matrix = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let total = row === column ? size : 0
      for (let at = 0; at < size; at++)
        total += (factor[row * size + at] ?? 0) * (factor[column * size + at] ?? 0)
      matrix[row * size + column] = total / size
      matrix[column * size + row] = total / size
    }
  }
  return matrix
}

/** By Gauss–Jordan elimination in place, without pivoting, which positive definite matrices do not need. */
function inverted(matrix: Float64Array, size: number): { inverse: Float64Array; products: number } {
  const inverse = matrix.slice()
  let products = 0
  for (let pivot = 0; pivot < size; pivot++) {
    const start = pivot * size
    const factor = 1 / (inverse[start + pivot] ?? 1)
    inverse[start + pivot] = 1
    for (let at = start; at < start + size; at++) inverse[at] = (inverse[at] ?? 0) * factor
    products += size
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue
      const shift = (row - pivot) * size
      const taken = inverse[row * size + pivot] ?? 0
      inverse[row * size + pivot] = 0
      for (let at = start; at < start + size; at++) {
        inverse[at + shift] = (inverse[at + shift] ?? 0) - taken * (inverse[at] ?? 0)
      }
      products += size
    }
  }
  return { inverse, products }
}

/** Over the first 20 rows: the product of all would take as long as the inverse. */
function identityError(matrix: Float64Array, inverse: Float64Array, size: number): number {
  let worst = 0
  for (let row = 0; row < Math.min(20, size); row++) {
    for (let column = 0; column < size; column++) {
      let total = row === column ? -1 : 0
      for (let at = 0; at < size; at++)
        total += (matrix[row * size + at] ?? 0) * (inverse[at * size + column] ?? 0)
      worst = Math.max(worst, Math.abs(total))
    }
  }
  return worst
}
