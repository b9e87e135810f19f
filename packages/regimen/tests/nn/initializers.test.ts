import { describe, expect, test } from 'vitest'
import type { Tensor } from '../../src/engine/tensor.ts'
import { initializerNamed, initializers, normalInitializer } from '../../src/nn/index.ts'
import { sourceOf, thrownBy } from './helpers.ts'

const fans = { fanIn: 300, fanOut: 500 }

/** Mean, variance and kurtosis (fourth moment over squared variance) in float64. */
function moments(sample: Tensor) {
  const data = Float64Array.from(sample.data())
  const average = (of: (value: number) => number) =>
    data.reduce((total, value) => total + of(value), 0) / data.length
  const mean = average((value) => value)
  const variance = average((value) => (value - mean) ** 2)
  return { mean, variance, kurtosis: average((value) => (value - mean) ** 4) / variance ** 2 }
}

describe('10⁶ draws have the moments of the papers', () => {
  const kurtosis = { normal: 3, uniform: 1.8 }
  const rows: [string, keyof typeof kurtosis, number, object?][] = [
    ['lecunNormal', 'normal', 1 / 300],
    ['lecunUniform', 'uniform', 1 / 300],
    ['xavierNormal', 'normal', 2 / 800],
    ['xavierUniform', 'uniform', 2 / 800],
    ['heNormal', 'normal', 2 / 300],
    ['heUniform', 'uniform', 2 / 300],
    ['normal', 'normal', 0.01 ** 2],
    ['normal', 'normal', 1, { standardDeviation: 1 }],
    ['uniform', 'uniform', 0.05 ** 2 / 3],
    ['uniform', 'uniform', 4 / 3, { limit: 2 }],
    ['lecun', 'normal', 1 / 300],
    ['xavier', 'normal', 2 / 800],
    ['glorot', 'normal', 2 / 800],
    ['he', 'normal', 2 / 300],
    ['kaiming', 'normal', 2 / 300],
  ]
  test.each(rows)('%s (%s): variance %d %o', (name, distribution, variance, settings = {}) => {
    const sample = initializerNamed(name, { ...settings }).sample(sourceOf(1), [1000, 1000], fans)
    const found = moments(sample)
    expect(Math.abs(found.mean)).toBeLessThan((4 * Math.sqrt(variance)) / 1000)
    expect(found.variance / variance).toBeGreaterThan(0.99)
    expect(found.variance / variance).toBeLessThan(1.01)
    expect(found.kurtosis / kurtosis[distribution]).toBeGreaterThan(0.98)
    expect(found.kurtosis / kurtosis[distribution]).toBeLessThan(1.02)
  })

  const limits: [string, number][] = [
    ['lecunUniform', Math.sqrt(3 / 300)],
    ['xavierUniform', Math.sqrt(6 / 800)],
    ['heUniform', Math.sqrt(6 / 300)],
    ['uniform', 0.05],
  ]
  test.each(limits)('%s stays within ±%d and fills it', (name, limit) => {
    const data = Float64Array.from(initializerNamed(name).sample(sourceOf(2), [100_000], fans).data())
    const largest = data.reduce((a, b) => Math.max(a, b), 0)
    const smallest = data.reduce((a, b) => Math.min(a, b), 0)
    expect(Math.max(largest, -smallest)).toBeLessThanOrEqual(limit * (1 + 1e-6))
    expect(Math.min(largest, -smallest)).toBeGreaterThan(0.999 * limit)
  })
})

test('zeros and constants', () => {
  expect([...initializerNamed('zeros').sample(sourceOf(0), [2, 2], fans).data()]).toEqual([0, 0, 0, 0])
  expect([...initializerNamed('constant', { value: 0.5 }).sample(sourceOf(0), [3], fans).data()]).toEqual([
    0.5, 0.5, 0.5,
  ])
})

test.each(Object.keys(initializers))('%s: the same key draws the same, any shape works', (name) => {
  const initializer = initializerNamed(name)
  for (const shape of [[], [0], [1], [3, 5], [125]]) {
    const first = initializer.sample(sourceOf(3), shape, fans)
    expect(first.shape).toEqual(shape)
    expect(first.data()).toEqual(initializer.sample(sourceOf(3), shape, fans).data())
  }
  if (['zeros', 'constant', 'identity'].includes(name)) return
  const [one, other] = [sourceOf(3), sourceOf(4)].map((source) =>
    initializer.sample(source, [10], fans).data(),
  )
  expect(one).not.toEqual(other)
})

test('what cannot be meant is refused', () => {
  expect(thrownBy(() => initializerNamed('hee'))).toMatchObject({
    code: 'unknown-technique',
    message: expect.stringContaining('There is no initializer "hee". Known: zeros, constant, normal'),
  })
  expect(thrownBy(() => initializerNamed('toString')).code).toBe('unknown-technique')
  expect(thrownBy(() => initializerNamed('normal', { std: 1 }))).toMatchObject({
    code: 'unknown-option',
    message: 'normal has no option "std". It has mean, standardDeviation.',
  })
  expect(thrownBy(() => initializerNamed('normal', { standardDeviation: '1' })).message).toBe(
    'normal: standardDeviation is "1". Expected a number, such as 0.01.',
  )
  expect(thrownBy(() => normalInitializer({ standardDeviation: -1 })).code).toBe('technique-option')
  expect(thrownBy(() => normalInitializer({ standardDeviation: Number.NaN })).code).toBe('technique-option')
})
