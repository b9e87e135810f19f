/** The library as Node imports it: in one file, with threads from the first step on. */
import { bringThreads } from './engine/backends/wasm/threads/brought.ts'
import { assembleTogether, prepareTogether, turnsOf } from './engine/backends/wasm/threads/together.ts'

bringThreads({ assembleTogether, prepareTogether, turnsOf })

export * from './index.ts'
