/** What every layer must do; the rows are in layer-zoo.ts, and a kind without one fails here. */
import { describe, expect, test } from 'vitest'
import { referenceBackend } from '../../src/engine/backends/reference/index.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { activations } from '../../src/nn/activations/index.ts'
import { createModel, formatSummary, freeze, modelFromConfig, sequential, thaw } from '../../src/nn/index.ts'
import { layers } from '../../src/nn/layers/index.ts'
import { expectClose, inFloat64, sourceOf, thrownBy } from './helpers.ts'
import { inputsOf, type ZooRow, zoo } from './layer-zoo.ts'
import { rowsOf, throughJson } from './support.ts'

const rows = Object.entries(zoo).map(([name, row]) => ({ name, row }))
const modelOf = ({ layer, input }: ZooRow, seed = 1) => createModel(layer, { input, seed })

test('the zoo has a layer of every kind', () => {
  const kinds = new Set(rows.map(({ row }) => row.layer.kind))
  expect(Object.keys(layers).filter((kind) => !kinds.has(kind))).toEqual([])
})

describe.each(rows)('$name', ({ row }) => {
  test('an example alone gives what it gives among others', () => {
    inFloat64(() => {
      const model = modelOf(row)
      const all = model.apply(inputsOf(row, 1))
      expect(all.shape).toEqual([1, ...model.outputShape])
      expectClose(all, rowsOf(model.apply(inputsOf(row, 4)), 0, 1), row.inputs ? 0 : 1e-12)
    })
  })

  test('training differs from inference where it should, and leaves no trace without a reason', () => {
    inFloat64(() => {
      const model = modelOf(row)
      const x = inputsOf(row, 4)
      const inference = [...model.apply(x).data()]
      const training = [...model.apply(x, { training: true, random: sourceOf(3) }).data()]
      if (row.modes) expect(training).not.toEqual(inference)
      else expect(training).toEqual(inference)
      const { buffers } = row.layer.apply(model.state, x, { training: false })
      expect(Object.keys(buffers ?? {})).toEqual([])
    })
  })

  test('weights and masks are functions of the seed', () => {
    inFloat64(() => {
      const x = inputsOf(row, 4)
      const run = (seed: number, mask: number) => [
        ...modelOf(row, seed)
          .apply(x, { training: true, random: sourceOf(mask) })
          .data(),
      ]
      expect(run(1, 1)).toEqual(run(1, 1))
      const random = Object.values(modelOf(row).state.parameters).length > 0 || row.modes
      const drawn = random && !['batchNorm', 'layerNorm', 'groupNorm', 'pRelu'].includes(row.layer.kind)
      if (drawn) expect(run(2, 2)).not.toEqual(run(1, 1))
    })
  })

  test('settings and state make the same layer again', () => {
    const saved = withBackend(referenceBackend, () => modelOf(row, 5))
    inFloat64(() => {
      const again = modelFromConfig(throughJson(saved.config()), { seed: 6 })
      again.load(saved.state)
      expect(again.config()).toEqual(saved.config())
      expect(formatSummary(again.summary())).toBe(formatSummary(saved.summary()))
      const x = inputsOf(row, 3)
      for (const training of [true, false]) {
        const mode = { training, random: sourceOf(4) }
        expect(again.apply(x, mode).data()).toEqual(saved.apply(x, mode).data())
      }
    })
  })

  test('frozen as a whole it has nothing to learn and gives the same', () => {
    inFloat64(() => {
      const model = thaw(modelOf(row))
      const names = Object.keys(model.state.parameters)
      if (names.length === 0) {
        expect(thrownBy(() => freeze(model, ['*'])).code).toBe('technique-option')
        return
      }
      const frozen = freeze(model, ['*'])
      expect(frozen.state.parameters).toEqual({})
      const x = inputsOf(row, 3)
      expect(frozen.apply(x).data()).toEqual(model.apply(x).data())
      const { parameters, frozen: still, buffers } = frozen.summary()
      const before = model.summary()
      expect({ parameters, still, buffers }).toEqual({
        parameters: 0,
        still: before.parameters,
        buffers: before.buffers,
      })
      expect(thaw(frozen).state).toEqual(model.state)
      const again = modelFromConfig(throughJson(frozen.config()))
      again.load(frozen.state)
      expect(again.apply(x).data()).toEqual(model.apply(x).data())
    })
  })
})

/** Activations work on each element, but for those that work along the last dimension. */
const alongRows = ['softmax', 'logSoftmax']
const activationRows = Object.entries(activations).map(([name, kind]) => {
  const row: ZooRow = {
    layer: kind.fromSettings({}),
    input: [2],
    ...(alongRows.includes(name) && { wrong: [] }),
  }
  return { name: `activation ${name}`, row }
})

/** What a layer that refuses nothing has to take. */
const anyShape = [[], [1], [3], [125], [1, 1], [2, 3], [10, 3, 1], [2, 1, 3, 2]] as const

describe('shapes', () => {
  const all = [...rows, ...activationRows]

  test.each(all.filter(({ row }) => row.wrong))(
    '$name refuses what does not fit, and names its place',
    ({ row }) => {
      const wrong = row.wrong ?? []
      const { message, code } = thrownBy(() => sequential(...[sequential(), row.layer]).outputShape(wrong))
      expect(code).toBe('layer-shape')
      expect(message).toMatch(/^layers\.1[ .]/)
      expect(message).toContain('expected input')
    },
  )

  test.each(all.filter(({ row }) => !row.wrong))('$name takes every shape', ({ row }) => {
    inFloat64(() => {
      for (const input of anyShape) {
        const asked = { ...row, input }
        const model = modelOf(asked)
        const outputs = [1, 3].map((batch) => model.apply(inputsOf(asked, batch)))
        expect(outputs.map(({ shape }) => shape)).toEqual(
          [1, 3].map((batch) => [batch, ...model.outputShape]),
        )
        const [alone, three] = outputs
        if (alone && three) expect([...alone.data()], `[${input}]`).toEqual(rowsOf(three, 0, 1))
      }
    })
  })
})
