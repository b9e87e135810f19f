/** Random programs over the primitive set: the same operations on every backend, decided by seed and shapes alone. */
import {
  add,
  argMax,
  cast,
  concatenate,
  div,
  exp,
  gather,
  less,
  lessEqual,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  pad,
  RandomKey,
  reshape,
  scatterAdd,
  select,
  sigmoid,
  sin,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  valueAndGradient,
} from '../../../src/engine/index.ts'

/** Decisions: uniform numbers in a fixed order. */
class Dice {
  private readonly numbers: readonly number[]
  private next = 0

  constructor(seed: number) {
    this.numbers = Array.from(RandomKey.fromSeed(seed).uniform(2000))
  }

  below(limit: number): number {
    const number = this.numbers[this.next++ % this.numbers.length] ?? 0
    return Math.floor(number * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}

const sizes = [1, 2, 3, 4, 5, 8, 10, 17, 33]

export interface RandomState {
  readonly matrix: Tensor
  readonly row: Tensor
  readonly scalar: Tensor
  readonly square: Tensor
}

export interface RandomInputs {
  readonly x: Tensor
  readonly column: Tensor
  readonly weights: Tensor
  readonly mask: Tensor
  readonly classes: Tensor
}

/** State, inputs and the step of one random program; to be made under the backend that runs it. */
export function randomProgram(seed: number) {
  const dice = new Dice(seed)
  const rows = dice.pick(sizes)
  const columns = dice.pick(sizes)
  const width = dice.pick(sizes)
  const draw = (name: string, shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const numbers = RandomKey.fromSeed(seed).child(name).uniform(size)
    return tensor(
      Array.from(numbers, (u) => Math.fround(4 * u - 2)),
      shape,
    )
  }
  const whole = (name: string, shape: number[], limit: number) =>
    tensor(
      Array.from(draw(name, shape).data(), (value) => Math.floor(((value + 2) / 4) * limit)),
      shape,
      'int32',
    )
  const state: RandomState = {
    matrix: draw('matrix', [rows, columns]),
    row: draw('row', [columns]),
    scalar: draw('scalar', []),
    square: draw('square', [columns, columns]),
  }
  const inputs: RandomInputs = {
    x: draw('x', [rows, columns]),
    column: draw('column', [rows, 1]),
    weights: draw('weights', [columns, width]),
    mask: less(draw('mask', [rows, columns]), 0),
    classes: whole('classes', [rows], columns + 1),
  }
  const depth = 4 + dice.below(16)
  const differentiated = dice.below(2) === 0
  const decisions = seed * 7 + 1
  const build = (current: RandomState, given: RandomInputs) =>
    grow(new Dice(decisions), depth, current, given)
  const step = (current: RandomState, given: RandomInputs) => {
    if (!differentiated) {
      const pool = build(current, given)
      return { state: replace(new Dice(seed + 5), current, pool), result: pool.slice(-5) }
    }
    const loss = (parameters: RandomState) =>
      build(parameters, given)
        .slice(-3)
        .map((each) => mean(tanh(each)))
        .reduce((total, each) => add(total, each))
    const { value, gradient } = valueAndGradient(loss, current)
    const finite = less(value, Number.POSITIVE_INFINITY)
    const update = (old: Tensor, slope: Tensor) => select(finite, sub(old, mul(slope, 0.1)), old)
    const next = {
      matrix: update(current.matrix, gradient.matrix),
      row: update(current.row, gradient.row),
      scalar: update(current.scalar, gradient.scalar),
      square: update(current.square, gradient.square),
    }
    return { state: next, result: [value] }
  }
  return { state, inputs, step }
}

/** New values of the state out of the pool where one has the shape. */
function replace(dice: Dice, state: RandomState, pool: readonly Tensor[]): RandomState {
  const pickFor = (old: Tensor) => {
    const fitting = pool.filter(({ shape }) => shape.join() === old.shape.join())
    return fitting.length > 0 && dice.below(4) > 0 ? tanh(dice.pick(fitting)) : old
  }
  return {
    matrix: pickFor(state.matrix),
    row: pickFor(state.row),
    scalar: pickFor(state.scalar),
    square: pickFor(state.square),
  }
}

/** Operations on values drawn from what is there, each result bounded so that nothing overflows. */
function grow(dice: Dice, depth: number, state: RandomState, inputs: RandomInputs): Tensor[] {
  const { x, column, weights, mask, classes } = inputs
  const pool: Tensor[] = [x, column, state.matrix, state.row, state.scalar, state.square]
  const any = () => dice.pick(pool.slice(-8))
  const matrix = () => dice.pick(pool.filter(({ rank }) => rank === 2))
  const fits = (a: Tensor, b: Tensor) =>
    a.shape.toReversed().every((size, place) => {
      const other = b.shape.toReversed()[place] ?? 1
      return size === other || size === 1 || other === 1
    })
  const partner = (a: Tensor) => dice.pick(pool.filter((b) => fits(a, b)))
  const operations: readonly (() => Tensor)[] = [
    () => neg(any()),
    () => exp(tanh(any())),
    () => sigmoid(any()),
    () => sin(any()),
    () => sqrt(add(square(any()), 0.5)),
    () => log(add(square(any()), 1)),
    ...[add, sub, mul, add, mul].map((operation) => () => {
      const a = any()
      return operation(a, partner(a))
    }),
    () => {
      const a = any()
      return div(a, add(square(partner(a)), 1))
    },
    () => select(mask, matrixLike(any(), x), x),
    () => select(lessEqual(x, 0), 0, matrixLike(any(), x)),
    () => {
      const a = any()
      if (a.rank === 0) return a
      const axes = dice.below(a.rank)
      const total = dice.pick([sum, max, mean])(a, { axes, keepDims: dice.below(2) === 0 })
      return total
    },
    () => {
      const a = matrix()
      const axes = dice.below(2)
      const centred = sub(a, mean(a, { axes, keepDims: true }))
      return div(centred, sqrt(add(mean(square(centred), { axes, keepDims: true }), 0.1)))
    },
    () => {
      const a = matrix()
      const powers = exp(sub(tanh(a), max(tanh(a), { axes: 1, keepDims: true })))
      return div(powers, sum(powers, { axes: 1, keepDims: true }))
    },
    () => sum(any()),
    () => transpose(matrix()),
    () => {
      const a = any()
      return reshape(a, [a.size])
    },
    () => {
      const a = matrix()
      return slice(a, [0, 0], [a.shape[0]!, Math.ceil(a.shape[1]! / 2)], [1, 2])
    },
    () => div(matmul(x, weights), 3),
    () => div(matmul(matrixLike(any(), x), state.square, { transposeB: dice.below(2) === 0 }), 3),
    () => {
      const a = matrix()
      return div(matmul(a, matrixLike(any(), a), { transposeA: true }), 3)
    },
    () => {
      const a = matrix()
      return add(div(matmul(matrixLike(any(), a), a, { transposeB: true }), 3), state.scalar)
    },
    () => select(less(cast(classes, x.dtype), 1), 0, gather(state.row, clampClasses(classes, state.row))),
    () => scatterAdd(x, classes, 5),
    () => pad(matrix(), [1, 0], [0, 2]),
    () => {
      const a = matrix()
      return concatenate([a, tanh(a)], dice.below(2))
    },
    () => mul(cast(argMax(x), x.dtype), 0.1),
  ]
  for (let count = 0; count < depth; count++) {
    const next = dice.pick(operations)()
    if (next.size <= 3000) pool.push(bounded(next))
  }
  return pool
}

/** Values keep to a range in which float32 and float64 agree to five digits. */
function bounded(value: Tensor): Tensor {
  return div(value, add(1, mul(0.1, square(value))))
}

function clampClasses(classes: Tensor, row: Tensor): Tensor {
  const last = tensor([row.size - 1], [], 'int32')
  return select(less(classes, last), classes, last)
}

/** The value if it has the shape of the other, else the other moved by its mean. */
function matrixLike(value: Tensor, other: Tensor): Tensor {
  return value.shape.join() === other.shape.join() ? value : add(other, mean(value))
}
