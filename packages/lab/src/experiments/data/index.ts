/** The family's experiments, one row each, in the order of the lab book. */
import type { Experiment } from '../../experiment.ts'
import { choosingOnTheTestSetOverfitsIt } from './choosing-on-the-test-set-overfits-it.ts'
import { zeroCentringHelpsDescent } from './zero-centring-helps-descent.ts'

export const data: readonly Experiment[] = [choosingOnTheTestSetOverfitsIt, zeroCentringHelpsDescent]
