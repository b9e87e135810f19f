import {
  crossEntropy,
  hessian,
  hessianVectorProduct,
  matmul,
  referenceBackend,
  reshape,
  sliceAxis,
  type Tensor,
  tanh,
  tensor,
  valueAndGradient,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, below, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

export const secondOrderTaylorIsLocallyExact = defineExperiment({
  id: 'second-order-taylor-is-locally-exact',
  family: 'optimizers',
  catalogue: ['O24', 'O25'],
  sources: ['S1'],
  title: { en: 'The second-order expansion and the Hessian', ko: '이차 전개와 헤시안' },
  claim: {
    en: 'Near a point a loss is its value, plus slope times step, plus half the curvature times the step squared; the curvatures of all pairs of parameters are the Hessian, a symmetric matrix.',
    ko: '한 점 근처에서 손실은 그 값에 기울기와 걸음의 곱, 그리고 곡률과 걸음의 제곱의 절반을 더한 것과 같습니다. 모든 매개변수 쌍의 곡률이 대칭 행렬인 헤시안입니다.',
  },
  paper: 'Pearlmutter 1994, Fast exact multiplication by the Hessian',
  settings: { network: [4, 3, 3], rows: 20, halvings: 10, length: 0.25 },
  seeds: 8,
  async measure({ settings: { network, rows, halvings, length }, key }) {
    return withBackend(referenceBackend, () => {
      const [inputs = 4, hidden = 3, classes = 3] = network
      const count = inputs * hidden + hidden * classes
      const x = tensor(normals(key.child('inputs'), rows * inputs), [rows, inputs])
      const targets = tensor(
        key
          .child('classes')
          .uniform(rows)
          .map((value) => Math.floor(value * classes)),
        [rows],
        'int32',
      )
      const split = (parameters: Tensor) => ({
        first: reshapeTo(parameters, 0, [inputs, hidden]),
        second: reshapeTo(parameters, inputs * hidden, [hidden, classes]),
      })
      const loss = (parameters: Tensor): Tensor => {
        const { first, second } = split(parameters)
        return crossEntropy(matmul(tanh(matmul(x, first)), second), targets)
      }
      const at = tensor(normals(key.child('weights'), count), [count])
      const direction = unit(normals(key.child('direction'), count))
      const { value, gradient } = valueAndGradient(loss, at)
      const curvature = hessian(loss, at).data()
      const slope = dot(gradient.data(), direction)
      const bend = dot(productOf(curvature, direction), direction)
      const errors = Array.from({ length: halvings }, (_, halving) => {
        const step = length / 2 ** halving
        const moved = loss(
          tensor(
            Float64Array.from(at.data(), (w, index) => w + step * (direction[index] ?? 0)),
            [count],
          ),
        )
        return [step, Math.abs(moved.item() - (value.item() + slope * step + (bend * step * step) / 2))]
      })
      const product = hessianVectorProduct(loss, at, tensor(direction, [count])).data()
      const differenced = differencedHessian(loss, at)
      return {
        errors,
        asymmetry: largest(
          curvature,
          (index) => curvature[(index % count) * count + Math.floor(index / count)] ?? 0,
        ),
        fromDifferences: largest(curvature, (index) => differenced[index] ?? 0),
        fromProduct: largest(product, (index) => productOf(curvature, direction)[index] ?? 0),
      }
    })
  },
  rule: {
    words: {
      en: 'The error of the expansion falls to an eighth with each halving of the step (mean ratio at the smallest steps 8 ± 0.4). The Hessian is symmetric and its product with a vector is the Hessian-vector product (10⁻¹²), and it agrees with differenced gradients (10⁻⁶).',
      ko: '걸음을 반으로 줄일 때마다 전개의 오차가 8분의 1이 됩니다 (가장 작은 걸음에서 평균 비율 8 ± 0.4). 헤시안은 대칭이고 벡터와의 곱이 헤시안-벡터 곱과 같으며 (10⁻¹²), 기울기의 차분과 맞습니다 (10⁻⁶).',
    },
    judge(seeds) {
      const most = (of: 'asymmetry' | 'fromDifferences' | 'fromProduct') =>
        exactly(Math.max(...seeds.map((seed) => seed[of])))
      const ratios = seeds.map(({ errors }) => (errors.at(-2)?.[1] ?? 0) / (errors.at(-1)?.[1] ?? 0))
      return judge([
        check(
          { en: 'error ÷ error at half the step', ko: '오차 ÷ 절반 걸음의 오차' },
          bootstrap(ratios),
          about(8, 0.4),
        ),
        check({ en: 'largest |H − Hᵀ|', ko: '|H − Hᵀ|의 최댓값' }, most('asymmetry'), below(1e-12)),
        check({ en: 'largest |Hv − product|', ko: '|Hv − 곱|의 최댓값' }, most('fromProduct'), below(1e-12)),
        check(
          { en: 'largest |H − differences|', ko: '|H − 차분|의 최댓값' },
          most('fromDifferences'),
          below(1e-6),
        ),
      ])
    },
  },
  figures: (seeds) => [
    {
      name: 'error',
      caption: {
        en: 'Error of the expansion over the length of the step, mean over the seeds: the line falls by three decades for each decade of the step.',
        ko: '걸음의 길이에 따른 전개의 오차, 시드에 대한 평균. 걸음이 한 자릿수 줄 때 오차는 세 자릿수 줄어듭니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'length of the step', ko: '걸음의 길이' }, scale: 'log' },
        y: { title: { en: 'error of the loss', ko: '손실의 오차' }, scale: 'log' },
        series: [
          {
            name: { en: 'error', ko: '오차' },
            draw: 'both',
            points: (seeds[0]?.errors ?? []).map(([step = 0], at) => [
              step,
              mean(seeds.map(({ errors }) => errors[at]?.[1] ?? 0)),
            ]),
          },
        ],
      }),
    },
  ],
  code: `import { exp, hessian, referenceBackend, sum, type Tensor, tensor, valueAndGradient, withBackend } from 'regimen'

withBackend(referenceBackend, () => {
  const f = (x: Tensor) => sum(exp(x))
  const { value, gradient } = valueAndGradient(f, tensor([0]))
  for (const step of [0.4, 0.2, 0.1, 0.05]) {
    const expansion = value.item() + gradient.item() * step + (hessian(f, tensor([0])).item() * step * step) / 2
    console.log('step', step, 'error', f(tensor([step])).item() - expansion)
  }
})`,
  related: ['gradient-gives-direction-not-length'],
})

