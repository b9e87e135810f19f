/** The pruners' public names. */
export { type AshaOptions, ashaPruner } from './asha.ts'
export { type BracketPlan, type HyperbandOptions, hyperbandBrackets, hyperbandPruner } from './hyperband.ts'
export { type PatienceOptions, patiencePruner } from './patience.ts'
export { medianPruner, type PercentileOptions, percentilePruner } from './percentile.ts'
export type { PrunerMonitorOptions, ScheduleOptions } from './reports.ts'
export { type SuccessiveHalvingOptions, successiveHalvingPruner } from './successive-halving.ts'
export { type ThresholdOptions, thresholdPruner } from './threshold.ts'
