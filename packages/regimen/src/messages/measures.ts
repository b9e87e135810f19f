/** Errors of those who look at measured values: few programs carry them. */
import { errorsOf } from './errors.ts'

export const measureMessages = {
  'class-out-of-range': (p: { which: string; index: number; value: number; classes: number }) =>
    `confusionMatrix: ${p.which}[${p.index}] is ${p.value}; there are ${p.classes} classes, counted from 0.`,
  'predictions-length': (p: { predicted: number; actual: number }) =>
    `confusionMatrix: ${p.predicted} predictions for ${p.actual} actual classes. Give one for each.`,
  'unknown-metric': (p: { metric: string; known: string }) =>
    `There is no metric "${p.metric}" in this run. It has ${p.known}.`,
} as const

/** An error about measured values. */
export const measureError = /* @__PURE__ */ errorsOf(measureMessages)
