/** The optim room's public names. */
export { accumulate } from './accumulate.ts'
export { adaGrad } from './ada-grad.ts'
export { adaMax } from './ada-max.ts'
export { adadelta } from './adadelta.ts'
export { adafactor } from './adafactor.ts'
export { adam } from './adam.ts'
export { adamW } from './adam-w.ts'
export { amsGrad } from './ams-grad.ts'
export { applyUpdates, hyperparameterTensors } from './apply-updates.ts'
export { type Average, exponentialMovingAverage, stochasticWeightAveraging } from './averages.ts'
export { chain } from './chain.ts'
export { adaptiveClip, type Clip, clipByGlobalNorm, clipByNorm, clipByValue } from './clip.ts'
export { gradientDescent } from './gradient-descent.ts'
export type { GroupOptions } from './groups.ts'
export { type L1, proximalL1 } from './l1.ts'
export { lamb } from './lamb.ts'
export { lars } from './lars.ts'
export { type LearningRate, type ScheduleSettings, scaleByLearningRate } from './learning-rate.ts'
export { lion } from './lion.ts'
export { lookahead } from './lookahead.ts'
export { momentum } from './momentum.ts'
export { muon } from './muon.ts'
export { nAdam } from './n-adam.ts'
export { nesterov } from './nesterov.ts'
export type { OptimizerFactory, OptimizerOptions } from './optimizer-factory.ts'
export { findOptimizer, type OptimizerName, optimizers } from './optimizers.ts'
export { frozen, partition, type Share } from './partition.ts'
export type { PathSelection } from './path-selection.ts'
export {
  type ParameterContext,
  type ParameterRule,
  perParameter,
  stateless,
} from './per-parameter.ts'
export { rAdam } from './r-adam.ts'
export { rProp } from './r-prop.ts'
export { rmsProp } from './rms-prop.ts'
export { sam } from './sam.ts'
export { scheduleFreeAdamW } from './schedule-free-adam-w.ts'
export { scheduleFreeSgd } from './schedule-free-sgd.ts'
export * from './schedules/index.ts'
export * from './second-order/index.ts'
export { sgd } from './sgd.ts'
export { skipNonFinite } from './skip-non-finite.ts'
export { optimTechniques } from './techniques.ts'
export type {
  AveragedWeights,
  GradientFunction,
  GradientTransform,
  Hyperparameters,
  HyperparameterValues,
  Optimizer,
  Schedule,
  TransformResult,
  TransformState,
} from './transform.ts'
export type { UpdateOptions } from './update-rule.ts'
export {
  coupledWeightDecay,
  decoupledWeightDecay,
  isWeight,
  type WeightDecay,
  type WeightDecayOptions,
} from './weight-decay.ts'
export type { WrapperFactory, WrapperOptions } from './wrapper-factory.ts'
