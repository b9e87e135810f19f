/** The train room's public names. */
export type { Callback, RunPosition, SavedCallback, TrainingControl } from './callback.ts'
export type { Checkpoint } from './checkpoint.ts'
export { type CheckpointsOptions, checkpoints } from './checkpoints.ts'
export { type EarlyStoppingOptions, earlyStopping } from './early-stopping.ts'
export { type EvaluateOptions, evaluate, type Prediction, type PredictOptions, predict } from './evaluate.ts'
export type * from './events.ts'
export { type FitData, type FitOptions, type FitResult, fit } from './fit.ts'
export { type DecodedSafetensors, decodeSafetensors, encodeSafetensors } from './safetensors.ts'
