/** Second-order methods: their public names. */
export type { Evaluations } from './compiled-function.ts'
export {
  type CriticalPoint,
  type CriticalPointKind,
  type CriticalPointOptions,
  classifyCriticalPoint,
} from './critical-point.ts'
export type { FullBatchFactory, FullBatchOptimizer, FullBatchOptions } from './full-batch-optimizer.ts'
export { hessian } from './hessian.ts'
export {
  type LeastSquaresOptions,
  type LeastSquaresReason,
  type LeastSquaresResult,
  leastSquares,
} from './least-squares.ts'
export {
  type MinimizeMethod,
  type MinimizeOptions,
  type MinimizeReason,
  type MinimizeResult,
  minimize,
  type PathPoint,
} from './minimize.ts'
export {
  type AnyFullBatchFactory,
  bfgs,
  type FullBatchOptimizerName,
  findFullBatchOptimizer,
  fullBatchOptimizers,
  gaussNewton,
  lBfgs,
  levenbergMarquardt,
  newton,
} from './optimizers.ts'
export { secondOrderTechniques } from './techniques.ts'
