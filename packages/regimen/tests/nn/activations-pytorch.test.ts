/** Values and gradients of every activation against PyTorch, on both backends, over shapes and extreme inputs. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/engine/backend.ts'
import { gradient } from '../../src/engine/differentiate.ts'
import { mul } from '../../src/engine/ops/elementwise.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { type Shape, sizeOf, toData } from '../../src/engine/types.ts'
import { activations, layerKinds, pRelu } from '../../src/nn/index.ts'
import type { Settings } from '../../src/technique.ts'
import { backends, expectClose, flat, type Numbers, tensorFrom, type ValueAndGradient } from './helpers.ts'

interface Row extends ValueAndGradient {
  readonly name: string
  readonly settings: Settings
}
interface WeightedRow extends Row {
  readonly inputs: Numbers
  readonly weights: Numbers
}
interface Known {
  readonly points: Numbers
  readonly elementwise: readonly Row[]
  readonly rows: readonly WeightedRow[]
  readonly pRelu: readonly (ValueAndGradient & {
    readonly inputs: Numbers
    readonly slope: Numbers
    readonly weights: Numbers
    readonly slopeGradient: Numbers
  })[]
}

const known: Known = JSON.parse(
  readFileSync(new URL('../fixtures/activations.json', import.meta.url), 'utf8'),
)
const points = flat(known.points)

/**
 * The gradient at NaN of what is made of pieces: PyTorch's vectorised and scalar kernels disagree (1 and NaN for
 * the same ELU), so there is nothing to agree with. Ours is that of one of the pieces.
 */
const inPieces = new Set([
  'relu',
  'leakyRelu',
  'elu',
  'selu',
  'hardSigmoid',
  'hardTanh',
  'hardSwish',
  'relu6',
  'step',
])

/** Where we do otherwise than PyTorch 1.13 on purpose, which has NaN there: the limits. */
const differences: {
  readonly [name: string]: readonly (readonly [of: 'value' | 'gradient', x: number, ours: number])[]
} = {
  hardSwish: [['value', Number.NEGATIVE_INFINITY, 0]],
  mish: [['gradient', Number.POSITIVE_INFINITY, 1]],
}

function layerOf(name: string, settings: Settings) {
  const kind = layerKinds[name]
  if (!kind) throw new Error(`there is no layer kind ${name}`)
  const layer = kind.fromSettings(settings, () => layer)
  return (x: Tensor) => layer.apply({ parameters: {}, buffers: {} }, x, { training: false }).output
}

/** `values` again and again until the shape is full. */
function filled(shape: Shape, values: readonly number[], backend: Backend): Tensor {
  const data = Array.from({ length: sizeOf(shape) }, (_, index) => values[index % values.length] ?? 0)
  return fromData(backend.floatType, shape, toData(backend.floatType, data))
}

function expected(row: Row, which: 'value' | 'gradient'): number[] {
  const numbers = flat(row[which])
  for (const [of, x, ours] of differences[row.name] ?? []) if (of === which) numbers[points.indexOf(x)] = ours
  return numbers
}

describe.each(backends)('$name', ({ backend, tolerance }) => {
  test.each(known.elementwise)('$name $settings', (row) => {
    const values = expected(row, 'value')
    const kept = (_: number, index: number) => !(inPieces.has(row.name) && Number.isNaN(points[index]))
    const slopes = expected(row, 'gradient').filter(kept)
    const slopePoints = points.filter(kept)
    const compute = layerOf(row.name, row.settings)
    withBackend(backend, () => {
      for (const shape of [[1], [3], [10], [points.length], [125], [7, 5], [2, 3, 5], [0]]) {
        const x = filled(shape, points, backend)
        expectClose(compute(x), filled(shape, values, backend), tolerance)
        expectClose(
          gradient((p: Tensor) => sum(compute(p)), filled(shape, slopePoints, backend)),
          filled(shape, slopes, backend),
          tolerance,
        )
      }
    })
  })

  test.each(known.rows)('$name $settings over rows', (row) => {
    const compute = layerOf(row.name, row.settings)
    withBackend(backend, () => {
      const [x, weights] = [tensorFrom(row.inputs, backend), tensorFrom(row.weights, backend)]
      // The layer sees a batch of rows.
      const batch = (t: Tensor) => fromData(t.dtype, [1, ...t.shape], t.data())
      expectClose(compute(batch(x)), row.value, tolerance)
      const slope = gradient((p: Tensor) => sum(mul(compute(p), batch(weights))), batch(x))
      expectClose(slope, row.gradient, tolerance)
    })
  })

  test.each(known.pRelu)('pRelu with learned slopes', (row) => {
    withBackend(backend, () => {
      const inputs = { x: tensorFrom(row.inputs, backend), slope: tensorFrom(row.slope, backend) }
      const weights = tensorFrom(row.weights, backend)
      expectClose(pRelu(inputs.x, inputs.slope), row.value, tolerance)
      const slopes = gradient((p: typeof inputs) => sum(mul(pRelu(p.x, p.slope), weights)), inputs)
      expectClose(slopes.x, row.gradient, tolerance)
      expectClose(slopes.slope, row.slopeGradient, tolerance)
    })
  })
})

test('every activation of the table is here', () => {
  const covered = new Set([...known.elementwise, ...known.rows].map(({ name }) => name)).add('pRelu')
  expect(Object.keys(activations).filter((name) => !covered.has(name))).toEqual([])
})
