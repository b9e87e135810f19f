/** What the tuner must reach, and whether it does. */
import type { Row } from '../runner/row.ts'
import type { Verdict } from '../suites/suite.ts'
import { comparedSamplers } from './baseline.ts'
import { inMemory, workloadOf } from './speed.ts'

/** The row of all functions together. */
export const pooledWorkload = 'all of them'

/** A study must not be likelier to end above one of Optuna than this allows: the interval's lower end lies above it. */
export const leastChance = 0.45

/** Microseconds of one suggestion, by sampler and the trials before. */
const limits: readonly (readonly [sampler: string, trial: number, limit: number])[] = [
  ...['random', 'grid', 'quasiRandom'].flatMap((sampler) =>
    [1000, 10_000].map((trial) => [sampler, trial, 100] as const),
  ),
  ['tpe', 1000, 20_000],
  ['tpe', 10_000, 100_000],
]

/** One line for each row that has a mark; rows that were not measured have none. */
export function verdictsOf(rows: readonly Row[]): Verdict[] {
  const find = (workload: string, system: string) =>
    rows.filter((row) => row.workload === workload && row.system === system)
  const chances = comparedSamplers.flatMap((sampler) =>
    find(pooledWorkload, sampler).map(({ also = {} }) => {
      const low = also.from ?? Number.NaN
      return {
        met: low > leastChance,
        line: `${sampler}, ${pooledWorkload}: lower bound ${low.toFixed(3)}, must be above ${leastChance}`,
      }
    }),
  )
  const speeds = limits.flatMap(([sampler, trial, limit]) =>
    [workloadOf(trial), workloadOf(trial, inMemory)].flatMap((workload) =>
      find(workload, sampler).map(({ medianMicroseconds }) => ({
        met: medianMicroseconds < limit,
        line: `${sampler}, ${workload}: ${milliseconds(medianMicroseconds)}, must be below ${milliseconds(limit)}`,
      })),
    ),
  )
  return [...chances, ...speeds]
}

function milliseconds(microseconds: number): string {
  return `${Number((microseconds / 1000).toPrecision(3))} ms`
}
