import { adaGrad, adam, momentum, sgd } from 'regimen'
import { defineExperiment } from '../../experiment.ts'
import { contour, grid } from '../../figures/index.ts'
import { descend } from '../../parts/descent.ts'
import { below, check, exactly, judge } from '../../statistics/index.ts'

/** f(x, y) = x²/20 + y²: twenty times as steep across as along. */
const surface = (x: number, y: number) => x ** 2 / 20 + y ** 2
const gradientAt = ([x = 0, y = 0]: readonly number[]) => [x / 10, 2 * y]
const names = ['SGD', 'Momentum', 'AdaGrad', 'Adam'] as const

export const sgdZigzagsInNarrowValleys = defineExperiment({
  id: 'sgd-zigzags-in-narrow-valleys',
  family: 'optimizers',
  catalogue: ['O4', 'E0'],
  sources: ['S2', 'S3', 'BK'],
  title: { en: 'SGD zigzags in narrow valleys', ko: '좁은 골짜기에서 지그재그로 움직이는 SGD' },
  claim: {
    en: 'Where a function is much steeper in one direction than in another, SGD swings to and fro across the valley; Momentum, AdaGrad and Adam go a straighter way.',
    ko: '한 방향이 다른 방향보다 훨씬 가파른 함수에서 SGD는 골짜기를 가로질러 지그재그로 움직이고, Momentum, AdaGrad, Adam은 더 곧게 나아갑니다.',
  },
  paper: 'Rumelhart, Hinton & Williams 1986; Duchi, Hazan & Singer 2011; Kingma & Ba 2015',
  settings: {
    function: 'x²/20 + y²',
    start: [-7, 2],
    updates: 30,
    learningRates: { SGD: 0.95, Momentum: 0.1, AdaGrad: 1.5, Adam: 0.3 },
    momentum: 0.9,
  },
  seeds: 1,
  async measure({ settings: { start, updates, learningRates, momentum: alpha } }) {
    const optimizers = {
      SGD: sgd({ learningRate: learningRates.SGD }),
      Momentum: momentum({ learningRate: learningRates.Momentum, momentum: alpha }),
      AdaGrad: adaGrad({ learningRate: learningRates.AdaGrad }),
      Adam: adam({ learningRate: learningRates.Adam }),
    }
    return names.map((name) => {
      const path = descend(optimizers[name], gradientAt, start, updates)
      const [x = 0, y = 0] = path.at(-1) ?? []
      return { name, path, flips: signFlips(path), length: lengthOf(path), end: surface(x, y) }
    })
  },
  rule: {
    words: {
      en: "y changes its sign at most a third as often as with SGD, and the path is at most half as long as SGD's, for each of the other three.",
      ko: '나머지 세 방법 모두에서 y의 부호가 SGD의 3분의 1 이하로 바뀌고, 경로의 길이가 SGD의 절반 이하입니다.',
    },
    judge([paths = []]) {
      const [first, ...others] = paths
      if (!first) return judge([])
      return judge(
        others.flatMap(({ name, flips, length }) => [
          check(
            { en: `sign changes of y, ${name} ÷ SGD`, ko: `y의 부호가 바뀐 횟수, ${name} ÷ SGD` },
            exactly(flips / first.flips),
            below(1 / 3),
          ),
          check(
            { en: `length of the path, ${name} ÷ SGD`, ko: `경로의 길이, ${name} ÷ SGD` },
            exactly(length / first.length),
            below(1 / 2),
          ),
        ]),
      )
    },
  },
  numbers: ([paths = []]) =>
    paths.flatMap(({ name, flips, length, end }) => [
      {
        words: { en: `${name}: sign changes of y`, ko: `${name}: y의 부호가 바뀐 횟수` },
        estimate: exactly(flips),
      },
      { words: { en: `${name}: length of the path`, ko: `${name}: 경로의 길이` }, estimate: exactly(length) },
      {
        words: { en: `${name}: f after the last update`, ko: `${name}: 마지막 갱신 뒤의 f` },
        estimate: exactly(end),
      },
    ]),
  figures: ([paths = []]) => [
    {
      name: 'paths',
      caption: {
        en: 'The paths from (−7, 2) to the lowest point at (0, 0), over lines of equal height. For all its zigzag SGD is lower after 30 updates than Momentum and Adam: how straight a path is says nothing of how low it ends.',
        ko: '(−7, 2)에서 가장 낮은 점 (0, 0)까지의 경로와 등고선. 지그재그로 움직인 SGD가 30번 뒤에는 Momentum과 Adam보다 낮은 곳에 있습니다. 경로가 곧은 것과 낮은 곳에서 끝나는 것은 다른 일입니다.',
      },
      drawing: grid(
        paths.map(({ name, path }) =>
          contour({
            title: name,
            width: 360,
            height: 260,
            x: { title: 'x', from: -8, to: 8 },
            y: { title: 'y', from: -4, to: 4 },
            surface,
            levels: [0.1, 0.5, 1, 2, 4, 8, 12],
            paths: [{ name, points: path.map(([x = 0, y = 0]) => [x, y]) }],
          }),
        ),
        2,
      ),
    },
  ],
  code: `import { adam, applyUpdates, hyperparameterTensors, sgd, tensor } from 'regimen'

for (const { transform, name } of [sgd({ learningRate: 0.95 }), adam({ learningRate: 0.3 })]) {
  let [point, state] = [{ p: tensor([-7, 2]) }, transform.initialize({ p: tensor([-7, 2]) })]
  const path = Array.from({ length: 30 }, (_, step) => {
    const [x = 0, y = 0] = point.p.data()
    const result = transform.update({ p: tensor([x / 10, 2 * y]) }, state, point, hyperparameterTensors(transform.hyperparameters(step), 'float32'))
    ;[point, state] = [{ p: applyUpdates(point, result.updates).p ?? point.p }, result.state]
    return point.p.data()[1] ?? 0
  })
  console.log(name, path.filter((y, step) => y * (path[step - 1] ?? 2) < 0).length, 'sign changes of y')
}`,
  related: [],
})

function signFlips(path: readonly (readonly number[])[]): number {
  return path.filter(([, y = 0], step) => step > 0 && y * (path[step - 1]?.[1] ?? 0) < 0).length
}

function lengthOf(path: readonly (readonly number[])[]): number {
  return path.reduce((sum, [x = 0, y = 0], step) => {
    const [beforeX = x, beforeY = y] = path[step - 1] ?? []
    return sum + Math.hypot(x - beforeX, y - beforeY)
  }, 0)
}
