/** State, constants and memory: what lives longer than a kernel. */
import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/engine/backend.ts'
import { wasmBackend } from '../../../src/engine/backends/wasm/index.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { contiguousLayout } from '../../../src/engine/layout.ts'
import type { Plan, PlanBuffer, PlanKernel, View } from '../../../src/engine/plan.ts'
import type { KernelName, PrimitiveAttributes } from '../../../src/engine/primitives/attributes.ts'
import { RegimenError } from '../../../src/errors.ts'

/** Writes plans over vectors of one length, float32 throughout. */
class PlanWriter {
  readonly buffers: PlanBuffer[] = []
  readonly kernels: PlanKernel[] = []
  readonly outputs: Plan['outputs'][number][] = []
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  private buffer(buffer: PlanBuffer): View {
    const index = this.buffers.push(buffer) - 1
    return { buffer: index, dtype: buffer.dtype, layout: contiguousLayout([this.size]) }
  }

  argument(index: number): View {
    return this.buffer({
      kind: 'input',
      dtype: 'float32',
      size: this.size,
      source: { from: 'argument', index },
    })
  }

  state(slot: number): View {
    return this.buffer({ kind: 'input', dtype: 'float32', size: this.size, source: { from: 'state', slot } })
  }

  constant(...data: number[]): View {
    return this.buffer({ kind: 'constant', dtype: 'float32', size: this.size, data: Float32Array.from(data) })
  }

  kernel<N extends KernelName>(primitive: N, attributes: PrimitiveAttributes[N], ...inputs: View[]): View {
    const output = this.buffer({ kind: 'temporary', dtype: 'float32', size: this.size })
    this.kernels.push({ primitive, attributes, inputs, output })
    return output
  }

  result(index: number, view: View): this {
    this.outputs.push({ view, target: { to: 'result', index } })
    return this
  }

  commit(slot: number, view: View): this {
    this.outputs.push({ view, target: { to: 'state', slot } })
    return this
  }
}

const vector = (size: number) => ({ dtype: 'float32', shape: [size] }) as const

function storeOf(...slots: number[][]): Store {
  const store = wasmBackend.createStore(slots.map((slot) => vector(slot.length)))
  slots.forEach((slot, index) => {
    store.write(index, Float32Array.from(slot))
  })
  return store
}

const bytesOf = (store: Store) => (store instanceof WasmStore ? store.memory.buffer.byteLength : Number.NaN)

describe('a store', () => {
  it('starts at zero and keeps values of every type', () => {
    const store = wasmBackend.createStore([
      vector(3),
      { dtype: 'int32', shape: [] },
      { dtype: 'bool', shape: [5] },
      { dtype: 'float32', shape: [0] },
    ])
    expect(store.read(0)).toEqual(new Float32Array(3))
    store.write(0, Float32Array.of(1, Number.NaN, -0))
    store.write(1, Int32Array.of(-(2 ** 31)))
    store.write(2, Uint8Array.of(1, 0, 1, 1, 0))
    expect(store.read(0)).toEqual(Float32Array.of(1, Number.NaN, -0))
    expect(store.read(1)).toEqual(Int32Array.of(-(2 ** 31)))
    expect(store.read(2)).toEqual(Uint8Array.of(1, 0, 1, 1, 0))
    expect(store.read(3)).toEqual(new Float32Array(0))
  })

  it('says which types it has', () => {
    const create = () => wasmBackend.createStore([{ dtype: 'float64', shape: [2] }])
    expect(create).toThrow(RegimenError)
    expect(create).toThrow(/float64/)
  })

  it('says how much memory is missing', () => {
    expect(() => wasmBackend.createStore([vector(2 ** 31)])).toThrow(/8193 MB of WebAssembly memory/)
  })

  it('can be made and dropped many times', () => {
    for (let round = 0; round < 300; round++) expect(storeOf([round]).read(0)).toEqual(Float32Array.of(round))
  })
})

