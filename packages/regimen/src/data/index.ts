/** Data: sets, splits, scaling, batches, tables, IDX files. */
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
export { type IdxData, type IdxFile, mnistFromIdx, type NamedBytes, parseIdx } from './idx.ts'
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
