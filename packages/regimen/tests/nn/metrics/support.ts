/** Metrics over batches, as a run adds them up. */
import { readFileSync } from 'node:fs'
import type { Tensor } from '../../../src/engine/tensor.ts'
import { type Metric, MetricAccumulator, type MetricValue } from '../../../src/nn/index.ts'

export type Pair = readonly [outputs: Tensor, targets: Tensor]

export function measured(metric: Metric, batches: readonly Pair[], exact = true): MetricValue {
  const accumulator = new MetricAccumulator(metric, { exact })
  for (const [outputs, targets] of batches) accumulator.add(outputs, targets)
  return accumulator.value()
}

/** Of a metric with one number. */
export function over(metric: Metric, ...batches: readonly Pair[]): number {
  const value = measured(metric, batches)
  if (typeof value !== 'number') throw new TypeError(`${metric.name} has several numbers`)
  return value
}

export const numbersIn = (value: MetricValue): number[] =>
  typeof value === 'number' ? [value] : value.flatMap(numbersIn)

/** Known answers from scikit-learn: see make_metric_fixtures.py. `null`: not defined. */
type Expected = number | null | readonly Expected[]

export interface MetricFixture {
  readonly outputs: number[][]
  readonly classes?: number[]
  readonly values?: number[][]
  readonly rows: readonly (readonly [metric: string, settings: Record<string, number | string>, Expected])[]
}

export const fixtures: Readonly<Record<string, MetricFixture>> = JSON.parse(
  readFileSync(new URL('../../fixtures/metrics.json', import.meta.url), 'utf8'),
)

export const expectedNumbers = (expected: Expected): number[] =>
  expected === null
    ? [Number.NaN]
    : typeof expected === 'number'
      ? [expected]
      : expected.flatMap(expectedNumbers)
