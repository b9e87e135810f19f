/**
 * A thread whose share of a step fills its heap until Node ends it. Prints the step's error, how many seconds it took,
 * and a result of the steps after it, which other threads share again. Needs a small heap: `--max-old-space-size=32`.
 */
import { full, matmul, Program, sum, type Tensor } from 'regimen'
import { externalProductLowering } from '../../../src/engine/backends/wasm/kernels/external-product.ts'
import { threadPool } from '../../../src/engine/backends/wasm/threads/pool.ts'
import { eagerProduct } from '../wasm/eager-product.ts'
import { connect } from '../wasm/plain-product.ts'

const [calls, flag] = [8, 4].map((bytes) => new Int32Array(new SharedArrayBuffer(bytes)))
if (!calls || !flag) throw new Error('no words')
const module = new URL('../wasm/ending-product.ts', import.meta.url).href
const backend = eagerProduct(2, {
  connect: connect({ calls, thread: 0 }),
  worker: { module, settings: { calls, thread: 1, flag, how: 'full heap' } },
  lowering: externalProductLowering,
  smallest: 0,
})
const weights = full([64, 64], 1 / 64)
const program = new Program({ weights }, { backend })
const run = program.compile((state, x: Tensor) => {
  const once = matmul(state.weights, x)
  return { result: sum(matmul(once, matmul(x, once))) }
})

/** Steps until both threads have shared so many. */
async function share(steps: number): Promise<void> {
  const goal = threadPool().stepsTogether + steps
  const end = performance.now() + 20_000
  while (threadPool().stepsTogether < goal && performance.now() < end) {
    run(weights)
    await new Promise((resume) => setTimeout(resume, 1))
  }
}

await share(5)
flag[0] = 1
const begin = performance.now()
const error = await share(1).then(() => 'none', String)
const seconds = (performance.now() - begin) / 1000
flag[0] = 0
const before = threadPool().stepsTogether
await share(5)
const together = threadPool().stepsTogether - before
console.log(JSON.stringify({ error, seconds, together, result: run(weights).item() }))
