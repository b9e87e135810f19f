/** What holds for every metric of the table; a new row inherits it. */
import { describe, expect, test } from 'vitest'
import { tensor, zeros } from '../../../src/engine/ops/create.ts'
import { compile } from '../../../src/engine/program.ts'
import { RandomKey } from '../../../src/engine/random.ts'
import { withBackend } from '../../../src/engine/settings.ts'
import type { Tensor } from '../../../src/engine/tensor.ts'
import { type Metric, MetricAccumulator, type MetricValue, metrics } from '../../../src/nn/index.ts'
import { backends, thrownBy } from '../helpers.ts'
import { measured, numbersIn, type Pair } from './support.ts'

const key = RandomKey.fromSeed(11)
const uniform = (name: string, size: number) => [...key.child(name).uniform(size)]

const widthOf = (metric: Metric) => (metric.task === 'regression' ? 1 : 4)

interface Example {
  readonly outputs: number[]
  readonly target: number
}

/** Classes of four logits, or of one; or values. */
function examplesFor(metric: Metric, size: number, width = 4): Example[] {
  const outputs = uniform('outputs', size * width).map((u) => Math.round((8 * u - 4) * 16) / 16)
  const targets = uniform('targets', size)
  return Array.from({ length: size }, (_, index) => ({
    outputs: outputs.slice(index * width, (index + 1) * width),
    target:
      metric.task === 'regression' ? targets[index]! * 4 : Math.floor(targets[index]! * Math.max(2, width)),
  }))
}

function batch(metric: Metric, examples: readonly Example[]): Pair {
  const width = examples[0]?.outputs.length ?? widthOf(metric)
  const targets = examples.map(({ target }) => target)
  return [
    tensor(
      examples.flatMap(({ outputs }) => outputs),
      [examples.length, width],
    ),
    tensor(targets, [examples.length], metric.task === 'regression' ? undefined : 'int32'),
  ]
}

/** Cut into parts of random sizes, some of them empty. */
function partition<T>(items: readonly T[], parts: number, name: string): T[][] {
  const cuts = uniform(name, parts - 1).map((u) => Math.floor(u * (items.length + 1)))
  const bounds = [0, ...cuts.sort((a, b) => a - b), items.length]
  return bounds.slice(1).map((end, index) => items.slice(bounds[index], end))
}

