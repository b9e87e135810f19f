/** Boltzmann machines against enumeration: every state of a small machine, with its energy, on the host. */
import { describe, expect, it } from 'vitest'
import {
  BoltzmannMachine,
  learnByContrastiveDivergence,
  RandomKey,
  RestrictedBoltzmannMachine,
  sgd,
  tensor,
} from '../../src/index.ts'

const key = RandomKey.fromSeed(11)

function randomMachine(visible: number, hidden: number, size: number) {
  const units = visible + hidden
  const numbers = key.child(units).uniform(units * units + units)
  const weights = new Float64Array(units * units)
  for (let row = 0; row < units; row++) {
    for (let column = row + 1; column < units; column++) {
      const weight = size * (2 * (numbers[row * units + column] ?? 0) - 1)
      weights[row * units + column] = weight
      weights[column * units + row] = weight
    }
  }
  const biases = Float64Array.from(
    { length: units },
    (_, unit) => 2 * (numbers[units * units + unit] ?? 0) - 1,
  )
  return new BoltzmannMachine({ visible, hidden, weights, biases })
}

const bits = (number: number, count: number) =>
  Array.from({ length: count }, (_, unit) => (number >>> unit) & 1)
const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0)

describe('the Boltzmann machine', () => {
  it('M1: a Gibbs histogram is the Boltzmann distribution of ten units, total variation below 0.02', () => {
    const machine = randomMachine(6, 4, 1)
    const exact = machine.distribution()
    const count = 250_000
    const states = machine.sample({ count, key })
    const histogram = new Float64Array(1024)
    for (let index = 0; index < count; index++) {
      let number = 0
      for (let unit = 0; unit < 10; unit++) number |= (states[10 * index + unit] ?? 0) << unit
      histogram[number] = (histogram[number] ?? 0) + 1 / count
    }
    const variation = total(exact.map((p, state) => Math.abs(p - (histogram[state] ?? 0)))) / 2
    expect(variation).toBeLessThan(0.02)
    expect(machine.sample({ count: 5, key })).toEqual(machine.sample({ count: 5, key }))
  })

  it.each([1, 3, 10])('its conditionals are ratios of Boltzmann factors (%d units)', (units) => {
    const machine = randomMachine(units, 0, 2)
    const exact = machine.distribution()
    expect(total(exact)).toBeCloseTo(1, 12)
    for (const number of [0, 2 ** units - 1, 2 ** (units - 1)]) {
      for (let unit = 0; unit < units; unit++) {
        const on = exact[number | (1 << unit)] ?? 0
        const off = exact[number & ~(1 << unit)] ?? 0
        expect(machine.conditional(bits(number, units), unit)).toBeCloseTo(on / (on + off), 10)
      }
    }
  })

  it('learns exclusive or with a hidden unit, which no machine of visible units alone can', () => {
    // Even parity of three units: pairwise statistics are those of independent units.
    const target = Float64Array.from({ length: 8 }, (_, number) =>
      total(bits(number, 3)) % 2 === 0 ? 0.25 : 0,
    )
    const seeded = randomMachine(3, 3, 1)
    const likelihoods = seeded.learn(target, { steps: 2000, learningRate: 1 })
    const alone = new BoltzmannMachine({ visible: 3 }).learn(target, { steps: 300 })
    expect(alone.at(-1)).toBeCloseTo(-3 * Math.log(2), 2)
    expect(likelihoods.at(-1)).toBeGreaterThan(-Math.log(4) - 0.3)
    expect(likelihoods.at(-1)).toBeGreaterThan(likelihoods[0] ?? 0)
  })

  it('refuses couplings that are none', () => {
    expect(() => new BoltzmannMachine({ visible: 2, weights: [0, 1, 2, 0] })).toThrow(/symmetric/)
    expect(() => new BoltzmannMachine({ visible: 2, weights: [0, 1, 1] })).toThrow(/2×2/)
    expect(() => new BoltzmannMachine({ visible: 21 }).distribution()).toThrow(/at most 20/)
    expect(() => new BoltzmannMachine({ visible: 0 })).toThrow(/visible/)
  })
})

/** All images of horizontal bars, or of vertical stripes: 14 of 3×3 pixels. */
const barsAndStripes = [
  ...new Set(
    Array.from({ length: 8 }, (_, number) => bits(number, 3)).flatMap((lines) => [
      lines.flatMap((on) => [on, on, on]).join(''),
      [lines, lines, lines].flat().join(''),
    ]),
  ),
].map((text) => [...text].map(Number))

