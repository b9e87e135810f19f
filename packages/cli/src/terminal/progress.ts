/** Progress of a run: one line that is rewritten on a terminal, a plain line now and then elsewhere. */
import {
  type Callback,
  type Metrics,
  ProgressMeter,
  type Progress as State,
  type TrainingEvent,
} from 'regimen'
import { formatCount, formatDuration, formatMetric } from '../format.ts'
import type { Terminal } from './terminal.ts'
import { truncate } from './width.ts'

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const clearLine = '\r\u001b[2K'
const rewriteEveryMilliseconds = 80
const lineEveryMilliseconds = 1000

/** ███▌······ for a fraction from 0 to 1. */
export function formatBar(fraction: number, width: number): string {
  const parts = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8)
  const filled = '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '')
  return filled + '·'.repeat(Math.max(0, width - filled.length))
}

/** Listens to a run and shows how far it is. `label` stands before everything else. */
export class Progress implements Callback {
  readonly name = 'progress'
  private readonly terminal: Terminal
  private readonly label: string
  private readonly meter = new ProgressMeter()
  private hasValidation = false
  private shownAt = 0

  constructor(terminal: Terminal, label = '') {
    this.terminal = terminal
    this.label = label
  }

  onEvent(event: TrainingEvent): void {
    const state = this.meter.after(event)
    const { interactive, rewrite } = this.terminal
    if (event.type === 'started') {
      this.hasValidation = event.splits.validation > 0
      this.shownAt = interactive ? 0 : performance.now()
    } else if (event.type === 'step' && interactive) {
      this.rewriteLine(state)
    } else if (event.type === 'evaluated' && !interactive) {
      // The last evaluation of an epoch: only then both parts are of the same one.
      if (event.split === 'validation' || !this.hasValidation) this.addLine(state)
    } else if (event.type === 'ended' && interactive) {
      rewrite(clearLine)
    }
  }

  private rewriteLine(state: State): void {
    if (performance.now() - this.shownAt < rewriteEveryMilliseconds) return
    this.shownAt = performance.now()
    const { columns, paint, rewrite } = this.terminal
    const bar = formatBar(state.fraction, Math.min(24, Math.floor(columns / 5)))
    const line = truncate(`${bar}  ${this.describe(state)}`, columns - 1)
    rewrite(clearLine + paint.cyan(line.slice(0, bar.length)) + line.slice(bar.length))
  }

  private addLine(state: State): void {
    const last = state.step >= state.totalSteps
    if (!last && performance.now() - this.shownAt < lineEveryMilliseconds) return
    this.shownAt = performance.now()
    this.terminal.note(this.describe(state))
  }

  private describe({
    epoch,
    epochs,
    loss,
    train,
    validation,
    secondsLeft,
    examplesPerSecond,
  }: State): string {
    const { words } = this.terminal
    const metrics = (values: Metrics) =>
      Object.entries(values).map(([name, value]) => `${words.metrics(name)} ${formatMetric(name, value)}`)
    const { loss: _, ...measured } = train
    const held = metrics(validation)
    // The end is what a narrow terminal cuts off.
    const parts = [
      this.label,
      words.progress.epoch({ epoch, epochs }),
      ...metrics(Number.isNaN(loss) ? measured : { loss, ...measured }),
      words.progress.left({ time: formatDuration(secondsLeft) }),
      words.progress.rate({ rate: formatCount(examplesPerSecond) }),
      held.length === 0 ? '' : `${words.parts.validation}: ${held.join(', ')}`,
    ]
    return parts.filter((part) => part !== '').join(' · ')
  }
}
