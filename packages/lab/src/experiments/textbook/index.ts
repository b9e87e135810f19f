/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { learningRateMattersMost } from './learning-rate-matters-most.ts'

export const textbook: readonly Experiment[] = [learningRateMattersMost]
