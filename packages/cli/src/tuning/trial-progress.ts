/** The trials of a study as they end: one line that is rewritten on a terminal, elsewhere a line for each. */
import type { TrialRecord } from 'regimen'
import { formatNumber } from '../format.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { truncate } from '../terminal/width.ts'
import { showParameters } from './show-trial.ts'

const clearLine = '\r\u001b[2K'

export class TrialProgress {
  private readonly terminal: Terminal
  private readonly trials: number
  private ended: number

  /** `trials` of the whole study, of which `ended` have come to an end before. */
  constructor(terminal: Terminal, trials: number, ended: number) {
    this.terminal = terminal
    this.trials = trials
    this.ended = ended
  }

  after({ number, state, values, parameters, error }: TrialRecord): void {
    const { words, interactive, columns, rewrite, note } = this.terminal
    if (state !== 'paused') this.ended++
    const outcome = error ?? (values.map(formatNumber).join(', ') || words.tuning.states[state])
    // The end is what a narrow terminal cuts off.
    const parts = [
      `${this.ended}/${this.trials}`,
      `${words.tuning.trial} ${number}: ${outcome.replaceAll(/\s+/g, ' ')}`,
      ...showParameters(parameters),
    ]
    const line = truncate(parts.join(' · '), columns - 1)
    if (interactive) rewrite(clearLine + line)
    else note(line)
  }

  /** Before anything else is said. */
  clear(): void {
    if (this.terminal.interactive) this.terminal.rewrite(clearLine)
  }
}
