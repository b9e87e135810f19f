import { abs, add, maximum, mul, sign, sub } from '../engine/ops/elementwise.ts'
import { optionError } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { learningRateAt } from './learning-rate.ts'
import { fieldsOf, isNotNegative } from './option.ts'
import { isPathSelection, type PathSelection, selects } from './path-selection.ts'
import { perParameter } from './per-parameter.ts'
import type { GradientTransform, Schedule } from './transform.ts'
import { isWeight } from './weight-decay.ts'

/** How strongly which weights are drawn to 0. */
export interface L1 {
  /** λ of the term λ‖W‖₁ of the loss. */
  readonly strength: number
  /** Default: `isWeight`. */
  readonly mask?: PathSelection
}

export const l1Technique: Technique = {
  name: 'l1',
  kind: 'regularization',
  defaults: {},
  paper:
    'Tibshirani 1996; proximal step: Beck & Teboulle 2009, A fast iterative shrinkage-thresholding algorithm',
  catalogue: ['R6'],
}

/**
 * L1 regularization by its proximal step: after the update each weight moves ηλ towards 0 and stays there,
 * W ← sign(W)·max(|W| − ηλ, 0), so that weights become exactly 0; the subgradient λ·sign(W) would let them jump
 * about it. Stands behind the learning rate. With SGD this is ISTA; with adaptive methods too the threshold is
 * ηλ for all weights.
 */
export function proximalL1(learningRate: Schedule, { strength, mask = isWeight }: L1): GradientTransform {
  const takes = selects(mask)
  return perParameter({
    slots: [],
    hyperparameters: (step, rateScale) => ({
      threshold: learningRateAt(learningRate, step) * rateScale * strength,
    }),
    update(update, { parameter, path, hyperparameters: { threshold } }) {
      if (!takes(path)) return { update, slots: {} }
      const moved = add(parameter, update)
      const shrunk = mul(sign(moved), maximum(sub(abs(moved), threshold), 0))
      return { update: sub(shrunk, parameter), slots: {} }
    },
  })
}

/**
 * L1 as users give it, with what makes it again: λ alone or `{ strength, mask }`; `undefined` for none.
 * @throws RegimenError `technique-option`.
 */
export function readL1(technique: string, value: unknown): L1 | undefined {
  if (value === undefined || value === null) return undefined
  if (isNotNegative(value)) return { strength: value }
  const { strength, mask, ...others } = fieldsOf(value)
  if (isNotNegative(strength) && Object.keys(others).length === 0) {
    if (mask === undefined) return { strength }
    if (isPathSelection(mask)) return { strength, mask }
  }
  throw optionError(
    technique,
    'l1',
    value,
    'λ or { strength: λ, mask: paths }, λ a number that is not negative',
  )
}

/** As a file holds it: a function is not kept. */
export function l1Settings({ strength, mask }: L1): Settings[string] {
  return mask === undefined || typeof mask === 'function' ? strength : { strength, mask }
}
