import {
  classifyCriticalPoint,
  matmul,
  mean as meanOf,
  mul,
  referenceBackend,
  reshape,
  sub,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { iris } from 'regimen/datasets'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, above, between, bootstrap, check, deviation, judge, mean } from '../../statistics/index.ts'

export const zeroCentringHelpsDescent = defineExperiment({
  id: 'zero-centring-helps-descent',
  family: 'data',
  catalogue: ['D4'],
  sources: ['S4'],
  title: { en: 'Inputs about zero make descent faster', ko: '평균이 0인 입력은 하강을 빠르게 한다' },
  claim: {
    en: 'Zero-centred data has a mean (or expectation) near 0. What that is for: gradient descent needs fewer steps.',
    ko: '제로 센터드는 평균(또는 기댓값)이 0에 가깝게 한 상태입니다. 그 쓸모는 경사 하강법의 걸음이 줄어드는 것입니다.',
  },
  paper:
    'LeCun, Kanter & Solla 1991, Physical Review Letters 66; LeCun, Bottou, Orr & Müller 1998, section 4.3',
  changed: {
    en: 'The note only defines the term. Linear regression with a bias: on normal features with means from 0 to 8, and on the irises as they are.',
    ko: '노트는 용어만 정의합니다. 편향이 있는 선형 회귀를 평균이 0에서 8인 정규 특성과 붓꽃의 원래 측정값에서 봅니다.',
  },
  settings: { rows: 200, features: 4, means: [0, 1, 2, 4, 8] },
  seeds: 10,
  async measure({ settings: { rows, features, means }, key }) {
    const drawn = normals(key.child('inputs'), rows * features)
    const flowers = Float64Array.from(iris().inputs)
    const conditions = means.map((shift) =>
      conditionOf(
        drawn.map((value) => value + shift),
        features,
      ),
    )
    const centred = centredColumns(
      drawn.map((value) => value + (means.at(-1) ?? 0)),
      features,
    )
    return {
      conditions,
      centred: conditionOf(centred, features),
      irises: conditionOf(flowers, 4),
      irisesCentred: conditionOf(centredColumns(flowers, 4), 4),
      spread: deviation(centred) / deviation(drawn),
    }
  },
  rule: {
    words: {
      en: 'Steps of gradient descent grow with the condition number of the Hessian. For features of variance 1 it is what theory gives (within a factor of 2): about (n·mean²)² for n features. Subtracting the means divides it by more than 10, there and on the irises, and the spread of the values stays as it was (± 0.05).',
      ko: '경사 하강법의 걸음 수는 헤세 행렬의 조건수에 따라 늘어납니다. 분산이 1인 특성에서 조건수는 이론값(특성 n개에서 약 (n·평균²)²)의 2배 안에 있고, 평균을 빼면 여기서도 붓꽃에서도 10분의 1보다 작아지며, 값이 퍼진 정도는 그대로입니다(± 0.05).',
    },
    judge(seeds, { means, features }) {
      return judge([
        ...means.map((shift, at) =>
          check(
            { en: `condition number ÷ theory, mean ${shift}`, ko: `조건수 ÷ 이론, 평균 ${shift}` },
            bootstrap(
              seeds.map(({ conditions }) => (conditions[at] ?? 0) / expectedCondition(shift, features)),
            ),
            between(0.5, 2),
          ),
        ),
        check(
          { en: 'condition number, mean 8 ÷ centred', ko: '조건수, 평균 8 ÷ 중심을 맞춘 뒤' },
          bootstrap(seeds.map(({ conditions, centred }) => (conditions.at(-1) ?? 0) / centred)),
          above(10),
        ),
        check(
          { en: 'condition number, irises ÷ centred', ko: '조건수, 붓꽃 ÷ 중심을 맞춘 뒤' },
          bootstrap(seeds.map(({ irises, irisesCentred }) => irises / irisesCentred)),
          above(10),
        ),
        check(
          { en: 'spread of the values, after ÷ before', ko: '값이 퍼진 정도, 뒤 ÷ 앞' },
          bootstrap(seeds.map(({ spread }) => spread)),
          about(1, 0.05),
        ),
      ])
    },
  },
  figures: (seeds, { means, features }) => [
    {
      name: 'condition',
      caption: {
        en: 'Condition number of the Hessian of a linear regression with a bias, by the mean of its features.',
        ko: '특성의 평균에 따른, 편향이 있는 선형 회귀의 헤세 행렬의 조건수.',
      },
      drawing: lineChart({
        x: { title: { en: 'mean of the features (in deviations)', ko: '특성의 평균 (표준편차 단위)' } },
        y: { title: { en: 'condition number', ko: '조건수' }, scale: 'log' },
        series: [
          {
            name: { en: 'as they are', ko: '그대로' },
            draw: 'both',
            points: means.map((shift, at) => [
              shift,
              mean(seeds.map(({ conditions }) => conditions[at] ?? 0)),
            ]),
          },
          {
            name: { en: 'means subtracted', ko: '평균을 뺀 뒤' },
            draw: 'both',
            points: means.map((shift) => [shift, mean(seeds.map(({ centred }) => centred))]),
          },
          {
            name: { en: 'theory', ko: '이론' },
            points: means.map((shift) => [shift, expectedCondition(shift, features)]),
          },
        ],
      }),
    },
  ],
  code: `import { classifyCriticalPoint, matmul, mean, mul, reshape, tensor, type Tensor } from 'regimen'
import { iris } from 'regimen/datasets'

const { inputs } = iris()
const means = [0, 1, 2, 3].map((at) => inputs.filter((_, index) => index % 4 === at).reduce((sum, each) => sum + each) / 150)
for (const centre of [[0, 0, 0, 0], means]) {
  const rows = Array.from({ length: 150 }, (_, row) => [...centre.map((middle, at) => (inputs[4 * row + at] ?? 0) - middle), 1])
  const squares = (w: Tensor) => mean(mul(matmul(tensor(rows), reshape(w, [5, 1])), matmul(tensor(rows), reshape(w, [5, 1]))))
  const { eigenvalues } = classifyCriticalPoint(squares, tensor([0, 0, 0, 0, 0]))
  console.log('mean subtracted:', centre.join(' '), 'condition number', Math.max(...eigenvalues) / Math.min(...eigenvalues))
}`,
  related: [],
})

