/** Statistics of the whole population for batch normalisation against the moving ones (B9), and against sums by hand. */
import { expect, test } from 'vitest'
import { tensor } from '../../src/engine/ops/create.ts'
import { mean, variance } from '../../src/engine/ops/reductions.ts'
import { sliceAxis } from '../../src/engine/ops/views.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import {
  batchNorm,
  conv2d,
  createModel,
  dense,
  flatten,
  freeze,
  graph,
  graphInput,
  type Model,
  populationStatistics,
  sequential,
  tanh,
} from '../../src/nn/index.ts'
import { expectClose, inFloat64, normals, thrownBy } from './helpers.ts'

const network = () =>
  createModel(sequential(dense(3, 4), batchNorm(), tanh(), dense(4, 5), batchNorm()), { input: [3] })

/** What a layer is given in inference. */
function inputAt(model: Model, path: string, x: Tensor): Tensor {
  const seen: Tensor[] = []
  const observeInput = (at: string, input: Tensor) => {
    if (at === path) seen.push(input)
  }
  model.apply(x, { training: false, observeInput })
  return seen[0]!
}

test.each([1, 7, 256])(
  'mean and m / (m − 1) of the variance over all examples, in batches of %d',
  (batchSize) => {
    inFloat64(() => {
      const model = network()
      const x = normals(1, [50, 3])
      populationStatistics(model, x, { batchSize })
      for (const path of ['layers.1', 'layers.4']) {
        const input = inputAt(model, path, x)
        expectClose(model.state.buffers[`${path}.runningMean`]!, mean(input, { axes: 0 }), 1e-12)
        const spread = variance(input, { axes: 0, correction: 1 })
        expectClose(model.state.buffers[`${path}.runningVariance`]!, spread, 1e-12)
      }
    })
  },
)

test('moving statistics agree with them when the batches are many and the weights stand still (B9)', () => {
  inFloat64(() => {
    const layer = batchNorm({ momentum: 0.01 })
    const model = createModel(layer, { input: [2] })
    const x = tensor(
      Float64Array.from(normals(2, [4000, 2]).data(), (value, place) => 3 + (1 + (place % 2)) * value),
      [4000, 2],
    )
    let { buffers } = model.state
    for (let pass = 0; pass < 10; pass++) {
      for (let start = 0; start < 4000; start += 50) {
        const batch = sliceAxis(x, 0, start, start + 50)
        buffers = layer.apply({ ...model.state, buffers }, batch, { training: true }).buffers ?? buffers
      }
    }
    populationStatistics(model, x)
    for (const [name, moving] of Object.entries(buffers)) {
      expectClose(moving, model.state.buffers[name]!, 0.05)
    }
  })
})

test('images, graphs with a shared layer and frozen models have theirs too', () => {
  inFloat64(() => {
    const x = normals(3, [6, 4, 4, 1])
    const images = createModel(sequential(conv2d(1, 2, { kernel: 3 }), batchNorm(), flatten()), {
      input: [4, 4, 1],
    })
    const still = freeze(images, ['layers.0'])
    populationStatistics(images, x)
    populationStatistics(still, x, { batchSize: 4 })
    const input = inputAt(images, 'layers.1', x)
    expectClose(images.state.buffers['layers.1.runningMean']!, mean(input, { axes: [0, 1, 2] }), 1e-12)
    for (const name of ['layers.1.runningMean', 'layers.1.runningVariance']) {
      expectClose(still.state.buffers[name]!, images.state.buffers[name]!, 1e-12)
    }
    const node = graphInput([1])
    const other = graphInput([1])
    const norm = batchNorm()
    const twice = graph({ node, other }, { a: node.through(norm), b: other.through(norm) })
    const model = createModel(twice, { input: [2] })
    populationStatistics(model, tensor([1, 10, 3, 30], [2, 2]))
    expect(model.state.buffers['layers.0.runningMean']!.item()).toBe(11)
  })
})

test('one example says nothing of the variance; no example nothing at all', () => {
  inFloat64(() => {
    const model = createModel(batchNorm(), { input: [2] })
    populationStatistics(model, tensor([5, 7], [1, 2]))
    expect([...model.state.buffers.runningMean!.data()]).toEqual([5, 7])
    expect([...model.state.buffers.runningVariance!.data()]).toEqual([1, 1])
    populationStatistics(model, tensor([], [0, 2]))
    expect([...model.state.buffers.runningMean!.data()]).toEqual([5, 7])
    expect(thrownBy(() => populationStatistics(model, normals(1, [2, 2]), { batchSize: 0 })).code).toBe(
      'technique-option',
    )
  })
})
