/** A study in words, before it runs and when it has ended. */
import { formatElapsed, formatNumber } from '../format.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/width.ts'
import { type BestTrial, showParameters } from './show-trial.ts'

/** What `tune --json` prints. */
export interface TuneResult {
  readonly study: string
  readonly trials: number
  /** The best trial; with several objectives all that no other dominates. */
  readonly best: readonly BestTrial[]
  readonly seconds: number
  readonly report: string
}

export function sayPlan(plan: { name: string; trials: number; there: number }, terminal: Terminal): void {
  const { words, columns, say } = terminal
  say(wrap(words.tuning.plan(plan), columns).join('\n'))
}

/** As many trials of a Pareto front are told; the report has all. */
const mostTold = 10

export function sayTuneResult(result: TuneResult, terminal: Terminal): void {
  const { words, columns, paint, say } = terminal
  const tell = (text: string) => say(wrap(text, columns).join('\n'))
  const { study, trials, best, seconds, report } = result
  for (const trial of best.slice(0, mostTold)) tell(bestLine(trial, terminal))
  if (best.length > mostTold) tell(words.tuning.moreBest({ count: best.length - mostTold }))
  tell(words.tuning.report({ file: report }))
  const line = words.tuning.result({ name: study, trials, time: formatElapsed(seconds) })
  terminal.result(result, wrap(line, columns).map(paint.bold).join('\n'))
}

function bestLine({ number, values, parameters }: BestTrial, { words }: Terminal): string {
  return words.tuning.bestLine({
    number,
    value: values.map(formatNumber).join(', '),
    parameters: showParameters(parameters).join(', '),
  })
}
