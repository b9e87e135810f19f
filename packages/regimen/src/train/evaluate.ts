/** Loss, metrics and predictions of a trained model, in inference mode. */
import type { Dataset } from '../data/dataset.ts'
import type { Backend } from '../engine/backend.ts'
import { Program } from '../engine/program.ts'
import { currentBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { type FloatType, sizeOf, toData } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import { inFloatType } from '../nn/float-type.ts'
import type { LayerState } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import { type Batch, sliceBatch } from './batch.ts'
import { type BatchResult, evaluateBatch, toNumbers } from './batch-result.ts'
import { checkData } from './check-data.ts'
import type { Metrics } from './events.ts'
import { MetricTotals, type Objective, type ObjectiveOptions, objectiveFor } from './objective.ts'

/** Rows per evaluated batch: large enough for the kernels, small enough for memory. */
const defaultBatchSize = 256

/** The options of `predict`. */
export interface PredictOptions {
  /** Rows computed at once; no effect on the result. Default 256. */
  readonly batchSize?: number
  /** Default: the backend in force. */
  readonly backend?: Backend
}

/** The options of `evaluate`. */
export interface EvaluateOptions extends ObjectiveOptions, PredictOptions {}

/** Raw outputs (logits or values), row-major [rows, ...outputShape]. */
export interface Prediction {
  readonly outputs: Float32Array
  readonly shape: readonly number[]
}

/**
 * Mean loss and metrics of a model on any part of the data. Metrics of several numbers are named one by one:
 * `confusionMatrix.0.1`.
 * @throws RegimenError `model-data-mismatch`, `bad-option`, `metric-task`, `metric-names`.
 */
export function evaluate(model: Model, dataset: Dataset, options: EvaluateOptions = {}): Metrics {
  checkData(model, dataset, options.loss)
  const objective = objectiveFor(dataset.task, options)
  const backend = options.backend ?? currentBackend()
  const run = new Program(inFloatType(model.state, backend.floatType), { backend }).compile(
    (state: LayerState, batch: Batch) => ({
      result: evaluateBatch(model.layer, state, batch, objective),
    }),
  )
  const evaluator = { floatType: backend.floatType, evaluate: (batch: Batch) => toNumbers(run(batch)) }
  return evaluateBatches(evaluator, dataset, objective, batchSizeOf(options))
}

/** @internal Something that turns batches into numbers. */
export interface BatchEvaluator {
  readonly floatType: FloatType
  evaluate(batch: Batch): BatchResult
}

/** @internal */
export function evaluateBatches(
  evaluator: BatchEvaluator,
  dataset: Dataset,
  objective: Objective,
  batchSize: number = defaultBatchSize,
): Metrics {
  const totals = new MetricTotals(objective, { exact: true })
  for (let start = 0; start < dataset.size; start += batchSize) {
    const end = Math.min(dataset.size, start + batchSize)
    const { loss, sums } = evaluator.evaluate(sliceBatch(dataset, start, end, evaluator.floatType))
    totals.add(end - start, loss, sums)
  }
  return totals.metrics()
}

/**
 * The model's raw outputs for rows laid out as [rows, ...inputShape]. Apply `softmax` to logits for
 * probabilities.
 * @throws RegimenError `model-data-mismatch` when the array is not a whole number of rows.
 */
export function predict(model: Model, inputs: Float32Array, options: PredictOptions = {}): Prediction {
  const features = sizeOf(model.inputShape)
  const rows = inputs.length / features
  if (!Number.isInteger(rows)) {
    throw new RegimenError('model-data-mismatch', {
      what: 'number of input values',
      model: `a multiple of ${features}`,
      data: String(inputs.length),
    })
  }
  const backend = options.backend ?? currentBackend()
  const batchSize = batchSizeOf(options)
  const run = new Program(inFloatType(model.state, backend.floatType), { backend }).compile(
    (state: LayerState, batch: { inputs: Tensor }) => ({
      result: model.layer.apply(state, batch.inputs, { training: false }).output,
    }),
  )
  const width = sizeOf(model.outputShape)
  const outputs = new Float32Array(rows * width)
  for (let start = 0; start < rows; start += batchSize) {
    const end = Math.min(rows, start + batchSize)
    const data = toData(backend.floatType, inputs.subarray(start * features, end * features))
    const batch = fromData(backend.floatType, [end - start, ...model.inputShape], data)
    outputs.set(run({ inputs: batch }).data(), start * width)
  }
  return { outputs, shape: [rows, ...model.outputShape] }
}

function batchSizeOf({ batchSize = defaultBatchSize }: PredictOptions): number {
  if (Number.isInteger(batchSize) && batchSize >= 1) return batchSize
  throw new RegimenError('bad-option', {
    option: 'batchSize',
    value: String(batchSize),
    expected: 'a whole number of at least 1',
  })
}
