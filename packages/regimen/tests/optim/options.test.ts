import { describe, expect, test } from 'vitest'
import { adam, findOptimizer, momentum, optimTechniques, sgd } from '../../src/optim/index.ts'

/** The code and the sentence of what an action throws. */
function thrownBy(action: () => unknown) {
  try {
    action()
  } catch (error) {
    if (error instanceof Error) return `${'code' in error ? error.code : ''}: ${error.message}`
  }
  throw new Error('nothing was thrown')
}

describe('defaults', () => {
  test('are those of the papers', () => {
    expect(adam.technique.defaults).toEqual({
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      amsGrad: false,
    })
    expect(momentum.technique.defaults).toEqual({ learningRate: 0.01, momentum: 0.9 })
    expect(sgd.technique.defaults).toEqual({ learningRate: 0.01 })
  })

  test('settings name the form of weight decay, and a schedule as such', () => {
    expect(sgd({ weightDecay: { coupled: 0.1 } }).settings).toEqual({
      learningRate: 0.01,
      weightDecay: { coupled: 0.1 },
    })
    expect(sgd({ weightDecay: { decoupled: 0.1, mask: () => true } }).settings.weightDecay).toEqual({
      decoupled: 0.1,
    })
    expect(sgd({ learningRate: () => 1 }).settings.learningRate).toBe('schedule')
  })
})

describe('options that cannot be meant', () => {
  test.each([
    [() => adam({ beta1: 1 }), 'technique-option', 'adam: beta1 is 1. Expected a number from 0'],
    [() => adam({ beta2: -0.1 }), 'technique-option', 'beta2 is -0.1'],
    [() => adam({ epsilon: 0 }), 'technique-option', 'epsilon is 0. Expected a positive number'],
    [() => momentum({ momentum: Number.NaN }), 'technique-option', 'momentum is NaN'],
    [() => sgd({ learningRate: -1 }), 'technique-option', 'sgd: learningRate is -1'],
    [() => sgd({ learningRate: Number.POSITIVE_INFINITY }), 'technique-option', 'learningRate is Infinity'],
    [() => sgd({ weightDecay: { coupled: -1 } }), 'technique-option', 'weightDecay is {"coupled":-1}'],
    [() => adam.fromSettings({ learningRate: '0.1' }), 'technique-option', 'learningRate is "0.1"'],
    [
      () => adam.fromSettings({ weightDecay: 0.1 }),
      'technique-option',
      '{ coupled: λ } (L2) or { decoupled: λ }',
    ],
    [
      () => adam.fromSettings({ weightDecay: { coupled: 1, decoupled: 1 } }),
      'technique-option',
      'weightDecay',
    ],
    [() => adam.fromSettings({ weightDecay: {} }), 'technique-option', 'weightDecay'],
    [
      () => adam.fromSettings({ rho: 0.9 }),
      'unknown-option',
      'learningRate, weightDecay, l1, beta1, beta2, epsilon, amsGrad, clip, groups, average',
    ],
    [() => sgd.fromSettings({ __proto__: null, toString: 1 }), 'unknown-option', '"toString"'],
    [
      () => findOptimizer('adm'),
      'unknown-technique',
      'sgd, momentum, nesterov, adaGrad, adadelta, rmsProp, adam, amsGrad',
    ],
    [() => findOptimizer('toString'), 'unknown-technique', 'toString'],
    [
      () => sgd({ learningRate: () => Number.NaN }).learningRate(7),
      'bad-option',
      'The learning rate of update 7 is NaN',
    ],
  ] as const)('%s', (action, code, says) => {
    const thrown = thrownBy(action)
    expect(thrown).toContain(`${code}: `)
    expect(thrown).toContain(says)
  })
})

test('every technique of the room has its own name', () => {
  const names = optimTechniques.map(({ name, kind }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})
