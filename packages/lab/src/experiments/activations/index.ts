/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'

export const activations: readonly Experiment[] = []
