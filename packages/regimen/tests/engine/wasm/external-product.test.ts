/** Matrix products made outside WebAssembly: what is asked for, what is computed over it, shares on several threads. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Backend } from '../../../src/engine/backend.ts'
import type { ExternalProduct } from '../../../src/engine/backends/wasm/external-product.ts'
import { externalProductLowering } from '../../../src/engine/backends/wasm/kernels/external-product.ts'
import {
  createWasmBackend,
  full,
  leavesOf,
  matmul,
  Program,
  referenceBackend,
  sum,
  type Tensor,
  withBackend,
} from '../../../src/engine/index.ts'
import { randomProgram } from '../fusion/random-program.ts'
import { eagerProduct } from './eager-product.ts'
import { kernelCases } from './kernel-cases.ts'
import { runKernel, runReference } from './one-kernel.ts'
import { connect } from './plain-product.ts'
import { productPrograms, resultsOf, worstDifference } from './product-programs.ts'

const calls = new Int32Array(new SharedArrayBuffer(8))

const plainProduct = {
  connect: connect({ calls, thread: 0 }),
  worker: {
    module: new URL('./plain-product.ts', import.meta.url).href,
    settings: { calls, thread: 1 },
  },
  lowering: externalProductLowering,
  smallest: 0,
} satisfies ExternalProduct

const oneThread = createWasmBackend({ threads: 1, externalProduct: plainProduct })

const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds))

beforeEach(() => {
  calls.fill(0)
})

describe('an external product', () => {
  it.each(productPrograms)('$name', (program) => {
    const actual = resultsOf(program, oneThread)
    expect(worstDifference(actual, resultsOf(program, referenceBackend))).toBeLessThan(2e-6)
    expect((calls[0] ?? 0) > 0).toBe(program.external)
  })

  it('agrees with the reference on every layout of the kernel cases', () => {
    for (const each of kernelCases.matmul) {
      const [actual, expected] = [runKernel(each, oneThread), runReference(each)]
      expect(actual.length).toBe(expected.length)
      expected.forEach((value, index) => {
        expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(1e-3)
      })
    }
    expect(calls[0]).toBeGreaterThan(10)
  })

  it('hands on what is not finite', () => {
    const program = new Program({}, { backend: oneThread })
    const poison = productPrograms[0]
    if (!poison) throw new RangeError('no program')
    const run = program.compile((_: object, operands: Parameters<typeof poison.step>[0]) => ({
      result: poison.step(operands),
    }))
    const scalar = (value: number) => withBackend(oneThread, () => full([1, 1], value))
    const product = (a: number, b: number) => run([scalar(a), scalar(b)])[0]?.data()[0]
    expect(product(Number.NaN, 0)).toBeNaN()
    expect(product(Number.POSITIVE_INFINITY, -1)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('is used from the size on that it names', () => {
    const large = createWasmBackend({
      threads: 1,
      externalProduct: { ...plainProduct, smallest: 33 * 35 * 41 },
    })
    const sizes = productPrograms.filter(({ name }) => /^(33×41 · 41×35|35×7 · 7×130)$/.test(name))
    const used = sizes.map((program) => {
      calls.fill(0)
      resultsOf(program, large)
      return calls[0]
    })
    expect(used).toEqual([1, 0])
  })

  it('agrees in random fused programs', () => {
    const outcomes = (seed: number, backend: Backend) =>
      withBackend(backend, () => {
        const { state, inputs, step } = randomProgram(seed)
        const program = new Program(state, { backend })
        const run = program.compile(step)
        return [1, 2].flatMap(() => [...run(inputs), ...leavesOf(program.read()).map(({ tensor }) => tensor)])
      })
    for (let seed = 1000; seed < 1200; seed++) {
      const difference = worstDifference(outcomes(seed, oneThread), outcomes(seed, referenceBackend))
      expect(difference, `seed ${seed}`).toBeLessThan(2e-4)
    }
    expect(calls[0]).toBeGreaterThan(100)
  })
})

describe('an external product on several threads', () => {
  it.each([2, 3])('%d of them make shares of it', async (threads) => {
    const backend = eagerProduct(threads, plainProduct)
    const programs = productPrograms.filter(({ external }) => external)
    for (const program of programs) resultsOf(program, backend)
    await pause(300)
    for (const program of programs) {
      const actual = resultsOf(program, backend, 20)
      expect(worstDifference(actual, resultsOf(program, referenceBackend)), program.name).toBeLessThan(2e-6)
    }
    expect(calls[1]).toBeGreaterThan(20)
  })

  it('makes the step an error within a second when it ends a thread', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const module = new URL('./ending-product.ts', import.meta.url).href
    const settings = { calls, thread: 1, flag }
    const backend = eagerProduct(2, { ...plainProduct, worker: { module, settings } })
    const weights = full([64, 64], 1 / 64)
    const program = new Program({ weights }, { backend })
    const run = program.compile((state, x: Tensor) => {
      const once = matmul(state.weights, x)
      return { result: sum(matmul(once, matmul(x, once))) }
    })
    const until = async (done: () => boolean) => {
      const end = performance.now() + 20_000
      while (!done() && performance.now() < end) {
        run(weights)
        await pause(1)
      }
    }
    await until(() => (calls[1] ?? 0) > 10)
    flag[0] = 1
    let begin = 0
    const failure = until(() => {
      begin = performance.now()
      return false
    })
    await expect(failure).rejects.toThrow(/A thread failed during a step \(it has ended\)/)
    expect(performance.now() - begin).toBeLessThan(1000)
    // Another thread takes its place.
    flag[0] = 0
    calls.fill(0)
    await until(() => (calls[1] ?? 0) > 10)
    expect(calls[1]).toBeGreaterThan(10)
    expect(run(weights).item()).toBeCloseTo(64, 3)
  })

  // The last: it has lost so many threads then that no more are started.
  it('is made by the calling thread where the others cannot get it', async () => {
    const lost = { ...plainProduct, worker: { module: 'file:///nowhere/product.js', settings: {} } }
    const backend = eagerProduct(2, lost)
    const programs = productPrograms.filter(({ external }) => external).slice(-8)
    for (let round = 0; round < 10; round++) {
      for (const program of programs) {
        const actual = resultsOf(program, backend, 3)
        expect(worstDifference(actual, resultsOf(program, referenceBackend)), program.name).toBeLessThan(2e-6)
      }
      await pause(20)
    }
    expect(calls[0]).toBeGreaterThan(0)
    expect(calls[1]).toBe(0)
  })
})
