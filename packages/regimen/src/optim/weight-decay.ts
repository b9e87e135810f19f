/**
 * Weight decay in its two forms. With plain SGD they are the same; with momentum and adaptive methods they
 * are not, so that users say which they mean (Loshchilov & Hutter 2019, arXiv:1711.05101).
 */
import { add, mul } from '../engine/ops/elementwise.ts'
import { optionError } from '../nn/options.ts'
import type { Settings } from '../technique.ts'
import { isPathSelection, type PathSelection, selects } from './path-selection.ts'
import { stateless } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

/** What may be said of weight decay beside its strength. */
export interface WeightDecayOptions {
  /** Which parameters decay. Default: `isWeight`. */
  readonly mask?: PathSelection
}

/** The strength λ under the name of the form, so that none is taken for the other. */
export type WeightDecay =
  | (WeightDecayOptions & { readonly coupled: number; readonly decoupled?: never })
  | (WeightDecayOptions & { readonly decoupled: number; readonly coupled?: never })

/** True for the last name `weight`: biases and the scales and shifts of normalization do not decay. */
export const isWeight = (path: string): boolean => path === 'weight' || path.endsWith('.weight')

/**
 * L2 regularization: λW is added to the gradient, which is the gradient of ½λ‖W‖². Stands at the beginning of
 * a chain, so that momentum and adaptive scales work on the sum (`weight_decay` of PyTorch's SGD and Adam).
 */
export function coupledWeightDecay(lambda: number, options: WeightDecayOptions = {}): GradientTransform {
  return addDecay(lambda, options)
}

/**
 * Weights shrink by ηλW beside the step itself (Loshchilov & Hutter 2019). Stands just before the learning
 * rate, behind everything adaptive; λ is multiplied by the learning rate (as in PyTorch's AdamW).
 */
export function decoupledWeightDecay(lambda: number, options: WeightDecayOptions = {}): GradientTransform {
  return addDecay(lambda, options)
}

function addDecay(lambda: number, { mask = isWeight }: WeightDecayOptions): GradientTransform {
  const takes = selects(mask)
  return stateless((direction, parameter, path) =>
    takes(path) ? add(direction, mul(parameter, lambda)) : direction,
  )
}

/**
 * Weight decay as users give it; `undefined` for none.
 * @throws RegimenError `technique-option`.
 */
export function readWeightDecay(technique: string, value: unknown): WeightDecay | undefined {
  if (value === undefined || value === null) return undefined
  if (isWeightDecay(value)) return value
  throw optionError(
    technique,
    'weightDecay',
    value,
    '{ coupled: λ } (L2) or { decoupled: λ }, λ a number that is not negative',
  )
}

function isWeightDecay(value: unknown): value is WeightDecay {
  if (typeof value !== 'object' || value === null) return false
  const { mask, ...forms } = { mask: undefined, ...value }
  const [form, ...others] = Object.entries(forms)
  const strength: unknown = form?.[1]
  return (
    others.length === 0 &&
    (form?.[0] === 'coupled' || form?.[0] === 'decoupled') &&
    typeof strength === 'number' &&
    strength >= 0 &&
    strength < Number.POSITIVE_INFINITY &&
    (mask === undefined || isPathSelection(mask))
  )
}

/** As a file holds it: a function is not kept. */
export function weightDecaySettings({ mask, ...form }: WeightDecay): Settings {
  return { ...form, ...(mask !== undefined && typeof mask !== 'function' && { mask }) }
}
