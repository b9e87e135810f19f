/** The rows of second-order methods. */
import type { Technique } from '../../technique.ts'
import { criticalPointTechnique } from './critical-point.ts'
import { fullBatchOptimizers } from './optimizers.ts'

const hessian: Technique = {
  name: 'hessian',
  kind: 'procedure',
  defaults: {},
  paper: 'Pearlmutter 1994, Fast exact multiplication by the Hessian',
  catalogue: ['O24', 'O25', 'O26'],
}

export const secondOrderTechniques: readonly Technique[] = [
  ...Object.values(fullBatchOptimizers).map(({ technique }) => technique),
  hessian,
  criticalPointTechnique,
]
