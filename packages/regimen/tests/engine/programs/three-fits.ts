/**
 * Three fits at once in one process, each on two threads: two of them in threads of their own. Prints the bits of the
 * weights of one that was alone before, of the three, and how many steps of each were shared.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createWasmBackend } from 'regimen'
import { bitsOf, train, trainTogether } from '../wasm/threads/network.ts'

const alone = bitsOf(await train(createWasmBackend({ threads: 1 })))
const workers = [0, 1].map(
  () =>
    new Worker(new URL('./fit-in-thread.ts', import.meta.url), {
      execArgv: ['--conditions=regimen-source'],
    }),
)
const others = workers.map(async (worker) => (await once(worker, 'message'))[0])
const fits = await Promise.all([trainTogether(2), ...others])
console.log(JSON.stringify({ alone, fits }))
for (const worker of workers) await worker.terminate()
