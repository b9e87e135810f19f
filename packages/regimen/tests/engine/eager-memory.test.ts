/** What building a network takes is given back before it is trained. */
import { expect, it } from 'vitest'
import {
  type Backend,
  createWasmBackend,
  mul,
  Program,
  type Store,
  withBackend,
  zeros,
} from '../../src/engine/index.ts'

it('memory of eager operations is given back when a program with state is made, if it is large', () => {
  const stores: Store[] = []
  const wasm = createWasmBackend({ threads: 1 })
  const createStore: Backend['createStore'] = (slots) => {
    const store = wasm.createStore(slots)
    stores.push(store)
    return store
  }
  const backend: Backend = { ...wasm, createStore }
  const compute = (size: number) => withBackend(backend, () => mul(zeros([size]), 2))
  const start = () => new Program({ state: zeros([1]) }, { backend })
  compute(100)
  start()
  compute(100)
  // One for eager operations, one for the program.
  expect(stores).toHaveLength(2)
  compute(1_000_000)
  new Program({}, { backend })
  compute(100)
  expect(stores).toHaveLength(3)
  start()
  expect([...compute(3).data()]).toEqual([0, 0, 0])
  expect(stores).toHaveLength(5)
  expect(stores[4]?.byteLength).toBeLessThan(2 ** 17)
})
