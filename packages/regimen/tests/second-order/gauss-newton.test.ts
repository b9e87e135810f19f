/** The Gauss–Newton matrix, and training with it. */
import { describe, expect, it } from 'vitest'
import {
  adam,
  createDataset,
  createModel,
  crossEntropyLoss,
  dense,
  evaluate,
  fit,
  gaussNewton,
  hessianVectorProduct,
  levenbergMarquardt,
  mean,
  RandomKey,
  referenceBackend,
  sequential,
  splitDataset,
  square,
  sub,
  type Tensor,
  tanh,
  tensor,
  withBackend,
} from '../../src/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import { CompiledResiduals } from '../../src/optim/second-order/compiled-residuals.ts'
import { gaussNewtonTimes } from '../../src/optim/second-order/jacobian-products.ts'
import { multiply, multiplyTransposed } from '../../src/optim/second-order/linear-algebra/matrix.ts'
import { treeOf, vectorOf } from '../../src/optim/second-order/parameters.ts'
import { numbers } from './support.ts'

const inFloat64 = <T>(run: () => T): T => withBackend(referenceBackend, run)

describe('the product with the Gauss–Newton matrix', () => {
  it('is 2JᵀJv/m for a mean of m squares', () => {
    inFloat64(() => {
      const layer = sequential(dense(2, 3), tanh(), dense(3, 1))
      const { parameters } = layer.initialize(RandomKey.fromSeed(1), [2])
      const inputs = tensor(numbers(2, 12), [6, 2])
      const targets = tensor(numbers(3, 6), [6, 1])
      const outputs = (p: TensorRecord) =>
        layer.apply({ parameters: p, buffers: {} }, inputs, { training: true }).output
      const compiled = new CompiledResiduals(
        (p: TensorRecord) => sub(outputs(p), targets),
        parameters,
        referenceBackend,
      )
      const point = compiled.evaluate(vectorOf(parameters))
      const jacobian = compiled.jacobian(point)
      const direction = numbers(4, point.x.length)
      const expected = multiplyTransposed(jacobian, multiply(jacobian, direction)).map((value) => value / 3)
      const loss = (output: Tensor) => mean(square(sub(output, targets)))
      const found = vectorOf(gaussNewtonTimes(outputs, loss, parameters, treeOf(parameters, direction)))
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 13)
      })
      // The Jacobian itself, by central differences and by rows (fewer residuals than parameters) alike.
      expect(jacobian.rows).toBeLessThan(jacobian.columns)
      point.x.forEach((_, column) => {
        const at = (sign: number) =>
          compiled.evaluate(point.x.map((value, index) => (index === column ? value + sign * 1e-6 : value)))
            .residuals
        const [above, below] = [at(1), at(-1)]
        above.forEach((value, row) => {
          const difference = (value - (below[row] ?? 0)) / 2e-6
          expect(Math.abs(difference - (jacobian.data[row * jacobian.columns + column] ?? 0))).toBeLessThan(
            1e-8,
          )
        })
      })
    })
  })

  it('is that with the Hessian where the outputs are linear in the parameters', () => {
    inFloat64(() => {
      const layer = dense(3, 4)
      const { parameters } = layer.initialize(RandomKey.fromSeed(1), [3])
      const inputs = tensor(numbers(5, 15), [5, 3])
      const targets = tensor([0, 3, 1, 2, 2], [5], 'int32')
      const outputs = (p: TensorRecord) =>
        layer.apply({ parameters: p, buffers: {} }, inputs, { training: true }).output
      const loss = (output: Tensor) => mean(crossEntropyLoss().perExample(output, targets))
      const direction = treeOf(parameters, numbers(6, 16))
      const exact = vectorOf(
        hessianVectorProduct((p: TensorRecord) => loss(outputs(p)), parameters, direction),
      )
      vectorOf(gaussNewtonTimes(outputs, loss, parameters, direction)).forEach((value, index) => {
        expect(value).toBeCloseTo(exact[index] ?? Number.NaN, 13)
      })
    })
  })
})

describe('a curve through 40 points', () => {
  const inputs = Float32Array.from({ length: 40 }, (_, row) => (row - 19.5) / 10)
  const curve = createDataset({
    name: 'curve',
    inputs,
    targets: inputs.map((x) => Math.sin(3 * x)),
    inputShape: [1],
    task: { kind: 'regression', target: 'y' },
  })
  const { train } = splitDataset(curve, { sizes: { validation: 0, test: 0 }, key: RandomKey.fromSeed(0) })
  const network = () => createModel(sequential(dense(1, 8), tanh(), dense(8, 1)), { input: [1], seed: 0 })

  it.each([gaussNewton(), levenbergMarquardt()])(
    '$name finds what Adam does not in ten times as many updates',
    async (optimizer) => {
      const model = network()
      await fit(model, { train }, { optimizer, epochs: 130, backend: referenceBackend })
      const rival = network()
      const first = adam({ learningRate: 0.01 })
      await fit(
        rival,
        { train },
        { optimizer: first, epochs: 1300, batchSize: train.size, backend: referenceBackend },
      )
      const [own, other] = [model, rival].map(
        (each) => evaluate(each, train, { backend: referenceBackend }).loss,
      )
      expect(own).toBeLessThan(1e-4)
      expect(own).toBeLessThan((other ?? 0) / 10)
    },
  )
})
