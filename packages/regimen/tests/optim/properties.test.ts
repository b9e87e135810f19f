/** What holds for every optimizer of the table: a new row is tested by being there. */
import { describe, expect, test } from 'vitest'
import {
  type Backend,
  leavesOf,
  Program,
  referenceBackend,
  Tensor,
  tensor,
  wasmBackend,
  withBackend,
} from '../../src/engine/index.ts'
import { structureOf } from '../../src/engine/tree.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { applyUpdates, hyperparameterTensors, optimizers } from '../../src/optim/index.ts'
import type { Hyperparameters, Optimizer } from '../../src/optim/transform.ts'
import { iterate, path, vector } from './support.ts'

const shapes = [[1], [3], [10], [125], [3, 1], [5, 25], [2, 3, 5], [], [0, 4]] as const

/** Values that no two elements share, neither tiny nor large. */
function filled(shape: readonly number[], seed: number, dtype: 'float32' | 'float64'): Tensor {
  const size = shape.reduce((product, each) => product * each, 1)
  const values = Array.from({ length: size }, (_, index) => Math.sin((index + 1) * 12.9898 + seed) * 2)
  return tensor(values, [...shape], dtype)
}

const recordOf = (seed: number, dtype: 'float32' | 'float64'): TensorRecord =>
  Object.fromEntries(
    shapes.map((shape, place) => [`layers.${place}.weight`, filled(shape, seed + place, dtype)]),
  )

const numbersOf = (tree: unknown) => leavesOf(tree).map(({ tensor: each }) => [...each.data()])

/** Three updates in a program, as training runs them. */
function compiled(optimizer: Optimizer, backend: Backend) {
  const dtype = backend.floatType
  return withBackend(backend, () => {
    const { transform } = optimizer
    const parameters = recordOf(0, dtype)
    const program = new Program({ parameters, state: transform.initialize(parameters) }, { backend })
    const update = program.compile(
      (current, inputs: { gradients: TensorRecord; hyperparameters: Hyperparameters }) => {
        const { updates, state } = transform.update(
          inputs.gradients,
          current.state,
          current.parameters,
          inputs.hyperparameters,
        )
        return { state: { parameters: applyUpdates(current.parameters, updates), state }, result: {} }
      },
    )
    for (let step = 0; step < 3; step++) {
      const hyperparameters = hyperparameterTensors(transform.hyperparameters(step), dtype)
      update({ gradients: recordOf(step + 1, dtype), hyperparameters })
    }
    return program.read()
  })
}

const eager = (optimizer: Optimizer) =>
  iterate(optimizer, recordOf(0, 'float64'), (_, step) => recordOf(step + 1, 'float64'), 3)

describe.each(Object.entries(optimizers))('%s', (name, make) => {
  const decay = { weightDecay: { coupled: 0.01 } }

  test('is named as in the table and describes itself', () => {
    const { technique } = make
    expect(technique.name).toBe(name)
    expect(technique.kind).toBe('optimizer')
    expect(technique.paper).toMatch(/\d{4}/)
    expect(technique.catalogue.length).toBeGreaterThan(0)
    expect(make().name).toBe(name)
    expect(make().settings).toEqual(technique.defaults)
  })

  test('its settings make the same optimizer again, also through JSON', () => {
    const first = make({ learningRate: 0.3, ...decay })
    const again = make.fromSettings(JSON.parse(JSON.stringify(first.settings)))
    expect(again.settings).toEqual(first.settings)
    expect(numbersOf(eager(again).at(-1))).toEqual(numbersOf(eager(first).at(-1)))
  })

  test('the same gradients give the same bits', () => {
    expect(numbersOf(eager(make()))).toEqual(numbersOf(eager(make())))
  })

  test('without a gradient nothing moves', () => {
    for (const point of path(make(), [1, -2, 0], () => [0, 0, 0], 3)) expect(point).toEqual([1, -2, 0])
  })

  test('the first step goes against the gradient', () => {
    const [, after = []] = path(make(), [0, 0], () => [2, -0.5], 1)
    expect(after.map(Math.sign)).toEqual([-1, 1])
  })

  test('falls on a badly scaled quadratic', () => {
    const points = path(make({ learningRate: 0.02 }), [1, 1], ([x = 0, y = 0]) => [x, 20 * y], 200)
    const [x = Number.NaN, y = Number.NaN] = points.at(-1) ?? []
    expect(x ** 2 + 20 * y ** 2).toBeLessThan(21 / 2)
  })

  test('keeps the structure of its state, which holds tensors only', () => {
    const iterates = eager(make(decay))
    const structures = new Set(iterates.map(({ state }) => structureOf(state)))
    expect(structures.size).toBe(1)
    const other: unknown[] = []
    const visit = (value: unknown): void => {
      if (value instanceof Tensor) return
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
      else other.push(value)
    }
    visit(iterates.at(-1)?.state)
    expect(other).toEqual([])
  })

  test('a parameter without a gradient stays, with its state', () => {
    const both = { a: vector(1), b: vector(2) }
    const iterates = iterate(make(), both, (_, step) => (step === 0 ? both : { b: vector(2) }), 3)
    const [, first, , last] = iterates
    expect(last?.parameters.a?.item()).toBe(first?.parameters.a?.item())
    expect(last?.parameters.b?.item()).not.toBe(first?.parameters.b?.item())
    expect(new Set(iterates.map(({ state }) => structureOf(state))).size).toBe(1)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a gradient of %d stays visible, in its element only',
    (broken) => {
      const [, after = []] = path(make(), [1, 1], () => [broken, 1], 1)
      expect(Number.isFinite(after[0])).toBe(false)
      expect(Number.isFinite(after[1])).toBe(true)
    },
  )

  test('compiled on the reference backend it gives the eager numbers', () => {
    const { parameters, state } = compiled(make(decay), referenceBackend)
    const last = eager(make(decay)).at(-1)
    expect(numbersOf(parameters)).toEqual(numbersOf(last?.parameters))
    expect(numbersOf(state)).toEqual(numbersOf(last?.state))
  })

  test('compiled on wasm it gives the float64 numbers to float32 precision', () => {
    const { parameters } = compiled(make(decay), wasmBackend)
    const expected = numbersOf(eager(make(decay)).at(-1)?.parameters)
    numbersOf(parameters).forEach((values, place) => {
      values.forEach((value, index) => {
        expect(Math.abs(value - (expected[place]?.[index] ?? Number.NaN))).toBeLessThan(2e-6)
      })
    })
  })
})
