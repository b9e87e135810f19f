import { ones, zeros } from '../../engine/ops/create.ts'
import { add, div, mul, sqrt, sub } from '../../engine/ops/elementwise.ts'
import { standardize } from '../../engine/ops/standardize.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { type Shape, sizeOf } from '../../engine/types.ts'
import type { Layer, LayerResult, LayerState, SameShape, TensorRecord } from '../layer.ts'
import { requireLastDimension } from '../layer-shape.ts'
import { requireOption } from '../options.ts'
import { type TechniqueFactory, techniqueFactory } from '../technique-factory.ts'
import { tensorOf } from './state.ts'

/** The settings of `batchNorm`. */
export type BatchNormSettings = {
  /** Added to the variance, so that a constant feature divides by more than 0. Default 10⁻⁵. */
  readonly epsilon: number
  /** Weight of the newest batch in the running statistics. Default 0.1. */
  readonly momentum: number
}

/**
 * Batch normalisation: each feature (entry of the last dimension) to mean 0 and variance 1 over all others,
 * then scaled by γ and shifted by β. In training over the batch; in inference by the running statistics,
 * so that an example's output does not depend on its batch.
 *
 * Parameters: `gamma`, `beta` [features]. Buffers: `runningMean`, `runningVariance` [features]; the running
 * variance takes the unbiased one of the batch, and a batch of one value per feature leaves it as it is.
 */
export const batchNorm: TechniqueFactory<BatchNormSettings, Layer<Shape, SameShape>> = techniqueFactory(
  {
    name: 'batchNorm',
    kind: 'layer',
    defaults: { epsilon: 1e-5, momentum: 0.1 },
    paper: 'Ioffe & Szegedy 2015, arXiv:1502.03167; ε and momentum: PyTorch',
    catalogue: ['B1', 'B9', 'B10'],
  },
  (settings) => {
    const { epsilon, momentum } = settings
    requireOption('batchNorm', 'epsilon', epsilon, epsilon > 0, 'a number above 0')
    requireOption('batchNorm', 'momentum', momentum, momentum >= 0 && momentum <= 1, 'a number from 0 to 1')
    const outputShape = (input: Shape): Shape => {
      requireLastDimension('batchNorm', input)
      return input
    }
    return {
      kind: 'batchNorm',
      settings,
      outputShape,
      initialize: (_key, input) => initialState(outputShape(input).at(-1) ?? 0),
      apply: ({ parameters, buffers }, x, { training, path = '', keepsStatistics }) => {
        outputShape(x.shape.slice(1))
        return training && !keepsStatistics?.(path)
          ? normalizeByBatch(x, parameters, buffers, settings)
          : { output: normalizeByRunning(x, parameters, buffers, settings) }
      },
    }
  },
)

function initialState(features: number): LayerState {
  return {
    parameters: { gamma: ones([features]), beta: zeros([features]) },
    buffers: { runningMean: zeros([features]), runningVariance: ones([features]) },
  }
}

function normalizeByBatch(
  x: Tensor,
  parameters: TensorRecord,
  buffers: TensorRecord,
  { epsilon, momentum }: BatchNormSettings,
): LayerResult {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis)
  const count = sizeOf(x.shape.slice(0, -1))
  if (count === 0) return { output: x }
  const { output, moments } = standardize(x, gammaOf(parameters), betaOf(parameters), { axes, epsilon })
  const towards = (name: string, target: Tensor) => {
    const running = tensorOf('batchNorm', buffers, name)
    return add(mul(running, 1 - momentum), mul(target, momentum))
  }
  return {
    output,
    buffers: {
      runningMean: towards('runningMean', moments.mean),
      runningVariance:
        count === 1
          ? tensorOf('batchNorm', buffers, 'runningVariance')
          : towards('runningVariance', mul(moments.variance, count / (count - 1))),
    },
  }
}

function normalizeByRunning(
  x: Tensor,
  parameters: TensorRecord,
  buffers: TensorRecord,
  { epsilon }: BatchNormSettings,
): Tensor {
  const deviation = sqrt(add(tensorOf('batchNorm', buffers, 'runningVariance'), epsilon))
  // One factor and one summand per feature: the division happens once, not for every example.
  const scale = div(gammaOf(parameters), deviation)
  const shift = sub(betaOf(parameters), mul(tensorOf('batchNorm', buffers, 'runningMean'), scale))
  return add(mul(x, scale), shift)
}

const gammaOf = (parameters: TensorRecord) => tensorOf('batchNorm', parameters, 'gamma')
const betaOf = (parameters: TensorRecord) => tensorOf('batchNorm', parameters, 'beta')
