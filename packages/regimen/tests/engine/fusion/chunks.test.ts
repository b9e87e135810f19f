/** Reductions of many rows to few columns, which threads share in chunks of rows. */
import { describe, expect, it } from 'vitest'
import { wasmBackend } from '../../../src/engine/backends/wasm/index.ts'
import {
  add,
  cast,
  compile,
  createWasmBackend,
  div,
  iota,
  max,
  mean,
  mul,
  Program,
  RandomKey,
  referenceBackend,
  reshape,
  select,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  withBackend,
  zeros,
} from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'
import { resultsAfter } from './memory-after.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../../src/node.ts'

/** Whole vectors of columns and not, several blocks, rows in one dimension and in several, chunks of unequal length. */
const shapes = [
  [6000, 3],
  [1801, 10],
  [20, 9, 11, 16],
  [150, 125],
  [4, 520, 2, 5],
] as const

const rowAxes = (x: Tensor) => x.shape.slice(0, -1).map((_, axis) => axis)

const programs: Record<string, (x: Tensor, scale: Tensor) => Tensor[]> = {
  'sum and maximum': (x) => [sum(x, { axes: rowAxes(x) }), max(mul(x, -1), { axes: rowAxes(x) })],
  'what is left of the mean': (x) => [sub(x, mean(x, { axes: rowAxes(x) }))],
  'normalisation, mask and moments': (x, scale) => {
    const centre = mean(x, { axes: rowAxes(x) })
    const spread = mean(square(sub(x, centre)), { axes: rowAxes(x) })
    const y = mul(div(sub(x, centre), sqrt(add(spread, 1e-5))), scale)
    return [select(cast(max(y, { axes: 0 }), 'bool'), y, 0), centre, add(spread, scale)]
  },
  // In each image of the last shape, not over all of them.
  'some of the rows only': (x) => [sum(x, { axes: rowAxes(x).slice(1) }), add(x, 1)],
  integers: (x) => [sum(iota(x.shape, 0), { axes: rowAxes(x) })],
}

const draw = (shape: readonly number[]) => {
  const size = shape.reduce((product, each) => product * each, 1)
  const uniform = RandomKey.fromSeed(3).child(`${shape}`).uniform(size)
  return tensor(
    uniform.map((u) => Math.fround(3 * u - 1)),
    shape,
  )
}

const operandsOf = (shape: readonly number[]) => [draw(shape), draw(shape.slice(-1))] as const

describe.each(shapes.map((shape) => [shape]))('%j', (shape) => {
  it.each(Object.keys(programs))('%s: as the float64 reference has it', (name) => {
    const run = (backend: typeof wasmBackend | typeof referenceBackend) =>
      withBackend(backend, () => compile(programs[name]!)(...operandsOf(shape)).map((each) => each.data()))
    const expected = run(referenceBackend)
    for (const backend of [wasmBackend, createWasmBackend({ threads: 1, deterministic: false })]) {
      run(backend).forEach((values, place) => {
        const truth = expected[place] ?? []
        const wrong = Array.from(values).findIndex(
          (value, index) => !(Math.abs(value - truth[index]!) <= 4e-6 * Math.max(1, Math.abs(truth[index]!))),
        )
        expect([values.length, wrong], `value ${place}: ${values[wrong]}, not ${truth[wrong]}`).toEqual([
          truth.length,
          -1,
        ])
      })
    }
  })

  it.each(Object.keys(programs))('%s: the same bits in any shares', (name) => {
    const [x, scale] = operandsOf(shape)
    const step = (_: object, inputs: { x: Tensor; scale: Tensor }) => ({
      result: programs[name]!(inputs.x, inputs.scale),
    })
    const plan = lower(new Program({}).trace(step, { x, scale }))
    const whole = resultsAfter(plan, [], 1)
    for (const shares of [2, 3, 7]) expect(resultsAfter(plan, [], shares)).toEqual(whole)
  })
})

describe('columns', () => {
  it('keep their NaN to themselves', () => {
    const values = Float32Array.from({ length: 9000 * 3 }, (_, index) => index % 7)
    values[3 * 8000 + 1] = Number.NaN
    const normalize = compile((x: Tensor) => {
      const centre = mean(x, { axes: 0 })
      return [sub(x, centre), centre]
    })
    const [centred, centre] = normalize(tensor(values, [9000, 3]))
    expect(Array.from(centre!.data(), Number.isNaN)).toEqual([false, true, false])
    const spoiled = Array.from(centred!.data()).flatMap((value, index) =>
      Number.isNaN(value) ? [index % 3] : [],
    )
    expect(spoiled).toEqual(new Array(9000).fill(1))
  })

  it('are summed in float64: ten thousand thirds to the last bit', () => {
    const third = Math.fround(1 / 3)
    const x = tensor(new Array(40_000).fill(third), [10_000, 4])
    const total = compile((x: Tensor) => sum(x, { axes: 0 }))(x)
    expect([...total.data()]).toEqual(new Array(4).fill(Math.fround(10_000 * third)))
  })

  it('become one kernel for each pass, and one that adds up its chunks', () => {
    const { kernels } = new Program({}).explain(
      (_: object, { x }: { x: Tensor }) => {
        const centre = mean(x, { axes: [0, 1] })
        return { result: [sub(x, centre), reshape(centre, [1, 10])] }
      },
      { x: zeros([50, 50, 10]) },
    )
    expect(kernels.map(({ parts }) => parts.join(' '))).toEqual(['sum', 'total', 'div sub', 'div'])
    expect(kernels[0]?.units).toBe(32)
  })
})
