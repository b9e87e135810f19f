/**
 * Which kernels of a plan are split among the threads, and before which of them all must have arrived.
 * A barrier stands only where a kernel meets memory that another thread may have touched since the last
 * one: kernels that have nothing to do with each other run on without waiting, and so does a row of small
 * kernels that the first thread runs alone.
 */

/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Task {
  readonly reads: readonly Range[]
  readonly writes: readonly Range[]
  /** In how many parts the kernel can be split at most. */
  readonly units: number
  /** Estimated time on one thread. */
  readonly nanoseconds: number
}

export interface Turn {
  /** True when all threads take a share, false when the first thread runs the kernel alone. */
  readonly split: boolean
  /** True when all threads must have come this far before the kernel begins. */
  readonly barrier: boolean
}

/** Kernels of less than `shortestSplit` nanoseconds are left to the first thread. */
export function schedule(tasks: readonly Task[], shortestSplit: number): Turn[] {
  let since: { task: Task; split: boolean }[] = []
  return tasks.map((task) => {
    const split = task.units > 1 && task.nanoseconds >= shortestSplit
    // What one thread does alone is in order by itself.
    const barrier = since.some((earlier) => (split || earlier.split) && conflict(earlier.task, task))
    if (barrier) since = []
    since.push({ task, split })
    return { split, barrier }
  })
}

function conflict(earlier: Task, later: Task): boolean {
  return (
    overlap(earlier.writes, later.reads) ||
    overlap(earlier.writes, later.writes) ||
    overlap(earlier.reads, later.writes)
  )
}

function overlap(some: readonly Range[], others: readonly Range[]): boolean {
  return some.some((a) => others.some((b) => a.start < b.end && b.start < a.end))
}