/**
 * Of infinitely many rows: with means m the Hessian is the identity but for the plane of m and the bias, where it is
 * [1 + s², s; s, 1] with s = ‖m‖; the product of its eigenvalues is 1.
 */
function expectedCondition(shift: number, features: number): number {
  const square = features * shift ** 2
  return ((2 + square + Math.sqrt(square ** 2 + 4 * square)) / 2) ** 2
}

/** Of the Hessian of the mean squared error of Xw + b. */
function conditionOf(values: Float64Array, features: number): number {
  const rows = values.length / features
  return withBackend(referenceBackend, () => {
    const matrix = Array.from({ length: rows }, (_, row) => [
      ...values.subarray(row * features, (row + 1) * features),
      1,
    ])
    const x = tensor(matrix)
    const error = (w: Tensor) => {
      const gap = sub(matmul(x, reshape(w, [features + 1, 1])), 1)
      return meanOf(mul(gap, gap))
    }
    const at = tensor(new Float64Array(features + 1), [features + 1])
    const { eigenvalues } = classifyCriticalPoint(error, at, { gradientTolerance: Number.POSITIVE_INFINITY })
    return Math.max(...eigenvalues) / Math.min(...eigenvalues)
  })
}

function centredColumns(values: Float64Array, features: number): Float64Array {
  const means = Array.from({ length: features }, (_, at) =>
    mean(values.filter((__, index) => index % features === at)),
  )
  return values.map((value, index) => value - (means[index % features] ?? 0))
}
