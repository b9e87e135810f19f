import { add, cast, less, mul, neg, sigmoid, sub } from '../engine/ops/elementwise.ts'
import { matmul } from '../engine/ops/linear-algebra.ts'
import { childSource, type RandomSource, randomSource, randomUniform } from '../engine/ops/random.ts'
import { mean, sum } from '../engine/ops/reductions.ts'
import { transpose } from '../engine/ops/views.ts'
import { compile } from '../engine/program.ts'
import { RandomKey } from '../engine/random.ts'
import { defaultFloat } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { toData } from '../engine/types.ts'
import { softplus } from '../nn/activations/softplus.ts'
import { requireOption, requireSize } from '../nn/options.ts'
import type { Technique } from '../technique.ts'

/** What a restricted Boltzmann machine has learnt. */
export type RbmParameters = {
  /** [visible, hidden] */
  readonly weight: Tensor
  /** [visible] */
  readonly visibleBias: Tensor
  /** [hidden] */
  readonly hiddenBias: Tensor
}

/** The options of `RestrictedBoltzmannMachine`. */
export interface RbmOptions {
  readonly visible: number
  readonly hidden: number
  /** Of the first weights, normal with the standard deviation 0.01. Default 0. */
  readonly seed?: number
}

/** Above so many units on the smaller side the sum over all states takes too long. */
const largestEnumeration = 20

/**
 * The restricted Boltzmann machine: binary units in two groups, none coupled within its own, with the energy
 * E(v, h) = −b·v − c·h − vᵀWh. Given one group, the units of the other are independent. Smolensky 1986
 * ("harmonium"); learning: Hinton 2002, "Training products of experts by minimizing contrastive divergence".
 * @throws RegimenError `technique-option`.
 */
export class RestrictedBoltzmannMachine {
  readonly visible: number
  readonly hidden: number
  /** Replaced by learning, never changed inside. */
  parameters: RbmParameters

  constructor({ visible, hidden, seed = 0 }: RbmOptions) {
    requireSize('restrictedBoltzmannMachine', 'visible', visible)
    requireSize('restrictedBoltzmannMachine', 'hidden', hidden)
    this.visible = visible
    this.hidden = hidden
    this.parameters = initialParameters(visible, hidden, RandomKey.fromSeed(seed))
  }

  /** E of states [batch, visible] and [batch, hidden]: [batch]. */
  energy(visible: Tensor, hidden: Tensor): Tensor {
    const { weight, visibleBias, hiddenBias } = this.parameters
    const coupled = sum(mul(matmul(visible, weight), hidden), { axes: 1 })
    const alone = add(sum(mul(visible, visibleBias), { axes: 1 }), sum(mul(hidden, hiddenBias), { axes: 1 }))
    return neg(add(coupled, alone))
  }

  /** F(v) = −ln Σₕ e^(−E(v, h)), of [batch, visible]: [batch]. */
  freeEnergy(visible: Tensor): Tensor {
    return freeEnergy(this.parameters, visible)
  }

  /** P(hⱼ = 1 | v) = σ(cⱼ + vᵀW), of [batch, visible]: [batch, hidden]. */
  hiddenGiven(visible: Tensor): Tensor {
    return hiddenGiven(this.parameters, visible)
  }

  /** P(vᵢ = 1 | h) = σ(bᵢ + Wh), of [batch, hidden]: [batch, visible]. */
  visibleGiven(hidden: Tensor): Tensor {
    return visibleGiven(this.parameters, hidden)
  }

  /**
   * ln Z, exactly, in float64: the sum over all states of the smaller group.
   * @throws RegimenError `technique-option` when both groups have more than 20 units.
   */
  logPartition(): number {
    const { weight, visibleBias, hiddenBias } = this.parameters
    const overHidden = this.hidden <= this.visible
    const [few, many] = overHidden ? [this.hidden, this.visible] : [this.visible, this.hidden]
    const possible = few <= largestEnumeration
    requireOption(
      'restrictedBoltzmannMachine',
      'units',
      few,
      possible,
      `at most ${largestEnumeration} in one group`,
    )
    const [fewBias, manyBias] = overHidden ? [hiddenBias, visibleBias] : [visibleBias, hiddenBias]
    const weights = (overHidden ? transpose(weight) : weight).data()
    return logSumOfStates(few, many, weights, fewBias.data(), manyBias.data())
  }

  /** The mean of ln P(v) over rows [batch, visible], exactly. @throws RegimenError as `logPartition`. */
  logLikelihood(visible: Tensor): number {
    return -mean(this.freeEnergy(visible)).item() - this.logPartition()
  }

