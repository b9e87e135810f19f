/** What the room adds to the list of techniques. */
import type { Technique } from '../technique.ts'
import { accumulateTechnique } from './accumulate.ts'
import { averageTechniques } from './averages.ts'
import { clipTechniques } from './clip.ts'
import { groupsTechnique } from './groups.ts'
import { l1Technique } from './l1.ts'
import { optimizers } from './optimizers.ts'
import { schedules } from './schedules/index.ts'
import { secondOrderTechniques } from './second-order/techniques.ts'
import { skipNonFiniteTechnique } from './skip-non-finite.ts'

const weightDecay: Technique = {
  name: 'weightDecay',
  kind: 'regularization',
  defaults: {},
  paper: 'Krogh & Hertz 1992; decoupled: Loshchilov & Hutter 2019, arXiv:1711.05101',
  catalogue: ['R4', 'R5'],
}

/** The techniques of optimization. */
export const optimTechniques: readonly Technique[] = [
  ...Object.values(optimizers).map(({ technique }) => technique),
  ...Object.values(schedules).map(({ technique }) => technique),
  ...clipTechniques,
  accumulateTechnique,
  skipNonFiniteTechnique,
  groupsTechnique,
  ...averageTechniques,
  weightDecay,
  ...secondOrderTechniques,
  l1Technique,
]
