/** 100 updates of a small network, step by step against PyTorch (tests/fixtures/make_optimizer_fixtures.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  add,
  type Backend,
  logSumExp,
  matmul,
  maximum,
  mean,
  mul,
  oneHot,
  Program,
  referenceBackend,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  valueAndGradient,
  wasmBackend,
  withBackend,
} from '../../src/engine/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import {
  adaGrad,
  adam,
  applyUpdates,
  hyperparameterTensors,
  momentum,
  nesterov,
  rmsProp,
  sgd,
} from '../../src/optim/index.ts'
import type { Hyperparameters, Optimizer, TransformState } from '../../src/optim/transform.ts'

interface Run {
  readonly losses: readonly number[]
  readonly parameters: readonly (readonly number[])[]
}

interface Fixture {
  readonly sizes: readonly number[]
  readonly inputs: readonly number[]
  readonly targets: readonly number[]
  readonly initial: readonly (readonly number[])[]
  readonly runs: Readonly<Record<string, { readonly float32: Run; readonly float64: Run }>>
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/optimizers.json', import.meta.url), 'utf8'),
)

interface State {
  readonly parameters: TensorRecord
  readonly state: TransformState
}

const everything = () => true

const optimizersByRun: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ learningRate: 0.1 }),
  momentum: momentum({ learningRate: 0.05 }),
  nesterov: nesterov({ learningRate: 0.05 }),
  adaGrad: adaGrad({ learningRate: 0.05 }),
  rmsProp: rmsProp({ learningRate: 0.005 }),
  adam: adam({ learningRate: 0.01 }),
  momentumCoupled: momentum({ learningRate: 0.05, weightDecay: { coupled: 0.02, mask: everything } }),
  adamCoupled: adam({ learningRate: 0.01, weightDecay: { coupled: 0.02, mask: everything } }),
  adamDecoupled: adam({ learningRate: 0.01, weightDecay: { decoupled: 0.2, mask: everything } }),
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

function train(optimizer: Optimizer, backend: Backend): Run {
  const dtype = backend.floatType
  return withBackend(backend, () => {
    const { transform } = optimizer
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
    const program = new Program<State>(
      { parameters: initial, state: transform.initialize(initial) },
      { backend },
    )
    const step = program.compile((current: State, hyperparameters: Hyperparameters) => {
      const { value, gradient } = valueAndGradient(
        (parameters: TensorRecord) => loss(parameters, inputs, targets),
        current.parameters,
      )
      const { updates, state } = transform.update(
        gradient,
        current.state,
        current.parameters,
        hyperparameters,
      )
      return { state: { parameters: applyUpdates(current.parameters, updates), state }, result: value }
    })
    const losses = Array.from({ length: 100 }, (_, index) =>
      step(hyperparameterTensors(transform.hyperparameters(index), dtype)).item(),
    )
    const { parameters } = program.read()
    return { losses, parameters: names.map((name) => [...(parameters[name]?.data() ?? [])]) }
  })
}

/** The largest difference, as a part of the largest number. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length)
  const differences = actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)))
  return Math.max(...differences) / Math.max(...expected.map(Math.abs))
}

test('the fixture and the test name the same runs', () => {
  expect(Object.keys(optimizersByRun)).toEqual(Object.keys(fixture.runs))
})

describe.each(Object.entries(optimizersByRun))('%s', (name, optimizer) => {
  test.each([
    ['float64', referenceBackend, 1e-10],
    ['float32', wasmBackend, 1e-5],
  ] as const)('follows PyTorch in %s', (type, backend, tolerance) => {
    const expected = fixture.runs[name]?.[type]
    const actual = train(optimizer, backend)
    actual.losses.forEach((value, step) => {
      const wanted = expected?.losses[step] ?? Number.NaN
      expect(Math.abs(value - wanted), `loss of step ${step}`).toBeLessThan(tolerance * wanted)
    })
    actual.parameters.forEach((values, place) => {
      expect(relativeError(values, expected?.parameters[place] ?? []), names[place]).toBeLessThan(tolerance)
    })
  })
})
