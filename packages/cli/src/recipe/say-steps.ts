/** Tells the steps on the terminal: short paragraphs and a small picture for each. */
import { type RecipeStep, recipeSteps, type StepResult } from 'regimen'
import type { Terminal } from '../terminal/terminal.ts'
import { displayWidth, padEnd, wrap } from '../terminal/width.ts'
import { narrate } from './narrate.ts'
import { stepPictures } from './step-pictures.ts'

const indent = '  '
/** Keeps a number and its sign on one line. */
const unbroken = '\u00a0'

export function stepNumber(step: RecipeStep): number {
  return recipeSteps.indexOf(step) + 1
}

export function sayStep(result: StepResult, terminal: Terminal): void {
  const { words, paint, say } = terminal
  const { recipe } = words
  const { did, saw, decided, why, warnings, diagnosis } = narrate(result, words)
  say(`\n${paint.bold(recipe.heading({ number: stepNumber(result.step), name: recipe.steps[result.step] }))}`)
  paragraph(recipe.labels.did, did, terminal)
  paragraph(recipe.labels.saw, saw, terminal)
  for (const picture of stepPictures(result, { ...terminal, columns: terminal.columns - indent.length })) {
    say(`\n${picture.replaceAll(/^/gm, indent)}\n`)
  }
  for (const warning of warnings) paragraph(recipe.labels.warning, warning, terminal, paint.yellow)
  if (diagnosis !== undefined) {
    paragraph(recipe.labels.stopped, diagnosis, terminal, paint.red)
    return
  }
  paragraph(recipe.labels.decided, decided, terminal)
  paragraph(recipe.labels.why, why.join(' '), terminal)
}

type Color = (text: string) => string

/** The label in a column of its own. */
function paragraph(
  label: string,
  text: string,
  { words, columns, say, paint }: Terminal,
  color: Color = paint.dim,
): void {
  if (text === '') return
  const room = Math.max(...Object.values(words.recipe.labels).map(displayWidth)) + 2
  const whole = text.replaceAll(' %', `${unbroken}%`)
  const lines = wrap(whole, Math.min(columns, 110) - room - indent.length)
  const labels = [color(padEnd(label, room)), ...lines.slice(1).map(() => ' '.repeat(room))]
  say(lines.map((line, index) => indent + (labels[index] ?? '') + line.replaceAll(unbroken, ' ')).join('\n'))
}
