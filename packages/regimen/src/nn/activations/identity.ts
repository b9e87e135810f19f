import { type Activation, activation } from './activation.ts'

/** x itself: a linear unit. */
export const identity: Activation<Record<never, never>> = activation(
  {
    name: 'identity',
    defaults: {},
    paper: 'Widrow & Hoff 1960, IRE WESCON (ADALINE)',
    catalogue: ['F4', 'F5'],
    initializer: 'xavierNormal',
  },
  (x) => x,
)
