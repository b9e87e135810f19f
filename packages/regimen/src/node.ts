/** The library as Node imports it: one file, with threads from the first step on. */
import { bringThreads } from './engine/backends/wasm/threads/brought.ts'
import { threadPool } from './engine/backends/wasm/threads/pool.ts'
import { Team } from './engine/backends/wasm/threads/team.ts'

bringThreads({ Team, threadPool })

export * from './index.ts'
