/** What the room adds to the list of techniques. */
import type { Technique } from '../technique.ts'
import { optimizers } from './optimizers.ts'
import { secondOrderTechniques } from './second-order/techniques.ts'

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
  weightDecay,
  ...secondOrderTechniques,
]
