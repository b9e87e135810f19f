/** The optim room's public names. */
export { adaGrad } from './ada-grad.ts'
export { adam } from './adam.ts'
export { applyUpdates, hyperparameterTensors } from './apply-updates.ts'
export { chain } from './chain.ts'
export { scaleByLearningRate } from './learning-rate.ts'
export { momentum } from './momentum.ts'
export { nesterov } from './nesterov.ts'
export type { OptimizerFactory, OptimizerOptions } from './optimizer-factory.ts'
export { findOptimizer, type OptimizerName, optimizers } from './optimizers.ts'
export { type ParameterContext, type ParameterRule, perParameter, stateless } from './per-parameter.ts'
export { rmsProp } from './rms-prop.ts'
export * from './second-order/index.ts'
export { sgd } from './sgd.ts'
export { optimTechniques } from './techniques.ts'
export type {
  GradientTransform,
  Hyperparameters,
  HyperparameterValues,
  Optimizer,
  Schedule,
  TransformResult,
  TransformState,
} from './transform.ts'
export {
  coupledWeightDecay,
  type DecayMask,
  decoupledWeightDecay,
  isWeight,
  type WeightDecay,
  type WeightDecayOptions,
} from './weight-decay.ts'
