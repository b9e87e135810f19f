import {
  add,
  gradient,
  matmul,
  mean as meanOf,
  mul,
  numericalGradient,
  type RandomKey,
  referenceBackend,
  sigmoid,
  sub,
  type Tensor,
  tanh,
  tensor,
  withBackend,
} from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { normals } from '../../parts/random.ts'
import { about, above, below, bootstrap, check, exactly, judge, mean } from '../../statistics/index.ts'

const rates = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001]

export const backpropagationAddsAllPaths = defineExperiment({
  id: 'backpropagation-adds-all-paths',
  family: 'foundations',
  catalogue: ['F13', 'F12'],
  sources: ['S2', 'S4'],
  title: { en: 'Backpropagation adds up all paths', ko: '역전파는 모든 경로를 더한다' },
  claim: {
    en: 'Backpropagation computes forward, then from the output layer back to the input the derivative of the loss by each layer’s input, with the chain rule; then W ← W − η·g.',
    ko: '역전파는 순전파를 한 다음, 출력층에서 입력 쪽으로 연쇄 법칙에 따라 각 층의 입력에 대한 손실의 미분을 계산하고, W ← W − η·g로 갱신합니다.',
  },
  correction: {
    en: 'What moves a weight is the derivative by the weight itself, and where a value or a weight is used more than once, the sum over all its paths to the loss. One path alone is not the gradient.',
    ko: '가중치를 움직이는 것은 가중치에 대한 미분이며, 값이나 가중치가 여러 번 쓰이면 손실까지 가는 모든 경로의 합입니다. 경로 하나만으로는 기울기가 아닙니다.',
  },
  paper: 'Rumelhart, Hinton & Williams 1986, Nature 323; Griewank & Walther 2008',
  settings: { rows: 12, width: 6, agreement: 1e-6 },
  seeds: 10,
  async measure({ settings, key }) {
    return withBackend(referenceBackend, () => pathsOf(key, settings))
  },
  rule: {
    words: {
      en: 'Compared with central differences in float64 (norm of the difference ÷ norm). The claim needs the path through the layers alone to agree within 10⁻⁶ for a weight that is used twice. Corrected: it differs by more than 0.1, the sum of the paths agrees within 10⁻⁶ for every weight, and a step of η = 0.001 lowers the loss by η‖g‖² within 1 %.',
      ko: 'float64의 중심 차분과 비교합니다(차이의 노름 ÷ 노름). 주장대로라면 두 번 쓰인 가중치에서도 층을 지나는 경로 하나만으로 10⁻⁶ 안에서 맞아야 합니다. 바로잡은 형태: 경로 하나는 0.1 넘게 다르고, 모든 가중치에서 경로의 합은 10⁻⁶ 안에서 맞으며, η = 0.001의 한 걸음은 손실을 η‖g‖²만큼(1 % 이내) 줄입니다.',
    },
    judge(seeds, { agreement }) {
      const single = bootstrap(seeds.map(({ onePath }) => onePath))
      const words = { en: 'error of one path alone', ko: '경로 하나만의 오차' }
      const last = rates.length - 1
      return judge(
        [check(words, single, below(agreement))],
        [
          check(words, single, above(0.1)),
          check(
            {
              en: 'largest error of all paths, any weight',
              ko: '모든 경로의 합의 가장 큰 오차, 모든 가중치',
            },
            exactly(Math.max(...seeds.map(({ allPaths }) => allPaths))),
            below(agreement),
          ),
          check(
            { en: 'fall of the loss ÷ η‖g‖²', ko: '손실의 감소 ÷ η‖g‖²' },
            bootstrap(seeds.map(({ falls }) => falls[last] ?? 0)),
            about(1, 0.01),
          ),
        ],
      )
    },
  },
  figures: (seeds) => [
    {
      name: 'fall',
      caption: {
        en: 'How much a step W ← W − ηg lowers the loss, in units of what the gradient promises, η‖g‖²: the smaller the step, the nearer to 1.',
        ko: 'W ← W − ηg 한 걸음에 손실이 줄어드는 양을 기울기가 약속하는 η‖g‖²을 단위로 나타낸 것. 걸음이 작을수록 1에 가깝습니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'learning rate η', ko: '학습률 η' }, scale: 'log' },
        y: { title: { en: 'fall of the loss ÷ η‖g‖²', ko: '손실의 감소 ÷ η‖g‖²' } },
        levels: [1],
        series: [
          {
            name: { en: 'measured', ko: '측정' },
            draw: 'both',
            points: rates.map((rate, at) => [rate, mean(seeds.map(({ falls }) => falls[at] ?? 0))]),
          },
        ],
      }),
    },
  ],
  code: `import { add, gradient, matmul, numericalGradient, referenceBackend, sum, tanh, tensor, withBackend } from 'regimen'

withBackend(referenceBackend, () => {
  const x = tensor([[0.5, -1], [1, 0.25]])
  const weight = tensor([[0.3, -0.8], [0.6, 0.1]])
  const twice = (w: typeof weight) => sum(add(tanh(matmul(tanh(matmul(x, w)), w)), matmul(x, w)))
  const hidden = tanh(matmul(x, weight))
  const onePath = gradient((w: typeof weight) => sum(tanh(matmul(hidden, w))), weight)
  console.log('one path:   ', [...onePath.data()])
  console.log('all paths:  ', [...gradient(twice, weight).data()])
  console.log('differences:', [...numericalGradient(twice, weight).data()])
})`,
  related: ['accuracy-has-no-gradient', 'second-order-taylor-is-locally-exact'],
})

