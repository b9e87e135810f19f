import type { Direction } from '../trial.ts'

/**
 * The volume that points dominate up to a reference point that is worse than all of them: how good a Pareto front is
 * (Zitzler & Thiele 1998). By slices along the last objective: n·log n for two objectives, nᵐ⁻¹·log n for m.
 * @param points values of the objectives; those not better than the reference in all of them add nothing.
 */
export function hypervolume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
  directions: readonly Direction[] = reference.map(() => 'minimize'),
): number {
  const signs = directions.map((direction) => (direction === 'minimize' ? 1 : -1))
  // How far each is from the reference: more is better.
  const gains = points.map((point) =>
    signs.map((sign, objective) => sign * ((reference[objective] ?? 0) - (point[objective] ?? Number.NaN))),
  )
  return volume(
    gains.filter((gain) => gain.every((value) => value > 0)),
    reference.length,
  )
}

function volume(gains: readonly (readonly number[])[], dimensions: number): number {
  if (gains.length === 0) return 0
  const last = dimensions - 1
  const at = (gain: readonly number[] | undefined) => gain?.[last] ?? 0
  if (dimensions === 1) return gains.reduce((most, gain) => Math.max(most, at(gain)), 0)
  const sorted = gains.toSorted((a, b) => at(b) - at(a))
  if (dimensions === 2) return staircase(sorted)
  return sorted.reduce((sum, gain, index) => {
    const thickness = at(gain) - at(sorted[index + 1])
    return thickness > 0 ? sum + thickness * volume(sorted.slice(0, index + 1), last) : sum
  }, 0)
}

/** Sorted by the second coordinate, the greatest first. */
function staircase(sorted: readonly (readonly number[])[]): number {
  let [area, width] = [0, 0]
  sorted.forEach(([x = 0, y = 0], index) => {
    width = Math.max(width, x)
    area += width * (y - (sorted[index + 1]?.[1] ?? 0))
  })
  return area
}
