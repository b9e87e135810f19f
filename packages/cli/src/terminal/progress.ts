/** Progress of a run: one line that is rewritten on a terminal, a plain line now and then elsewhere. */
import type { Callback, EvaluatedEvent, Metrics, StartedEvent, StepEvent, TrainingEvent } from 'regimen'
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
  private started: StartedEvent | undefined
  private startedAt = 0
  private shownAt = 0
  private loss: number | undefined
  private readonly latest: { train?: Metrics; validation?: Metrics } = {}

  constructor(terminal: Terminal, label = '') {
    this.terminal = terminal
    this.label = label
  }

  onEvent(event: TrainingEvent): void {
    switch (event.type) {
      case 'started':
        this.started = event
        this.startedAt = performance.now()
        this.shownAt = this.terminal.interactive ? 0 : this.startedAt
        return
      case 'step':
        // A moving mean: single batches jump.
        this.loss = this.loss === undefined ? event.loss : 0.9 * this.loss + 0.1 * event.loss
        this.onStep(event)
        return
      case 'evaluated':
        this.latest[event.split] = event.metrics
        this.onEvaluated(event)
        return
      case 'ended':
        if (this.terminal.interactive) this.terminal.rewrite(clearLine)
        return
      default:
    }
  }

  private onStep(event: StepEvent): void {
    const { interactive, columns, paint } = this.terminal
    const now = performance.now()
    if (!interactive || now - this.shownAt < rewriteEveryMilliseconds) return
    this.shownAt = now
    const fraction = event.step / Math.max(1, this.started?.totalSteps ?? 1)
    const bar = formatBar(fraction, Math.min(24, Math.floor(columns / 5)))
    const line = truncate([`${bar} `, ...this.describe(event)].join(' '), columns - 1)
    this.terminal.rewrite(clearLine + paint.cyan(line.slice(0, bar.length)) + line.slice(bar.length))
  }

  private onEvaluated({ epoch, step, split }: EvaluatedEvent): void {
    const { started, terminal } = this
    const last = started !== undefined && step >= started.totalSteps
    const expected = (started?.splits.validation ?? 0) > 0 ? 'validation' : 'train'
    if (terminal.interactive || split !== expected) return
    const now = performance.now()
    if (!last && now - this.shownAt < lineEveryMilliseconds) return
    this.shownAt = now
    const rate = this.rate(step)
    terminal.note(this.describe({ step, epoch, examplesPerSecond: rate }).join(' '))
  }

  /** Examples per second since the start, for lines that come once an epoch. */
  private rate(step: number): number {
    const { started } = this
    if (!started) return 0
    const seconds = Math.max(1e-9, (performance.now() - this.startedAt) / 1000)
    const perStep = started.splits.train / Math.max(1, started.stepsPerEpoch)
    return ((step - started.resumedAt) * perStep) / seconds
  }

  private describe({
    step,
    epoch,
    examplesPerSecond,
  }: Pick<StepEvent, 'step' | 'epoch' | 'examplesPerSecond'>): string[] {
    const { words } = this.terminal
    const { totalSteps = 1, stepsPerEpoch = 1, resumedAt = 0 } = this.started ?? {}
    const elapsed = (performance.now() - this.startedAt) / 1000
    const left = (elapsed / Math.max(1, step - resumedAt)) * (totalSteps - step)
    const metric = (name: string, value: number) => `${words.metrics(name)} ${formatMetric(name, value)}`
    const measured = (part: 'train' | 'validation') =>
      Object.entries(this.latest[part] ?? {})
        .filter(([name]) => part === 'validation' || name !== 'loss')
        .map(([name, value]) => metric(name, value))
    const validation = measured('validation')
    // The end is what a narrow terminal cuts off.
    const parts = [
      ...(this.label === '' ? [] : [this.label]),
      words.progress.epoch({ epoch, epochs: Math.ceil(totalSteps / stepsPerEpoch) }),
      ...(this.loss === undefined ? [] : [metric('loss', this.loss)]),
      ...measured('train'),
      words.progress.left({ time: formatDuration(left) }),
      words.progress.rate({ rate: formatCount(examplesPerSecond) }),
      ...(validation.length === 0 ? [] : [`${words.parts.validation}: ${validation.join(', ')}`]),
    ]
    return [parts.join(' · ')]
  }
}
