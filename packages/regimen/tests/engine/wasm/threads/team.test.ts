/** Steps run by several threads, with a module whose result is known in closed form. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { i32, unreachable } from '../../../../src/engine/backends/wasm/instructions.ts'
import { states, words } from '../../../../src/engine/backends/wasm/threads/control.ts'
import { threadPool } from '../../../../src/engine/backends/wasm/threads/pool.ts'
import { PoolWorker } from '../../../../src/engine/backends/wasm/threads/pool-worker.ts'
import { RegimenError } from '../../../../src/errors.ts'
import { flagAddress, Ring } from './ring.ts'

const flag = () => i32.load(i32.const(flagAddress))

/** Traps in the thread whose share does not (or does) begin with the first unit, when the flag is set. */
const trapping = (inWorker: boolean) =>
  new Ring({
    before: (f, start) => {
      const here = inWorker ? i32.ltU(i32.const(0), start) : i32.eqz(start)
      f.if(i32.and(here, flag()), () => f.do(unreachable))
    },
  })

describe('a step on several threads', () => {
  it.each([
    [2, 1000],
    [3, 1000],
    [4, 1001],
    [2, 3],
    // More threads than units: some shares are empty.
    [4, 3],
    [3, 1],
  ])('%d threads keep in step over %d units', async (threads, size) => {
    const ring = new Ring({ threads, size, rounds: 51 })
    await ring.warmUp(threads)
    for (let step = 0; step < 100; step++) {
      ring.step()
      expect(ring.values()).toEqual(ring.expected())
    }
  })

  it('is right from the first one on, while threads are still starting', () => {
    const ring = new Ring({ threads: 3 })
    for (let step = 0; step < 300; step++) {
      ring.step()
      expect(ring.values()).toEqual(ring.expected())
    }
  })

  it('serves several plans in turn', async () => {
    const rings = [new Ring({ threads: 2 }), new Ring({ threads: 3, rounds: 10 }), new Ring({ size: 17 })]
    for (const ring of rings) await ring.warmUp(2)
    for (let step = 0; step < 100; step++) {
      for (const ring of rings) ring.step()
      for (const ring of rings) expect(ring.values()).toEqual(ring.expected())
    }
  })
})

describe('a thread that is told of mail', () => {
  it('comes also when that has been dealt with before', async () => {
    const posts = vi.spyOn(PoolWorker.prototype, 'post')
    const worker = new PoolWorker(true, () => undefined)
    const [first] = posts.mock.calls[0] ?? []
    posts.mockRestore()
    if (!first || !('control' in first)) throw new Error('the first message has no control block')
    const { control } = first
    onTestFinished(() => worker.terminate())
    // As a host does that is held up between the message and its announcement.
    const { idle, mail } = states
    const announce = () => Atomics.compareExchange(control, words.state, idle, mail) === idle
    await expect.poll(announce, { timeout: 20_000, interval: 1 }).toBe(true)
    Atomics.notify(control, words.state)
    await expect.poll(() => worker.call(), { timeout: 20_000, interval: 1 }).toBe(true)
    expect(worker.joined(performance.now() + 20_000)).toBe(true)
  })
})

describe('a thread that fails', () => {
  it('makes the step an error, and the next ones work again', async () => {
    const ring = trapping(true)
    await ring.warmUp(2)
    ring.flag = 1
    const error = await ring.failure()
    expect(error).toBeInstanceOf(RegimenError)
    expect(String(error)).toMatch(/A thread failed during a step \(RuntimeError: unreachable/)
    ring.flag = 0
    await ring.warmUp(2)
    expect(ring.values()).toEqual(ring.expected())
  })

  it('frees the others when it is the calling thread', async () => {
    const ring = trapping(false)
    await ring.warmUp(2)
    ring.flag = 1
    expect(await ring.failure()).toBeInstanceOf(WebAssembly.RuntimeError)
    ring.flag = 0
    await ring.warmUp(2)
    expect(ring.values()).toEqual(ring.expected())
  })

  it('is replaced when it ends between steps', async () => {
    const ring = new Ring()
    await ring.warmUp(2)
    for (const worker of threadPool().first(1)) worker.terminate()
    for (let step = 0; step < 10; step++) {
      ring.step()
      expect(ring.values()).toEqual(ring.expected())
    }
    await ring.warmUp(2)
    expect(ring.values()).toEqual(ring.expected())
  })

  it('is given up when it never comes to a barrier; other plans get another one', async () => {
    const ring = new Ring({
      patienceSeconds: 0.5,
      before: (f, start) =>
        f.if(start, () => f.repeatWhile(flag(), () => f.set(start, i32.add(start, i32.const(0))))),
    })
    await ring.warmUp(2)
    ring.flag = 1
    const error = await ring.failure()
    expect(String(error)).toMatch(/A thread failed during a step \(it does not answer\)/)
    expect(ring.step()).toBe(1)
    expect(ring.values()).toEqual(ring.expected())
    const other = new Ring()
    await other.warmUp(2)
    expect(other.values()).toEqual(other.expected())
  })
})

describe('where all cores are busy', () => {
  const load: { terminate(): Promise<number> }[] = []
  beforeAll(async () => {
    const { Worker } = await import('node:worker_threads')
    for (let index = 0; index < 2; index++) load.push(new Worker('for (;;);', { eval: true }))
  })
  afterAll(async () => {
    for (const worker of load) await worker.terminate()
  })

  it('four threads still finish, long before the test runs out of time', async () => {
    const team = new Ring({ threads: 4, size: 2000, always: false })
    await team.warmUp(4)
    expect(team.values()).toEqual(team.expected())
    // Were every barrier a wait for the scheduler, these would take minutes.
    for (let step = 0; step < 2400; step++) team.step()
    expect(team.values()).toEqual(team.expected())
  })
})
