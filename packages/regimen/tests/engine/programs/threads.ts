/**
 * Trains on two threads for some seconds at most and then simply ends, without closing anything. Prints how many
 * steps both ran. With the argument `drop` it makes and drops many programs, each with memory of its own, and prints
 * the resident bytes after a few and after all of them. Needs `--expose-gc`.
 */
import { createWasmBackend, matmul, Program, relu, tensor } from 'regimen'
import { threadPool } from '../../../src/engine/backends/wasm/threads/pool.ts'

const backend = createWasmBackend({ threads: 2 })
const size = 256

/** A program of about a megabyte; the function runs it once. */
function make(): () => number {
  const start = tensor(Array.from({ length: size }, () => new Array<number>(size).fill(1 / size)))
  const program = new Program({ a: start, b: start }, { backend })
  const run = program.compile(({ a, b }: { a: typeof start; b: typeof start }, _: object) => {
    const next = relu(matmul(a, b))
    return { state: { a: next, b }, result: next }
  })
  return () => run({}).data()[0] ?? Number.NaN
}

/** Until both threads have run some steps of it, or for so many seconds. */
async function use(run: () => number, steps: number, patience: number): Promise<void> {
  const goal = threadPool().stepsTogether + steps
  const end = performance.now() + patience * 1000
  while (threadPool().stepsTogether < goal && performance.now() < end) {
    run()
    await new Promise((resume) => setImmediate(resume))
  }
}

async function residentAfter(programs: number): Promise<number> {
  for (let count = 0; count < programs; count++) {
    await use(make(), 1, 1)
    globalThis.gc?.()
  }
  // Finalizers run after a collection, in tasks of their own.
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    await new Promise((resume) => setTimeout(resume, 20))
  }
  return process.memoryUsage().rss
}

if (process.argv[2] === 'drop') {
  const early = await residentAfter(20)
  const late = await residentAfter(200)
  console.log(JSON.stringify({ together: threadPool().stepsTogether, early, late }))
} else {
  await use(make(), 20, 20)
  console.log(JSON.stringify({ together: threadPool().stepsTogether }))
}
