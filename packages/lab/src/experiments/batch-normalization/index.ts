import type { Experiment } from '../../experiment.ts'
import { batchNormalizationAllowsLargeRates } from './batch-normalization-allows-large-rates.ts'
import { batchNormalizationDoesNotReplaceDropout } from './batch-normalization-does-not-replace-dropout.ts'
import { batchNormalizationForgivesInitialWeightsWithinLimits } from './batch-normalization-forgives-initial-weights-within-limits.ts'
import { batchNormalizationKeepsSigmoidsUnsaturated } from './batch-normalization-keeps-sigmoids-unsaturated.ts'
import { batchNormalizationLearnsFaster } from './batch-normalization-learns-faster.ts'
import { batchNormalizationMayStandOnEitherSide } from './batch-normalization-may-stand-on-either-side.ts'
import { batchNormalizationSteadiesValuesNotGradients } from './batch-normalization-steadies-values-not-gradients.ts'
import { batchStatisticsDependOnTheBatch } from './batch-statistics-depend-on-the-batch.ts'
import { generatorsNeedAFreeOutput } from './generators-need-a-free-output.ts'

export const batchNormalization: readonly Experiment[] = [
  batchNormalizationLearnsFaster,
  batchNormalizationForgivesInitialWeightsWithinLimits,
  batchNormalizationAllowsLargeRates,
  batchNormalizationSteadiesValuesNotGradients,
  batchNormalizationKeepsSigmoidsUnsaturated,
  batchNormalizationMayStandOnEitherSide,
  batchStatisticsDependOnTheBatch,
  batchNormalizationDoesNotReplaceDropout,
  generatorsNeedAFreeOutput,
]
