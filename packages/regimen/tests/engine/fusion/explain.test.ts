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
  valueAndGradientWith,
  wasmBackend,
  watchCompilation,
  withBackend,
  zeros,
} from '../../../src/engine/index.ts'
import {
  batchNorm,
  conv2d,
  createModel,
  crossEntropy,
  dense,
  dropout,
  flatten,
  maxPool2d,
  relu,
  sequential,
} from '../../../src/nn/index.ts'
import { adam, applyUpdates, hyperparameterTensors, type Optimizer, sgd } from '../../../src/optim/index.ts'

// What explains plans comes with the threads, which Node has from the start.
import '../../../src/node.ts'

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

/** A training step of conv-batchNorm-ReLU with 16, 16, 32 and 32 channels, two pools, 50 units and 10 classes. */
function explainConvolutional(batch: number): ProgramReport {
  const block = (inputs: number, outputs: number) =>
    sequential(conv2d(inputs, outputs, { kernel: 3, padding: 'same' }), batchNorm(), relu())
  const { layer, state } = createModel(
    sequential(
      ...[block(1, 16), block(16, 16), maxPool2d(), block(16, 32), block(32, 32), maxPool2d()],
      ...[flatten(), dense(7 * 7 * 32, 50), relu(), dropout(0.5), dense(50, 10)],
    ),
    { input: [28, 28, 1] },
  )
  const { transform } = adam()
  const optimizer = transform.initialize(state.parameters)
  const program = new Program({ ...state, optimizer })
  const hyperparameters = hyperparameterTensors(transform.hyperparameters(0), 'float32')
  const inputs = {
    x: zeros([batch, 28, 28, 1]),
    targets: zeros([batch], 'int32'),
    hyperparameters,
    key: zeros([2], 'int32'),
  }
  return program.explain((current, given: typeof inputs) => {
    const random = { key: given.key, stream: 0 }
    const { value, auxiliary, gradient } = valueAndGradientWith((parameters: typeof state.parameters) => {
      const all = { parameters, buffers: current.buffers }
      const { output, buffers } = layer.apply(all, given.x, { training: true, random })
      return { loss: crossEntropy(output, given.targets), auxiliary: buffers ?? current.buffers }
    }, current.parameters)
    const step = transform.update(gradient, current.optimizer, current.parameters, given.hyperparameters)
    const parameters = applyUpdates(current.parameters, step.updates)
    return { state: { parameters, buffers: auxiliary, optimizer: step.state }, result: value }
  }, inputs)
}

describe('a training step of a convolutional network with batch norm', () => {
  const batch = 100
  const { kernels } = explainConvolutional(batch)
  const count = (name: string) => kernels.filter(({ parts }) => parts.includes(name)).length

  it('is few kernels, and none for the gradient of the data', () => {
    expect(kernels.length).toBeLessThanOrEqual(82)
    expect([count('conv2d'), count('conv2dInputGradient'), count('conv2dWeightGradient')]).toEqual([4, 3, 4])
  })

  it('writes each large array once: convolutions, what follows them, pools, and their gradients', () => {
    const large = batch * 7 * 7 * 32
    const sizes = kernels
      .filter(({ parts }) => !parts.includes('pack'))
      .flatMap(({ writes }) => writes.map(({ type }) => type))
      .filter((type) => type.startsWith(`float32[${batch},`))
      .map((type) => (type.match(/\d+/g) ?? []).slice(1).reduce((size, each) => size * Number(each), 1))
      .filter((size) => size > large)
    const [wide, narrow] = [batch * 28 * 28 * 16, batch * 14 * 14 * 32]
    // Forward the convolution and the activation; backward the gradients of the pool, the sum, the convolution.
    expect(sizes.filter((size) => size === wide).length).toBe(8)
    expect(sizes.filter((size) => size === narrow).length).toBe(8)
  })

  it('multiplies 3 × 3 kernels in tiles: 16 products for 4 results, not 36', () => {
    const products = kernels.filter(({ parts }) => parts.includes('conv2d'))
    const tiles = [28 * 28, 14 * 14, 14 * 14].map((places) => places / 4)
    const [first = 0, second = 0, third = 0] = tiles
    expect(products.map(({ flops }) => flops)).toEqual([
      2 * batch * 28 * 28 * 9 * 16,
      2 * batch * first * 16 * 16 * 16,
      2 * batch * second * 16 * 16 * 32,
      2 * batch * third * 16 * 32 * 32,
    ])
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
