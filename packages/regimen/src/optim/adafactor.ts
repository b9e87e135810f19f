import { zeros } from '../engine/ops/create.ts'
import { add, div, maximum, mul, sqrt, square } from '../engine/ops/elementwise.ts'
import { mean } from '../engine/ops/reductions.ts'
import { expandDims } from '../engine/ops/views.ts'
import type { Tensor } from '../engine/tensor.ts'
import { optimizerFactory } from './optimizer-factory.ts'
import { flag, positive } from './option.ts'
import { partition } from './partition.ts'
import { perParameter, stateless } from './per-parameter.ts'
import { squareOf } from './running-averages.ts'
import { inverseSquareRootSchedule } from './schedules/inverse-square-root.ts'
import type { GradientTransform } from './transform.ts'

/**
 * Adafactor: of the average of g² of a matrix only the means of rows and columns are kept, V̂ = RC / mean(R), so that
 * n + m numbers are remembered in place of n·m; of other parameters all. β̂₂ = 1 − t^−c makes bias corrections
 * needless. The direction U = G / √V̂ is divided by max(1, RMS(U) / d); steps are in proportion to max(ε₂, RMS(θ)),
 * unless `scaleParameter` is false. The default η is the paper's min(10⁻², 1/√t); momentum is left out, as there.
 */
export const adafactor = optimizerFactory({
  name: 'adafactor',
  paper: 'Shazeer & Stern 2018, algorithms 4 and 5, arXiv:1804.04235',
  catalogue: [],
  learningRate: inverseSquareRootSchedule({ learningRate: 0.01, after: 10_000 }),
  options: {
    decayPower: positive(0.8),
    clipThreshold: positive(1),
    epsilon1: positive(1e-30),
    epsilon2: positive(1e-3),
    scaleParameter: flag(true),
  },
  direction: ({ decayPower, clipThreshold, epsilon1, epsilon2, scaleParameter }) => [
    partition(
      { takes: (_, { rank, size }) => rank >= 2 && size > 0, transform: factored(decayPower, epsilon1) },
      { takes: () => true, transform: unfactored(decayPower, epsilon1) },
    ),
    limitRootMeanSquare(clipThreshold),
    ...(scaleParameter ? [scaleByParameter(epsilon2)] : []),
  ],
})

const decayAt = (power: number) => (step: number) => {
  const newPart = (step + 1) ** -power
  return { oldPart: 1 - newPart, newPart }
}

/** Rows and columns are the last two axes; axes before them count matrices. */
function factored(decayPower: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['rows', 'columns'],
    initial: (slot, { shape, dtype }) =>
      zeros(slot === 'rows' ? shape.slice(0, -1) : [...shape.slice(0, -2), ...shape.slice(-1)], dtype),
    hyperparameters: decayAt(decayPower),
    update(gradient, { slots, hyperparameters: { oldPart, newPart } }) {
      const squares = add(squareOf(gradient), epsilon)
      const averaged = (old: Tensor, axis: number) =>
        add(mul(old, oldPart), mul(mean(squares, { axes: axis }), newPart))
      const rows = averaged(slots.rows, -1)
      const columns = averaged(slots.columns, -2)
      const rowScale = sqrt(div(rows, mean(rows, { axes: -1, keepDims: true })))
      const scale = mul(expandDims(rowScale, -1), expandDims(sqrt(columns), -2))
      return { update: div(gradient, scale), slots: { rows, columns } }
    },
  })
}

function unfactored(decayPower: number, epsilon: number): GradientTransform {
  return perParameter({
    slots: ['meanSquare'],
    hyperparameters: decayAt(decayPower),
    update(gradient, { slots, hyperparameters: { oldPart, newPart } }) {
      const squares = add(squareOf(gradient), epsilon)
      const meanSquare = add(mul(slots.meanSquare, oldPart), mul(squares, newPart))
      return { update: div(gradient, sqrt(meanSquare)), slots: { meanSquare } }
    },
  })
}

const rootMeanSquare = (x: Tensor) => sqrt(mean(square(x)))

function limitRootMeanSquare(limit: number): GradientTransform {
  return stateless((direction) => div(direction, maximum(div(rootMeanSquare(direction), limit), 1)))
}

function scaleByParameter(epsilon: number): GradientTransform {
  return stateless((direction, parameter) => mul(direction, maximum(rootMeanSquare(parameter), epsilon)))
}
