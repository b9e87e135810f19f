/** 200 updates of a small network and on Rosenbrock's function, against PyTorch (fixtures/make_optimizer_fixtures.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  add,
  type Backend,
  createWasmBackend,
  logSumExp,
  matmul,
  maximum,
  mean,
  mul,
  oneHot,
  Program,
  referenceBackend,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  valueAndGradient,
  withBackend,
} from '../../src/engine/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import {
  adadelta,
  adaGrad,
  adaMax,
  adam,
  adamW,
  amsGrad,
  applyUpdates,
  hyperparameterTensors,
  momentum,
  nAdam,
  nesterov,
  rAdam,
  rmsProp,
  rProp,
  sgd,
  timeDecaySchedule,
} from '../../src/optim/index.ts'
import type { Hyperparameters, Optimizer, TransformState } from '../../src/optim/transform.ts'

interface Run {
  /** Before each update seen. */
  readonly losses: readonly number[]
  /** After the last. */
  readonly parameters: readonly (readonly number[])[]
  /** Of Rosenbrock's function, before each update seen. */
  readonly values: readonly number[]
  /** After each update seen. */
  readonly points: readonly (readonly number[])[]
}

interface Fixture {
  readonly sizes: readonly number[]
  readonly seen: readonly number[]
  readonly start: readonly number[]
  readonly inputs: readonly number[]
  readonly targets: readonly number[]
  readonly initial: readonly (readonly number[])[]
  readonly rosenbrockRates: Readonly<Record<string, number>>
  readonly float32: Readonly<Record<string, Run>>
  readonly float64: Readonly<Record<string, Run>>
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/optimizers.json', import.meta.url), 'utf8'),
)

interface State {
  readonly parameters: TensorRecord
  readonly state: TransformState
}

/** PyTorch's `weight_decay` takes biases too. */
const everything = () => true
const coupled = { weightDecay: { coupled: 0.02, mask: everything } }
const decoupled = { weightDecay: { decoupled: 0.2, mask: everything } }

interface Rate {
  readonly learningRate: number
}

/** Our optimizer for each run, and its learning rate for the network. */
const runs: Readonly<Record<string, readonly [(rate: Rate) => Optimizer, number]>> = {
  sgd: [sgd, 0.1],
  sgdCoupled: [(rate) => sgd({ ...rate, ...coupled }), 0.1],
  momentum: [momentum, 0.05],
  momentumCoupled: [(rate) => momentum({ ...rate, ...coupled }), 0.05],
  nesterov: [nesterov, 0.05],
  nesterovCoupled: [(rate) => nesterov({ ...rate, ...coupled }), 0.05],
  adaGrad: [adaGrad, 0.05],
  adaGradCoupled: [(rate) => adaGrad({ ...rate, ...coupled }), 0.05],
  adaGradTimeDecay: [(rate) => adaGrad({ learningRate: timeDecaySchedule({ ...rate, decay: 0.01 }) }), 0.05],
  adadelta: [adadelta, 1],
  adadeltaCoupled: [(rate) => adadelta({ ...rate, ...coupled }), 1],
  rmsProp: [rmsProp, 0.001],
  rmsPropCoupled: [(rate) => rmsProp({ ...rate, ...coupled }), 0.001],
  rmsPropCentered: [(rate) => rmsProp({ ...rate, centered: true }), 0.002],
  rmsPropMomentum: [(rate) => rmsProp({ ...rate, momentum: 0.9 }), 0.0003],
  rmsPropAll: [(rate) => rmsProp({ ...rate, centered: true, momentum: 0.9, ...coupled }), 0.0003],
  adam: [adam, 0.001],
  adamCoupled: [(rate) => adam({ ...rate, ...coupled }), 0.001],
  amsGrad: [amsGrad, 0.001],
  amsGradCoupled: [(rate) => adam({ ...rate, amsGrad: true, ...coupled }), 0.001],
  adamW: [(rate) => adamW({ ...rate, ...decoupled }), 0.003],
  adamWAmsGrad: [(rate) => amsGrad({ ...rate, ...decoupled }), 0.003],
  adaMax: [adaMax, 0.001],
  adaMaxCoupled: [(rate) => adaMax({ ...rate, ...coupled }), 0.001],
  nAdam: [nAdam, 0.001],
  nAdamCoupled: [(rate) => nAdam({ ...rate, ...coupled }), 0.001],
  rAdam: [rAdam, 0.01],
  rAdamCoupled: [(rate) => rAdam({ ...rate, ...coupled }), 0.01],
  // PyTorch's bounds 1e-6 and 50 do not depend on the rate.
  rProp: [
    (rate) => rProp({ ...rate, smallest: 1e-6 / rate.learningRate, largest: 50 / rate.learningRate }),
    0.001,
  ],
}

const names = ['0.weight', '0.bias', '1.weight', '1.bias', '2.weight', '2.bias'] as const

