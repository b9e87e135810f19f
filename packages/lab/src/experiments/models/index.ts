/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { convolutionsTolerateShifts } from './convolutions-tolerate-shifts.ts'
import { ensemblesBeatTheirMeanMember } from './ensembles-beat-their-mean-member.ts'
import { oneExampleIsEnoughAfterOthers } from './one-example-is-enough-after-others.ts'
import { pretrainingHelpsWithFewLabels } from './pretraining-helps-with-few-labels.ts'
import { recurrentNetworksRemember } from './recurrent-networks-remember.ts'

export const models: readonly Experiment[] = [
  convolutionsTolerateShifts,
  recurrentNetworksRemember,
  pretrainingHelpsWithFewLabels,
  oneExampleIsEnoughAfterOthers,
  ensemblesBeatTheirMeanMember,
]
