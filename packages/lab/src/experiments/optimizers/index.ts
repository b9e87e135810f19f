/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { sgdZigzagsInNarrowValleys } from './sgd-zigzags-in-narrow-valleys.ts'

export const optimizers: readonly Experiment[] = [sgdZigzagsInNarrowValleys]
