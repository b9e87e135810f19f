import type { RandomKey } from '../engine/random.ts'
import { requireOption, requireSize } from '../nn/options.ts'
import type { Technique } from '../technique.ts'

/** The options of `BoltzmannMachine`. */
export interface BoltzmannMachineOptions {
  /** Units that data is given for. */
  readonly visible: number
  /** Units that explain what the visible ones have in common. Default 0. */
  readonly hidden?: number
  /** Couplings w of all units, the visible first, row-major [units, units]: symmetric, the diagonal 0. Default: zeros. */
  readonly weights?: ArrayLike<number>
  /** [units]. Default: zeros. */
  readonly biases?: ArrayLike<number>
}

/** The options of `BoltzmannMachine.sample`. */
export interface GibbsOptions {
  /** How many states are wanted. */
  readonly count: number
  readonly key: RandomKey
  /** Sweeps before the first state. Default 100. */
  readonly burnIn?: number
  /** Sweeps from one state to the next. Default 1. */
  readonly every?: number
}

/** The options of `BoltzmannMachine.learn`. */
export interface BoltzmannLearningOptions {
  readonly learningRate?: number
  /** Steps of gradient ascent over all data. Default 200. */
  readonly steps?: number
}

/** Above so many units a sum over all states takes too long. */
const largestEnumeration = 20

/**
 * The Boltzmann machine: binary units s ∈ {0, 1}, every two of them coupled, with the energy
 * E(s) = −½ Σ wᵢⱼ sᵢ sⱼ − Σ bᵢ sᵢ and the probability e^(−E(s)) / Z. Ackley, Hinton & Sejnowski 1985, "A learning
 * algorithm for Boltzmann machines", Cognitive Science 9.
 * @throws RegimenError `technique-option`.
 */
export class BoltzmannMachine {
  readonly visible: number
  readonly hidden: number
  readonly weights: Float64Array
  readonly biases: Float64Array

  constructor({ visible, hidden = 0, weights, biases }: BoltzmannMachineOptions) {
    requireSize('boltzmannMachine', 'visible', visible)
    const natural = Number.isInteger(hidden) && hidden >= 0
    requireOption('boltzmannMachine', 'hidden', hidden, natural, 'a whole number of at least 0')
    this.visible = visible
    this.hidden = hidden
    const units = this.units
    this.weights = Float64Array.from(weights ?? new Float64Array(units * units))
    this.biases = Float64Array.from(biases ?? new Float64Array(units))
    const fits = this.weights.length === units * units && this.biases.length === units
    requireOption(
      'boltzmannMachine',
      'weights',
      this.weights.length,
      fits,
      `${units}×${units}, with ${units} biases`,
    )
    const symmetric = this.weights.every((weight, index) => {
      const [row, column] = [Math.floor(index / units), index % units]
      return row === column ? weight === 0 : weight === this.weights[column * units + row]
    })
    requireOption(
      'boltzmannMachine',
      'weights',
      'asymmetric',
      symmetric,
      'symmetric, with zeros on the diagonal',
    )
  }

  /** Visible and hidden ones together. */
  get units(): number {
    return this.visible + this.hidden
  }

