/** Data: sets, splits, scaling, batches, tables, IDX files. */
export {
  type CropSettings,
  type RotationSettings,
  randomCrop,
  randomRotation,
  randomScale,
  type ScaleSettings,
} from './augmentation/affine.ts'
export type {
  Augmentation,
  ChangeRow,
  ImageMap,
  ImageSettings,
  ImageSize,
  MixRow,
  PreparedChange,
} from './augmentation/augmentation.ts'
export { Augmenter, type MixedTargets } from './augmentation/augmenter.ts'
export { type ElasticSettings, elasticDistortion } from './augmentation/elastic.ts'
export { type ErasingSettings, randomErasing } from './augmentation/erase.ts'
export { type FlipSettings, randomFlip } from './augmentation/flip.ts'
export { type AugmentationName, augmentationNamed, augmentations } from './augmentation/index.ts'
export { type CutMixSettings, cutMix, type MixUpSettings, mixUp } from './augmentation/mix.ts'
export { type InputNoiseSettings, inputNoise, type JitterSettings, jitter } from './augmentation/noise.ts'
export { RowStream } from './augmentation/row-stream.ts'
export { randomShift, type ShiftSettings } from './augmentation/shift.ts'
export {
  BatchLoader,
  batchOrder,
  gatherBatch,
  type LoaderOptions,
  type LoaderPosition,
  sampleRows,
} from './batches.ts'
export {
  asPart,
  type ClassificationTask,
  createDataset,
  type Dataset,
  featureName,
  isClassification,
  isRegression,
  type Part,
  type PartName,
  type RegressionTask,
  type Split,
  type Task,
  takeRows,
} from './dataset.ts'
export { type DuplicateReport, findDuplicates, type Leak } from './duplicates.ts'
export { type Fold, type FoldOptions, foldRows, kFold } from './folds.ts'
export { type IdxData, type IdxFile, mnistFromIdx, type NamedBytes, parseIdx } from './idx.ts'
export {
  findNearDuplicates,
  type NearDuplicateOptions,
  type NearDuplicateReport,
  type NearLeak,
  type NearPair,
} from './near-duplicates.ts'
export { editDistance, nearestName } from './nearest-name.ts'
export type { DecimalMark } from './number-text.ts'
export { SavedFields } from './saved-fields.ts'
export {
  FittedScaler,
  type FittedScalerJson,
  quantile,
  type Scaler,
  type ScalingKind,
  type ScalingOptions,
  type ScalingScope,
  scalers,
  scalingKinds,
} from './scaling.ts'
export { type SplitOptions, type SplitRows, type SplitSizes, splitDataset, splitRows } from './split.ts'
export {
  type CategoricalColumn,
  type Column,
  defaultMissing,
  type NumericColumn,
  type Table,
  type TableOptions,
  tableFromRows,
} from './table.ts'
export { splitTable, type TableSplit, type TableSplitOptions } from './table-dataset.ts'
export {
  type CategoricalEncoding,
  type ColumnEncoding,
  type EncodedRows,
  type NumericEncoding,
  TableEncoder,
  type TableEncoderJson,
} from './table-encoder.ts'
export { readTarget, type TableTarget, type TargetOptions } from './table-target.ts'
export { balancedWeights, WeightedRows } from './weighted-rows.ts'
export {
  FittedWhitening,
  type FittedWhiteningJson,
  pcaWhitening,
  type WhiteningOptions,
} from './whitening.ts'
