/**
 * Which kernels of a plan are split among the threads, and before which of them all must have arrived.
 * A barrier stands only where a kernel meets memory that another thread may have touched since the last
 * one: kernels that have nothing to do with each other run on without waiting, and so does a row of small
 * kernels that the first thread runs alone, and a row of kernels of which each thread has the same part: of
 * the batch's rows, say, from layer to layer.
 */

/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
  /** Unit u of the kernel touches only so many bytes from origin + u · unitBytes on. Undefined: perhaps all. */
  readonly unitBytes?: number | undefined
  /** Where the first unit's rows begin: before `start` for a block of columns. Default `start`. */
  readonly origin?: number | undefined
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
  /** So many units always go to the same thread, so that shares match those of other kernels. */
  readonly together: number
}

/** A turn while it may still change. */
interface Planned {
  readonly task: Task
  split: boolean
  readonly barrier: boolean
  together: number
  /** Another turn relies on `together`. */
  fixed: boolean
}

type Meeting = readonly [earlier: Range, later: Range]

/** Kernels of less than `shortestSplit` nanoseconds are left to the first thread, if they would need a barrier. */
export function schedule(tasks: readonly Task[], shortestSplit: number): Turn[] {
  let since: Planned[] = []
  return tasks
    .map((task) => {
      const before = since.flatMap((planned) => {
        const meetings = meetingsOf(planned.task, task)
        return meetings.length > 0 ? [{ planned, meetings }] : []
      })
      const matched = before.length > 0 ? match(task, before) : undefined
      const split = matched !== undefined || (task.units > 1 && task.nanoseconds >= shortestSplit)
      // What one thread does alone is in order by itself.
      const barrier = !matched && before.some(({ planned }) => split || planned.split)
      if (barrier) since = []
      const turn = { task, split, barrier, together: matched ?? 1, fixed: matched !== undefined }
      since.push(turn)
      return turn
    })
    .map(({ split, barrier, together }) => ({ split, barrier, together }))
}

/**
 * How many units must go together so that each thread meets only what it has touched itself; undefined where there is
 * no such number. Earlier turns on which none relies yet are adapted.
 */
function match(
  task: Task,
  before: readonly { readonly planned: Planned; readonly meetings: readonly Meeting[] }[],
): number | undefined {
  const rows = before.flatMap(({ planned, meetings }) =>
    meetings.map(([earlier, later]) => ({ planned, earlier, later })),
  )
  const aligned = ({ planned, earlier, later }: (typeof rows)[number]) =>
    planned.split && originOf(earlier) === originOf(later) && earlier.unitBytes && later.unitBytes
  if (task.units <= 1 || !rows.every(aligned)) return undefined
  // The coarsest of all, in bytes of the operand in question; then everybody must be able to follow.
  const own = Math.max(
    1,
    ...rows.map(({ planned, earlier, later }) =>
      Math.round((planned.together * (earlier.unitBytes ?? 1)) / (later.unitBytes ?? 1)),
    ),
  )
  const wanted = new Map<Planned, number>()
  for (const { planned, earlier, later } of rows) {
    const together = (own * (later.unitBytes ?? 1)) / (earlier.unitBytes ?? 1)
    const same = (wanted.get(planned) ?? together) === together
    const parts = Math.ceil(planned.task.units / together) === Math.ceil(task.units / own)
    if (!same || !parts || !Number.isInteger(together)) return undefined
    if (together !== planned.together && planned.fixed) return undefined
    wanted.set(planned, together)
  }
  for (const [planned, together] of wanted) {
    planned.together = together
    planned.fixed = true
  }
  return own
}

const originOf = ({ start, origin = start }: Range) => origin

/** Where two tasks must not run at the same time. */
function meetingsOf(earlier: Task, later: Task): Meeting[] {
  return [
    ...meetings(earlier.writes, later.reads),
    ...meetings(earlier.writes, later.writes),
    ...meetings(earlier.reads, later.writes),
  ]
}

function meetings(some: readonly Range[], others: readonly Range[]): Meeting[] {
  return some.flatMap((a) =>
    others.flatMap((b): Meeting[] => (a.start < b.end && b.start < a.end ? [[a, b]] : [])),
  )
}
