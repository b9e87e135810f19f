/**
 * What holds for every optimizer of the table: a new row is tested by being there. What is particular to some
 * stands in `particular`, with its reason.
 */
import { describe, expect, test } from 'vitest'
import {
  type Backend,
  leavesOf,
  mapTree,
  Program,
  referenceBackend,
  Tensor,
  tensor,
  wasmBackend,
  withBackend,
} from '../../src/engine/index.ts'
import { structureOf } from '../../src/engine/tree.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { applyUpdates, hyperparameterTensors, type OptimizerName, optimizers } from '../../src/optim/index.ts'
import type { Hyperparameters, Optimizer } from '../../src/optim/transform.ts'
import { namedTensors } from '../../src/train/checkpoint.ts'
import { restoreTensors } from '../../src/train/resume.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/train/safetensors.ts'
import { iterate, path, vector } from './support.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../src/node.ts'

interface Particular {
  /** A rate at which 200 updates bring the quadratic down; default 0.02. */
  readonly rate?: number
  /** It looks at whole parameters: what is wrong with an element reaches its neighbours. */
  readonly spreads?: true
  /** Kernels of an update that looks at whole parameters; others need one. */
  readonly wholes?: number
  /** It looks at signs only: an infinite gradient is one like any other. */
  readonly signs?: true
  /**
   * What a gradient a thousand times as large does to the steps: nothing, or a thousandfold; left out where
   * neither is so. (ε and the first steps of averages bend this a little; the tests allow for it.)
   */
  readonly scale?: 'invariant' | 'linear'
  /** What its steps come to under a constant gradient g, at η = 0.01; left out where that depends on the weights. */
  readonly steady?: (g: number) => number
}

const eta = 0.01
const linear = { scale: 'linear', steady: (g: number) => eta * g } as const
const normalized = { scale: 'invariant', steady: () => eta } as const

const particular: { readonly [N in OptimizerName]: Particular } = {
  gradientDescent: linear,
  sgd: linear,
  momentum: { scale: 'linear', steady: (g) => (eta * g) / 0.1 },
  nesterov: { scale: 'linear', steady: (g) => (eta * g) / 0.1 },
  // η/√t, t = 400 below.
  adaGrad: { scale: 'invariant', steady: () => eta / 20 },
  // Its unit is that of its own steps, which grow from √ε: no rate of the kind the others have.
  adadelta: { rate: 10, scale: 'invariant' },
  rmsProp: normalized,
  adam: normalized,
  amsGrad: normalized,
  adamW: normalized,
  adaMax: normalized,
  nAdam: normalized,
  // The first five updates are those of momentum, the others Adam's; after 400 the rectifier is 0.59.
  rAdam: { steady: () => eta * rectifier(400) },
  lion: normalized,
  lamb: { wholes: 3, spreads: true, scale: 'invariant' },
  // κ = 0.001 makes its rates a thousand times smaller.
  lars: { wholes: 3, rate: 1, spreads: true, scale: 'invariant' },
  adafactor: { wholes: 6, spreads: true, scale: 'invariant' },
  // A vector follows Adam at 0.015 times the rate.
  muon: { wholes: 24, rate: 1, spreads: true, scale: 'invariant', steady: () => 0.015 * eta },
  // y moves by the mean of z's steps and its share in the last: half, for long runs.
  scheduleFreeSgd: { scale: 'linear' },
  scheduleFreeAdamW: { scale: 'invariant' },
  // Each step 1.2 times the one before it, up to 5,000 η.
  rProp: { signs: true, scale: 'invariant', steady: () => 5000 * eta },
  sam: { spreads: true, scale: 'linear', steady: (g) => (eta * g) / 0.1 },
  lookahead: { scale: 'invariant' },
}

/** Liu et al. 2020, equation 5. */
function rectifier(t: number): number {
  const longest = 1999
  const length = longest - (2 * t * 0.999 ** t) / (1 - 0.999 ** t)
  return Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length))
}

const particularOf = (name: string): Particular =>
  Object.entries(particular).find(([key]) => key === name)?.[1] ?? {}

