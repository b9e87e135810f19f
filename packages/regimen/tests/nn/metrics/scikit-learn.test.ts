import { describe, expect, test } from 'vitest'
import { tensor } from '../../../src/engine/ops/create.ts'
import { withBackend } from '../../../src/engine/settings.ts'
import type { Tensor } from '../../../src/engine/tensor.ts'
import { metricNamed, metrics } from '../../../src/nn/index.ts'
import { backends } from '../helpers.ts'
import { expectedNumbers, fixtures, type MetricFixture, measured, numbersIn, type Pair } from './support.ts'

/** Batches of one, of many, and a last smaller one. */
function batchesOf({ outputs, classes, values }: MetricFixture): Pair[] {
  const cuts = [0, 1, Math.min(40, outputs.length), outputs.length]
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? 0
    if (end <= start) return []
    const targets: Tensor = values
      ? tensor(values.slice(start, end))
      : tensor((classes ?? []).slice(start, end), [end - start], 'int32')
    return [[tensor(outputs.slice(start, end)), targets] as const]
  })
}

const rows = Object.entries(fixtures).flatMap(([name, fixture]) =>
  fixture.rows.map(([metric, settings, expected]) => ({
    title: `${name}: ${metric} ${JSON.stringify(settings)}`,
    metric: metricNamed(metric, settings),
    fixture,
    expected: expectedNumbers(expected),
  })),
)

describe.each(backends)('$name as scikit-learn', ({ backend, tolerance }) => {
  test.each(rows)('$title', ({ metric, fixture, expected }) => {
    withBackend(backend, () => {
      const values = numbersIn(measured(metric, batchesOf(fixture)))
      expect(values.length).toBe(expected.length)
      values.forEach((value, index) => {
        const target = expected[index]!
        if (Number.isNaN(target)) expect(value).toBeNaN()
        else expect(Math.abs(value - target)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(target)))
      })
    })
  })
})

test('every metric has an answer of scikit-learn', () => {
  const named = new Set(Object.values(fixtures).flatMap((fixture) => fixture.rows.map(([metric]) => metric)))
  expect(Object.keys(metrics).filter((name) => !named.has(name))).toEqual([])
})
