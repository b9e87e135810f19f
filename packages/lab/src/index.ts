/** The lab: experiments that judge claims about training neural networks, what runs them, and the lab book. */
export { type BookOptions, renderBook } from './book/book.ts'
export {
  type Context,
  type DataNeed,
  defineExperiment,
  type Experiment,
  type Family,
  type Figure,
  families,
  type Judgement,
  type NumberRow,
  type Rule,
  type Source,
  type Verdict,
  verdicts,
} from './experiment.ts'
export { experimentById, experiments } from './experiments/index.ts'
export { familyWords, verdictSigns, verdictWords } from './families.ts'
export { formatEstimate, formatNumber } from './format.ts'
export type { Json, JsonRecord } from './json.ts'
export { missedImages } from './parts/images.ts'
export { smooth } from './parts/kaiser.ts'
export { type ResultRow, rowOf } from './runner/json-rows.ts'
export { LabFolder, type RunRequest } from './runner/lab-folder.ts'
export { defaultJobs, type Result } from './runner/result.ts'
export { knownResults, type LabOptions, type LabProgress, type LabRun, runLab } from './runner/run-lab.ts'
export type { Check } from './statistics/checks.ts'
export type { Estimate } from './statistics/estimate.ts'
export { type Language, type Text, textIn, type Words } from './words.ts'
