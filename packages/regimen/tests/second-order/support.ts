/** Problems that the tests of second-order methods share. */
import {
  add,
  div,
  less,
  matmul,
  mul,
  RandomKey,
  reshape,
  select,
  sliceAxis,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.ts'

/** Elements of a vector as tensors of shape [1]. */
export const elements = (x: Tensor): Tensor[] =>
  Array.from({ length: x.size }, (_, index) => sliceAxis(x, 0, index, index + 1))

/** arctan: the angle halved three times, then its series. The engine has none, and the helical valley needs one. */
export function arctangent(z: Tensor): Tensor {
  let reduced = z
  for (let halving = 0; halving < 3; halving++) {
    reduced = div(reduced, add(sqrt(add(square(reduced), 1)), 1))
  }
  const power = square(reduced)
  let series = mul(power, 0)
  for (let degree = 23; degree >= 1; degree -= 2) {
    series = add(mul(series, power), ((degree - 1) / 2) % 2 === 0 ? 1 / degree : -1 / degree)
  }
  return mul(mul(series, reduced), 8)
}

export interface TestFunction {
  readonly name: string
  readonly start: readonly number[]
  readonly minimum: readonly number[]
  readonly residuals: (...x: Tensor[]) => Tensor[]
}

/**
 * Moré, Garbow & Hillstrom 1981, Testing unconstrained optimization software: functions 1, 13, 14, 5 and 7 with their
 * standard starts. All are sums of squares with minimum 0.
 */
export const testFunctions: readonly TestFunction[] = [
  {
    name: 'Rosenbrock',
    start: [-1.2, 1],
    minimum: [1, 1],
    residuals: (a, b) => [mul(sub(b!, square(a!)), 10), sub(1, a!)],
  },
  {
    name: 'Powell singular',
    start: [3, -1, 0, 1],
    minimum: [0, 0, 0, 0],
    residuals: (a, b, c, d) => [
      add(a!, mul(b!, 10)),
      mul(sub(c!, d!), Math.sqrt(5)),
      square(sub(b!, mul(c!, 2))),
      mul(square(sub(a!, d!)), Math.sqrt(10)),
    ],
  },
  {
    name: 'Wood',
    start: [-3, -1, -3, -1],
    minimum: [1, 1, 1, 1],
    residuals: (a, b, c, d) => [
      mul(sub(b!, square(a!)), 10),
      sub(1, a!),
      mul(sub(d!, square(c!)), Math.sqrt(90)),
      sub(1, c!),
      mul(sub(add(b!, d!), 2), Math.sqrt(10)),
      div(sub(b!, d!), Math.sqrt(10)),
    ],
  },
  {
    name: 'Beale',
    start: [1, 1],
    minimum: [3, 0.5],
    residuals: (a, b) => [
      sub(1.5, mul(a!, sub(1, b!))),
      sub(2.25, mul(a!, sub(1, square(b!)))),
      sub(2.625, mul(a!, sub(1, mul(b!, square(b!))))),
    ],
  },
  {
    name: 'helical valley',
    start: [-1, 0, 0],
    minimum: [1, 0, 0],
    residuals: (a, b, c) => {
      const turn = select(less(a!, 0), mul(square(a!), 0), 0.5)
      const theta = add(div(arctangent(div(b!, a!)), 2 * Math.PI), sub(0.5, turn))
      return [mul(sub(c!, mul(theta, 10)), 10), mul(sub(sqrt(add(square(a!), square(b!))), 1), 10), c!]
    },
  },
]

export const residualsOf =
  ({ residuals }: TestFunction) =>
  (x: Tensor): Tensor =>
    stack(residuals(...elements(x)))

export const sumOfSquares =
  (problem: TestFunction) =>
  (x: Tensor): Tensor =>
    sum(square(residualsOf(problem)(x)))

export const vector = (values: readonly number[]): Tensor => tensor(values, [values.length])

export const findFunction = (name: string): TestFunction => {
  const found = testFunctions.find((each) => each.name === name)
  if (!found) throw new Error(name)
  return found
}

/** Between −1 and 1. */
export const numbers = (seed: number, count: number): Float64Array =>
  Float64Array.from(RandomKey.fromSeed(seed).uniform(count), (value) => 2 * value - 1)

/** ½xᵀAx − bᵀx with A = MMᵀ + I: its minimum solves Ax = b. */
export function quadratic(size: number, seed: number) {
  const drawn = numbers(seed, size * size + size)
  const [root, right] = [drawn.subarray(0, size * size), drawn.subarray(size * size)]
  const matrix = Float64Array.from({ length: size * size }, (_, place) => {
    const [row, column] = [Math.floor(place / size), place % size]
    let total = row === column ? 1 : 0
    for (let k = 0; k < size; k++) total += root[row * size + k]! * root[column * size + k]!
    return total
  })
  const fn = (x: Tensor): Tensor => {
    const column = reshape(x, [size, 1])
    const form = matmul(column, matmul(tensor(matrix, [size, size]), column), { transposeA: true })
    return sub(div(sum(form), 2), sum(mul(x, tensor(right, [size]))))
  }
  return { fn, matrix, right }
}
