/** Whole training steps in few kernels, and reports about them. */
import { describe, expect, it } from 'vitest'
import {
  type Backend,
  formatReport,
  mul,
  Program,
  type ProgramReport,
  referenceBackend,
  type Tensor,
  tensor,
  valueAndGradient,
  wasmBackend,
  watchCompilation,
  withBackend,
  zeros,
} from '../../../src/engine/index.ts'
import { createModel, crossEntropy, dense, relu, sequential } from '../../../src/nn/index.ts'
import { adam, applyUpdates, hyperparameterTensors, type Optimizer, sgd } from '../../../src/optim/index.ts'

/** A training step of a multilayer perceptron on 784 inputs and 10 classes, batch 128. */
function explainStep(hidden: readonly number[], { transform }: Optimizer): ProgramReport {
  const sizes = [784, ...hidden, 10]
  const layers = sizes.slice(1).flatMap((size, index) => {
    const layer = dense(sizes[index] ?? 0, size)
    return index === hidden.length ? [layer] : [layer, relu()]
  })
  const { layer, state } = createModel(sequential(...layers), { input: [784] })
  const optimizer = transform.initialize(state.parameters)
  const program = new Program({ parameters: state.parameters, optimizer })
  const hyperparameters = hyperparameterTensors(transform.hyperparameters(0), 'float32')
  const inputs = { x: zeros([128, 784]), targets: zeros([128], 'int32'), hyperparameters }
  return program.explain((current, given: typeof inputs) => {
    const { value, gradient } = valueAndGradient((parameters: typeof state.parameters) => {
      const { output } = layer.apply({ parameters, buffers: {} }, given.x, { training: true })
      return crossEntropy(output, given.targets)
    }, current.parameters)
    const step = transform.update(gradient, current.optimizer, current.parameters, given.hyperparameters)
    const parameters = applyUpdates(current.parameters, step.updates)
    return { state: { parameters, optimizer: step.state }, result: value }
  }, inputs)
}

describe('a training step', () => {
  it.each([
    {
      name: '784-100×4-10, SGD',
      hidden: [100, 100, 100, 100],
      optimizer: sgd({ learningRate: 0.1 }),
      most: 22,
    },
    { name: '784-100×4-10, Adam', hidden: [100, 100, 100, 100], optimizer: adam(), most: 23 },
    { name: '784-512-256-10, Adam', hidden: [512, 256], optimizer: adam(), most: 18 },
  ])('of $name is at most $most kernels', ({ hidden, optimizer, most }) => {
    const { passes, kernels } = explainStep(hidden, optimizer)
    expect(passes.kernels).toBe(kernels.length)
    expect(passes.kernels).toBeLessThanOrEqual(most)
    expect(passes.traced).toBeGreaterThanOrEqual(passes.simplified)
    // One product forward and one for the weights per layer, one for the inputs of all but the first.
    const products = kernels.filter(({ parts }) => parts.includes('matmul'))
    expect(products.length).toBe(3 * (hidden.length + 1) - 1)
    // All weights are updated by one kernel, or where their gradients arise; all biases by one.
    const sizes = [784, ...hidden, 10]
    const macs = sizes.slice(1).map((size, index) => 128 * size * (sizes[index] ?? 0))
    const [first = 0] = macs
    const flops = products.reduce((total, kernel) => total + kernel.flops, 0)
    expect(flops).toBe(2 * (3 * macs.reduce((total, count) => total + count, 0) - first))
  })

  it('of Adam updates all weights in one kernel and all biases in another', () => {
    const { kernels } = explainStep([100, 100], adam())
    const updates = kernels.filter(({ parts }) => parts.includes('sqrt'))
    expect(updates.map(({ writes }) => writes.length)).toEqual([9, 9])
  })
})

describe('a report', () => {
  const report = (backend: Backend) =>
    withBackend(backend, () =>
      new Program({ a: tensor([1, 2, 3]) }).explain(
        ({ a }, { b }: { b: Tensor }) => ({ state: { a: mul(mul(a, b), b) }, result: b }),
        { b: tensor([1, 2, 3]) },
      ),
    )

  it('names primitives, types, addresses and work', () => {
    const { passes, kernels } = report(wasmBackend)
    expect(passes).toEqual({ traced: 2, simplified: 2, planned: 2, kernels: 1 })
    const [kernel] = kernels
    expect(kernel).toMatchObject({ parts: ['mul', 'mul'], flops: 6, bytes: 36, units: 1 })
    expect(kernel?.reads).toMatchObject([
      { type: 'float32[3]', strides: [1] },
      { type: 'float32[3]', strides: [1] },
    ])
    // In place: the slot of a; the argument lies in the next cache line.
    const [slot, argument] = kernel?.reads.map(({ address }) => address ?? Number.NaN) ?? []
    expect(kernel?.writes).toEqual([{ type: 'float32[3]', strides: [1], bytes: 12, address: slot }])
    expect(argument).toBe((slot ?? 0) + 64)
  })

  it('is given of every plan that is compiled, to those who watch', () => {
    const reports: ProgramReport[] = []
    const end = watchCompilation((each) => reports.push(each()))
    const program = new Program({ a: tensor([1, 2, 3]) }, { backend: wasmBackend })
    const square = ({ a }: { a: Tensor }) => ({ state: { a: mul(a, a) }, result: {} })
    const run = program.compile(square)
    run({})
    run({})
    end()
    program.compile(square)({})
    expect(reports).toEqual([program.explain(square, {})])
    expect(reports[0]?.memory).toBeGreaterThanOrEqual(12)
  })

  it('is there for the reference, too, and prints', () => {
    const plain = report(referenceBackend)
    expect(plain.kernels.map(({ parts, flops, bytes }) => [...parts, flops, bytes])).toEqual([
      ['mul', 3, 72],
      ['mul', 3, 72],
    ])
    expect(formatReport(plain).split('\n').slice(0, 5)).toEqual([
      '2 operations traced, 2 after simplification, 2 planned, 2 kernels',
      '0: mul',
      '   float64[3]/1, float64[3]/1',
      '   → float64[3]/1',
      '   3 flops, 72 bytes, 1 units',
    ])
  })
})