type Weights = { readonly shared: Tensor; readonly bias: Tensor; readonly last: Tensor }

function pathsOf(key: RandomKey, { rows, width }: { readonly rows: number; readonly width: number }) {
  const matrix = (name: string, height: number, columns: number) =>
    tensor(
      normals(key.child(name), height * columns).map((value) => value / Math.sqrt(height)),
      [height, columns],
    )
  const inputs = matrix('inputs', rows, width)
  const targets = matrix('targets', rows, 1)
  const drawn = (): Weights => ({
    shared: matrix('shared', width, width),
    bias: matrix('bias', 1, width),
    last: matrix('last', width, 1),
  })
  // Equal values in tensors of their own: what is not asked for counts as constant.
  const [weights, constant] = [drawn(), drawn()]
  /** Two layers with the same weights, each place of which is a parameter of its own; the input also goes past them. */
  const lossOf = (first: Weights, second: Weights) => {
    const hidden = tanh(add(matmul(inputs, first.shared), first.bias))
    const output = add(sigmoid(add(matmul(hidden, second.shared), second.bias)), mul(hidden, 0.5))
    const error = sub(matmul(output, second.last), targets)
    return meanOf(mul(error, error))
  }
  const loss = (parameters: Weights) => lossOf(parameters, parameters)
  const whole = gradient(loss, weights)
  const expected = numericalGradient(loss, weights)
  const through = gradient((parameters: Weights) => lossOf(constant, parameters), weights)
  const names = ['shared', 'bias', 'last'] as const
  const squares = names.reduce((sum, name) => sum + squared(whole[name]), 0)
  return {
    onePath: relativeDistance(through.shared, expected.shared),
    allPaths: Math.max(...names.map((name) => relativeDistance(whole[name], expected[name]))),
    falls: rates.map((rate) => {
      const stepped = (name: keyof Weights) => sub(weights[name], mul(whole[name], rate))
      const moved = { shared: stepped('shared'), bias: stepped('bias'), last: stepped('last') }
      return (loss(weights).item() - loss(moved).item()) / (rate * squares)
    }),
  }
}

function squared(x: Tensor): number {
  return Array.from(x.data()).reduce((sum, value) => sum + value * value, 0)
}

function relativeDistance(a: Tensor, b: Tensor): number {
  return Math.sqrt(squared(sub(a, b)) / squared(b))
}
