/** What the main process and its workers tell each other. */
import type { Measurement, Task } from './task.ts'

export type ToWorker = { readonly type: 'measure'; readonly task: Task } | { readonly type: 'stop' }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'measured'; readonly measurement: Measurement }
  | { readonly type: 'failed'; readonly message: string }
