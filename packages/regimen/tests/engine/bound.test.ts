/** Functions tied to arrays, tables, and rows gathered from them. */
import { describe, expect, it } from 'vitest'
import { createWasmBackend } from '../../src/engine/backends/wasm/index.ts'
import {
  add,
  gather,
  mul,
  Program,
  referenceBackend,
  type Shape,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '../../src/engine/index.ts'
import { fromData } from '../../src/engine/tensor.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../src/node.ts'

const backends = [
  ['reference', referenceBackend],
  ['wasm, one thread', createWasmBackend({ threads: 1 })],
  ['wasm, two threads', createWasmBackend({ threads: 2 })],
] as const

describe.each(backends)('a bound function on %s', (_, backend) => {
  const floats = (values: readonly number[]) =>
    new (backend.floatType === 'float32' ? Float32Array : Float64Array)(values)

  it('sees what its arrays hold at each run and writes the same results anew', () => {
    const program = withBackend(backend, () => new Program({ total: tensor([0, 0, 0]) }))
    const x = floats([1, 2, 3])
    const flag = Uint8Array.of(1)
    const count = Int32Array.of(5)
    const { run, result } = program.bind(
      ({ total }, inputs: { x: Tensor; flag: Tensor; count: Tensor }) => {
        const next = add(total, inputs.x)
        return {
          state: { total: next },
          result: { next, flag: inputs.flag, twice: add(inputs.count, inputs.count) },
        }
      },
      {
        x: fromData(backend.floatType, [3], x),
        flag: fromData('bool', [], flag),
        count: fromData('int32', [1], count),
      },
    )
    const { next, flag: seen, twice } = result
    const [nextData, seenData, twiceData] = [next.data(), seen.data(), twice.data()]
    run()
    expect([...nextData]).toEqual([1, 2, 3])
    expect([...seenData, ...twiceData]).toEqual([1, 10])
    x.set([10, Number.NaN, -1])
    flag[0] = 0
    count[0] = -7
    run()
    expect([...nextData]).toEqual([11, Number.NaN, 2])
    expect([...seenData, ...twiceData]).toEqual([0, -14])
    expect(next.data()).toBe(nextData)
    expect([...program.read().total.data()]).toEqual([11, Number.NaN, 2])
  })

  it('reads the state without changing it', () => {
    const program = withBackend(backend, () => new Program({ a: tensor([1, 2]), b: tensor([3]) }))
    const { run, result } = program.bind(({ b }) => ({ result: [b] }), {})
    run()
    expect(result[0]?.toArray()).toEqual([3])
    program.write(withBackend(backend, () => ({ a: tensor([4, 5]), b: tensor([6]) })))
    run()
    expect(result[0]?.toArray()).toEqual([6])
  })

  it('reads tables, which are filled in parts and belong to no state', () => {
    const dtype = backend.floatType
    const program = withBackend(
      backend,
      () => new Program({ seen: tensor([0]) }, { tables: { rows: { dtype, shape: [4, 2] } } }),
    )
    const step = program.compile(({ seen }, { factor }: { factor: Tensor }, tables) => {
      const total = sum(tables.rows ?? seen)
      return { state: { seen: add(seen, mul(total, factor)) }, result: total }
    })
    const inputs = { factor: fromData(dtype, [1], floats([2])) }
    expect(step(inputs).item()).toBe(0)
    program.fill('rows', floats([1, 2, 3]), 5)
    expect(step(inputs).item()).toBe(6)
    program.fill('rows', Float32Array.of(10))
    expect(step(inputs).item()).toBe(16)
    expect(Object.keys(program.read())).toEqual(['seen'])
    expect(program.read().seen.toArray()).toEqual([44])
    expect(() => program.fill('columns', floats([1]))).toThrow('columns')
  })

  it('counts of a table only the rows that are gathered', () => {
    const program = withBackend(
      backend,
      () => new Program({}, { tables: { rows: { dtype: backend.floatType, shape: [1000, 125] } } }),
    )
    const { kernels } = program.explain(
      (_state, { rows }: { rows: Tensor }, tables) => ({ result: tables.rows && gather(tables.rows, rows) }),
      { rows: fromData('int32', [7], new Int32Array(7)) },
    )
    expect(kernels.length).toBe(1)
    if (backend === referenceBackend) return
    // Seven numbers, and seven rows read and written.
    expect(kernels[0]).toMatchObject({ bytes: 4 * (7 + 2 * 7 * 125), units: 7 })
  })

  // A row below and above the size from which rows are copied by one instruction; indices in, out of and below range.
  const shapes: readonly Shape[] = [[10], [10, 1], [10, 3], [1, 125], [10, 7, 9], [10, 0]]
  it.each(shapes.map((shape) => ({ shape })))('gathers rows of $shape', ({ shape }) => {
    const [limit = 0, ...row] = shape
    const elements = row.reduce((product, size) => product * size, 1)
    const source = Float64Array.from({ length: limit * elements }, (_, index) => index)
    const rows = Int32Array.of(0, limit - 1, -1, limit, 0, 3)
    const gathered = withBackend(backend, () =>
      gather(tensor(source, shape), fromData('int32', [rows.length], rows)),
    )
    const expected = [...rows].flatMap((number) =>
      Array.from({ length: elements }, (_, index) =>
        number >= 0 && number < limit ? number * elements + index : Number.NaN,
      ),
    )
    expect(gathered.shape).toEqual([rows.length, ...row])
    expect([...gathered.data()]).toEqual(expected)
  })
})