  /** E of a state [units]. */
  energy(state: ArrayLike<number>): number {
    let energy = 0
    for (let unit = 0; unit < this.units; unit++) {
      if (!state[unit]) continue
      // Half of the couplings: each pair is met twice.
      energy -= 0.5 * (this.#field(state, unit) + (this.biases[unit] ?? 0))
    }
    return energy
  }

  /** P(sᵢ = 1 | all other units) = σ(Σⱼ wᵢⱼ sⱼ + bᵢ). */
  conditional(state: ArrayLike<number>, unit: number): number {
    return sigmoid(this.#field(state, unit))
  }

  /**
   * The probability of every state, exactly: [2^units], state number n having unit i on where bit i of n is 1.
   * @throws RegimenError `technique-option` for more than 20 units.
   */
  distribution(): Float64Array {
    const units = this.units
    const few = units <= largestEnumeration
    requireOption(
      'boltzmannMachine',
      'units',
      units,
      few,
      `at most ${largestEnumeration}, to sum over all states`,
    )
    const state = new Uint8Array(units)
    return normalized(
      Float64Array.from({ length: 2 ** units }, (_, number) => {
        for (let unit = 0; unit < units; unit++) state[unit] = (number >>> unit) & 1
        return -this.energy(state)
      }),
    )
  }

  /** The same of the visible units alone: [2^visible]. @throws RegimenError as `distribution`. */
  visibleDistribution(): Float64Array {
    const marginal = new Float64Array(2 ** this.visible)
    const mask = marginal.length - 1
    this.distribution().forEach((probability, number) => {
      marginal[number & mask] = (marginal[number & mask] ?? 0) + probability
    })
    return marginal
  }

  /** States drawn by Gibbs sampling (Geman & Geman 1984), one unit after the other: [count, units]. */
  sample({ count, key, burnIn = 100, every = 1 }: GibbsOptions): Uint8Array {
    const units = this.units
    const state = Uint8Array.from(key.child('start').uniform(units), (u) => Number(u < 0.5))
    const states = new Uint8Array(count * units)
    for (let index = 0; index < count; index++) {
      const sweeps = index === 0 ? burnIn + every : every
      const numbers = key.child(index).uniform(sweeps * units)
      for (let step = 0; step < sweeps * units; step++) {
        const unit = step % units
        state[unit] = (numbers[step] ?? 0) < this.conditional(state, unit) ? 1 : 0
      }
      states.set(state, index * units)
    }
    return states
  }

  /**
   * Learns a distribution over the visible units by gradient ascent on the exact log-likelihood: Δwᵢⱼ is
   * proportional to ⟨sᵢsⱼ⟩ with the visible units given, less ⟨sᵢsⱼ⟩ of the free machine.
   * @param target [2^visible], numbered as in `visibleDistribution`.
   * @returns the log-likelihood Σ target · ln p before each step.
   */
  learn(
    target: ArrayLike<number>,
    { learningRate = 0.5, steps = 200 }: BoltzmannLearningOptions = {},
  ): Float64Array {
    const mask = 2 ** this.visible - 1
    return Float64Array.from({ length: steps }, () => {
      const free = this.distribution()
      const visible = this.visibleDistribution()
      // p(v, h) target(v) / p(v): the hidden units answer to the data.
      const clamped = free.map(
        (p, number) => (p * (target[number & mask] ?? 0)) / (visible[number & mask] ?? 1),
      )
      this.#ascend(this.#correlations(clamped), this.#correlations(free), learningRate)
      return visible.reduce(
        (sum, p, number) => sum + ((target[number] ?? 0) && (target[number] ?? 0) * Math.log(p)),
        0,
      )
    })
  }

  #field(state: ArrayLike<number>, unit: number): number {
    let field = this.biases[unit] ?? 0
    const row = unit * this.units
    for (let other = 0; other < this.units; other++) {
      field += (this.weights[row + other] ?? 0) * (state[other] ?? 0)
    }
    return field
  }

  /** ⟨sᵢsⱼ⟩, with ⟨sᵢ⟩ on the diagonal. */
  #correlations(distribution: Float64Array): Float64Array {
    const units = this.units
    const sums = new Float64Array(units * units)
    distribution.forEach((probability, number) => {
      for (let row = 0; row < units; row++) {
        if (((number >>> row) & 1) === 0) continue
        for (let column = 0; column < units; column++) {
          if ((number >>> column) & 1)
            sums[row * units + column] = (sums[row * units + column] ?? 0) + probability
        }
      }
    })
    return sums
  }

  #ascend(given: Float64Array, free: Float64Array, rate: number): void {
    const units = this.units
    given.forEach((value, index) => {
      const change = rate * (value - (free[index] ?? 0))
      const [row, column] = [Math.floor(index / units), index % units]
      if (row === column) this.biases[row] = (this.biases[row] ?? 0) + change
      else this.weights[index] = (this.weights[index] ?? 0) + change
    })
  }
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** eˣ / Σ eˣ. */
function normalized(logarithms: Float64Array): Float64Array {
  const largest = logarithms.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const values = logarithms.map((x) => Math.exp(x - largest))
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => value / total)
}

export const boltzmannMachineTechnique: Technique = {
  name: 'boltzmannMachine',
  kind: 'model',
  defaults: { hidden: 0 },
  paper: 'Ackley, Hinton & Sejnowski 1985, Cognitive Science 9; Geman & Geman 1984 (Gibbs sampling)',
  catalogue: ['M1'],
}
