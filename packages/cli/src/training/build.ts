/** The network and the optimizer that settings describe. */
import {
  createModel,
  type FullBatchOptimizer,
  findFullBatchOptimizer,
  fullBatchOptimizers,
  type Metric,
  type Model,
  metricNamed,
  multilayerPerceptron,
  type Optimizer,
  objectiveFor,
  optimizers,
  type Shape,
  type Task,
} from 'regimen'
import type { ConfigParts } from '../config/apply-config.ts'
import { chooseName, matchName } from '../options/choose.ts'
import {
  activationNames,
  initializerNames,
  metricNames,
  optimizerNames,
  trainOptimizerNames,
} from '../options/names.ts'
import type { NetworkSettings, OptimizerSettings, TrainSettings } from './settings.ts'

/** One output for each class, or one for the predicted quantity. */
export function outputsOf(task: Task): number {
  return task.kind === 'classification' ? task.classes.length : 1
}

export function buildModel(
  network: NetworkSettings,
  inputs: Shape,
  task: Task,
  seed: number,
  parts: ConfigParts = {},
): Model {
  const outputs = outputsOf(task)
  const own = parts.network?.({ inputShape: inputs, task, outputs })
  if (own) return createModel(own, { input: inputs, seed })
  const { hidden, activation, initializer, batchNorm, dropout } = network
  const layer = multilayerPerceptron({
    inputs,
    hidden,
    outputs,
    activation: chooseName('--activation', activation, activationNames),
    batchNorm,
    dropout,
    ...(initializer === undefined
      ? {}
      : { initializer: chooseName('--initializer', initializer, initializerNames) }),
  })
  return createModel(layer, { input: inputs, seed })
}

export function buildOptimizer(settings: OptimizerSettings): Optimizer {
  const name = chooseName('--optimizer', settings.optimizer, optimizerNames)
  return optimizers[name](optionsOf(settings))
}

/** As `buildOptimizer`, or a full-batch method: its learning rate is found by a line search, so that none is an option. */
export function buildTrainOptimizer(
  settings: OptimizerSettings,
  parts: ConfigParts = {},
): Optimizer | FullBatchOptimizer {
  if (parts.optimizer) return parts.optimizer
  const name = chooseName('--optimizer', settings.optimizer, trainOptimizerNames)
  const fullBatch = findFullBatch(name)
  return fullBatch ? fullBatch.fromSettings(optionsOf(settings)) : buildOptimizer(settings)
}

/** Updates that make an epoch: one for a method that sees all of the training part at once. */
export function stepsPerEpoch(
  optimizer: Optimizer | FullBatchOptimizer,
  batchSize: number,
  rows: number,
): number {
  return 'method' in optimizer ? 1 : Math.ceil(rows / batchSize)
}

function findFullBatch(optimizer: string) {
  const name = Object.keys(fullBatchOptimizers).find((each) => matchName(optimizer, [each]) !== undefined)
  return name === undefined ? undefined : findFullBatchOptimizer(name)
}

function optionsOf({ learningRate, weightDecay, l2 }: OptimizerSettings) {
  const decay = l2 > 0 ? { coupled: l2 } : { decoupled: weightDecay }
  return {
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(weightDecay > 0 || l2 > 0 ? { weightDecay: decay } : {}),
  }
}

/** The task's own metric, then those that are asked for. @throws RegimenError `metric-task` */
export function buildMetrics(
  { metrics = [] }: Pick<TrainSettings, 'metrics'>,
  task: Task,
): readonly Metric[] {
  const own = objectiveFor(task).metrics
  const asked = [...new Set(metrics)]
    .map((name) => metricNamed(chooseName('--metrics', name, metricNames)))
    .filter(({ name }) => own.every((metric) => metric.name !== name))
  return objectiveFor(task, { metrics: [...own, ...asked] }).metrics
}
