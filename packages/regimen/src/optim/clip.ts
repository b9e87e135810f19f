/** Limits on gradients, before anything is made of them. */
import {
  add,
  clamp,
  div,
  less,
  maximum,
  minimum,
  mul,
  select,
  sqrt,
  square,
} from '../engine/ops/elementwise.ts'
import { sum } from '../engine/ops/reductions.ts'
import type { Tensor } from '../engine/tensor.ts'
import { optionError } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { fieldsOf, isPositive } from './option.ts'
import { mapRecord, stateless } from './per-parameter.ts'
import type { GradientTransform } from './transform.ts'

/** Which limit an optimizer sets on its gradients: one of four, under its name. */
export type Clip =
  | { readonly value: number }
  | { readonly norm: number }
  | { readonly globalNorm: number }
  | { readonly adaptive: number; readonly epsilon?: number }

type Form = 'value' | 'norm' | 'globalNorm' | 'adaptive'

const forms: { readonly [F in Form]: (limit: number, epsilon?: number) => GradientTransform } = {
  value: (limit) => clipByValue(limit),
  norm: (limit) => clipByNorm(limit),
  globalNorm: (limit) => clipByGlobalNorm(limit),
  adaptive: (limit, epsilon) => adaptiveClip(limit, epsilon),
}

/**
 * Clipping as users give it, with what makes it again; `undefined` for none.
 * @throws RegimenError `technique-option`.
 */
export function readClip(
  technique: string,
  value: unknown,
): { readonly settings: Settings; readonly transform: GradientTransform } | undefined {
  if (value === undefined || value === null) return undefined
  const { epsilon, ...named } = fieldsOf(value)
  const [[form, limit] = ['', undefined], ...others] = Object.entries(named)
  if (
    others.length === 0 &&
    isForm(form) &&
    isPositive(limit) &&
    (epsilon === undefined || (form === 'adaptive' && isPositive(epsilon)))
  ) {
    const settings = { [form]: limit, ...(epsilon !== undefined && { epsilon }) }
    return { settings, transform: forms[form](limit, epsilon) }
  }
  throw optionError(
    technique,
    'clip',
    value,
    '{ value: c }, { norm: c }, { globalNorm: c } or { adaptive: c, epsilon: ε }, with positive numbers',
  )
}

const isForm = (name: string): name is Form => Object.hasOwn(forms, name)

/** Every element is limited to [−limit, limit]; the direction may change. NaN stays. */
export function clipByValue(limit: number): GradientTransform {
  return stateless((gradient) => clamp(gradient, -limit, limit))
}

/** The gradient of each parameter is shortened to the Euclidean norm `limit` where it is longer. */
export function clipByNorm(limit: number): GradientTransform {
  return stateless((gradient) => shortened(gradient, sumOfSquares(gradient), limit))
}

/**
 * All gradients together are shortened to the norm `limit` where they are longer: g ← g·min(1, limit/‖g‖), so
 * that the direction stays (Pascanu, Mikolov & Bengio 2013).
 */
export function clipByGlobalNorm(limit: number): GradientTransform {
  return {
    initialize: () => ({}),
    hyperparameters: () => ({}),
    update(gradients) {
      const [first, ...others] = Object.values(gradients).map(sumOfSquares)
      if (!first) return { updates: gradients, state: {} }
      const total = others.reduce(add, first)
      return { updates: mapRecord(gradients, (gradient) => shortened(gradient, total, limit)), state: {} }
    },
  }
}

/**
 * Adaptive gradient clipping: the gradient of each unit (column of a weight matrix, filter of a convolution,
 * whole vector) is limited to `ratio` times the norm of the unit's weights, which counts as at least ε:
 * g ← g·ratio·max(‖w‖, ε)/‖g‖ where ‖g‖/max(‖w‖, ε) > ratio (Brock, De, Smith & Simonyan 2021, equation 3). The
 * authors leave out the last layer.
 */
export function adaptiveClip(ratio: number, epsilon = 1e-3): GradientTransform {
  return stateless((gradient, parameter) => {
    const largest = mul(maximum(unitNorm(parameter), epsilon), ratio)
    const norm = unitNorm(gradient)
    return select(less(largest, norm), mul(gradient, div(largest, norm)), gradient)
  })
}

function sumOfSquares(x: Tensor): Tensor {
  return sum(square(x))
}

/** Multiplied by min(1, limit/norm); 0 stays 0. */
function shortened(gradient: Tensor, squaredNorm: Tensor, limit: number): Tensor {
  return mul(gradient, minimum(div(limit, sqrt(squaredNorm)), 1))
}

/** Over all axes but the last, which counts the units; of vectors and scalars over all. */
function unitNorm(x: Tensor): Tensor {
  if (x.rank < 2) return sqrt(sumOfSquares(x))
  const axes = x.shape.map((_, axis) => axis).slice(0, -1)
  return sqrt(sum(square(x), { axes, keepDims: true }))
}

export const clipTechniques: readonly Technique[] = [
  {
    name: 'clipByValue',
    kind: 'transform',
    defaults: {},
    paper: 'Mikolov 2012, Statistical language models based on neural networks',
    catalogue: [],
  },
  {
    name: 'clipByNorm',
    kind: 'transform',
    defaults: {},
    paper: 'Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063',
    catalogue: [],
  },
  {
    name: 'clipByGlobalNorm',
    kind: 'transform',
    defaults: {},
    paper: 'Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063',
    catalogue: [],
  },
  {
    name: 'adaptiveClip',
    kind: 'transform',
    defaults: { epsilon: 1e-3 },
    paper:
      'Brock, De, Smith & Simonyan 2021, High-performance large-scale image recognition, arXiv:2102.06171',
    catalogue: [],
  },
]
