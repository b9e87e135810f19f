/** Training on several threads: the same bits on any number of them, and those of an independent backend. */
import { Worker } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import {
  type Backend,
  createWasmBackend,
  full,
  matmul,
  momentum,
  Program,
  referenceBackend,
  relu,
  sum,
  type Tensor,
  type TrainingControl,
  tensor,
  withBackend,
} from '../../../../src/index.ts'
import { bitsOf, eagerThreads, together, train, trainImages, valuesOf } from './network.ts'
import { Ring } from './ring.ts'

/** Threads start in the background; here they shall be there from the first step on. */
const warm = (threads: number) => new Ring({ threads }).warmUp(threads)

describe('training on several threads', () => {
  it.each([false, true])(
    'gives the same weights bit for bit on 1, 2, 3 and 4, after 200 steps; deterministic: %s',
    async (deterministic) => {
      const alone = bitsOf(await train(createWasmBackend({ threads: 1, deterministic })))
      for (const threads of [2, 3, 4]) {
        await warm(threads)
        const steps = await together(async () => {
          expect(bitsOf(await train(eagerThreads(threads, { deterministic })))).toEqual(alone)
        })
        expect(steps).toBeGreaterThan(20)
      }
    },
  )

  it('gives the same weights of a convolutional network on 1, 2, 3 and 4', async () => {
    const alone = bitsOf(await trainImages(createWasmBackend({ threads: 1 })))
    for (const threads of [2, 3, 4]) {
      await warm(threads)
      expect(bitsOf(await trainImages(eagerThreads(threads)))).toEqual(alone)
    }
  })

  it.each([1, 3, 125])('follows the float64 reference with batches of %d', async (batchSize) => {
    await warm(3)
    // Adam would blow up what rounding makes of gradients that are 0.
    const options = { batchSize, steps: 10, optimizer: momentum({ learningRate: 0.05 }) }
    const expected = valuesOf(await train(referenceBackend, options))
    const actual = valuesOf(await train(eagerThreads(3), options))
    expect(actual.length).toBe(expected.length)
    const errors = actual.map((value, index) => {
      const right = expected[index] ?? Number.NaN
      return Math.abs(value - right) / Math.max(1, Math.abs(right))
    })
    expect(Math.max(...errors)).toBeLessThan(1e-3)
  })

  it('lets two runs take turns', async () => {
    await warm(2)
    const options = [{ seed: 1 }, { seed: 2, batchSize: 64 }]
    const alone = []
    for (const each of options) alone.push(bitsOf(await train(createWasmBackend({ threads: 1 }), each)))
    const pause = { name: 'pause', onBoundary: () => new Promise<void>((resume) => setImmediate(resume)) }
    const runs = await Promise.all(
      options.map((each) => train(eagerThreads(2), { ...each, callbacks: [pause] })),
    )
    expect(runs.map(bitsOf)).toEqual(alone)
  })

  it('posts no message once the workers know the plans: over 200 steps together', async () => {
    await warm(2)
    const post = vi.spyOn(Worker.prototype, 'postMessage')
    // The garbage collector may drop plans of the tests before at any time.
    const posts = () => post.mock.calls.filter(([message]) => !('release' in message)).length
    const seen: { readonly together: number; readonly posts: number }[] = []
    const warmUp = 60
    const stepsSince = (step: number) =>
      (seen.at(-1)?.together ?? 0) - (seen[step]?.together ?? Number.POSITIVE_INFINITY)
    const callback = {
      name: 'posts',
      // Between the steps the workers can get what they have been told.
      onBoundary: async (_: unknown, control: TrainingControl) => {
        seen.push({ together: threadPool().stepsTogether, posts: posts() })
        // Where the machine has something else to do, many steps are run alone.
        if (stepsSince(warmUp) >= 200) control.stop('stopped')
        await new Promise<void>((resume) => setImmediate(resume))
      },
    }
    try {
      await train(eagerThreads(2), { steps: 20_000, callbacks: [callback] })
    } finally {
      post.mockRestore()
    }
    // Two plans by then: that of whole batches and that of the last, smaller one.
    expect(seen[warmUp]?.posts).toBe(2)
    expect(stepsSince(warmUp)).toBeGreaterThanOrEqual(200)
    expect(seen.at(-1)?.posts).toBe(2)
  })

  it('is not for short eager operations and short plans', async () => {
    await warm(2)
    const backend = createWasmBackend({ threads: 2 })
    const small = full([10, 10], 1)
    const program = new Program<{ weights: Tensor }>({ weights: small }, { backend })
    const run = program.compile((state: { weights: Tensor }, x: Tensor) => ({
      state: { weights: relu(matmul(state.weights, x)) },
      result: sum(state.weights),
    }))
    const steps = await together(async () => {
      for (let step = 0; step < 20; step++) {
        withBackend(backend, () => matmul(small, small))
        run(small)
      }
    })
    expect(steps).toBe(0)
  })

  it('is for long eager operations, with the same bits', async () => {
    await warm(2)
    const large = tensor(
      Float32Array.from({ length: 300 * 300 }, (_, index) => Math.sin(index)),
      [300, 300],
    )
    const square = (backend: Backend) => withBackend(backend, () => matmul(large, large).data())
    const [one, two] = [createWasmBackend({ threads: 1 }), eagerThreads(2)]
    const alone = square(one)
    const steps = await together(async () => {
      for (let step = 0; step < 20; step++) {
        expect(square(two)).toEqual(alone)
        // Workers get their messages between the runs.
        await new Promise<void>((resume) => setImmediate(resume))
      }
    })
    expect(steps).toBeGreaterThan(0)
  })
})
