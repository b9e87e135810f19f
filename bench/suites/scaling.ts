/** How the time of a training step grows with batch, width and depth: the exponent of time against FLOPs. */
import { stepOperations } from '../costs.ts'
import { measureCases } from '../runner/measure.ts'
import type { Row } from '../runner/row.ts'
import { isPytorch, isRegimen } from '../systems/table.ts'
import { perceptron, type Workload } from '../workloads.ts'
import type { Suite } from './suite.ts'

const powersOfTwo = (from: number, to: number, by = 2): number[] =>
  from > to ? [] : [from, ...powersOfTwo(from * by, to, by)]

function named(axis: string, value: number, widths: readonly number[], batch = 128): Workload {
  return perceptron(`${axis}-${value}`, widths, batch, 'adam')
}

const cases: readonly Workload[] = [
  ...powersOfTwo(1, 1024, 4).map((batch) => named('batch', batch, [784, 256, 256, 10], batch)),
  ...powersOfTwo(16, 2048).map((width) => named('width', width, [784, width, width, 10])),
  ...powersOfTwo(1, 32).map((depth) =>
    named('depth', depth, [784, ...Array.from({ length: depth }, () => 128), 10]),
  ),
]

export const scaling: Suite = {
  about: 'one training step (Adam) as batch, width or depth grow',
  takes: (system) => isRegimen(system) || isPytorch(system),
  async run(session) {
    await session.start()
    return measureCases(
      session,
      cases.map((workload) => ({
        name: workload.name,
        task: { kind: 'step', workload },
        operations: stepOperations(workload),
      })),
    )
  },
  notes: (rows) => [
    'Exponent e of time ∝ FLOPs^e, least squares on logarithms (1: time grows as the work; below 1: fixed costs shrink):',
    ...exponents(rows),
  ],
}

/** A line for each axis and system with at least three points. */
function exponents(rows: readonly Row[]): string[] {
  const groups = Map.groupBy(rows, ({ workload, system }) => `${workload.split('-')[0]} ${system}`)
  return [...groups]
    .filter(([, points]) => points.length >= 3)
    .map(([group, points]) => `  ${group}: ${slope(points).toFixed(2)}`)
}

function slope(points: readonly Row[]): number {
  const logarithms = points.map(({ gflops, medianMicroseconds }) => ({
    x: Math.log(gflops * medianMicroseconds),
    y: Math.log(medianMicroseconds),
  }))
  const meanX = logarithms.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = logarithms.reduce((sum, { y }) => sum + y, 0) / points.length
  const covariance = logarithms.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / logarithms.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
}