function shuffled<T>(items: readonly T[], name: string): T[] {
  const order = uniform(name, items.length)
  return items
    .map((item, index) => ({ item, at: order[index]! }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function expectSame(actual: MetricValue, expected: MetricValue, tolerance: number): void {
  const [found, wanted] = [numbersIn(actual), numbersIn(expected)]
  expect(found.length).toBe(wanted.length)
  found.forEach((value, index) => {
    const target = wanted[index]!
    const near = Math.abs(value - target) <= tolerance * Math.max(1, Math.abs(target))
    expect(near || Object.is(value, target), `${value} is ${target}`).toBe(true)
  })
}

const table = Object.entries(metrics).map(([name, factory]) => ({ name, metric: factory.fromSettings({}) }))

describe.each(backends)('$name', ({ backend, tolerance }) => {
  describe.each(table)('$name', ({ metric }) => {
    const run = <T>(action: () => T): T => withBackend(backend, action)

    test.each([true, false])('is the same however the examples are cut and merged (exact: %s)', (exact) => {
      run(() => {
        const all = examplesFor(metric, 125, widthOf(metric))
        const whole = measured(metric, [batch(metric, all)], exact)
        for (const trial of ['a', 'b', 'c', 'd']) {
          const parts = partition(shuffled(all, `examples ${trial}`), 6, `cuts ${trial}`)
          const machines = parts.map((part) => {
            const machine = new MetricAccumulator(metric, { exact })
            for (const piece of partition(part, 3, `batches ${trial}`)) machine.add(...batch(metric, piece))
            return machine
          })
          const forwards = new MetricAccumulator(metric, { exact })
          for (const machine of machines) forwards.merge(machine)
          expectSame(forwards.value(), whole, tolerance)
          // Merged in another order, through JSON: equal up to the rounding of float64.
          const other = new MetricAccumulator(metric, { exact })
          for (const machine of shuffled(machines, `machines ${trial}`)) {
            other.merge(JSON.parse(JSON.stringify(machine.save())))
          }
          expectSame(other.value(), forwards.value(), 1e-13)
        }
      })
    })

    test('has no value without examples', () => {
      run(() => {
        expect(numbersIn(measured(metric, [])).every(Number.isNaN)).toBe(true)
        const targets = zeros([0], metric.task === 'regression' ? undefined : 'int32')
        const none: Pair = [zeros([0, widthOf(metric)]), targets]
        const values = numbersIn(measured(metric, [none]))
        expect(values.every((value) => Number.isNaN(value) || value === 0)).toBe(true)
        expect(metric.name === 'confusionMatrix' || values.every(Number.isNaN)).toBe(true)
      })
    })

    test.each([true, false])('is NaN when an output is (exact: %s)', (exact) => {
      run(() => {
        const examples = examplesFor(metric, 10, widthOf(metric))
        const broken = examples.map((each, index) =>
          index === 3 ? { ...each, outputs: each.outputs.map((y, at) => (at === 0 ? Number.NaN : y)) } : each,
        )
        const sound = batch(metric, examples)
        for (const batches of [
          [batch(metric, broken), sound],
          [sound, batch(metric, broken)],
        ]) {
          expect(numbersIn(measured(metric, batches, exact)).every(Number.isNaN)).toBe(true)
          const [here, there] = batches.map((pair) => {
            const accumulator = new MetricAccumulator(metric, { exact })
            accumulator.add(...pair)
            return accumulator
          })
          here!.merge(JSON.parse(JSON.stringify(there!.save())))
          expect(numbersIn(here!.value()).every(Number.isNaN)).toBe(true)
        }
      })
    })

    test('its part has a shape that does not depend on the batch, compiled and eager alike', () => {
      run(() => {
        const sums = compile((outputs: Tensor, targets: Tensor) => metric.sums(outputs, targets))
        const shapes = [1, 3, 10, 125].map((size) => {
          const pair = batch(metric, examplesFor(metric, size, widthOf(metric)))
          const compiled = sums(...pair)
          expectSame([...compiled.data()], [...metric.sums(...pair).data()], tolerance)
          return compiled.shape.join(' ')
        })
        expect(new Set(shapes).size).toBe(1)
      })
    })

    test('measures one output as well as several', () => {
      if (metric.task === 'regression') return
      run(() => {
        const examples = examplesFor(metric, 125, 1)
        const two = examples.map(({ outputs: [z], target }) => ({ outputs: [0, z!], target }))
        const one = measured(metric, [batch(metric, examples)])
        expectSame(one, measured(metric, [batch(metric, two)]), tolerance)
        const floats: Pair = [batch(metric, examples)[0], tensor(examples.map(({ target }) => target))]
        expectSame(measured(metric, [floats]), one, tolerance)
      })
    })

    test('takes one-hot rows for classes', () => {
      if (metric.task === 'regression') return
      run(() => {
        const examples = examplesFor(metric, 10)
        const rows = tensor(
          examples.flatMap(({ target }) => [0, 1, 2, 3].map((index) => Number(index === target))),
          [10, 4],
        )
        const pair = batch(metric, examples)
        expectSame(measured(metric, [[pair[0], rows]]), measured(metric, [pair]), tolerance)
      })
    })

    test('refuses targets that do not fit', () => {
      run(() => {
        const wrong = () => metric.sums(zeros([3, 4]), zeros([2], 'int32'))
        expect(thrownBy(wrong).code).toBe('targets-shape')
      })
    })
  })
})
