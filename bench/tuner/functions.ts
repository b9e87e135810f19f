/** The functions on which Optuna's samplers were measured (see optuna.json), with the trials that ask for their values. */
import type { Trial } from '../../packages/regimen/src/index.ts'

const { PI, cos, sin, exp, sqrt, abs, log10 } = Math

const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0)
const at = (values: readonly number[], index: number) => values[index] ?? Number.NaN

function vector(low: number, high: number, dimensions: number, f: (x: readonly number[]) => number) {
  return (trial: Trial) =>
    f(Array.from({ length: dimensions }, (_, index) => trial.float(`x${index}`, low, high)))
}

const heights = [1, 1.2, 3, 3.2]
const widths = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const centres = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

function hartmann(x: readonly number[]): number {
  return -sum(
    heights.map((height, hill) => {
      const squares = x.map((v, j) => at(widths[hill] ?? [], j) * (v - at(centres[hill] ?? [], j)) ** 2)
      return height * exp(-sum(squares))
    }),
  )
}

function branin(trial: Trial): number {
  const x = trial.float('x0', -5, 10)
  const y = trial.float('x1', 0, 15)
  return (y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10
}

function rosenbrock(x: readonly number[]): number {
  return sum(x.slice(1).map((next, i) => 100 * (next - at(x, i) ** 2) ** 2 + (1 - at(x, i)) ** 2))
}

function ackley(x: readonly number[]): number {
  const n = x.length
  const squares = sum(x.map((v) => v * v))
  return -20 * exp(-0.2 * sqrt(squares / n)) - exp(sum(x.map((v) => cos(2 * PI * v))) / n) + 20 + Math.E
}

function rastrigin(x: readonly number[]): number {
  return 10 * x.length + sum(x.map((v) => v * v - 10 * cos(2 * PI * v)))
}

function levy(x: readonly number[]): number {
  const w = x.map((v) => 1 + (v - 1) / 4)
  const inner = w.slice(0, -1).map((v) => (v - 1) ** 2 * (1 + 10 * sin(PI * v + 1) ** 2))
  const last = at(w, w.length - 1)
  return sin(PI * at(w, 0)) ** 2 + sum(inner) + (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2)
}

/** What a tuner meets: a rate, a depth, a category, and a parameter without effect. */
function mixed(trial: Trial): number {
  const rate = log10(trial.float('lr', 1e-6, 1, { log: true }))
  const depth = trial.integer('depth', 1, 12)
  const category = { a: 0, b: 0.3, c: 0.6, d: 1 }[trial.categorical('act', ['a', 'b', 'c', 'd'])]
  trial.float('dead', 0, 1)
  return (rate + 2.7) ** 2 + 0.05 * (depth - 4) ** 2 + category + 0.3 * abs(rate + 2.7) * Number(depth > 8)
}

/** Branches with parameters of their own. */
function conditional(trial: Trial): number {
  const optimizer = trial.categorical('opt', ['sgd', 'adam'])
  const rate = log10(trial.float(`lr_${optimizer}`, 1e-5, 1, { log: true }))
  if (optimizer === 'sgd') return (rate + 1.5) ** 2 + 4 * (trial.float('momentum', 0, 0.99) - 0.9) ** 2 + 0.2
  return (rate + 3) ** 2 + 50 * (trial.float('beta2', 0.9, 0.9999) - 0.99) ** 2
}

export const functions: Readonly<Record<string, (trial: Trial) => number>> = {
  branin,
  hartmann6: vector(0, 1, 6, hartmann),
  rosenbrock2: vector(-5, 10, 2, rosenbrock),
  rosenbrock5: vector(-5, 10, 5, rosenbrock),
  ackley5: vector(-32.768, 32.768, 5, ackley),
  rastrigin5: vector(-5.12, 5.12, 5, rastrigin),
  levy5: vector(-10, 10, 5, levy),
  sphere10: vector(-5.12, 5.12, 10, (x) => sum(x.map((v) => v * v))),
  mixed,
  conditional,
}
