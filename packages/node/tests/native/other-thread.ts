/** A thread of its own that makes products of whole numbers, whose sums are exact in any order. */
import { parentPort } from 'node:worker_threads'
import { full, matmul, Program, type Tensor } from 'regimen'
import { createNativeBackend } from '../../src/native/native-backend.ts'

const size = 100
const backend = createNativeBackend({ threads: 1 })
const program = new Program({ a: full([size, size], 3) }, { backend })
const run = program.compile(({ a }: { a: Tensor }, b: Tensor) => ({ result: matmul(a, b) }))
let worst = 0
for (let round = 0; round < 500; round++) {
  for (const value of run(full([size, size], round)).data()) {
    worst = Math.max(worst, Math.abs(value - 3 * size * round))
  }
}
parentPort?.postMessage({ name: backend.name, worst })
