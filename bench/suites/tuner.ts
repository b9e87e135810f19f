/** The tuner's samplers beside Optuna's on the same functions, and how long a suggestion takes. */
import type { Row } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { comparedSamplers, functionsOf, type Outcomes, outcomesOf, readBaseline } from '../tuner/baseline.ts'
import { compared, pooled, type Share } from '../tuner/compare.ts'
import { functions } from '../tuner/functions.ts'
import { pooledWorkload, verdictsOf } from '../tuner/marks.ts'
import { speeds } from '../tuner/speed.ts'
import type { Suite } from './suite.ts'

const speed = 'speed'

export const tuner: Suite = {
  about:
    'the probability that a study ends lower than one of Optuna (Mann–Whitney, ties half; with a 95 % bootstrap interval), after 25 to 200 trials, 30 seeds each; µs per trial. speed: µs of one suggestion',
  takes: () => false,
  async run(session) {
    const chosen = session.chosen([...Object.keys(functions), speed].map((name) => ({ name })))
    const names = chosen.map(({ name }) => name)
    const rows: Row[] = names.includes(speed) ? await speeds(session) : []
    const baseline = readBaseline()
    session.say(`Optuna ${baseline.version}, ${baseline.seeds} seeds`)
    for (const sampler of comparedSamplers) {
      const measured: Outcomes[] = []
      for (const name of functionsOf(baseline, sampler).filter((one) => names.includes(one))) {
        const outcomes = await outcomesOf(baseline, sampler, name)
        measured.push(outcomes)
        rows.push(rowOf(session, name, sampler, outcomes.microseconds, compared([outcomes])))
      }
      if (measured.length > 1) {
        const times = measured.flatMap(({ microseconds }) => microseconds)
        const isAll = measured.length === functionsOf(baseline, sampler).length
        rows.push(rowOf(session, isAll ? pooledWorkload : 'those chosen', sampler, times, pooled(measured)))
      }
    }
    return rows
  },
  verdicts: verdictsOf,
}

function rowOf(
  { suite }: Session,
  workload: string,
  system: string,
  times: readonly number[],
  share: Share,
): Row {
  const sorted = times.toSorted((a, b) => a - b)
  const { budgets, mean, low, high } = share
  return {
    suite,
    workload,
    system,
    medianMicroseconds: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    minMicroseconds: sorted[0] ?? Number.NaN,
    maxMicroseconds: sorted[sorted.length - 1] ?? Number.NaN,
    gflops: 0,
    also: { ...budgets, P: mean, from: low, to: high },
  }
}
