/** The names that options accept, from the library's own tables. */
import {
  type ActivationName,
  type AugmentationName,
  activations,
  augmentations,
  type FullBatchOptimizerName,
  fullBatchOptimizers,
  type InitializerName,
  initializers,
  type MetricName,
  metrics,
  type OptimizerName,
  optimizers,
  type RecipeOptimizer,
  recipeOptimizers,
  type ScalingKind,
  scalingKinds,
} from 'regimen'

/** Sound for the tables of the library, which have no other keys at run time than in their types. */
function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[]
}

export const activationNames: readonly ActivationName[] = [...keysOf(activations), 'linear']
export const initializerNames: readonly InitializerName[] = [
  'he',
  'xavier',
  'glorot',
  'lecun',
  'kaiming',
  ...keysOf(initializers),
]
export const optimizerNames: readonly OptimizerName[] = keysOf(optimizers)
/** Those of one number: a table of them fits neither a line nor a curve, and the report has its own matrix. */
export const metricNames: readonly MetricName[] = keysOf(metrics).filter((name) => name !== 'confusionMatrix')
/** What can train a network: also the methods that see the whole training part in every update. */
export const trainOptimizerNames: readonly (OptimizerName | FullBatchOptimizerName)[] = [
  ...optimizerNames,
  ...keysOf(fullBatchOptimizers),
]
/** Those that the recipe chooses from. */
export const recipeOptimizerNames: readonly RecipeOptimizer[] = keysOf(recipeOptimizers)
export const augmentationNames: readonly AugmentationName[] = keysOf(augmentations)
export const scalingNames: readonly ScalingKind[] = scalingKinds
export const taskNames = ['classification', 'regression'] as const

/** Delimiters by name, since some cannot be typed. */
export const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const
export type DelimiterName = keyof typeof delimiters
