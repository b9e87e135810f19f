import {
  add,
  matmul,
  mean as meanOf,
  minimize,
  mul,
  type RandomKey,
  reshape,
  softplus,
  sub,
  sum,
  type Tensor,
  tensor,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { grid, lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { above, below, bootstrap, check, exactly, judge, mean, median } from '../../statistics/index.ts'

export const newtonTakesFewDearSteps = defineExperiment({
  id: 'newton-takes-few-dear-steps',
  family: 'optimizers',
  catalogue: ['O28', 'O27'],
  sources: ['S1'],
  title: { en: 'Newton takes few steps, and dear ones', ko: '뉴턴법은 걸음이 적지만 비싸다' },
  claim: {
    en: 'Newton’s method takes a faster path to the minimum than gradient descent, but each of its steps costs more.',
    ko: '뉴턴법은 경사 하강법보다 더 빠른 경로로 최솟값에 가지만, 한 걸음의 비용이 더 큽니다.',
  },
  paper: 'Nocedal & Wright 2006, Numerical Optimization, chapters 3 and 6',
  changed: {
    en: 'The note names no problem. Logistic regression on 1000 rows with m features, whose sizes range from 1 to 1/10, and weight decay 10⁻³; both methods with line search, until no element of the gradient is above 10⁻³. What compiling takes is not counted.',
    ko: '노트는 문제를 정하지 않았습니다. 특성 m개(크기 1에서 1/10)와 1000행의 로지스틱 회귀, 가중치 감소 10⁻³. 두 방법 모두 직선 탐색을 하며, 기울기의 모든 성분이 10⁻³ 이하가 될 때까지 갑니다. 컴파일 시간은 세지 않습니다.',
  },
  settings: { sizes: [10, 30, 100, 300, 500], rows: 1000, penalty: 1e-3, tolerance: 1e-3 },
  quickSettings: { sizes: [10, 30, 100, 300] },
  seeds: 5,
  timing: true,
  async measure({ settings: { sizes, rows, penalty, tolerance }, key }) {
    return sizes.map((size) => {
      const fn = logisticLoss(key.child(size), size, rows, penalty)
      const start = tensor(new Float32Array(size), [size])
      const run = (method: 'newton' | 'gradientDescent') => {
        const options = { method, gradientTolerance: tolerance, maxIterations: 3000 }
        const { iterations, value } = minimize(fn, start, options)
        return { iterations, value, perStep: secondsPerStep(fn, start, method) }
      }
      return { newton: run('newton'), descent: run('gradientDescent') }
    })
  },
  rule: {
    words: {
      en: 'For every m Newton needs fewer than half the steps of gradient descent, and for the largest m a step takes more than 10 times as long. From which m on gradient descent is faster on the whole is reported.',
      ko: '모든 m에서 뉴턴법의 걸음 수가 경사 하강법의 절반보다 적고, 가장 큰 m에서는 한 걸음이 10배보다 오래 걸립니다. 경사 하강법이 전체로 더 빨라지는 m은 함께 보고합니다.',
    },
    judge(seeds, { sizes }) {
      const ratio = (at: number, of: 'iterations' | 'perStep') =>
        bootstrap(seeds.map((rows) => (rows[at]?.newton[of] ?? 0) / (rows[at]?.descent[of] ?? 1)))
      return judge([
        ...sizes.map((size, at) =>
          check(
            {
              en: `steps, Newton ÷ gradient descent, m = ${size}`,
              ko: `걸음 수, 뉴턴법 ÷ 경사 하강법, m = ${size}`,
            },
            ratio(at, 'iterations'),
            below(0.5),
          ),
        ),
        check(
          {
            en: 'time of a step, Newton ÷ gradient descent, largest m',
            ko: '한 걸음의 시간, 뉴턴법 ÷ 경사 하강법, 가장 큰 m',
          },
          ratio(sizes.length - 1, 'perStep'),
          above(10),
        ),
      ])
    },
  },
  figures: (seeds, { sizes }) => {
    const panel = (title: { en: string; ko: string }, of: (run: Run) => number) =>
      lineChart({
        width: 380,
        height: 300,
        x: { title: { en: 'parameters m', ko: '파라미터 수 m' }, scale: 'log' },
        y: { title, scale: 'log' },
        series: (['newton', 'descent'] as const).map((method) => ({
          name:
            method === 'newton'
              ? { en: 'Newton', ko: '뉴턴법' }
              : { en: 'gradient descent', ko: '경사 하강법' },
          draw: 'both' as const,
          points: sizes.map((size, at): [number, number] => [
            size,
            mean(seeds.flatMap((rows) => rows[at]?.[method] ?? []).map(of)),
          ]),
        })),
      })
    return [
      {
        name: 'cost',
        caption: {
          en: 'Steps to the minimum of a logistic regression, and the time to get there (mean over the seeds).',
          ko: '로지스틱 회귀의 최솟값까지의 걸음 수와 걸린 시간(시드에 대한 평균).',
        },
        drawing: grid(
          [
            panel({ en: 'steps', ko: '걸음 수' }, ({ iterations }) => iterations),
            panel({ en: 'time to the minimum (s)', ko: '최솟값까지의 시간 (초)' }, totalOf),
          ],
          2,
        ),
      },
    ]
  },
  numbers: (seeds, { sizes }) => [
    {
      words: {
        en: 'smallest measured m from which on gradient descent is faster on the whole (∞: none)',
        ko: '경사 하강법이 전체로 더 빨라지는 가장 작은 m (∞: 없음)',
      },
      estimate: exactly(crossover(seeds, sizes)),
    },
    ...sizes.map((size, at) => ({
      words: {
        en: `time of a step, Newton ÷ gradient descent, m = ${size}`,
        ko: `한 걸음의 시간, 뉴턴법 ÷ 경사 하강법, m = ${size}`,
      },
      estimate: bootstrap(
        seeds.map((rows) => (rows[at]?.newton.perStep ?? 0) / (rows[at]?.descent.perStep ?? 1)),
      ),
    })),
  ],
  code: `import { add, minimize, mul, scalar, sub, type Tensor } from 'regimen'

type Point = { x: Tensor; y: Tensor }
const rosenbrock = ({ x, y }: Point) => {
  const [left, up] = [sub(1, x), sub(y, mul(x, x))]
  return add(mul(left, left), mul(100, mul(up, up)))
}
for (const method of ['newton', 'gradientDescent'] as const) {
  const start = { x: scalar(-1.2, 'float32'), y: scalar(1, 'float32') }
  const { iterations, evaluations, value } = minimize(rosenbrock, start, { method, maxIterations: 5000 })
  console.log(method, iterations, 'steps', JSON.stringify(evaluations), 'value', value)
}`,
  related: ['inverting-a-matrix-costs-its-cube', 'second-order-taylor-is-locally-exact'],
})

/** Of steps that do not end at the minimum, less a run of one step, which has the compiling in it; medians of three. */
function secondsPerStep(
  fn: (w: Tensor) => Tensor,
  start: Tensor,
  method: 'newton' | 'gradientDescent',
): number {
  const timed = (maxIterations: number) => {
    const began = performance.now()
    const { iterations } = minimize(fn, start, { method, gradientTolerance: 0, maxIterations })
    return { iterations, seconds: (performance.now() - began) / 1000 }
  }
  const rounds = Array.from({ length: 3 }, () => ({
    one: timed(1),
    many: timed(method === 'newton' ? 4 : 100),
  }))
  const steps = (rounds[0]?.many.iterations ?? 2) - 1
  const [one, many] = [rounds.map((round) => round.one.seconds), rounds.map((round) => round.many.seconds)]
  // Below the clock's reach it counts as a microsecond.
  return Math.max(1e-6, (median(many) - median(one)) / steps)
}

interface Run {
  readonly iterations: number
  readonly perStep: number
}

function totalOf({ iterations, perStep }: Run): number {
  return iterations * perStep
}

function crossover(
  seeds: readonly (readonly { readonly newton: Run; readonly descent: Run }[])[],
  sizes: readonly number[],
): number {
  const faster = sizes.map((_, at) => {
    const mine = (method: 'newton' | 'descent') =>
      mean(seeds.flatMap((rows) => rows[at]?.[method] ?? []).map(totalOf))
    return mine('descent') < mine('newton')
  })
  const last = faster.lastIndexOf(false)
  return sizes[last + 1] ?? Number.POSITIVE_INFINITY
}

/** Mean of ln(1 + e^z) − y·z over rows whose classes follow weights of their own, and ½λ‖w‖². */
function logisticLoss(key: RandomKey, size: number, rows: number, penalty: number): (w: Tensor) => Tensor {
  const truth = normals(key.child('truth'), size)
  const drawn = normals(key.child('inputs'), rows * size)
  const inputs = drawn.map((value, index) => value * 10 ** (-(index % size) / Math.max(1, size - 1)))
  const guesses = key.child('classes').uniform(rows)
  const classes = Float32Array.from({ length: rows }, (_, row) => {
    let z = 0
    for (let at = 0; at < size; at++)
      z += ((truth[at] ?? 0) * (inputs[row * size + at] ?? 0) * 3) / Math.sqrt(size)
    return (guesses[row] ?? 0) < 1 / (1 + Math.exp(-z)) ? 1 : 0
  })
  const [x, y] = [tensor(Float32Array.from(inputs), [rows, size]), tensor(classes, [rows, 1])]
  return (w) => {
    const z = matmul(x, reshape(w, [size, 1]))
    return add(meanOf(sub(softplus(z), mul(y, z))), mul(sum(mul(w, w)), penalty / 2))
  }
}
