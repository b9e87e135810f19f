/** Training with products made by the BLAS follows training without. */
import {
  adam,
  asPart,
  type Backend,
  createModel,
  createWasmBackend,
  dense,
  fit,
  type Model,
  momentum,
  relu,
  sequential,
} from 'regimen'
import { digits } from 'regimen/datasets'
import { expect, it } from 'vitest'
import { createNativeBackend } from '../../src/index.ts'
import { describeWithBlas, everyProduct } from './support.ts'

const train = asPart(digits(), 'train')

async function trained(backend: Backend, optimizer = momentum({ learningRate: 0.05 })): Promise<Model> {
  const layers = sequential(dense(64, 125), relu(), dense(125, 33), relu(), dense(33, 10))
  const model = createModel(layers, { input: [64], seed: 5 })
  await fit(model, { train }, { optimizer, batchSize: 125, steps: 20, backend })
  return model
}

/** The largest difference of any weight, as a share of the largest of its tensor. */
function worstDifference(actual: Model, expected: Model): number {
  const differences = Object.entries(expected.state.parameters).map(([path, tensor]) => {
    const [truth, found] = [[...tensor.data()], [...(actual.state.parameters[path]?.data() ?? [])]]
    const scale = Math.max(...truth.map(Math.abs))
    return Math.max(...truth.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) / scale))
  })
  return Math.max(...differences)
}

describeWithBlas('training on the native backend', () => {
  it.each([1, 2])('with %d threads agrees with the wasm backend after 20 steps', async (threads) => {
    const expected = await trained(createWasmBackend({ threads: 1 }))
    expect(worstDifference(await trained(createNativeBackend({ threads })), expected)).toBeLessThan(1e-5)
    expect(worstDifference(await trained(everyProduct(threads).backend), expected)).toBeLessThan(1e-5)
  })

  it('agrees with Adam too', async () => {
    const expected = await trained(createWasmBackend({ threads: 1 }), adam())
    expect(worstDifference(await trained(createNativeBackend(), adam()), expected)).toBeLessThan(1e-4)
  })
})
