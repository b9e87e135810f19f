/** The runs of all seeds as one line: their mean, with the interval around it. */
import { bootstrap } from '../statistics/bootstrap.ts'
import type { Text } from '../words.ts'
import type { Point, Series } from './line-chart.ts'

/** Fewer than rules take: bands are looked at, not judged. */
const resamples = 1000

/** The runs have the same x; what some of them lack at the end is left out. */
export function seedSeries(name: Text, runs: readonly (readonly Point[])[], draw?: Series['draw']): Series {
  const length = Math.min(...runs.map((run) => run.length))
  const estimates = (runs[0] ?? []).slice(0, length).map(([x], at) => {
    return {
      x,
      estimate: bootstrap(
        runs.map((run) => run[at]?.[1] ?? Number.NaN),
        { resamples },
      ),
    }
  })
  return {
    name,
    points: estimates.map(({ x, estimate }): Point => [x, estimate.value]),
    band: estimates.map(({ estimate }): Point => [estimate.low, estimate.high]),
    ...(draw && { draw }),
  }
}