function loss(parameters: TensorRecord, inputs: Tensor, targets: Tensor): Tensor {
  const parameter = (name: (typeof names)[number]) => parameters[name] ?? tensor(0)
  const affine = (x: Tensor, layer: 0 | 1 | 2) =>
    add(matmul(x, parameter(`${layer}.weight`)), parameter(`${layer}.bias`))
  const logits = affine(maximum(affine(tanh(affine(inputs, 0)), 1), 0), 2)
  const chosen = sum(mul(logits, oneHot(targets, 3, logits.dtype)), { axes: 1 })
  return mean(sub(logSumExp(logits, { axes: 1 }), chosen))
}

/** Losses before the updates seen, parameters after them, over 200 updates in a program. */
function descend(
  optimizer: Optimizer,
  backend: Backend,
  initial: TensorRecord,
  lossOf: (parameters: TensorRecord) => Tensor,
) {
  const { transform } = optimizer
  const program = new Program<State>(
    { parameters: initial, state: transform.initialize(initial) },
    { backend },
  )
  const step = program.compile((current: State, hyperparameters: Hyperparameters) => {
    const { value, gradient } = valueAndGradient(lossOf, current.parameters)
    const { updates, state } = transform.update(gradient, current.state, current.parameters, hyperparameters)
    return { state: { parameters: applyUpdates(current.parameters, updates), state }, result: value }
  })
  const losses: number[] = []
  const points: TensorRecord[] = []
  for (let index = 0; index < 200; index++) {
    const loss = step(hyperparameterTensors(transform.hyperparameters(index), backend.floatType)).item()
    if (!fixture.seen.includes(index + 1)) continue
    losses.push(loss)
    points.push(program.read().parameters)
  }
  return { losses, points, parameters: program.read().parameters }
}

/** Of the rounding of fused products, centred RMSProp makes 1.2e-5: it divides by a difference of near numbers. */
const strictBackend = createWasmBackend({ deterministic: true })

function trainNetwork(optimizer: Optimizer, backend: Backend) {
  const dtype = backend.floatType
  return withBackend(backend, () => {
    const examples = fixture.targets.length
    // Nine digits name a float32; both types start from that very number.
    const inputs = tensor(Float32Array.from(fixture.inputs), [examples, fixture.sizes[0] ?? 0], dtype)
    const targets = tensor(fixture.targets, [examples], 'int32')
    const initial = Object.fromEntries(
      names.map((name, place) => {
        const [rows = 0, columns = 0] = fixture.sizes.slice(place >> 1)
        const shape = name.endsWith('weight') ? [rows, columns] : [columns]
        return [name, tensor(Float32Array.from(fixture.initial[place] ?? []), shape, dtype)]
      }),
    )
    return descend(optimizer, backend, initial, (parameters) => loss(parameters, inputs, targets))
  })
}

function descendRosenbrock(optimizer: Optimizer, backend: Backend) {
  return withBackend(backend, () => {
    const point = tensor(Float32Array.from(fixture.start), [2], backend.floatType)
    return descend(optimizer, backend, { weight: point }, ({ weight = point }) => {
      const [x, y] = [slice(weight, [0], [1]), slice(weight, [1], [1])]
      const valley = sub(y, mul(x, x))
      return sum(add(mul(mul(valley, valley), 100), square(sub(1, x))))
    })
  })
}

/** The largest difference, as a part of the largest number. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length)
  const differences = actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)))
  return Math.max(...differences) / Math.max(...expected.map(Math.abs))
}

const numbers = (point: Tensor | undefined) => [...(point?.data() ?? [])]

test('the fixture and the test name the same runs', () => {
  expect(Object.keys(runs)).toEqual(Object.keys(fixture.float64))
})

describe.each(Object.entries(runs))('%s', (name, [make, rate]) => {
  describe.each([
    ['float64', referenceBackend, 1e-12],
    ['float32', strictBackend, 1e-5],
  ] as const)('follows PyTorch in %s', (type, backend, tolerance) => {
    const expected = fixture[type][name]
    const expectLosses = (actual: readonly number[], wanted: readonly number[] = []) => {
      expect(actual.length).toBe(wanted.length)
      actual.forEach((value, place) => {
        expect(relativeError([value], [wanted[place] ?? Number.NaN]), `loss ${place}`).toBeLessThan(tolerance)
      })
    }

    test('on a network of three layers', () => {
      const { losses, parameters } = trainNetwork(make({ learningRate: rate }), backend)
      expectLosses(losses, expected?.losses)
      names.forEach((path, place) => {
        const error = relativeError(numbers(parameters[path]), expected?.parameters[place] ?? [])
        expect(error, path).toBeLessThan(tolerance)
      })
    })

    test("on Rosenbrock's function", () => {
      const learningRate = fixture.rosenbrockRates[name] ?? Number.NaN
      const { losses, points } = descendRosenbrock(make({ learningRate }), backend)
      expectLosses(losses, expected?.values)
      points.forEach(({ weight }, place) => {
        const error = relativeError(numbers(weight), expected?.points[place] ?? [])
        expect(error, `point ${place}`).toBeLessThan(tolerance)
      })
    })
  })
})
