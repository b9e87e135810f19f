/** What every data set is once it is in memory: rows of numbers, a target for each, and what the target means. */
import { formatShape, type Shape, sizeOf } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import { datasetError } from '../messages/datasets.ts'

/** Telling classes apart. */
export interface ClassificationTask {
  readonly kind: 'classification'
  /** Names of the classes; a target is an index into them. */
  readonly classes: readonly string[]
}

/** Predicting a quantity. */
export interface RegressionTask {
  readonly kind: 'regression'
  /** Name of the predicted quantity. */
  readonly target: string
}

/** What a target means. */
export type Task = ClassificationTask | RegressionTask

/** A data set in memory. Arrays are shared, never copied, by the functions that wrap it: do not write to them. */
export interface Dataset {
  readonly name: string
  readonly task: Task
  /** Shape of one row, without the batch. */
  readonly inputShape: Shape
  /** Row-major `[size, ...inputShape]`. */
  readonly inputs: Float32Array
  /** `[size]`: class indices (Int32Array) for classification, values (Float32Array) for regression. */
  readonly targets: Int32Array | Float32Array
  readonly size: number
  /** One name for each of the `sizeOf(inputShape)` features. */
  readonly featureNames?: readonly string[]
}

/** The role that rows play. */
export type PartName = 'train' | 'validation' | 'test'

/**
 * The rows of a data set that play one role. The role is in the type, so a function that takes
 * `Part<'train'>` refuses `Part<'test'>` at compile time.
 */
export interface Part<P extends PartName> extends Dataset {
  readonly part: P
  /** `[size]`: the row number that each row had in the data set it was taken from. */
  readonly rows: Int32Array
}

/** A data set in its three parts. */
export interface Split {
  readonly train: Part<'train'>
  readonly validation: Part<'validation'>
  readonly test: Part<'test'>
}

/** Whether the targets are classes. */
export function isClassification(
  dataset: Dataset,
): dataset is Dataset & { readonly task: ClassificationTask; readonly targets: Int32Array } {
  return dataset.task.kind === 'classification' && dataset.targets instanceof Int32Array
}

/** Whether the targets are values. */
export function isRegression(
  dataset: Dataset,
): dataset is Dataset & { readonly task: RegressionTask; readonly targets: Float32Array } {
  return dataset.task.kind === 'regression' && dataset.targets instanceof Float32Array
}

/** What the messages call a feature: its name, or its number counted from 0. */
export function featureName(dataset: Dataset, feature: number): string {
  const name = dataset.featureNames?.[feature]
  return name === undefined ? `feature ${feature}` : `feature "${name}"`
}

/**
 * A data set from arrays, checked: lengths agree, classes exist, every number is finite.
 *
 * @throws RegimenError `dataset-length`, `dataset-targets-type`, `dataset-bad-class`, `dataset-not-finite`
 */
export function createDataset(source: Omit<Dataset, 'size'>): Dataset {
  const dataset = { ...source, size: source.targets.length }
  checkLengths(dataset)
  checkTargets(dataset)
  checkInputs(dataset)
  return dataset
}

function checkLengths({ name, inputs, inputShape, size, featureNames }: Dataset): void {
  const features = sizeOf(inputShape)
  checkLength(name, 'inputs', inputs.length, [size, ...inputShape])
  if (featureNames) checkLength(name, 'feature names', featureNames.length, [features])
}

function checkLength(dataset: string, what: string, actual: number, shape: Shape): void {
  const expected = sizeOf(shape)
  if (actual === expected) return
  throw datasetError('dataset-length', { dataset, what, shape: formatShape(shape), expected, actual })
}

function checkTargets({ name, task, targets }: Dataset): void {
  const arrayClass = task.kind === 'classification' ? Int32Array : Float32Array
  if (!(targets instanceof arrayClass)) {
    throw datasetError('dataset-targets-type', {
      dataset: name,
      task: task.kind,
      expected: arrayClass.name,
    })
  }
  const classes = task.kind === 'classification' ? task.classes.length : 0
  targets.forEach((value, row) => {
    if (task.kind === 'classification' ? value >= 0 && value < classes : Number.isFinite(value)) return
    throw task.kind === 'classification'
      ? datasetError('dataset-bad-class', { dataset: name, row, value, classes })
      : datasetError('dataset-not-finite', { dataset: name, row, what: 'the target', value })
  })
}

function checkInputs(dataset: Dataset): void {
  const { inputs } = dataset
  for (let index = 0; index < inputs.length; index++) {
    const value = inputs[index] ?? 0
    if (Number.isFinite(value)) continue
    const features = sizeOf(dataset.inputShape)
    throw datasetError('dataset-not-finite', {
      dataset: dataset.name,
      row: Math.floor(index / features),
      what: featureName(dataset, index % features),
      value,
    })
  }
}

/**
 * A part made of the given rows, in the given order. The arrays are copies.
 *
 * @throws RegimenError `dataset-bad-row`
 */
export function takeRows<P extends PartName>(dataset: Dataset, rows: Int32Array, part: P): Part<P> {
  const features = sizeOf(dataset.inputShape)
  const inputs = new Float32Array(rows.length * features)
  const targets = new (dataset.task.kind === 'classification' ? Int32Array : Float32Array)(rows.length)
  rows.forEach((row, index) => {
    if (row < 0 || row >= dataset.size) {
      throw new RegimenError('dataset-bad-row', { dataset: dataset.name, row, size: dataset.size })
    }
    inputs.set(dataset.inputs.subarray(row * features, (row + 1) * features), index * features)
    targets[index] = dataset.targets[row] ?? 0
  })
  return { ...dataset, inputs, targets, size: rows.length, part, rows }
}

/** The whole data set in one role, for sets that come already divided (MNIST's test files). Shares the arrays. */
export function asPart<P extends PartName>(dataset: Dataset, part: P): Part<P> {
  return { ...dataset, part, rows: Int32Array.from({ length: dataset.size }, (_, row) => row) }
}
