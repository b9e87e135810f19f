/**
 * Whitening: inputs whose features are uncorrelated and of variance 1, by the principal components of the training
 * part. What min-max and z-score do for each feature alone, this does for all together.
 */

import { wasmBackend } from '../engine/backends/wasm/index.ts'
import { matmul } from '../engine/ops/linear-algebra.ts'
import { compile } from '../engine/program.ts'
import { withBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { formatShape, type Shape, sizeOf } from '../engine/types.ts'
import { tableError } from '../messages/tables.ts'
import { requireOption } from '../nn/options.ts'
import { createMatrix } from '../optim/second-order/linear-algebra/matrix.ts'
import { symmetricEigen } from '../optim/second-order/linear-algebra/symmetric-eigen.ts'
import { type Dataset, featureName, type Part } from './dataset.ts'
import { SavedFields } from './saved-fields.ts'

/** The options of `pcaWhitening`. */
export interface WhiteningOptions {
  /** How many components are kept, those of the largest variance. Default: all. */
  readonly components?: number
  /**
   * Added to each variance, as a share of the largest one: directions without variance would blow up noise.
   * Default 1e-5.
   */
  readonly regularization?: number
  /** Turn back afterwards (zero-phase whitening): the result has the data's shape and looks like it. Default false. */
  readonly zeroPhase?: boolean
}

/** What a saved whitening is made of. */
export interface FittedWhiteningJson {
  readonly mean: readonly number[]
  /** Row-major [features, outputs]. */
  readonly matrix: readonly number[]
  readonly zeroPhase: boolean
}

/** Principal components of the training part, scaled to variance 1. Hotelling 1933; Bell & Sejnowski 1997 (zero-phase). */
export function pcaWhitening(options: WhiteningOptions = {}) {
  const { regularization = 1e-5, zeroPhase = false } = options
  const positive = Number.isFinite(regularization) && regularization >= 0
  requireOption('pcaWhitening', 'regularization', regularization, positive, 'a number of at least 0')
  return {
    /**
     * Measures the training part. The time grows with the cube of the features: 64 take milliseconds, 784 a minute.
     * @throws RegimenError `scaling-empty`, `scaling-not-finite`, `technique-option`
     */
    fit(train: Part<'train'>): FittedWhitening {
      const features = sizeOf(train.inputShape)
      const { components = features } = options
      const fits = Number.isInteger(components) && components >= 1 && components <= features
      requireOption('pcaWhitening', 'components', components, fits, `a whole number from 1 to ${features}`)
      const mean = meansOf(train, features)
      const { values, vectors } = symmetricEigen(covarianceOf(train, mean))
      const floor = regularization * Math.max(0, values.at(-1) ?? 0)
      const width = zeroPhase ? features : components
      const matrix = new Float64Array(features * width)
      for (let rank = 0; rank < components; rank++) {
        const vector = vectors[features - 1 - rank] ?? new Float64Array(features)
        const variance = Math.max(0, values[features - 1 - rank] ?? 0) + floor
        // A direction in which nothing varies carries nothing.
        const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0
        for (let from = 0; from < features; from++) {
          const part = (vector[from] ?? 0) * scale
          if (!zeroPhase) matrix[from * width + rank] = part
          else
            for (let to = 0; to < width; to++)
              matrix[from * width + to] = (matrix[from * width + to] ?? 0) + part * (vector[to] ?? 0)
        }
      }
      return new FittedWhitening({ mean: [...mean], matrix: [...matrix], zeroPhase })
    },
  }
}

/** A whitening with its measured numbers: part of a trained model, saved with it. */
export class FittedWhitening {
  readonly mean: readonly number[]
  readonly matrix: readonly number[]
  readonly zeroPhase: boolean

  constructor({ mean, matrix, zeroPhase }: FittedWhiteningJson) {
    this.mean = mean
    this.matrix = matrix
    this.zeroPhase = zeroPhase
  }

  /** Numbers in each row afterwards. */
  get outputs(): number {
    return this.matrix.length / Math.max(1, this.mean.length)
  }

  /**
   * The inputs `[rows, ...inputShape]` whitened, `[rows, outputs]`, as a new array.
   * @throws RegimenError `scaling-shape` when the features are not as many as in the training part
   */
  apply(inputs: Float32Array, inputShape: Shape): Float32Array {
    const features = this.mean.length
    if (sizeOf(inputShape) !== features) {
      const shape = formatShape(inputShape)
      throw tableError('scaling-shape', { expected: features, actual: sizeOf(inputShape), shape })
    }
    const centred = new Float32Array(inputs.length)
    for (let start = 0; start < inputs.length; start += features) {
      for (let index = 0; index < features; index++) {
        centred[start + index] = (inputs[start + index] ?? 0) - (this.mean[index] ?? 0)
      }
    }
    const rows = inputs.length / features
    const whitened = withBackend(wasmBackend, () =>
      product(
        fromData('float32', [rows, features], centred),
        fromData('float32', [features, this.outputs], Float32Array.from(this.matrix)),
      ),
    )
    return Float32Array.from(whitened.data())
  }

  /** The data set, or part, with its inputs whitened: rows `[outputs]`, of their old shape when zero-phase. */
  applyTo<D extends Dataset>(dataset: D): D {
    const inputs = this.apply(dataset.inputs, dataset.inputShape)
    if (this.zeroPhase) return { ...dataset, inputs }
    const featureNames = Array.from({ length: this.outputs }, (_, rank) => `component ${rank}`)
    return { ...dataset, inputs, inputShape: [this.outputs], featureNames }
  }

  toJSON(): FittedWhiteningJson {
    return { mean: this.mean, matrix: this.matrix, zeroPhase: this.zeroPhase }
  }

  /** @throws RegimenError `bad-saved-state` */
  static fromJSON(json: unknown): FittedWhitening {
    const saved = new SavedFields('The whitening', json)
    const mean = saved.numbers('mean')
    const matrix = saved.numbers('matrix')
    const outputs = matrix.length / Math.max(1, mean.length)
    saved.require(
      mean.length > 0 && Number.isInteger(outputs) && outputs >= 1,
      'matrix',
      'rows for all features',
    )
    return new FittedWhitening({ mean, matrix, zeroPhase: saved.boolean('zeroPhase') })
  }
}

const product = compile((rows: Tensor, matrix: Tensor) => matmul(rows, matrix))

function meansOf(train: Part<'train'>, features: number): Float64Array {
  if (train.size === 0) throw tableError('scaling-empty', { dataset: train.name })
  const mean = new Float64Array(features)
  train.inputs.forEach((value, index) => {
    const feature = index % features
    if (!Number.isFinite(value)) {
      throw tableError('scaling-not-finite', {
        dataset: train.name,
        feature: featureName(train, feature),
      })
    }
    mean[feature] = (mean[feature] ?? 0) + value / train.size
  })
  return mean
}

/** Σ (x − μ)(x − μ)ᵀ / n, in float64. */
function covarianceOf({ inputs, size }: Dataset, mean: Float64Array) {
  const features = mean.length
  const covariance = createMatrix(features, features)
  const centred = new Float64Array(features)
  for (let row = 0; row < size; row++) {
    for (let index = 0; index < features; index++) {
      centred[index] = (inputs[row * features + index] ?? 0) - (mean[index] ?? 0)
    }
    for (let first = 0; first < features; first++) {
      const factor = (centred[first] ?? 0) / size
      if (factor === 0) continue
      const line = first * features
      for (let second = 0; second < features; second++) {
        covariance.data[line + second] =
          (covariance.data[line + second] ?? 0) + factor * (centred[second] ?? 0)
      }
    }
  }
  return covariance
}
