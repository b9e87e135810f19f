/** The library as Node imports it: in one file, with threads from the first step on. */
import { bringThreads } from './engine/backends/wasm/threads/brought.ts'
import { explainDetails, prepareTogether } from './engine/backends/wasm/threads/together.ts'

bringThreads({ explainDetails, prepareTogether })

export * from './index.ts'
