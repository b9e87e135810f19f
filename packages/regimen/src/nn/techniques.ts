/** Every technique of the room, from its tables. */
import type { Technique } from '../technique.ts'
import { activations } from './activations/index.ts'
import { initializers } from './initializers/index.ts'
import { layers } from './layers/index.ts'
import { losses } from './losses/index.ts'
import { metrics } from './metrics/index.ts'

/** The techniques of networks: initializers, activations, layers, losses, metrics. */
export const nnTechniques: readonly Technique[] = [
  initializers,
  activations,
  layers,
  losses,
  metrics,
].flatMap((table: { readonly [name: string]: { readonly technique: Technique } }) =>
  Object.values(table).map(({ technique }) => technique),
)
