import { momentum, nesterov } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { lineChart } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { above, below, check, exactly, judge } from '../../statistics/index.ts'

/** Along x of x²/20 + y². */
const slopeAt = ([x = 0, y = 0]: readonly number[]) => [x / 10, 2 * y]

export const nesterovLooksAhead = defineExperiment({
  id: 'nesterov-looks-ahead',
  family: 'optimizers',
  catalogue: ['O7'],
  sources: ['S0', 'S4', 'BK'],
  title: {
    en: 'Nesterov looks ahead; the textbook’s code does not',
    ko: '네스테로프는 앞을 내다보지만 교재의 코드는 그렇지 않다',
  },
  claim: {
    en: 'Nesterov’s method takes the gradient at the point where momentum is about to lead. The textbook’s code, which never evaluates that point, makes the same steps by algebra.',
    ko: '네스테로프 방법은 모멘텀이 데려갈 지점에서 기울기를 구합니다. 교재의 코드는 그 지점을 계산하지 않고도 식을 바꾸어 같은 걸음을 냅니다.',
  },
  correction: {
    en: 'The algebra (Bengio et al. 2012) needs the old velocity; the textbook’s code has updated it one line before. With the old velocity the steps are the same to rounding, and they overshoot less than momentum does.',
    ko: '그 식(Bengio 등 2012)에는 이전 속도가 필요한데, 교재의 코드는 한 줄 앞에서 속도를 이미 갱신합니다. 이전 속도를 쓰면 반올림 오차 안에서 같은 걸음이 되고, 모멘텀보다 덜 지나칩니다.',
  },
  paper:
    'Nesterov 1983; Sutskever, Martens, Dahl & Hinton 2013; Bengio, Boulanger-Lewandowski & Pascanu 2012, arXiv:1212.0901',
  settings: { function: 'x²/20 + y²', start: [-7, 2], updates: 200, learningRate: 0.1, momentum: 0.9 },
  seeds: 1,
  async measure({ settings: { start, updates, learningRate, momentum: alpha } }) {
    const options = { learningRate, momentum: alpha }
    const ahead = lookAhead(start, updates, learningRate, alpha)
    return {
      ahead: ahead.points,
      // The library keeps the points that look ahead: those at which it takes its gradients.
      library: descend(nesterov(options), slopeAt, start, updates),
      aheadGradients: ahead.gradientPoints,
      textbook: textbook(start, updates, learningRate, alpha),
      momentum: descend(momentum(options), slopeAt, start, updates),
    }
  },
  rule: {
    words: {
      en: 'The claim needs the textbook’s code to be within 10⁻⁶ of the definition at every update. Corrected: the form of Bengio et al., as the library has it, is within 10⁻¹², and it overshoots the lowest point less often than momentum (sign changes of y by more than a hundredth of where it began).',
      ko: '주장대로라면 교재의 코드가 모든 갱신에서 정의와 10⁻⁶ 안에서 같아야 합니다. 바로잡은 형태: 라이브러리가 쓰는 Bengio 등의 식은 10⁻¹² 안에서 같고, 가장 낮은 점을 모멘텀보다 적게 지나칩니다 (시작값의 100분의 1을 넘는 y의 부호 변화).',
    },
    judge([paths]) {
      if (!paths) return judge([])
      const { ahead, library, aheadGradients, textbook: wrong, momentum: plain } = paths
      return judge(
        [
          check(
            {
              en: 'largest distance of the textbook’s code from the definition',
              ko: '교재의 코드와 정의의 가장 큰 거리',
            },
            exactly(Math.min(farthest(wrong, ahead), farthest(wrong, aheadGradients))),
            below(1e-6),
          ),
        ],
        [
          check(
            {
              en: 'largest distance of the library from the definition',
              ko: '라이브러리와 정의의 가장 큰 거리',
            },
            exactly(farthest(library, aheadGradients)),
            below(1e-12),
          ),
          check(
            { en: 'overshoots, momentum − Nesterov', ko: '지나친 횟수, 모멘텀 − 네스테로프' },
            exactly(overshoots(plain) - overshoots(ahead)),
            above(0),
          ),
        ],
      )
    },
  },
  numbers: ([paths]) =>
    paths
      ? [
          {
            words: { en: 'x after 30 updates, textbook’s code', ko: '30번 뒤의 x, 교재의 코드' },
            estimate: exactly(paths.textbook[30]?.[0] ?? 0),
          },
          {
            words: { en: 'x after 30 updates, by definition', ko: '30번 뒤의 x, 정의' },
            estimate: exactly(paths.ahead[30]?.[0] ?? 0),
          },
          {
            words: { en: 'the same, the point that looks ahead', ko: '같은 것, 앞을 내다본 지점' },
            estimate: exactly(paths.library[30]?.[0] ?? 0),
          },
        ]
      : [],
  figures: ([paths]) => [
    {
      name: 'x',
      caption: {
        en: 'x over the updates; the lowest point is at 0. Definition and library lie on each other where both look ahead.',
        ko: '갱신에 따른 x. 가장 낮은 점은 0입니다. 앞을 내다본 지점에서 정의와 라이브러리는 겹칩니다.',
      },
      drawing: lineChart({
        x: { title: { en: 'updates', ko: '갱신 횟수' } },
        y: { title: 'x' },
        levels: [0],
        series: [
          {
            name: { en: 'Nesterov, looking ahead', ko: '네스테로프, 내다본 지점' },
            points: curve(paths?.aheadGradients),
          },
          { name: { en: 'the library', ko: '라이브러리' }, points: curve(paths?.library) },
          { name: { en: 'the textbook’s code', ko: '교재의 코드' }, points: curve(paths?.textbook) },
          { name: { en: 'momentum', ko: '모멘텀' }, points: curve(paths?.momentum) },
        ],
      }),
    },
  ],
  code: `const gradient = (x: number) => x / 10
const [rate, alpha] = [0.1, 0.9]
let [x, v] = [-7, 0]
let [book, bookV] = [-7, 0]
for (let update = 0; update < 30; update++) {
  v = alpha * v - rate * gradient(x + alpha * v)
  x += v
  bookV = alpha * bookV - rate * gradient(book)
  book += alpha * alpha * bookV - (1 + alpha) * rate * gradient(book)
}
console.log('looking ahead', x, 'its next look', x + alpha * v, 'the textbook', book)`,
  related: ['sgd-zigzags-in-narrow-valleys'],
})

