/** Errors of threads. */
import { errorsOf } from './errors.ts'

export const threadMessages = {
  'thread-failed': (p: { reason: string }) =>
    `A thread failed during a step (${p.reason}), so the state may be half updated. Write the last known state to the program and go on; if it happens again, use one thread: createWasmBackend({ threads: 1 }).`,
} as const

/** An error of a thread. */
export const threadError = /* @__PURE__ */ errorsOf(threadMessages)
