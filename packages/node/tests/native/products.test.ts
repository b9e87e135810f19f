/** Products made by the machine's BLAS, against the float64 reference. */
import { Worker } from 'node:worker_threads'
import { full, matmul, Program, referenceBackend, type Tensor } from 'regimen'
import { expect, it } from 'vitest'
import {
  productPrograms,
  resultsOf,
  worstDifference,
} from '../../../regimen/tests/engine/wasm/product-programs.ts'
import { createNativeBackend } from '../../src/index.ts'
import { describeWithBlas, everyProduct, stepsTogether } from './support.ts'

describeWithBlas('products of the native backend', () => {
  it.each(productPrograms)('$name', (program) => {
    const { backend, calls } = everyProduct(1)
    const actual = resultsOf(program, backend)
    expect(worstDifference(actual, resultsOf(program, referenceBackend))).toBeLessThan(5e-6)
    expect(calls() > 0).toBe(program.external)
  })

  it('hand on what is not finite', () => {
    const { backend, calls } = everyProduct(1)
    const program = new Program({ a: full([40, 40], 1) }, { backend })
    const run = program.compile(({ a }: { a: Tensor }, b: Tensor) => ({ result: matmul(a, b) }))
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect([...new Set(run(full([40, 40], value)).data())]).toEqual([value])
    }
    expect(calls()).toBe(3)
  })

  it('are right after the memory has grown', () => {
    const { backend } = everyProduct(1)
    const program = new Program({ a: full([40, 40], 1) }, { backend })
    const square = program.compile(({ a }: { a: Tensor }) => ({ result: matmul(a, a) }))
    expect(square([]).data()[0]).toBe(40)
    const large = program.compile(({ a }: { a: Tensor }, b: Tensor) => ({ result: matmul(a, b) }))
    expect(large(full([40, 500_000], 0.5)).data()[19_999_999]).toBe(20)
    expect(square([]).data()[1599]).toBe(40)
  })

  it('are right on several threads, and while another thread of the process makes its own', async () => {
    const [program] = productPrograms.filter(({ name }) => name.startsWith('with bias and activation, 33'))
    if (!program) throw new RangeError('no such program')
    const worker = new Worker(new URL('./other-thread.ts', import.meta.url), {
      execArgv: ['--conditions=regimen-source'],
    })
    const outcome = new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    const { backend } = everyProduct(2)
    const expected = resultsOf(program, referenceBackend)
    const before = stepsTogether()
    for (let round = 0; round < 200; round++) {
      expect(worstDifference(resultsOf(program, backend, 5), expected)).toBeLessThan(5e-6)
      if (round % 10 === 0) await new Promise((resume) => setTimeout(resume, 5))
    }
    expect(stepsTogether() - before).toBeGreaterThan(20)
    expect(await outcome).toEqual({ name: 'native', worst: 0 })
    await worker.terminate()
  })

  it('are of the size from which a BLAS is faster', () => {
    const backend = createNativeBackend({ threads: 1 })
    expect(backend).toMatchObject({ name: 'native', floatType: 'float32', threads: 1, hint: undefined })
    expect(backend.blas?.name).toMatch(/OpenBLAS|MKL|BLIS|Accelerate/)
    const large = productPrograms.filter(({ name }) => name.includes('33×41'))
    for (const program of large) {
      const actual = resultsOf(program, backend)
      expect(worstDifference(actual, resultsOf(program, referenceBackend))).toBeLessThan(5e-6)
    }
  })
})
