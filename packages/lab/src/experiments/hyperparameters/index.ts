/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { learningRatesAreSearchedOnALogScale } from './learning-rates-are-searched-on-a-log-scale.ts'

export const hyperparameters: readonly Experiment[] = [learningRatesAreSearchedOnALogScale]
