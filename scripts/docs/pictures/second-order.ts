/** Paths of second-order methods through Rosenbrock's valley, f(x, y) = (1 − x)² + 100 (y − x²)². */
import {
  leastSquares,
  minimize,
  mul,
  type PathPoint,
  referenceBackend,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const height = (x: number, y: number) => (1 - x) ** 2 + 100 * (y - x * x) ** 2

/** 10 (y − x²) and 1 − x: half of what is minimised is the sum of their squares. */
function residuals(point: Tensor): Tensor {
  const [x, y] = [sum(mul(point, tensor([1, 0]))), sum(mul(point, tensor([0, 1])))]
  return stack([mul(sub(y, square(x)), 10), sub(1, x)])
}
const value = (point: Tensor) => sum(square(residuals(point)))

interface Run {
  readonly path?: readonly PathPoint<Tensor>[]
  readonly iterations: number
}

const start = () => tensor([-1.2, 1])
const recordPath = true

const runs: { readonly [name: string]: () => Run } = {
  newton: () => minimize(value, start(), { method: 'newton', recordPath }),
  bfgs: () => minimize(value, start(), { method: 'bfgs', recordPath }),
  lBfgs: () => minimize(value, start(), { method: 'lBfgs', recordPath }),
  gradientDescent: () =>
    minimize(value, start(), { method: 'gradientDescent', recordPath, maxIterations: 200 }),
  gaussNewton: () => leastSquares(residuals, start(), { method: 'gaussNewton', recordPath }),
  levenbergMarquardt: () => leastSquares(residuals, start(), { method: 'levenbergMarquardt', recordPath }),
}

export function secondOrderPictures(): Map<string, string> {
  return withBackend(referenceBackend, () => {
    const pictures = Object.entries(runs).map(([name, run]) => {
      const { path = [], iterations } = run()
      const points = path.map(({ x }): Point => [x.data()[0] ?? 0, x.data()[1] ?? 0])
      const picture = svg({
        title: `${name}, ${iterations} iterations`,
        x: { name: 'x', domain: [-1.6, 1.6], ticks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] },
        y: { name: 'y', domain: [-0.6, 2], ticks: [-0.5, 0, 0.5, 1, 1.5, 2] },
        marks: [
          { kind: 'contours', value: height, levels: [9, 36, 100, 256] },
          { kind: 'path', points, colour: '#c2410c' },
          { kind: 'cross', at: [1, 1] },
        ],
      })
      return [`second-order/${name}`, picture] as const
    })
    return new Map(pictures)
  })
}
