/** What random programs do: each operation draws its operands from a pool and gives one more value. */
import '../bring-all.ts'
import { apply } from '../../../src/engine/execute.ts'
import {
  abs,
  add,
  and,
  argMax,
  broadcastTo,
  cast,
  concatenate,
  cos,
  div,
  erf,
  exp,
  expm1,
  floor,
  gather,
  less,
  lessEqual,
  log,
  log1p,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  pad,
  pow,
  randomBits,
  randomUniform,
  reshape,
  scatterAdd,
  select,
  sigmoid,
  sign,
  sin,
  slice,
  sliceAxis,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '../../../src/engine/index.ts'
import { standardize } from '../../../src/engine/ops/standardize.ts'
import type { Dice } from './dice.ts'
import { Draw } from './draw.ts'
import type { RandomInputs, RandomState } from './random-program.ts'
import { windows } from './random-windows.ts'

type Operation = () => Tensor

export function operationsOn(
  dice: Dice,
  pool: readonly Tensor[],
  state: RandomState,
  inputs: RandomInputs,
): readonly Operation[] {
  const draw = new Draw(dice, pool)
  return [
    ...elementwise(draw, inputs),
    ...rarerFunctions(draw),
    ...reductions(draw),
    ...views(draw, state),
    ...products(draw, state, inputs),
    ...indexing(draw, state, inputs),
    ...joins(draw, state, inputs),
    ...randomness(draw, inputs),
    ...windows(draw, state, inputs),
  ]
}

function elementwise(draw: Draw, { x, mask }: RandomInputs): Operation[] {
  const binary = [add, sub, mul, add, mul].map((operation) => () => {
    const a = draw.any()
    return operation(a, draw.partner(a))
  })
  return [
    () => neg(draw.any()),
    () => exp(tanh(draw.any())),
    () => sigmoid(draw.any()),
    () => sin(draw.any()),
    () => sqrt(add(square(draw.any()), 0.5)),
    () => log(add(square(draw.any()), 1)),
    ...binary,
    () => {
      const a = draw.any()
      return div(a, add(square(draw.partner(a)), 1))
    },
    () => select(mask, draw.like(x), x),
    () => select(lessEqual(x, 0), 0, draw.like(x)),
  ]
}

/**
 * Functions with steps and kinks, each times what is 0 there: where one type rounds to this side and the other to that,
 * values and slopes are still near.
 */
function rarerFunctions(draw: Draw): Operation[] {
  const pair = (): readonly [Tensor, Tensor] => {
    const a = draw.any()
    return [a, draw.partner(a)]
  }
  return [
    () => erf(draw.any()),
    () => cos(draw.any()),
    () => expm1(tanh(draw.any())),
    () => log1p(square(draw.any())),
    () => {
      const [a, b] = pair()
      return pow(add(square(a), 0.5), tanh(b))
    },
    () => {
      const a = draw.any()
      return mul(abs(a), a)
    },
    () => {
      const a = draw.any()
      return mul(sign(a), square(a))
    },
    () => {
      const a = tanh(draw.any())
      return mul(floor(mul(a, 3)), square(sin(mul(a, 3 * Math.PI))))
    },
    () => {
      const [a, b] = pair()
      return square(sub(maximum(a, b), b))
    },
    () => {
      const [a, b] = pair()
      return square(sub(a, minimum(a, b)))
    },
  ]
}

function reductions(draw: Draw): Operation[] {
  const reduced: Operation = () => {
    const a = draw.any()
    if (a.rank === 0) return a
    const axes = draw.dice.below(a.rank)
    return draw.dice.pick([sum, max, mean])(a, { axes, keepDims: draw.coin() })
  }
  const normalised: Operation = () => {
    const a = draw.matrix()
    const axes = draw.dice.below(2)
    const centred = sub(a, mean(a, { axes, keepDims: true }))
    return div(centred, sqrt(add(mean(square(centred), { axes, keepDims: true }), 0.1)))
  }
  const softmax: Operation = () => {
    const a = draw.matrix()
    const powers = exp(sub(tanh(a), max(tanh(a), { axes: 1, keepDims: true })))
    return div(powers, sum(powers, { axes: 1, keepDims: true }))
  }
  const standardized: Operation = () => {
    const a = draw.matrix()
    const axes = draw.dice.below(2)
    const scale = add(1, mean(a, { axes }))
    const { output, moments } = standardize(a, scale, mean(square(a), { axes }), { axes, epsilon: 0.1 })
    return draw.coin() ? output : add(output, mean(moments.variance))
  }
  return [reduced, reduced, normalised, softmax, standardized, () => sum(draw.any())]
}

function views(draw: Draw, { row }: RandomState): Operation[] {
  return [
    () => transpose(draw.matrix()),
    () => {
      const a = draw.any()
      return reshape(a, [a.size])
    },
    () => {
      const a = draw.matrix()
      return slice(a, [0, 0], [a.shape[0]!, Math.ceil(a.shape[1]! / 2)], [1, 2])
    },
    () => broadcastTo(row, [3, row.size]),
    () => {
      const a = draw.matrix()
      return transpose(
        broadcastTo(a, [2, ...a.shape]),
        draw.dice.pick([
          [2, 0, 1],
          [1, 0, 2],
        ]),
      )
    },
  ]
}

function products(draw: Draw, state: RandomState, { x, weights }: RandomInputs): Operation[] {
  return [
    () => div(matmul(x, weights), 3),
    () => div(matmul(draw.like(x), state.square, { transposeB: draw.coin() }), 3),
    () => {
      const a = draw.matrix()
      return div(matmul(a, draw.like(a), { transposeA: true }), 3)
    },
    () => {
      const a = draw.matrix()
      return add(div(matmul(draw.like(a), a, { transposeB: true }), 3), state.scalar)
    },
    // Bias, activation and a mask behind it.
    () => mul(tanh(add(matmul(draw.like(x), state.square), state.row)), draw.like(x)),
    () => select(lessEqual(add(matmul(x, state.square), state.row), 0), 0, x),
    // Several matrices, one on the right for all.
    () => div(matmul(stack([x, draw.like(x)]), state.square), 3),
  ]
}

function indexing(draw: Draw, state: RandomState, { x, classes, places }: RandomInputs): Operation[] {
  /** Entries of an axis at places that may not be there. */
  const gathered = (a: Tensor, indices: Tensor, axis: number) => {
    const inside = and(lessEqual(0, indices), less(indices, a.shape[axis]!))
    const trailing = a.shape.slice(axis + 1).map(() => 1)
    return select(reshape(inside, [...indices.shape, ...trailing]), gather(a, indices, axis), 0.5)
  }
  return [
    () => gathered(state.row, classes, 0),
    () => gathered(draw.matrix(), places, draw.dice.below(2)),
    () => gathered(draw.matrix(), reshape(places, [1, 7]), 0),
    () => scatterAdd(x, classes, 5),
    () => {
      const a = draw.matrix()
      const axis = draw.dice.below(2)
      return scatterAdd(gathered(a, places, axis), places, 3, axis)
    },
    () => mul(cast(argMax(x, draw.dice.below(2)), x.dtype), 0.1),
    () => mul(cast(argMax(classes), x.dtype), 0.1),
    () => mul(cast(max(classes), x.dtype), 0.1),
  ]
}

function joins(draw: Draw, { square: weight }: RandomState, { x }: RandomInputs): Operation[] {
  const { dice } = draw
  /** A matrix cut into pieces, each put through a function; sometimes one is left out, or two overlap. */
  const pieces = (): Tensor[] => {
    const a = draw.matrix()
    const axis = dice.below(2)
    const size = a.shape[axis]!
    const width = Math.max(1, Math.ceil(size / 4))
    const cut: Tensor[] = []
    for (let start = 0; start < size; start += width) {
      const end = Math.min(size, start + width)
      const wider = dice.below(5) === 0 ? Math.min(size, end + 1) : end
      if (dice.below(5) > 0)
        cut.push(dice.pick([tanh, neg, sigmoid, square])(sliceAxis(a, axis, start, wider)))
    }
    return cut.length > 0 ? cut : [a]
  }
  /** The same weight at every time. */
  const recurrence = (): Tensor[] => {
    const states = [draw.like(x)]
    const drive = stack([x, draw.like(x), neg(x), draw.like(x)])
    const times = 2 + dice.below(5)
    for (let time = 0; time < times; time++) {
      const [batch, width] = x.shape as [number, number]
      const input = reshape(sliceAxis(drive, 0, time % 4, (time % 4) + 1), [batch, width])
      states.push(tanh(add(input, div(matmul(states.at(-1)!, weight), 2))))
    }
    return states
  }
  return [
    () => pad(draw.matrix(), [1, 0], [0, 2]),
    () => apply('pad', [draw.matrix()], { low: [0, 1], high: [2, 0], interior: [dice.below(3), 1] }),
    () => {
      const a = draw.matrix()
      return concatenate([a, tanh(a)], dice.below(2))
    },
    // The same part twice, and a whole within a whole.
    () => {
      const a = exp(tanh(draw.matrix()))
      const inner = concatenate([a, neg(a), a])
      return concatenate([sigmoid(inner), inner, a, tanh(a)])
    },
    () =>
      pieces()
        .map((each) => sum(each))
        .reduce((total, each) => add(total, each)),
    () => {
      const cut = pieces()
      const axis = cut[0]!.shape[0] === cut.at(-1)!.shape[0] ? 1 : 0
      const fitting = cut.filter(({ shape }) => shape[1 - axis] === cut[0]!.shape[1 - axis])
      return concatenate(fitting, axis)
    },
    () => recurrence().at(-1)!,
    () => stack(recurrence(), dice.below(2)),
    () => recurrence().reduce((total, each) => add(total, each)),
  ]
}

function randomness(draw: Draw, { x, key }: RandomInputs): Operation[] {
  const source = () => ({ key, stream: draw.dice.below(3) })
  return [
    // Dropout.
    () => {
      const a = draw.like(x)
      return select(less(randomUniform(source(), a.shape), 0.25), 0, a)
    },
    () => {
      const bits = randomBits(source(), [draw.dice.pick([1, 5, 16, 37])])
      return mul(cast(bits, x.dtype), 2 ** -31)
    },
  ]
}