describe('a plan', () => {
  it('updates state in place and by copying', () => {
    const store = storeOf([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])
    const p = new PlanWriter(5)
    // Slot 0 is read by the kernel that computes its new value; slot 1 by a later one, too.
    const first = p.kernel('add', {}, p.state(0), p.argument(0))
    const second = p.kernel('neg', {}, p.state(1))
    const third = p.kernel('add', {}, p.state(1), second)
    const run = wasmBackend.compile(p.commit(0, first).commit(1, second).result(0, third), store)
    const ones = Float32Array.of(1, 1, 1, 1, 1)
    for (let round = 0; round < 3; round++) expect(run.run([ones])).toEqual([new Float32Array(5)])
    expect(store.read(0)).toEqual(Float32Array.of(4, 5, 6, 7, 8))
    expect(store.read(1)).toEqual(Float32Array.of(-10, -20, -30, -40, -50))
  })

  it('lets slots change places, and gives their old values as results', () => {
    const store = storeOf([1, 2, 3], [4, 5, 6])
    const p = new PlanWriter(3)
    const [a, b] = [p.state(0), p.state(1)]
    const plan = p.commit(0, b).commit(1, a).result(0, a).result(1, b)
    expect(wasmBackend.compile(plan, store).run([])).toEqual([
      Float32Array.of(1, 2, 3),
      Float32Array.of(4, 5, 6),
    ])
    expect([store.read(0), store.read(1)]).toEqual([Float32Array.of(4, 5, 6), Float32Array.of(1, 2, 3)])
  })

  it('keeps a slot that is also a result, or goes to another slot, until the end', () => {
    const store = storeOf([1, 2, 3], [0, 0, 0])
    const p = new PlanWriter(3)
    const old = p.state(0)
    const plan = p
      .commit(0, p.kernel('neg', {}, old))
      .commit(1, old)
      .result(0, old)
    expect(wasmBackend.compile(plan, store).run([])).toEqual([Float32Array.of(1, 2, 3)])
    expect([store.read(0), store.read(1)]).toEqual([Float32Array.of(-1, -2, -3), Float32Array.of(1, 2, 3)])
  })

  it('does not update in place what it reads in another order', () => {
    const store = storeOf([1, 2, 3, 4, 5, 6])
    const p = new PlanWriter(6)
    const old = p.state(0)
    const turned = { ...old, layout: { shape: [2, 3], strides: [1, 2], offset: 0 } }
    const copied = p.kernel('copy', {}, turned)
    const layout = contiguousLayout([2, 3])
    p.kernels[0] = { ...p.kernels[0]!, output: { ...copied, layout } }
    wasmBackend.compile(p.commit(0, { ...copied, layout }), store).run([])
    expect(store.read(0)).toEqual(Float32Array.of(1, 3, 5, 2, 4, 6))
  })

  it('returns arguments and constants as they are, and parts of buffers', () => {
    const p = new PlanWriter(4)
    const [argument, constant] = [p.argument(0), p.constant(5, 6, 7, 8)]
    const part = { ...constant, layout: { shape: [2], strides: [1], offset: 1 } }
    const run = wasmBackend.compile(p.result(2, argument).result(0, constant).result(1, part), storeOf())
    const input = Float32Array.of(1, 2, 3, 4)
    expect(run.run([input])).toEqual([Float32Array.of(5, 6, 7, 8), Float32Array.of(6, 7), input])
  })

  it('returns arrays of its own', () => {
    const p = new PlanWriter(2)
    const run = wasmBackend.compile(p.result(0, p.kernel('neg', {}, p.argument(0))), storeOf())
    const [first] = run.run([Float32Array.of(1, 2)])
    run.run([Float32Array.of(3, 4)])
    expect(first).toEqual(Float32Array.of(-1, -2))
  })

  it('runs a long chain in the memory of a few links', () => {
    const size = 100_000
    const p = new PlanWriter(size)
    let link = p.argument(0)
    for (let round = 0; round < 60; round++) link = p.kernel('neg', {}, link)
    const store = storeOf()
    const [result] = wasmBackend.compile(p.result(0, link), store).run([new Float32Array(size).fill(3)])
    expect(result).toEqual(new Float32Array(size).fill(3))
    expect(bytesOf(store)).toBeLessThan(3 * size * 4)
  })
})

describe('plans of one store', () => {
  const scale = (store: Store, ...factors: number[]) => {
    const p = new PlanWriter(factors.length)
    const scaled = p.kernel('mul', {}, p.state(0), p.constant(...factors))
    return wasmBackend.compile(p.commit(0, scaled).result(0, scaled), store)
  }

  it('share state and keep their constants', () => {
    const store = storeOf([1, 2, 3])
    const twice = scale(store, 2, 2, 2)
    const tenfold = scale(store, 10, 10, 10)
    twice.run([])
    tenfold.run([])
    tenfold.run([])
    expect(twice.run([])).toEqual([Float32Array.of(400, 800, 1200)])
    expect(store.read(0)).toEqual(Float32Array.of(400, 800, 1200))
  })

  it('survive growth of the memory', () => {
    const store = storeOf([1, 2, 3])
    const twice = scale(store, 2, 2, 2)
    const p = new PlanWriter(1_000_000)
    const large = wasmBackend.compile(p.result(0, p.kernel('neg', {}, p.argument(0))), store)
    const before = bytesOf(store)
    const [negative] = large.run([new Float32Array(1_000_000).fill(1)])
    expect(negative?.[999_999]).toBe(-1)
    expect(twice.run([])).toEqual([Float32Array.of(2, 4, 6)])
    expect(bytesOf(store)).toBe(before)
  })

  it('need no more memory after 10,000 runs, nor after 1,000 dropped plans', () => {
    const store = storeOf([1, 1])
    const plan = () => {
      const p = new PlanWriter(2)
      const sum = p.kernel('add', {}, p.argument(0), p.constant(1, 2))
      return wasmBackend.compile(p.result(0, sum), store)
    }
    const kept = plan()
    const before = bytesOf(store)
    for (let round = 0; round < 10_000; round++) {
      const [sum] = kept.run([Float32Array.of(round, 0)])
      if (sum?.[0] !== round + 1) throw new Error(`run ${round} gave ${sum}`)
    }
    for (let round = 0; round < 1000; round++) plan().run([Float32Array.of(1, 1)])
    expect(kept.run([Float32Array.of(5, 5)])).toEqual([Float32Array.of(6, 7)])
    expect(bytesOf(store)).toBe(before)
  })
})
