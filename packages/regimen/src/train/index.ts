/** The train room's public names. */
export type { Batch } from './batch.ts'
export type { Callback, RunPosition, RunSubject, SavedCallback, TrainingControl } from './callback.ts'
export type { Checkpoint } from './checkpoint.ts'
export { type CheckpointsOptions, checkpoints } from './checkpoints.ts'
export { type EarlyStoppingOptions, earlyStopping } from './early-stopping.ts'
export { type EvaluateOptions, evaluate, type Prediction, type PredictOptions, predict } from './evaluate.ts'
export type * from './events.ts'
export { type FitData, type FitOptions, type FitResult, fit } from './fit.ts'
export { MemoryRunStore } from './memory-run-store.ts'
export {
  type CurvatureOptions,
  curvature,
  hessianSpectrumEnds,
  type LanczosOptions,
  lanczos,
  type SpectrumEnds,
} from './monitors/curvature.ts'
export { type Distribution, distributionOf, type Histogram } from './monitors/distribution.ts'
export {
  type GradientNoise,
  type GradientNoiseScaleOptions,
  gradientNoise,
  gradientNoiseScale,
} from './monitors/gradient-noise-scale.ts'
export { type MonitorMeasure, type MonitorOptions, monitor } from './monitors/monitor.ts'
export { deadFraction, saturatedFraction } from './monitors/units.ts'
export { type Objective, type ObjectiveOptions, objectiveFor } from './objective.ts'
export { formatProgress, type Progress, ProgressMeter, type ProgressOptions, progress } from './progress.ts'
export { recordRun } from './record-run.ts'
export { type ReduceOnPlateauOptions, reduceOnPlateau } from './reduce-on-plateau.ts'
export type { MetricPoints, RunChanges, RunOutcome, RunRecord, RunStore } from './run-store.ts'
export { joinPoints, pointsUpTo, standsAfterCut } from './run-store.ts'
export { type DecodedSafetensors, decodeSafetensors, encodeSafetensors } from './safetensors.ts'
