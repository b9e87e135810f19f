import {
  add,
  crossEntropy,
  matmul,
  mul,
  Program,
  type RandomKey,
  sampleRows,
  sub,
  type Tensor,
  tensor,
  valueAndGradient,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import type { Images } from '../../parts/images.ts'
import { normals } from '../../parts/random.ts'
import { thinned } from '../../parts/train-network.ts'
import { above, below, between, bootstrap, check, judge, mean, slope } from '../../statistics/index.ts'

/** A gradient costs at most so many evaluations of the function, whatever its dimension (Griewank & Walther 2008). */
const evaluationsPerGradient = 5
/** Part of the first value at which a search has arrived. */
const goal = 1e-6

export const gradientChangesSignNearTheBottom = defineExperiment({
  id: 'gradient-changes-sign-near-the-bottom',
  family: 'foundations',
  catalogue: ['F14'],
  sources: ['S4'],
  title: {
    en: 'A gradient’s sign, and whether one must use gradients',
    ko: '기울기의 부호, 그리고 꼭 기울기를 써야 하는가',
  },
  claim: {
    en: 'A positive gradient points uphill, a negative one downhill; in real training it swings about 0. Must one use gradients? (The note asks and does not answer: in many dimensions, yes.)',
    ko: '기울기가 양수이면 오르막, 음수이면 내리막이고, 실제 학습에서는 0을 중심으로 진동합니다. 꼭 기울기를 써야 할까요? (노트는 묻기만 하고 답하지 않습니다. 차원이 높으면 그렇습니다.)',
  },
  paper: 'Rechenberg 1973; Beyer 2001, The theory of evolution strategies; Griewank & Walther 2008',
  settings: {
    updates: 1500,
    batchSize: 32,
    learningRate: 0.1,
    biasStart: 3,
    dimensions: [2, 8, 32, 128],
    condition: 10,
  },
  data: 'digits',
  seeds: 10,
  async measure({ settings, key, images }) {
    const gradients = biasGradients(await images(), key, settings)
    const early = gradients.slice(0, 5)
    const late = gradients.slice(gradients.length / 2)
    return {
      curve: thinned(gradients, 300),
      early: early.filter((each) => each > 0).length / early.length,
      late: late.filter((each) => each > 0).length / late.length,
      withGradient: gradientEvaluations(settings.condition),
      without: settings.dimensions.map((size) =>
        evolutionEvaluations(key.child(size), size, settings.condition),
      ),
    }
  },
  rule: {
    words: {
      en: 'The gradient of one bias that starts too high is positive in more than 0.9 of the first 5 minibatches, and in the second half of the run in 0.2 to 0.8 of them. Without gradients (a (1+1) evolution strategy) the evaluations to reach a millionth of the first value of a quadratic grow with the dimension (slope on log scales above 0.5), to more than 10 times those of gradient descent in 128 dimensions, a gradient counted as 5 evaluations.',
      ko: '너무 높게 시작한 편향 하나의 기울기가 처음 미니배치 5개 중 0.9 넘게 양수이고, 후반부에는 0.2에서 0.8이 양수입니다. 기울기 없이((1+1) 진화 전략) 이차 함수의 처음 값의 백만분의 1에 이르는 계산 횟수는 차원에 따라 늘어나(로그 눈금에서 기울기 0.5 초과) 128차원에서는 경사 하강법의 10배를 넘습니다. 기울기 한 번은 함수 계산 5번으로 셉니다.',
    },
    judge(seeds, { dimensions }) {
      const slopes = seeds.map(({ without }) => slope(dimensions.map(Math.log), without.map(Math.log)))
      return judge([
        check(
          { en: 'share of positive gradients, first 5', ko: '양의 기울기의 비율, 처음 5번' },
          bootstrap(seeds.map(({ early }) => early)),
          above(0.9),
        ),
        check(
          { en: 'share of positive gradients, second half', ko: '양의 기울기의 비율, 후반부' },
          bootstrap(seeds.map(({ late }) => late)),
          between(0.2, 0.8),
        ),
        check(
          { en: 'slope of log evaluations over log dimension', ko: 'log 차원에 대한 log 계산 횟수의 기울기' },
          bootstrap(slopes),
          above(0.5),
        ),
        check(
          {
            en: 'evaluations of gradient descent ÷ without gradients, 128 dimensions',
            ko: '계산 횟수, 경사 하강법 ÷ 기울기 없음, 128차원',
          },
          bootstrap(seeds.map(({ withGradient, without }) => withGradient / (without.at(-1) ?? 1))),
          below(0.1),
        ),
      ])
    },
  },
  figures: (seeds, { dimensions }) => [
    {
      name: 'sign',
      caption: {
        en: 'The gradient of the loss by one bias in minibatch SGD (first seed): positive on the way down, then about 0.',
        ko: '미니배치 SGD에서 편향 하나에 대한 손실의 기울기(첫 번째 시드). 내려가는 동안 양수였다가 0을 중심으로 진동합니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: { en: '∂loss/∂bias', ko: '∂손실/∂편향' } },
        levels: [0],
        series: [{ name: { en: 'gradient', ko: '기울기' }, points: seeds[0]?.curve ?? [] }],
      }),
    },
    {
      name: 'evaluations',
      caption: {
        en: 'Evaluations to reach a millionth of the first value of a quadratic of condition 10.',
        ko: '조건수 10인 이차 함수에서 처음 값의 백만분의 1에 이르기까지의 함수 계산 횟수.',
      },
      drawing: lineChart({
        x: { title: { en: 'dimensions', ko: '차원' }, scale: 'log' },
        y: { title: { en: 'function evaluations', ko: '함수 계산 횟수' }, scale: 'log' },
        series: [
          {
            name: { en: 'evolution strategy', ko: '진화 전략' },
            draw: 'both',
            points: dimensions.map((size, at) => [size, mean(seeds.map(({ without }) => without[at] ?? 0))]),
          },
          {
            name: { en: 'gradient descent (× 5)', ko: '경사 하강법 (× 5)' },
            draw: 'both',
            points: dimensions.map((size) => [size, seeds[0]?.withGradient ?? 0]),
          },
        ],
      }),
    },
  ],
  code: `import { RandomKey } from 'regimen'

const bowl = (x: number[]) => x.reduce((sum, each) => sum + each * each, 0)
for (const size of [2, 8, 32]) {
  let [point, step, tried] = [Array<number>(size).fill(1), 0.3, 0]
  for (; bowl(point) > 1e-3 * size && tried < 10000; tried++) {
    const noise = RandomKey.fromSeed(size).child(tried).uniform(size)
    const other = point.map((value, at) => value + step * ((noise[at] ?? 0) - 0.5))
    const better = bowl(other) < bowl(point)
    step *= better ? 1.5 : 0.9
    if (better) point = other
  }
  console.log(size, 'dimensions:', tried, 'evaluations without a gradient; with one: a step or two')
}`,
  related: ['accuracy-has-no-gradient', 'loss-sometimes-rises', 'minibatch-error-falls-with-root-of-size'],
})

