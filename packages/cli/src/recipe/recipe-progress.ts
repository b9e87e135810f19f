/** How far the recipe is: a line that is rewritten on a terminal, a plain line now and then elsewhere. */
import type { RecipeProgress } from 'regimen'
import { formatDuration, formatNumber } from '../format.ts'
import { formatBar } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { truncate } from '../terminal/width.ts'
import { stepNumber } from './say-steps.ts'

const clearLine = '\r\u001b[2K'
const rewriteEveryMilliseconds = 80
const lineEveryMilliseconds = 5000

export class RecipeMeter {
  private readonly terminal: Terminal
  private shownAt = performance.now()
  private begun = { what: '', at: 0, done: 0 }

  constructor(terminal: Terminal) {
    this.terminal = terminal
  }

  after(progress: RecipeProgress): void {
    const { step, part, seconds, done, phase } = progress
    const what = `${step} ${part ?? ''}`
    if (what !== this.begun.what) this.begun = { what, at: seconds, done }
    if (phase === 'ended') {
      this.clear()
      return
    }
    const every = this.terminal.interactive ? rewriteEveryMilliseconds : lineEveryMilliseconds
    if (performance.now() - this.shownAt < every) return
    this.shownAt = performance.now()
    this.show(progress)
  }

  /** Before anything else is said. */
  clear(): void {
    if (this.terminal.interactive) this.terminal.rewrite(clearLine)
  }

  private show(progress: RecipeProgress): void {
    const { interactive, columns, paint, rewrite, note } = this.terminal
    const text = this.describe(progress)
    if (!interactive) {
      note(truncate(text, columns))
      return
    }
    const bar = formatBar(fractionOf(progress), Math.min(24, Math.floor(columns / 5)))
    const line = truncate(`${bar}  ${text}`, columns - 1)
    rewrite(clearLine + paint.cyan(line.slice(0, bar.length)) + line.slice(bar.length))
  }

  /** The end is what a narrow terminal cuts off. */
  private describe({ step, part, done, of, bestSoFar, seconds, secondsLeft }: RecipeProgress): string {
    const { recipe } = this.terminal.words
    const { progress, steps } = recipe
    const unit = progress.units[part === 'final' ? 'final' : step]
    const [passed, made] = [seconds - this.begun.at, done - this.begun.done]
    return [
      progress.step({ number: stepNumber(step), name: steps[step] }),
      progress.done({ done: String(Number(done.toFixed(1))), of: of === null ? '' : `/${of}`, unit }),
      ...(bestSoFar === undefined ? [] : [progress.best({ value: formatNumber(bestSoFar) })]),
      ...(secondsLeft === undefined ? [] : [progress.left({ time: formatDuration(secondsLeft) })]),
      ...(passed > 0.5 && made > 0
        ? [progress.rate({ rate: String(Number((made / passed).toPrecision(2))), unit })]
        : []),
    ].join(' · ')
  }
}

/** Of the whole recipe by its time; of the step where only trials are counted. */
function fractionOf({ seconds, secondsLeft, done, of }: RecipeProgress): number {
  if (secondsLeft !== undefined && Number.isFinite(secondsLeft)) return seconds / (seconds + secondsLeft || 1)
  return of === null || of === 0 ? 0 : done / of
}
