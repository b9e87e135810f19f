/** Values and all gradients of every loss against PyTorch, on both backends, over shapes, options and extremes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/engine/backend.ts'
import { valueAndGradient } from '../../src/engine/differentiate.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { isFloat, type Shape, toData } from '../../src/engine/types.ts'
import { contrastive, losses, lossNamed, meanLoss, triplet } from '../../src/nn/index.ts'
import type { Settings } from '../../src/technique.ts'
import { backends, expectClose, flat, type Numbers, tensorFrom } from './helpers.ts'

interface Row {
  readonly name: string
  readonly settings: Settings
  readonly operands: readonly { readonly integer: boolean; readonly shape: Shape; readonly data: Numbers }[]
  readonly value: Numbers
  readonly gradients: readonly (Numbers | null)[]
  readonly sampleWeights?: Numbers
}

const known: { readonly rows: readonly Row[] } = JSON.parse(
  readFileSync(new URL('../fixtures/losses.json', import.meta.url), 'utf8'),
)

/** Losses of three operands: those that are functions of tensors besides. */
const ofThree: {
  readonly [name: string]: (a: Tensor, b: Tensor, c: Tensor, settings: Settings) => Tensor
} = { contrastive, triplet }

function compute({ name, settings, sampleWeights }: Row, operands: readonly Tensor[], backend: Backend) {
  const [a, b, c] = operands
  if (!a || !b) throw new Error('a loss has two operands')
  const three = ofThree[name]
  if (c && three) return three(a, b, c, settings)
  const weights = sampleWeights === undefined ? undefined : tensorFrom(sampleWeights, backend)
  return meanLoss(lossNamed(name, settings), a, b, weights)
}

const titled = known.rows.map((row) => {
  const shapes = row.operands.map(({ integer, shape }) => `${integer ? 'int' : ''}[${shape}]`).join(' ')
  const options = JSON.stringify(row.settings).slice(0, 60)
  const first = flat(row.operands[0]?.data ?? 0)[0]
  return { title: `${row.name} ${options} ${shapes} ${row.sampleWeights ? 'weighted ' : ''}${first}`, row }
})

describe.each(backends)('$name', ({ backend, tolerance }) => {
  test.each(titled)('$title', ({ row }) => {
    withBackend(backend, () => {
      const operands = row.operands.map(({ integer, shape, data }) => {
        const dtype = integer ? 'int32' : backend.floatType
        return fromData(dtype, shape, toData(dtype, flat(data)))
      })
      const floats = operands.filter(({ dtype }) => isFloat(dtype))
      const { value, gradient } = valueAndGradient((given: readonly Tensor[]) => {
        let place = 0
        const all = operands.map((operand) =>
          isFloat(operand.dtype) ? (given[place++] ?? operand) : operand,
        )
        return compute(row, all, backend)
      }, floats)
      expectClose(value, row.value, tolerance)
      const expected = row.gradients.filter((_, index) => !row.operands[index]?.integer)
      gradient.forEach((slope, index) => {
        const known = expected[index]
        if (known !== null && known !== undefined) expectClose(slope, known, tolerance)
      })
    })
  })
})

test('every loss of the table is here', () => {
  const covered = new Set(known.rows.map(({ name }) => name))
  expect(Object.keys(losses).filter((name) => !covered.has(name))).toEqual([])
})
