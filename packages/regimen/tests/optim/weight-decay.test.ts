import { describe, expect, test } from 'vitest'
import { referenceBackend, withBackend } from '../../src/engine/index.ts'
import {
  adam,
  chain,
  coupledWeightDecay,
  decoupledWeightDecay,
  isWeight,
  momentum,
  optimizers,
  sgd,
} from '../../src/optim/index.ts'
import { iterate, path, vector } from './support.ts'

const lambda = 0.1
const gradient = ([x = 0, y = 0]: readonly number[]) => [x - 1, 5 * y]
const walk = (optimizer: ReturnType<typeof sgd>) => path(optimizer, [3, -2], gradient, 20)

const distance = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  Math.max(
    ...a.flatMap((point, step) => point.map((value, axis) => Math.abs(value - (b[step]?.[axis] ?? NaN)))),
  )

describe('coupled and decoupled', () => {
  test('are one method with SGD (catalogue R4)', () => {
    const coupled = walk(sgd({ learningRate: 0.05, weightDecay: { coupled: lambda } }))
    const decoupled = walk(sgd({ learningRate: 0.05, weightDecay: { decoupled: lambda } }))
    expect(distance(coupled, decoupled)).toBe(0)
  })

  test.each([
    ['adam', adam],
    ['momentum', momentum],
  ])('are two methods with %s', (_, make) => {
    const coupled = walk(make({ learningRate: 0.05, weightDecay: { coupled: lambda } }))
    const decoupled = walk(make({ learningRate: 0.05, weightDecay: { decoupled: lambda } }))
    expect(distance(coupled, decoupled)).toBeGreaterThan(0.01)
  })

  test('SGD: W ← (1 − ηλ)W − ηg', () => {
    const [, [x, y] = []] = walk(sgd({ learningRate: 0.05, weightDecay: { coupled: lambda } }))
    expect(x).toBeCloseTo((1 - 0.05 * lambda) * 3 - 0.05 * 2, 14)
    expect(y).toBeCloseTo((1 - 0.05 * lambda) * -2 - 0.05 * -10, 14)
  })

  // LAMB and schedule-free methods fold decay into what they do with it; lookahead goes only a part of the way.
  const otherwise: readonly string[] = ['lamb', 'scheduleFreeSgd', 'scheduleFreeAdamW', 'lookahead']
  const exact = Object.values(optimizers).filter(({ technique }) => !otherwise.includes(technique.name))
  test.each(exact)('$technique.name: decoupled decay alone shrinks weights as (1 − ηλ)ᵗ', (make) => {
    const points = path(make({ learningRate: 0.5, weightDecay: { decoupled: lambda } }), [2], () => [0], 10)
    points.forEach(([x], step) => {
      expect(x).toBeCloseTo(2 * 0.95 ** step, 13)
    })
  })

  test('coupled decay under AdaGrad and Adam moves by the sign of the weight, not by its size', () => {
    // With no gradient but λW the first adaptive step is η whatever λ: why the decoupled form exists.
    for (const make of [optimizers.adam, optimizers.adaGrad]) {
      const points = path(
        make({ learningRate: 0.5, weightDecay: { coupled: lambda } }),
        [20, -3],
        () => [0, 0],
        1,
      )
      expect(points[1]?.[0]).toBeCloseTo(19.5, 6)
      expect(points[1]?.[1]).toBeCloseTo(-2.5, 6)
    }
  })
})

describe('the mask', () => {
  const names = [
    'layers.0.weight',
    'layers.0.bias',
    'layers.1.scale',
    'layers.1.shift',
    'weight',
    'underweight',
  ]

  test('takes weights and nothing else', () => {
    expect(names.filter(isWeight)).toEqual(['layers.0.weight', 'weight'])
  })

  test.each([
    ['coupled', coupledWeightDecay],
    ['decoupled', decoupledWeightDecay],
  ])('decides for %s decay, and can be given', (_, decay) => {
    withBackend(referenceBackend, () => {
      const parameters = Object.fromEntries(names.map((name) => [name, vector(1)]))
      const decayed = (transform: ReturnType<typeof decay>) => {
        const { updates } = transform.update(parameters, transform.initialize(parameters), parameters, {})
        return names.filter((name) => updates[name]?.item() === 1.5)
      }
      expect(decayed(decay(0.5))).toEqual(['layers.0.weight', 'weight'])
      expect(decayed(decay(0.5, { mask: (name) => name.endsWith('bias') }))).toEqual(['layers.0.bias'])
    })
  })

  test('reaches an optimizer', () => {
    const optimizer = sgd({ learningRate: 1, weightDecay: { coupled: 0.5, mask: () => true } })
    const zero = { bias: vector(0) }
    expect(iterate(optimizer, { bias: vector(2) }, () => zero, 1)[1]?.parameters.bias?.item()).toBe(1)
  })
})

describe('order in a chain is meaning', () => {
  test('decay before or after another scale', () => {
    withBackend(referenceBackend, () => {
      const parameters = { weight: vector(4) }
      const gradients = { weight: vector(1) }
      const scale = coupledWeightDecay(1)
      const twice = chain(scale, chain(), scale)
      const { updates } = twice.update(gradients, twice.initialize(parameters), parameters, {})
      // (1 + 4) + 4: every link is given what the one before it made, and the same parameters.
      expect(updates.weight?.item()).toBe(9)
    })
  })
})