interface SgdSettings {
  readonly updates: number
  readonly batchSize: number
  readonly learningRate: number
  readonly biasStart: number
}

/** Of the first class's bias in softmax regression, one per update. */
function biasGradients(
  { split: { train }, features }: Images,
  key: RandomKey,
  settings: SgdSettings,
): number[] {
  const { updates, batchSize, learningRate, biasStart } = settings
  const weights: Tensor = tensor(
    normals(key.child('weights'), features * 10).map((value) => 0.01 * value),
    [features, 10],
  )
  const bias = tensor([biasStart, ...new Array<number>(9).fill(0)])
  const program = new Program({ weights, bias })
  const update = program.compile(
    (state: { weights: Tensor; bias: Tensor }, { x, t }: { x: Tensor; t: Tensor }) => {
      const loss = (at: typeof state) => crossEntropy(add(matmul(x, at.weights), at.bias), t)
      const { gradient } = valueAndGradient(loss, state)
      const moved = (value: Tensor, slopes: Tensor) => sub(value, mul(slopes, learningRate))
      return {
        state: { weights: moved(state.weights, gradient.weights), bias: moved(state.bias, gradient.bias) },
        result: gradient.bias,
      }
    },
  )
  return Array.from({ length: updates }, (_, number) => {
    const rows = sampleRows(key.child('rows'), number, train.size, batchSize)
    const pixels = Array.from(rows, (row) => train.inputs.subarray(row * features, (row + 1) * features))
    const inputs = Float32Array.from(pixels.flatMap((each) => [...each]))
    const classes = Int32Array.from(rows, (row) => train.targets[row] ?? 0)
    const result = update({
      x: tensor(inputs, [batchSize, features]),
      t: tensor(classes, [batchSize], 'int32'),
    })
    return result.data()[0] ?? 0
  })
}

/** ½Σλᵢxᵢ², curvatures evenly spread on a log scale from 1 to `condition`. */
function quadratic(point: ArrayLike<number>, condition: number): number {
  const last = point.length - 1
  let sum = 0
  for (let axis = 0; axis <= last; axis++) sum += (condition ** (axis / last) * (point[axis] ?? 0) ** 2) / 2
  return sum
}

/** Gradient descent with η = 2/(λ₁ + λₙ): the value falls by at least ((κ − 1)/(κ + 1))² in a step (Polyak 1964). */
function gradientEvaluations(condition: number): number {
  const perStep = ((condition - 1) / (condition + 1)) ** 2
  return evaluationsPerGradient * Math.ceil(Math.log(goal) / Math.log(perStep))
}

/** A step that lowers the value is kept; its size follows the rule of one success in five. */
function evolutionEvaluations(key: RandomKey, size: number, condition: number): number {
  let point = normals(key.child('start'), size)
  const first = quadratic(point, condition)
  let [value, deviation, evaluations] = [first, 1 / Math.sqrt(size), 1]
  while (value > goal * first && evaluations < 1e6) {
    const noise = normals(key.child(evaluations), size)
    const other = point.map((at, axis) => at + deviation * (noise[axis] ?? 0))
    const next = quadratic(other, condition)
    evaluations++
    const better = next < value
    deviation *= Math.exp((better ? 0.8 : -0.2) / Math.sqrt(size))
    if (better) [point, value] = [other, next]
  }
  return evaluations
}
