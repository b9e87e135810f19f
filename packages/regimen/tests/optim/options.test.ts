import { describe, expect, test } from 'vitest'
import {
  adam,
  findOptimizer,
  lookahead,
  momentum,
  optimTechniques,
  rmsProp,
  sam,
  sgd,
} from '../../src/optim/index.ts'
import { selects } from '../../src/optim/path-selection.ts'

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

describe('optimizers around others', () => {
  test('hand on what is not their own, by name or as they are', () => {
    const flat = lookahead({ inner: 'sgd', learningRate: 0.3, every: 7 })
    expect(flat.settings).toEqual({ inner: 'sgd', every: 7, alpha: 0.5, learningRate: 0.3 })
    expect(lookahead({ inner: sgd({ learningRate: 0.3 }), every: 7 }).settings).toEqual(flat.settings)
    expect(sam({ inner: lookahead(), radius: 0.1 }).settings).toMatchObject({
      inner: 'lookahead',
      radius: 0.1,
    })
    expect(lookahead({ accumulate: 4, learningRate: (step) => step }).learningRate(9)).toBe(2)
  })

  test.each([
    [() => lookahead.fromSettings({ inner: 'adm' }), 'There is no optimizer "adm"'],
    [() => lookahead.fromSettings({ inner: 7 }), 'lookahead: inner is 7. Expected an optimizer'],
    [() => sam.fromSettings({ inner: 'sgd', momentum: 0.5 }), 'sgd has no option "momentum"'],
    [() => sam({ radius: 0 }), 'sam: radius is 0. Expected a positive number'],
    [() => sam({ inner: sgd(), learningRate: 1 }), 'sam has no option "learningRate". It has inner'],
    [() => lookahead({ every: 0.5 }), 'lookahead: every is 0.5. Expected a whole number'],
  ])('%s', (action, says) => {
    expect(action).toThrow(says)
  })
})

describe('options that are not numbers', () => {
  test('are checked as such, in files too', () => {
    expect(rmsProp.fromSettings({ centered: true }).settings.centered).toBe(true)
    expect(() => rmsProp.fromSettings({ centered: 1 })).toThrow('centered is 1. Expected true or false')
    expect(() => adam.fromSettings({ skipNonFinite: 'yes' })).toThrow('skipNonFinite is "yes"')
  })

  test('masks are functions in code and paths in files', () => {
    const weightDecay = { decoupled: 0.1, mask: ['layers.0', '*.scale'] }
    const { settings } = adam.fromSettings({ weightDecay })
    expect(settings.weightDecay).toEqual(weightDecay)
    expect(() => adam.fromSettings({ weightDecay: { ...weightDecay, mask: 'all' } })).toThrow(
      'weightDecay is',
    )
    const takes = selects(['layers.0', '*.scale', 'a+b'])
    expect(['layers.0', 'layers.0.weight', 'layers.3.scale', 'a+b'].every(takes)).toBe(true)
    expect(['layers.01.weight', 'layers.1', 'scales', 'aab', ''].some(takes)).toBe(false)
  })
})

test('every technique of the room has its own name', () => {
  const names = optimTechniques.map(({ name, kind }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})
