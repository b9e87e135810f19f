/** The normalisation with a gradient rule of its own: that rule against central differences, and differentiated again. */
import { describe, expect, it } from 'vitest'
import {
  compile,
  createWasmBackend,
  gradient,
  hessianVectorProduct,
  leavesOf,
  mul,
  RandomKey,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'
import { standardize } from '../../src/engine/ops/standardize.ts'

type Operands = { readonly x: Tensor; readonly scale: Tensor; readonly shift: Tensor }

const draw = (name: string, shape: readonly number[]) => {
  const size = shape.reduce((product, each) => product * each, 1)
  return tensor(
    RandomKey.fromSeed(8)
      .child(name)
      .uniform(size)
      .map((u) => Math.fround(2 * u - 0.5)),
    shape,
  )
}

/** Axes, and the shape of what is left. */
const cases = [
  { shape: [5, 3], axes: [0], kept: [3] },
  { shape: [2, 3, 2, 4], axes: [0, 1, 2], kept: [4] },
  { shape: [3, 5], axes: [1], kept: [3] },
  { shape: [2, 4, 3], axes: [0, 2], kept: [4] },
  { shape: [1, 3], axes: [0], kept: [3] },
] as const

function problem({ shape, axes, kept }: (typeof cases)[number]) {
  const operands: Operands = { x: draw('x', shape), scale: draw('scale', kept), shift: draw('shift', kept) }
  const weights = draw('weights', shape)
  const loss = ({ x, scale, shift }: Operands) => {
    const { output } = standardize(x, scale, shift, { axes, epsilon: 0.01 })
    return sum(mul(mul(output, output), weights))
  }
  return { operands, loss }
}

/** The operands with one number changed. */
function moved(operands: Operands, path: string, index: number, by: number): Operands {
  const changed = Object.entries(operands).map(([name, value]) => {
    const data = Float64Array.from(value.data())
    if (name === path) data[index] = (data[index] ?? 0) + by
    return [name, tensor(data, value.shape)] as const
  })
  return Object.fromEntries(changed) as unknown as Operands
}

describe.each(cases.map((each) => [each]))('%j', (each) => {
  it('has the gradient that central differences have', () => {
    withBackend(referenceBackend, () => {
      const { operands, loss } = problem(each)
      for (const { path, tensor: slopes } of leavesOf(gradient(loss, operands))) {
        slopes.data().forEach((slope, index) => {
          const h = 1e-5
          const above = loss(moved(operands, path, index, h)).item()
          const below = loss(moved(operands, path, index, -h)).item()
          expect(Math.abs(slope - (above - below) / (2 * h)), `${path} ${index}`).toBeLessThan(1e-6)
        })
      }
    })
  })

  it('can be differentiated twice', () => {
    withBackend(referenceBackend, () => {
      const { operands, loss } = problem(each)
      const [x, scale, shift] = [draw('a', each.shape), draw('b', each.kept), draw('c', each.kept)]
      const products = leavesOf(hessianVectorProduct(loss, operands, { x, scale, shift }))
      const h = 1e-5
      const along = (sign: number): Operands => {
        const step = (value: Tensor, direction: Tensor) => {
          const by = direction.data()
          return tensor(
            Float64Array.from(value.data(), (number, index) => number + sign * h * (by[index] ?? 0)),
            value.shape,
          )
        }
        return {
          x: step(operands.x, x),
          scale: step(operands.scale, scale),
          shift: step(operands.shift, shift),
        }
      }
      const [above, below] = [gradient(loss, along(1)), gradient(loss, along(-1))].map((slopes) =>
        leavesOf(slopes),
      )
      products.forEach(({ path, tensor: product }, leaf) => {
        product.data().forEach((value, index) => {
          const [up, down] = [above, below].map(
            (slopes) => slopes?.[leaf]?.tensor.data()[index] ?? Number.NaN,
          )
          const difference = (up! - down!) / (2 * h)
          expect(Math.abs(value - difference), `${path} ${index}`).toBeLessThan(1e-5)
        })
      })
    })
  })
})

describe('compiled on wasm', () => {
  it.each([1, 2])('the gradient of many rows follows the float64 reference, %d threads', (threads) => {
    const each = { shape: [40, 9, 8, 10], axes: [0, 1, 2], kept: [10] } as const
    const run = (backend: typeof referenceBackend) =>
      withBackend(backend, () => {
        const { operands, loss } = problem(each as unknown as (typeof cases)[number])
        return leavesOf(compile((given: Operands) => gradient(loss, given))(operands)).map(
          ({ tensor: slopes }) => slopes.data(),
        )
      })
    const expected = run(referenceBackend)
    run(createWasmBackend({ threads })).forEach((slopes, leaf) => {
      const truth = expected[leaf] ?? []
      const scale = Array.from(truth).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const errors = Array.from(slopes, (slope, index) => Math.abs(slope - truth[index]!) / scale)
      expect(Math.max(...errors)).toBeLessThan(1e-5)
    })
  })
})
