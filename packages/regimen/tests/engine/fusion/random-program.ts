/** Random programs over the primitive set: the same operations on every backend, decided by seed and shapes alone. */
import {
  add,
  div,
  less,
  mean,
  mul,
  RandomKey,
  select,
  square,
  sub,
  type Tensor,
  tanh,
  tensor,
  valueAndGradient,
} from '../../../src/engine/index.ts'
import { Dice } from './dice.ts'
import { operationsOn } from './random-operations.ts'

const sizes = [1, 2, 3, 4, 5, 8, 10, 16, 17, 33]

export interface RandomState {
  readonly matrix: Tensor
  readonly row: Tensor
  readonly scalar: Tensor
  readonly square: Tensor
  /** [2, 2, 1, 3] */
  readonly kernel: Tensor
}

export interface RandomInputs {
  readonly x: Tensor
  readonly column: Tensor
  readonly weights: Tensor
  readonly mask: Tensor
  /** [rows] with numbers below columns + 1. */
  readonly classes: Tensor
  /** [7] with numbers from −1 to 4: some are no place of a short axis. */
  readonly places: Tensor
  /** Of random numbers. */
  readonly key: Tensor
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
    kernel: draw('kernel', [2, 2, 1, 3]),
  }
  const inputs: RandomInputs = {
    x: draw('x', [rows, columns]),
    column: draw('column', [rows, 1]),
    weights: draw('weights', [columns, width]),
    mask: less(draw('mask', [rows, columns]), 0),
    classes: whole('classes', [rows], columns + 1),
    places: sub(whole('places', [7], 6), 1),
    key: whole('key', [2], 2 ** 31 - 1),
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
      kernel: update(current.kernel, gradient.kernel),
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
    kernel: pickFor(state.kernel),
  }
}

/** Operations on values drawn from what is there, each result bounded so that nothing overflows. */
function grow(dice: Dice, depth: number, state: RandomState, inputs: RandomInputs): Tensor[] {
  const pool: Tensor[] = [inputs.x, inputs.column, state.matrix, state.row, state.scalar, state.square]
  const operations = operationsOn(dice, pool, state, inputs)
  for (let count = 0; count < depth; count++) {
    const next = dice.pick(operations)()
    if (next.size > 0 && next.size <= 3000) pool.push(bounded(next))
  }
  return pool
}

/** Values keep to a range in which float32 and float64 agree to five digits. */
function bounded(value: Tensor): Tensor {
  return div(value, add(1, mul(0.1, square(value))))
}
