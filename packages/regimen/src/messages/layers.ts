/** Errors of layers that few programs have. */
import { errorsOf } from './errors.ts'

export const layerMessages = {
  'graph-values': (p: { name: string; expected: string; actual: string }) =>
    `The graph takes "${p.name}" of shape ${p.expected}; got ${p.actual}.`,
  'missing-random': (p: { path: string; layer: string }) =>
    `${p.path === '' ? p.layer : `${p.path} (${p.layer})`} draws random numbers in training: give the mode a source, { training: true, random: randomSource(key) }.`,
} as const

/** An error of such a layer. */
export const layerError = /* @__PURE__ */ errorsOf(layerMessages)
