/** Averages of weights over the updates: smoother than the last weights, and often better ones. */
import { add, mul } from '../engine/ops/elementwise.ts'
import type { Tensor } from '../engine/tensor.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { optionError } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { applyUpdates } from './apply-updates.ts'
import { fieldsOf, isCount } from './option.ts'
import { entry, mapRecord } from './per-parameter.ts'
import { withoutSubnormals } from './running-averages.ts'
import type { GradientTransform } from './transform.ts'

/** Which average an optimizer keeps. */
export type Average =
  | {
      /** d of ā ← d·ā + (1 − d)·θ after every update. Usual: 0.99 to 0.9999. */
      readonly ema: number
    }
  | {
      /** The plain mean of the weights after update `start`, `start + every`, `start + 2·every`, … */
      readonly swa: { readonly start: number; readonly every: number }
    }

export const averageTechniques: readonly Technique[] = [
  {
    name: 'exponentialMovingAverage',
    kind: 'transform',
    defaults: {},
    paper: 'Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging',
    catalogue: [],
  },
  {
    name: 'stochasticWeightAveraging',
    kind: 'transform',
    defaults: {},
    paper: 'Izmailov et al. 2018, Averaging weights leads to wider optima, arXiv:1803.05407',
    catalogue: [],
  },
]

type AverageState = { readonly average: TensorRecord }

/**
 * The exponential moving average of the weights, ā ← d·ā + (1 − d)·θ; after the first update ā = θ. The weights
 * that are trained are untouched; the averages are what is evaluated and kept.
 */
export function exponentialMovingAverage(decay: number): GradientTransform {
  return averageWeights((step) => (step === 0 ? 1 : 1 - decay))
}

/**
 * The plain mean of the weights after update `start` (counted from 1) and every `every`-th from there; before
 * that the weights themselves. Meant for a constant or cyclic learning rate. The running statistics of batch
 * normalization are those of the trained weights: a network that has it should see the training data once more.
 */
export function stochasticWeightAveraging(start: number, every: number): GradientTransform {
  return averageWeights((step) => {
    const since = step + 1 - start
    if (since <= 0) return 1
    return since % every === 0 ? 1 / (since / every + 1) : 0
  })
}

/** ā ← (1 − w)·ā + w·θ with the weight w of each update; the last link of a chain, since it needs the final θ. */
function averageWeights(weightAt: (step: number) => number): GradientTransform {
  const averaging: GradientTransform<
    AverageState,
    { readonly kept: number; readonly weight: number },
    { readonly kept: Tensor; readonly weight: Tensor }
  > = {
    initialize: (parameters) => ({ average: parameters }),
    hyperparameters: (step) => ({ kept: 1 - weightAt(step), weight: weightAt(step) }),
    update(updates, state, parameters, { kept, weight }) {
      const trained = applyUpdates(parameters, updates)
      const average = mapRecord(state.average, (mean, path) =>
        withoutSubnormals(add(mul(mean, kept), mul(entry(trained, path), weight))),
      )
      return { updates, state: { average } }
    },
    averaged: {
      read: (_, { average }) => average,
      restart: (parameters) => ({ average: parameters }),
    },
  }
  return averaging
}

/**
 * The average as users give it, with what makes it again; `undefined` for none.
 * @throws RegimenError `technique-option`.
 */
export function readAverage(
  technique: string,
  value: unknown,
): { readonly settings: Settings; readonly transform: GradientTransform } | undefined {
  if (value === undefined || value === null) return undefined
  const { ema, swa, ...others } = fieldsOf(value)
  const { start, every, ...unknown } = fieldsOf(swa)
  if (Object.keys({ ...others, ...unknown }).length === 0) {
    if (swa === undefined && typeof ema === 'number' && ema >= 0 && ema < 1) {
      return { settings: { ema }, transform: exponentialMovingAverage(ema) }
    }
    if (ema === undefined && isCount(start) && isCount(every)) {
      return { settings: { swa: { start, every } }, transform: stochasticWeightAveraging(start, every) }
    }
  }
  throw optionError(
    technique,
    'average',
    value,
    '{ ema: d } with 0 ≤ d < 1, or { swa: { start, every } } with whole numbers of at least 1',
  )
}
