import { lessEqual, select } from '../../engine/ops/elementwise.ts'
import { type Activation, activation } from './activation.ts'

/** max(0, x). Gradient 1 for x > 0, else 0 (also at 0). NaN stays NaN. */
export const relu: Activation<Record<never, never>> = activation(
  {
    name: 'relu',
    defaults: {},
    paper: 'Nair & Hinton 2010, ICML; Glorot, Bordes & Bengio 2011, AISTATS',
    catalogue: ['A5'],
    initializer: 'heNormal',
  },
  // Not `maximum(x, 0)`: that would halve the gradient at 0, where whole layers of zeros start.
  (x) => select(lessEqual(x, 0), 0, x),
)