/** What does not decay of its own accord: AdamW does. */
const still = { weightDecay: { decoupled: 0 } }

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
  const { rate = 0.02, spreads = false, signs = false, wholes, scale, steady } = particularOf(name)

  test('is named as in the table and describes itself', () => {
    const { technique } = make
    expect(technique.name).toBe(name)
    expect(technique.kind).toBe('optimizer')
    expect(technique.paper).toMatch(/\d{4}/)
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
    for (const point of path(make(still), [1, -2, 0], () => [0, 0, 0], 3)) expect(point).toEqual([1, -2, 0])
  })

  test('the first step goes against the gradient', () => {
    const [, after = []] = path(make(), [0, 0], () => [2, -0.5], 1)
    expect(after.map(Math.sign)).toEqual([-1, 1])
  })

  test('falls on a badly scaled quadratic', () => {
    const points = path(make({ learningRate: rate }), [1, 1], ([x = 0, y = 0]) => [x, 20 * y], 200)
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
    'a gradient of %d stays visible, in weights or state, and in its element only',
    (broken) => {
      const start = { weight: vector(1, 1) }
      const last = iterate(make(), start, () => ({ weight: vector(broken, 1) }), 1).at(-1)
      const tensors = numbersOf(last)
      expect(tensors.flat().every(Number.isFinite)).toBe(signs && !Number.isNaN(broken))
      if (!spreads) for (const [, whole] of tensors) expect(Number.isFinite(whole)).toBe(true)
    },
  )

  if (scale) {
    test(`a gradient a thousand times as large: the steps' size is ${scale}`, () => {
      const gradient = (factor: number) => (_: readonly number[], step: number) =>
        [2 + Math.sin(step), -3 + Math.cos(step)].map((each) => each * factor)
      const walk = (factor: number) => {
        const points = path(make({ learningRate: 1e-6, ...still }), [1, -2], gradient(factor), 30)
        return points.slice(1).map((point, step) => (point[0] ?? 0) - (points[step]?.[0] ?? 0))
      }
      const [small, large] = [walk(1), walk(1000)]
      small.forEach((size, step) => {
        const ratio = (large[step] ?? Number.NaN) / size / (scale === 'linear' ? 1000 : 1)
        expect(ratio).toBeCloseTo(1, 4)
      })
    })
  }

  if (steady) {
    test('under a constant gradient the steps settle at a known size', () => {
      const points = path(make({ learningRate: eta, ...still }), [0], () => [0.5], 400)
      const [before = 0, after = 0] = points.slice(-2).map(([x]) => x)
      expect((before - after) / steady(0.5)).toBeCloseTo(1, 3)
    })
  }

  test('goes on with the same bits from a checkpoint', () => {
    const optimizer = make(decay)
    const gradients = (_: TensorRecord, step: number) => recordOf(step + 1, 'float64')
    const whole = iterate(optimizer, recordOf(0, 'float64'), gradients, 7)
    const middle = whole[3]
    const bytes = encodeSafetensors(
      { ...namedTensors('parameters', middle?.parameters), ...namedTensors('optimizer', middle?.state) },
      {},
    )
    const { tensors } = decodeSafetensors(bytes, 'memory')
    const checkpoint = { tensors, header: {} }
    const restored = withBackend(referenceBackend, () => ({
      parameters: restoreTensors(checkpoint, 'parameters', recordOf(0, 'float64')),
      state: restoreTensors(
        checkpoint,
        'optimizer',
        make(decay).transform.initialize(recordOf(0, 'float64')),
      ),
    }))
    const rest = iterate(make(decay), restored.parameters, gradients, 7, { state: restored.state, step: 3 })
    expect(numbersOf(rest.at(-1))).toEqual(numbersOf(whole.at(-1)))
  })

  test(`its update is ${wholes ? 'a few kernels' : 'one kernel'} for all parameters together`, () => {
    const { transform } = make()
    const parameters = { a: tensor([1, 2, 3], [3], 'float32'), b: tensor([1, 2], [1, 2], 'float32') }
    const state = { parameters, gradients: parameters, optimizer: transform.initialize(parameters) }
    const report = new Program(state, { backend: wasmBackend }).explain(
      (current, hyperparameters: Hyperparameters) => {
        const result = transform.update(
          current.gradients,
          current.optimizer,
          current.parameters,
          hyperparameters,
        )
        const next = applyUpdates(current.parameters, result.updates)
        return {
          state: { ...current, parameters: { ...current.parameters, ...next }, optimizer: result.state },
          result: {},
        }
      },
      hyperparameterTensors(transform.hyperparameters(0), 'float32'),
    )
    expect(report.kernels.length).toBeLessThanOrEqual(wholes ?? 1)
  })

  test('no subnormal number stays in what it remembers when gradients vanish', () => {
    const dtype = 'float32'
    withBackend(wasmBackend, () => {
      const { transform } = make(still)
      const weight: Tensor = tensor([0.5, -1, 2, 3, -0.25], [5], dtype)
      const state = mapTree(transform.initialize({ weight }), (each) =>
        tensor(Array(each.size).fill(1.3e-38), [...each.shape], dtype),
      )
      const program = new Program({ weight, state })
      const update = program.compile(
        (current, inputs: { gradient: Tensor; hyperparameters: Hyperparameters }) => {
          const parameters = { weight: current.weight }
          const gradients = { weight: inputs.gradient }
          const result = transform.update(gradients, current.state, parameters, inputs.hyperparameters)
          return {
            state: { weight: applyUpdates(parameters, result.updates).weight ?? weight, state: result.state },
            result: {},
          }
        },
      )
      // Tiny ones first, whose squares and parts are subnormal, then none.
      for (let step = 0; step < 40; step++) {
        const gradient = tensor(Array(5).fill(step < 20 ? 3e-20 * 0.1 ** step : 0), [5], dtype)
        update({ gradient, hyperparameters: hyperparameterTensors(transform.hyperparameters(step), dtype) })
      }
      for (const value of numbersOf(program.read().state).flat()) {
        expect(value === 0 || Math.abs(value) >= 2 ** -126, String(value)).toBe(true)
      }
    })
  })

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
