/** From a data set to the two parts that may be seen, scaled by the first, and the sealed third. */
import type { Dataset, Split } from '../../data/dataset.ts'
import type { FittedScaler, ScalingKind } from '../../data/scaling.ts'
import type { SplitSizes } from '../../data/split.ts'
import type { Shape } from '../../engine/types.ts'
import type { SealedTest } from './sealed-test.ts'
import type { TargetScale } from './target-scale.ts'
import type { SearchData, StepResultOf } from './types.ts'

/** The options of `prepareRecipeData`. */
export interface RecipeDataOptions {
  /** Of the split. Default 0. */
  readonly seed?: number
  /** Of a data set that is not yet split. Default: 80 %, 10 %, 10 %. */
  readonly sizes?: SplitSizes
  /** Default: images to [0, 1] over all pixels, tables to mean 0 and standard deviation 1 per column. */
  readonly scaling?: ScalingKind
  /** [height, width] or [height, width, channels] of rows that are stored flat. Default: the data's own shape. */
  readonly image?: Shape
}

/** Data that has been divided, checked and scaled: what `recipe` takes. */
export interface RecipeData extends SearchData {
  readonly test: SealedTest
  readonly scaler: FittedScaler
  /** Regression only. */
  readonly targetScale?: TargetScale
  /** What was found while the test rows could still be looked at: the result of the first step. */
  readonly inspection: StepResultOf<'data'>
}

/**
 * Divides (a `Split` is taken as it is), checks for leakage, and scales by the training part. Findings are not thrown:
 * they are the first step's result, on which `recipe` acts.
 * @throws RegimenError `split-bad-sizes`, `split-too-few-rows`, `scaling-empty`, `scaling-not-finite`, `technique-option`.
 */
export declare function prepareRecipeData(source: Dataset | Split, options?: RecipeDataOptions): RecipeData
