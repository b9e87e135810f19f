/** A metric over many batches: streaming, and merged from parts that were measured elsewhere. */
import type { Tensor } from '../../engine/tensor.ts'
import { RegimenError } from '../../errors.ts'
import type { Metric, MetricValue } from './metric.ts'

/** The options of a `MetricAccumulator`. */
export interface MetricAccumulatorOptions {
  /** Keep every example where the metric offers it (`Metric.exact`). Default true. */
  readonly exact?: boolean
}

/** What was measured, as plain numbers: sent to another process, merged there. */
export interface MeasuredPart {
  readonly examples: number
  /** Added sums, or kept rows one after the other. */
  readonly numbers: readonly number[]
}

/**
 * Adds up a metric in float64, whatever the batches' type. Counts come out the same in any order; sums of
 * real numbers do so up to the rounding of float64.
 */
export class MetricAccumulator {
  readonly metric: Metric
  readonly #exact: boolean
  #examples = 0
  #sums = new Float64Array(0)
  #kept: ArrayLike<number>[] = []

  constructor(metric: Metric, { exact = true }: MetricAccumulatorOptions = {}) {
    this.metric = metric
    this.#exact = exact && metric.exact !== undefined
  }

  /** A batch of outputs and targets. @throws RegimenError `targets-shape`. */
  add(outputs: Tensor, targets: Tensor): void {
    this.addPart(outputs.shape[0] ?? 0, this.partOf(outputs, targets).data())
  }

  /** What a batch adds, to be computed inside a compiled step; its elements go to `addPart`. */
  partOf(outputs: Tensor, targets: Tensor): Tensor {
    const { exact } = this.metric
    return this.#exact && exact ? exact.rows(outputs, targets) : this.metric.sums(outputs, targets)
  }

  /** The elements of `partOf` for so many examples. @throws RegimenError `metric-parts`. */
  addPart(examples: number, part: ArrayLike<number>): void {
    this.#examples += examples
    if (this.#exact) {
      // A copy: the array may be memory that the next step writes to.
      if (part.length > 0)
        this.#kept.push(part instanceof Float32Array ? part.slice() : Float64Array.from(part))
      return
    }
    if (this.#sums.length === 0) this.#sums = new Float64Array(part.length)
    const sums = this.#sums
    if (part.length !== sums.length && part.length > 0) {
      throw new RegimenError('metric-parts', {
        metric: this.metric.name,
        expected: sums.length,
        actual: part.length,
      })
    }
    for (let index = 0; index < part.length; index++) sums[index] = (sums[index] ?? 0) + (part[index] ?? 0)
  }

  /** Everything another one has measured. @throws RegimenError `metric-parts`. */
  merge(other: MetricAccumulator | MeasuredPart): void {
    const { examples, numbers } = other instanceof MetricAccumulator ? other.save() : other
    // JSON writes null for NaN: a part that was broken stays so.
    this.addPart(
      examples,
      numbers.map((number) => (typeof number === 'number' ? number : Number.NaN)),
    )
  }

  /** The value over everything added so far. */
  value(): MetricValue {
    const { metric } = this
    const examples = this.#examples
    if (!this.#exact || !metric.exact) return metric.finish(this.#sums, examples)
    return metric.exact.finish(joined(this.#kept), examples)
  }

  reset(): void {
    this.#examples = 0
    this.#sums = new Float64Array(0)
    this.#kept = []
  }

  save(): MeasuredPart {
    return { examples: this.#examples, numbers: [...(this.#exact ? joined(this.#kept) : this.#sums)] }
  }
}

function joined(parts: readonly ArrayLike<number>[]): Float32Array | Float64Array {
  const single = parts.every((part) => part instanceof Float32Array)
  const length = parts.reduce((total, part) => total + part.length, 0)
  const all = single ? new Float32Array(length) : new Float64Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/**
 * The numbers of a value by name: `{ accuracy: 0.9 }`, and for those of several numbers
 * `{ 'recallPerClass.0': 0.8, 'recallPerClass.1': 1 }`.
 */
export function namedValues(name: string, value: MetricValue): [string, number][] {
  if (typeof value === 'number') return [[name, value]]
  return value.flatMap((each, index) => namedValues(`${name}.${index}`, each))
}
