import {
  add,
  compile,
  crossEntropy,
  matmul,
  mul,
  Program,
  RegimenError,
  relu,
  sub,
  type Tensor,
  tensor,
  valueAndGradient,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { barChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import {
  about,
  above,
  below,
  bootstrap,
  check,
  exactly,
  judge,
  mean,
  median,
} from '../../statistics/index.ts'

type Weights = { readonly first: Tensor; readonly second: Tensor }

export const compiledProgramsGiveTheSameNumbers = defineExperiment({
  id: 'compiled-programs-give-the-same-numbers',
  family: 'foundations',
  catalogue: ['F15'],
  sources: ['S4'],
  title: { en: 'Define-and-run and define-by-run', ko: 'Define-and-Run과 Define-by-Run' },
  claim: {
    en: 'A graph that is defined first and then run (TensorFlow) can be optimized and is faster, but is hard to debug; a graph that is defined by running (PyTorch) is easy to debug and may branch on data, but is slower at first.',
    ko: '먼저 정의하고 실행하는 그래프(TensorFlow)는 최적화할 수 있고 빠르지만 디버깅이 어렵고, 실행하면서 정의되는 그래프(PyTorch)는 디버깅이 쉽고 데이터에 따라 갈라질 수 있지만 처음에는 느립니다.',
  },
  correction: {
    en: 'The same program can be run both ways, with the same numbers (TensorFlow 2 and torch.compile do so too). Compiled, it is faster and cannot branch on values; but an error in it names the line of the program just as well, for tracing runs that line.',
    ko: '같은 프로그램을 두 방식으로 실행할 수 있고 결과도 같습니다 (TensorFlow 2와 torch.compile도 그렇습니다). 컴파일하면 빠르고 값에 따라 갈라질 수 없지만, 오류는 똑같이 프로그램의 줄을 알려 줍니다. 추적할 때 그 줄이 실행되기 때문입니다.',
  },
  paper: 'Abadi et al. 2016 (TensorFlow); Paszke et al. 2019 (PyTorch); Tokui et al. 2015 (Chainer)',
  settings: { network: [64, 50, 10], batch: 32, updates: 5, repetitions: 60 },
  seeds: 5,
  timing: true,
  async measure({ settings, key }) {
    const { network, batch, updates, repetitions } = settings
    const [inputs = 64, hidden = 50, classes = 10] = network
    const matrix = (name: string, rows: number, columns: number) =>
      tensor(
        normals(key.child(name), rows * columns).map((value) => 0.2 * value),
        [rows, columns],
      )
    const x = matrix('inputs', batch, inputs)
    const targets = tensor(
      key
        .child('classes')
        .uniform(batch)
        .map((value) => Math.floor(value * classes)),
      [batch],
      'int32',
    )
    const start: Weights = {
      first: matrix('first', inputs, hidden),
      second: matrix('second', hidden, classes),
    }
    const step = (weights: Weights): Weights => {
      const { gradient } = valueAndGradient(
        (w: Weights) => crossEntropy(matmul(relu(matmul(x, w.first)), w.second), targets),
        weights,
      )
      return {
        first: sub(weights.first, mul(gradient.first, 0.1)),
        second: sub(weights.second, mul(gradient.second, 0.1)),
      }
    }
    const compiled = compile(step)
    const run = (one: (weights: Weights) => Weights) => {
      let weights = start
      for (let update = 0; update < updates; update++) weights = one(weights)
      return [...weights.first.data(), ...weights.second.data()]
    }
    const [eager, replayed] = [run(step), run(compiled)]
    const { passes } = new Program({}).explain(
      (_: object, weights: Weights) => ({ result: step(weights) }),
      start,
    )
    return {
      difference: Math.max(...eager.map((value, index) => Math.abs(value - (replayed[index] ?? 0)))),
      traced: passes.traced,
      simplified: passes.simplified,
      kernels: passes.kernels,
      eagerMilliseconds: millisecondsOf(() => run(step), repetitions),
      compiledMilliseconds: millisecondsOf(() => run(compiled), repetitions),
      halvings: halvingsUntilBelowOne(tensor(100)).item(),
      compiledLoop: codeOf(() => compile(halvingsUntilBelowOne)(tensor(100))),
      eagerNamesLine: namesLine(() => doesNotFit(tensor([[1, 2]]))),
      compiledNamesLine: namesLine(() => compile(doesNotFit)(tensor([[1, 2]]))),
    }
  },
  rule: {
    words: {
      en: 'The claim needs: compiled faster, fewer operations after optimization, the loop that depends on data only without compiling, and the line of an error only there too. Corrected: all but the last, which both name; and equal numbers (10⁻⁶).',
      ko: '주장에는 다음이 필요합니다: 컴파일한 쪽이 빠르고, 최적화 뒤 연산이 줄고, 데이터에 따른 반복문은 컴파일하지 않을 때만 되고, 오류의 줄도 그때만 알 수 있음. 바로잡은 형태: 마지막만 빼고 모두 맞고, 오류의 줄은 둘 다 알려 주며, 결과는 같습니다 (10⁻⁶).',
    },
    judge(seeds) {
      const share = (of: (seed: (typeof seeds)[number]) => boolean) =>
        exactly(mean(seeds.map((seed) => (of(seed) ? 1 : 0))))
      const common = [
        check(
          { en: 'time, eager ÷ compiled', ko: '시간, 즉시 실행 ÷ 컴파일' },
          bootstrap(seeds.map((seed) => seed.eagerMilliseconds / seed.compiledMilliseconds)),
          above(1),
        ),
        check(
          { en: 'kernels that run ÷ operations written', ko: '실행되는 커널 ÷ 쓰인 연산' },
          exactly(mean(seeds.map((seed) => seed.kernels / seed.traced))),
          below(1),
        ),
        check(
          {
            en: 'the loop on data runs eagerly: halvings of 100 to below 1',
            ko: '데이터에 따른 반복문의 즉시 실행: 100을 1보다 작아질 때까지 반으로 나눈 횟수',
          },
          exactly(mean(seeds.map(({ halvings }) => halvings))),
          about(7, 0),
        ),
        check(
          { en: 'the same loop compiled is refused', ko: '같은 반복문의 컴파일은 거절됨' },
          share(({ compiledLoop }) => compiledLoop === 'value-of-traced'),
          about(1, 0),
        ),
        check(
          { en: 'eager errors name the line', ko: '즉시 실행의 오류가 줄을 알려 줌' },
          share((seed) => seed.eagerNamesLine),
          about(1, 0),
        ),
      ]
      const words = { en: 'compiled errors name the line', ko: '컴파일한 프로그램의 오류가 줄을 알려 줌' }
      const named = share((seed) => seed.compiledNamesLine)
      const difference = check(
        { en: 'largest difference of a weight after 5 updates', ko: '5번 갱신한 뒤 가중치의 가장 큰 차이' },
        exactly(Math.max(...seeds.map((seed) => seed.difference))),
        below(1e-6),
      )
      return judge(
        [...common, check(words, named, about(0, 0))],
        [...common, difference, check(words, named, about(1, 0))],
      )
    },
  },
  numbers: (seeds) => [
    { words: { en: 'operations as written', ko: '쓰인 연산' }, estimate: exactly(seeds[0]?.traced ?? 0) },
    {
      words: { en: 'operations after simplification', ko: '단순화한 뒤의 연산' },
      estimate: exactly(seeds[0]?.simplified ?? 0),
    },
    {
      words: { en: 'kernels after fusion', ko: '융합한 뒤의 커널' },
      estimate: exactly(seeds[0]?.kernels ?? 0),
    },
  ],
  figures: (seeds) => [
    {
      name: 'time',
      caption: {
        en: 'Time of five updates of a small network (median of 60), run operation by operation and as one compiled program.',
        ko: '작은 신경망을 5번 갱신하는 시간 (60번의 중앙값): 연산 하나씩 실행할 때와 컴파일한 프로그램 하나로 실행할 때.',
      },
      drawing: barChart({
        x: {
          title: { en: 'way to run', ko: '실행 방식' },
          categories: [
            { en: 'define-by-run', ko: '즉시 실행' },
            { en: 'define-and-run', ko: '컴파일' },
          ],
        },
        y: { title: { en: 'time (ms)', ko: '시간 (ms)' } },
        groups: [
          {
            name: { en: 'time', ko: '시간' },
            values: [
              bootstrap(seeds.map((seed) => seed.eagerMilliseconds)),
              bootstrap(seeds.map((seed) => seed.compiledMilliseconds)),
            ],
          },
        ],
      }),
    },
  ],
  code: `import { compile, mul, type Tensor, tensor } from 'regimen'

const cube = (x: Tensor) => mul(mul(x, x), x)
console.log('eager', cube(tensor(1.1)).item(), 'compiled', compile(cube)(tensor(1.1)).item())
const untilSmall = (x: Tensor): Tensor => (x.item() < 1 ? x : untilSmall(mul(x, 0.5)))
console.log('a loop on data, eager:', untilSmall(tensor(100)).item())
try {
  compile(untilSmall)(tensor(100))
} catch (error) {
  console.log('compiled:', error instanceof Error ? error.message : error)
}`,
  related: [],
})

/** How often depends on the value. */
function halvingsUntilBelowOne(start: Tensor): Tensor {
  let [x, count] = [start, tensor(0)]
  while (x.item() >= 1) {
    x = mul(x, 0.5)
    count = add(count, 1)
  }
  return count
}

/** A product of matrices that do not fit, in a function whose name a stack can show. */
function doesNotFit(x: Tensor): Tensor {
  return matmul(x, tensor([[1, 2, 3]]))
}

function codeOf(run: () => unknown): string {
  try {
    run()
    return 'none'
  } catch (error) {
    return error instanceof RegimenError ? error.code : String(error)
  }
}

function namesLine(run: () => unknown): boolean {
  try {
    run()
    return false
  } catch (error) {
    return error instanceof Error && /doesNotFit.*:\d+:\d+/.test(error.stack ?? '')
  }
}

function millisecondsOf(run: () => unknown, repetitions: number): number {
  for (let warm = 0; warm < 10; warm++) run()
  const times = Array.from({ length: repetitions }, () => {
    const started = performance.now()
    run()
    return performance.now() - started
  })
  return median(times)
}
