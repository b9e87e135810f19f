/** The library as Node imports it: in one file, with threads from the first step on. */
import { bringThreads } from './engine/backends/wasm/threads/brought.ts'
import { explainPlan, prepareTogether } from './engine/backends/wasm/threads/together.ts'

bringThreads({ explainPlan, prepareTogether })

export * from './index.ts'