describe('the restricted Boltzmann machine', () => {
  const machine = new RestrictedBoltzmannMachine({ visible: 4, hidden: 3, seed: 2 })
  const random = key.child('parameters').uniform(12 + 7)
  machine.parameters = {
    weight: tensor(
      [...random.subarray(0, 12)].map((u) => 4 * u - 2),
      [4, 3],
    ),
    visibleBias: tensor(
      [...random.subarray(12, 16)].map((u) => 2 * u - 1),
      [4],
    ),
    hiddenBias: tensor(
      [...random.subarray(16, 19)].map((u) => 2 * u - 1),
      [3],
    ),
  }
  const all = Array.from({ length: 128 }, (_, number) => bits(number, 7))
  const visible = all.map((state) => state.slice(0, 4))
  const hidden = all.map((state) => state.slice(4))
  const factors = [...machine.energy(tensor(visible), tensor(hidden)).data()].map((energy) =>
    Math.exp(-energy),
  )
  const chance = (holds: (state: number[]) => boolean) =>
    total(factors.filter((_, index) => holds(all[index] ?? []))) / total(factors)

  it('has the energy −b·v − c·h − vᵀWh', () => {
    const { weight, visibleBias, hiddenBias } = machine.parameters
    const [w, b, c] = [weight.data(), visibleBias.data(), hiddenBias.data()]
    const state = [1, 0, 1, 1, 0, 1, 1]
    let energy = 0
    for (let i = 0; i < 4; i++) {
      energy -= (b[i] ?? 0) * (state[i] ?? 0)
      for (let j = 0; j < 3; j++) energy -= (w[3 * i + j] ?? 0) * (state[i] ?? 0) * (state[4 + j] ?? 0)
    }
    for (let j = 0; j < 3; j++) energy -= (c[j] ?? 0) * (state[4 + j] ?? 0)
    expect(machine.energy(tensor([state.slice(0, 4)]), tensor([state.slice(4)])).item()).toBeCloseTo(
      energy,
      5,
    )
  })

  it('M2: has the conditionals, the partition function and the likelihoods of its enumeration', () => {
    const given = [1, 0, 1, 1]
    const sees = (state: number[]) => given.every((value, i) => state[i] === value)
    const hears = (state: number[]) => [0, 1, 1].every((value, j) => state[4 + j] === value)
    const conditional = machine.hiddenGiven(tensor([given])).data()
    const back = machine.visibleGiven(tensor([[0, 1, 1]])).data()
    for (let j = 0; j < 3; j++) {
      const expected = chance((state) => sees(state) && state[4 + j] === 1) / chance(sees)
      expect(conditional[j]).toBeCloseTo(expected, 6)
    }
    for (let i = 0; i < 4; i++) {
      const expected = chance((state) => hears(state) && state[i] === 1) / chance(hears)
      expect(back[i]).toBeCloseTo(expected, 6)
    }
    expect(machine.logPartition()).toBeCloseTo(Math.log(total(factors)), 5)
    expect(machine.logLikelihood(tensor([given]))).toBeCloseTo(Math.log(chance(sees)), 5)
    const wide = new RestrictedBoltzmannMachine({ visible: 3, hidden: 5 })
    expect(wide.logPartition()).toBeCloseTo(8 * Math.log(2), 1)
  })

  it('samples its distribution', () => {
    const count = 20_000
    const states = machine.sample(count, key, { steps: 100 }).data()
    const seen = new Float64Array(16)
    for (let row = 0; row < count; row++) {
      const number = [0, 1, 2, 3].reduce((sum, unit) => sum + ((states[4 * row + unit] ?? 0) << unit), 0)
      seen[number] = (seen[number] ?? 0) + 1 / count
    }
    const exact = seen.map((_, number) =>
      chance((state) => state.slice(0, 4).every((value, i) => value === ((number >>> i) & 1))),
    )
    expect(total(seen.map((share, number) => Math.abs(share - (exact[number] ?? 0)))) / 2).toBeLessThan(0.02)
  })

  it.each([
    ['contrastive divergence', { k: 10, rate: 0.3 }],
    ['persistent chains', { persistent: true, k: 2, chains: 200, rate: 0.1 }],
  ] as const)('M2: %s on bars and stripes ends within 0.3 nat of the entropy', (_, { rate, ...options }) => {
    const rows = tensor(barsAndStripes)
    const rbm = new RestrictedBoltzmannMachine({ visible: 9, hidden: 12, seed: 1 })
    const likelihoods = [rbm.logLikelihood(rows)]
    const steps = 8000
    const optimizer = sgd({ learningRate: (step) => rate * (1 - step / steps) + 0.002 })
    learnByContrastiveDivergence(rbm, rows, {
      ...options,
      steps,
      batchSize: 140,
      optimizer,
      every: 500,
      onStep: () => likelihoods.push(rbm.logLikelihood(rows)),
    })
    const bound = -Math.log(14)
    expect(likelihoods.at(-1)).toBeGreaterThan(bound - 0.3)
    expect(likelihoods.at(-1)).toBeLessThan(bound)
    // It rises: no reading lies below the one before by more than the noise of the chains.
    expect(likelihoods).toHaveLength(17)
    likelihoods.slice(1).forEach((likelihood, index) => {
      expect(likelihood, `reading ${index + 1}`).toBeGreaterThanOrEqual((likelihoods[index] ?? 0) - 0.1)
    })
    expect(likelihoods[1]).toBeGreaterThan(likelihoods[0] ?? 0)
  })

  it('refuses rows that do not fit', () => {
    const rbm = new RestrictedBoltzmannMachine({ visible: 2, hidden: 2 })
    expect(() => learnByContrastiveDivergence(rbm, tensor([[1, 0, 1]]))).toThrow(/2 visible/)
    expect(() => learnByContrastiveDivergence(rbm, tensor([[1, 0]]), { k: 0 })).toThrow(/k is 0/)
    expect(() => new RestrictedBoltzmannMachine({ visible: 30, hidden: 30 }).logPartition()).toThrow(/20/)
  })
})