/** By definition: v ← αv − η∇f(x + αv); x ← x + v. */
function lookAhead(start: readonly number[], updates: number, rate: number, alpha: number) {
  let [x, v] = [[...start], start.map(() => 0)]
  const points = [x]
  const gradientPoints = [x]
  for (let update = 0; update < updates; update++) {
    const gradient = slopeAt(x.map((value, index) => value + alpha * (v[index] ?? 0)))
    v = v.map((value, index) => alpha * value - rate * (gradient[index] ?? 0))
    x = x.map((value, index) => value + (v[index] ?? 0))
    points.push(x)
    gradientPoints.push(x.map((value, index) => value + alpha * (v[index] ?? 0)))
  }
  return { points, gradientPoints }
}

/** As the textbook's class does it: the velocity is new when the formula asks for the old one. */
function textbook(start: readonly number[], updates: number, rate: number, alpha: number): number[][] {
  let [x, v] = [[...start], start.map(() => 0)]
  const points = [x]
  for (let update = 0; update < updates; update++) {
    const gradient = slopeAt(x)
    v = v.map((value, index) => alpha * value - rate * (gradient[index] ?? 0))
    x = x.map(
      (value, index) => value + alpha * alpha * (v[index] ?? 0) - (1 + alpha) * rate * (gradient[index] ?? 0),
    )
    points.push(x)
  }
  return points
}

function farthest(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  return Math.max(...a.map(([x = 0, y = 0], at) => Math.hypot(x - (b[at]?.[0] ?? 0), y - (b[at]?.[1] ?? 0))))
}

/** Times that y crosses 0 and then goes on by more than a hundredth of where it began. */
function overshoots(path: readonly (readonly number[])[]): number {
  const least = Math.abs(path[0]?.[1] ?? 0) / 100
  let [count, side] = [0, Math.sign(path[0]?.[1] ?? 0)]
  for (const [, y = 0] of path) {
    if (y * side >= 0 || Math.abs(y) <= least) continue
    count++
    side = Math.sign(y)
  }
  return count
}

function curve(path: readonly (readonly number[])[] = []): [number, number][] {
  return path.slice(0, 61).map(([x = 0], update) => [update, x])
}