function reshapeTo(x: Tensor, start: number, shape: readonly [number, number]): Tensor {
  return reshape(sliceAxis(x, 0, start, start + shape[0] * shape[1]), shape)
}

function unit(values: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(values, values))
  return values.map((value) => value / norm)
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += (a[index] ?? 0) * (b[index] ?? 0)
  return total
}

function productOf(matrix: ArrayLike<number>, vector: Float64Array): Float64Array {
  const size = vector.length
  return Float64Array.from({ length: size }, (_, row) => {
    let total = 0
    for (let column = 0; column < size; column++)
      total += (matrix[row * size + column] ?? 0) * (vector[column] ?? 0)
    return total
  })
}

/** Central differences of the gradient, column by column. */
function differencedHessian(loss: (x: Tensor) => Tensor, at: Tensor): Float64Array {
  const [step, size] = [1e-5, at.size]
  const result = new Float64Array(size * size)
  for (let column = 0; column < size; column++) {
    const gradientAt = (change: number) => {
      const moved = Float64Array.from(at.data())
      moved[column] = (moved[column] ?? 0) + change
      return valueAndGradient(loss, tensor(moved, [size])).gradient.data()
    }
    const [up, down] = [gradientAt(step), gradientAt(-step)]
    for (let row = 0; row < size; row++) {
      result[row * size + column] = ((up[row] ?? 0) - (down[row] ?? 0)) / (2 * step)
    }
  }
  return result
}

function largest(values: ArrayLike<number>, other: (index: number) => number): number {
  let most = 0
  for (let index = 0; index < values.length; index++)
    most = Math.max(most, Math.abs((values[index] ?? 0) - other(index)))
  return most
}
