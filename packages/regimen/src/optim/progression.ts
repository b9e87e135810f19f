/** Sums and products over all updates so far, as pure functions of the update number. */

/**
 * The total after update `step` (0 for the first): `start` combined with each update in order. What was worked out
 * last is remembered, so that the next update costs one term; any other begins anew, with the same result.
 */
export function progression(
  start: number,
  combine: (total: number, step: number) => number,
): (step: number) => number {
  let total = start
  let reached = -1
  return (step) => {
    if (step < reached) {
      total = start
      reached = -1
    }
    while (reached < step) total = combine(total, ++reached)
    return total
  }
}
