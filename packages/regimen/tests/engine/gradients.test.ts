/** Every primitive's gradient rule against central differences in float64. */
import { describe, expect, it } from 'vitest'
import {
  compile,
  gradient,
  hessianVectorProduct,
  mul,
  RandomKey,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'
import type { PrimitiveName } from '../../src/engine/primitives/attributes.ts'
import { drawOperand, type PrimitiveCase, primitiveCases } from './primitive-cases.ts'

/** Primitives whose gradient is zero or cut off by definition: nothing to compare with a difference. */
const flat = new Set<PrimitiveName>(['stopGradient', 'sampleImages'])

/** A scalar function of the case's output: its weighted sum, so that every output element counts differently. */
function weightedSum(primitive: PrimitiveCase): (operands: readonly Tensor[]) => Tensor {
  return (operands) => {
    const output = primitive.run(operands)
    const weights = RandomKey.fromSeed(5).child(primitive.name).uniform(output.size)
    return sum(mul(output, tensor(weights, output.shape)))
  }
}

function centralDifferences(
  fn: (operands: readonly Tensor[]) => Tensor,
  operands: readonly Tensor[],
  place: number,
) {
  const base = Float64Array.from(operands[place]!.data())
  const { shape } = operands[place]!
  const evaluate = (index: number, delta: number) => {
    const moved = base.slice()
    moved[index] = (moved[index] ?? 0) + delta
    return fn(operands.map((operand, at) => (at === place ? tensor(moved, shape) : operand))).item()
  }
  return base.map((value, index) => {
    const h = 6e-6 * Math.max(1, Math.abs(value))
    return (evaluate(index, h) - evaluate(index, -h)) / (2 * h)
  })
}

function floatPlaces(operands: readonly Tensor[]): number[] {
  return operands.flatMap((operand, place) => (operand.dtype === 'float64' ? [place] : []))
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs))
  return Math.max(0, ...Array.from(actual, (value, index) => Math.abs(value - expected[index]!))) / scale
}

describe('gradient of every primitive, analytic against central differences in float64', () => {
  for (const [name, cases] of Object.entries(primitiveCases) as [PrimitiveName, readonly PrimitiveCase[]][]) {
    const differentiable = withBackend(referenceBackend, () =>
      cases.filter((each) => {
        const operands = each.operands.map((operand, place) =>
          drawOperand(operand, 'float64', `${each.name}/${place}`),
        )
        return floatPlaces(operands).length > 0 && each.run(operands).dtype === 'float64'
      }),
    )
    if (differentiable.length === 0 || flat.has(name)) continue
    it(name, () => {
      withBackend(referenceBackend, () => {
        for (const each of differentiable) {
          const operands = each.operands.map((operand, place) =>
            drawOperand(operand, 'float64', `${each.name}/${place}`),
          )
          const fn = weightedSum(each)
          for (const place of floatPlaces(operands)) {
            const analytic = gradient(
              (x: Tensor) => fn(operands.map((operand, at) => (at === place ? x : operand))),
              operands[place]!,
            )
            expect(analytic.shape).toEqual(operands[place]!.shape)
            const numeric = centralDifferences(fn, operands, place)
            expect(relativeError(analytic.data(), numeric), `${each.name}, operand ${place}`).toBeLessThan(
              1e-6,
            )
          }
        }
      })
    })
  }
})

describe('second derivatives', () => {
  it('Hessian-vector products of every smooth primitive match differences of the gradient', () => {
    withBackend(referenceBackend, () => {
      for (const name of [
        'exp',
        'log',
        'sqrt',
        'sin',
        'tanh',
        'sigmoid',
        'erf',
        'mul',
        'div',
        'pow',
        'matmul',
        'conv2d',
        'conv2dInputGradient',
        'conv2dWeightGradient',
        'maxPool2d',
        'sumPool2d',
      ] as const) {
        for (const each of primitiveCases[name]) {
          const operands = each.operands.map((operand, place) =>
            drawOperand(operand, 'float64', `${each.name}/${place}`),
          )
          if (
            operands.some((operand) => operand.size === 0 || operand.size > 40 || operand.dtype !== 'float64')
          )
            continue
          const fn = (xs: readonly Tensor[]) =>
            weightedSum({ ...each, run: (o) => mul(each.run(o), each.run(o)) })(xs)
          const direction = operands.map((operand, place) =>
            tensor(RandomKey.fromSeed(9).child(place).uniform(operand.size), operand.shape),
          )
          const analytic = hessianVectorProduct(fn, operands, direction)
          const h = 1e-5
          const shifted = (sign: number) =>
            gradient(
              fn,
              operands.map((operand, place) => {
                const moved = Float64Array.from(
                  operand.data(),
                  (x, i) => x + sign * h * direction[place]!.data()[i]!,
                )
                return tensor(moved, operand.shape)
              }),
            )
          const up = shifted(1)
          const down = shifted(-1)
          operands.forEach((_, place) => {
            const numeric = Float64Array.from(
              up[place]!.data(),
              (x, i) => (x - down[place]!.data()[i]!) / (2 * h),
            )
            expect(
              relativeError(analytic[place]!.data(), numeric),
              `${each.name}, operand ${place}`,
            ).toBeLessThan(1e-6)
          })
        }
      }
    })
  })

  it('gives H·v of a quadratic form exactly, eagerly and compiled', () => {
    withBackend(referenceBackend, () => {
      // f(x, y) = x²/20 + y² has the Hessian diag(0.1, 2).
      const f = (x: Tensor) => sum(mul(mul(x, x), tensor([0.05, 1])))
      const product = (x: Tensor, v: Tensor) => hessianVectorProduct(f, x, v)
      expect(Array.from(product(tensor([-7, 2]), tensor([1, 1])).data())).toEqual([0.1, 2])
      expect(Array.from(compile(product)(tensor([-7, 2]), tensor([3, -1])).data())).toEqual([
        0.30000000000000004, -2,
      ])
    })
  })
})