  /**
   * States of the visible units after some steps of Gibbs sampling, [count, visible].
   * @param steps of both groups; default 1000.
   * @param start [count, visible]; default: each unit on by half.
   */
  sample(
    count: number,
    key: RandomKey,
    { steps = 1000, start }: { steps?: number; start?: Tensor } = {},
  ): Tensor {
    const first = cast(less(randomUniform(randomSource(key), [count, this.visible]), 0.5), defaultFloat())
    let state = start ?? first
    for (let step = 0; step < steps; step++) {
      state = gibbsStep(this.parameters, state, randomSource(key.child(step)).key)
    }
    return state
  }
}

const gibbsStep = compile((parameters: RbmParameters, visible: Tensor, key: Tensor) =>
  gibbs(parameters, visible, 1, { key, stream: 0 }),
)

/** @internal F(v). */
export function freeEnergy({ weight, visibleBias, hiddenBias }: RbmParameters, visible: Tensor): Tensor {
  const fields = add(matmul(visible, weight), hiddenBias)
  return neg(add(sum(mul(visible, visibleBias), { axes: 1 }), sum(softplus(fields), { axes: 1 })))
}

function hiddenGiven({ weight, hiddenBias }: RbmParameters, visible: Tensor): Tensor {
  return sigmoid(add(matmul(visible, weight), hiddenBias))
}

function visibleGiven({ weight, visibleBias }: RbmParameters, hidden: Tensor): Tensor {
  return sigmoid(add(matmul(hidden, transpose(weight)), visibleBias))
}

/** @internal `steps` times the hidden units given the visible ones, and those given the hidden. */
export function gibbs(
  parameters: RbmParameters,
  visible: Tensor,
  steps: number,
  random: RandomSource,
): Tensor {
  const draw = (probabilities: Tensor, name: string) =>
    cast(
      less(randomUniform(childSource(random, name), probabilities.shape, defaultFloat()), probabilities),
      defaultFloat(),
    )
  let state = visible
  for (let step = 0; step < steps; step++) {
    const hidden = draw(hiddenGiven(parameters, state), `hidden.${step}`)
    state = draw(visibleGiven(parameters, hidden), `visible.${step}`)
  }
  return state
}

/**
 * @internal What contrastive divergence descends: its gradient is that of −ln P with the free machine's part estimated
 * from `model`, where the chains stand.
 */
export function contrast(parameters: RbmParameters, data: Tensor, model: Tensor): Tensor {
  return sub(mean(freeEnergy(parameters, data)), mean(freeEnergy(parameters, model)))
}

function initialParameters(visible: number, hidden: number, key: RandomKey): RbmParameters {
  const uniforms = key.child('weight').uniform(2 * visible * hidden)
  const normals = Float64Array.from({ length: visible * hidden }, (_, index) => {
    const [u = 0, angle = 0] = [uniforms[2 * index], uniforms[2 * index + 1]]
    return 0.01 * Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * angle)
  })
  const float = defaultFloat()
  const zeros = (size: number) => fromData(float, [size], toData(float, new Float64Array(size)))
  return {
    weight: fromData(float, [visible, hidden], toData(float, normals)),
    visibleBias: zeros(visible),
    hiddenBias: zeros(hidden),
  }
}

/** ln of the sum over all states of `few` units of e^(bias·s) Π (1 + e^(field)) over the `many`. */
function logSumOfStates(
  few: number,
  many: number,
  weights: ArrayLike<number>,
  fewBias: ArrayLike<number>,
  manyBias: ArrayLike<number>,
): number {
  const terms = Float64Array.from({ length: 2 ** few }, (_, number) => {
    let term = 0
    for (let unit = 0; unit < few; unit++) if ((number >>> unit) & 1) term += fewBias[unit] ?? 0
    for (let other = 0; other < many; other++) {
      let field = manyBias[other] ?? 0
      for (let unit = 0; unit < few; unit++) {
        if ((number >>> unit) & 1) field += weights[unit * many + other] ?? 0
      }
      term += Math.max(0, field) + Math.log1p(Math.exp(-Math.abs(field)))
    }
    return term
  })
  const largest = terms.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return largest + Math.log(terms.reduce((total, term) => total + Math.exp(term - largest), 0))
}

export const rbmTechnique: Technique = {
  name: 'restrictedBoltzmannMachine',
  kind: 'model',
  defaults: {},
  paper: 'Smolensky 1986, Parallel Distributed Processing 1; Hinton 2002, Neural Computation 14',
  catalogue: ['M2'],
}
