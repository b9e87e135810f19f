/** Every technique of the room, from its tables. */
import type { Technique } from '../technique.ts'
import { activations } from './activations/index.ts'
import { initializers } from './initializers/index.ts'
import { layers } from './layers/index.ts'
import { losses } from './losses/index.ts'
import { metrics } from './metrics/index.ts'
import { monteCarloDropoutTechnique } from './monte-carlo-dropout.ts'
import { populationStatisticsTechnique } from './population-statistics.ts'
import { discriminativeRatesTechnique } from './transfer.ts'

/** What is done with models as wholes. */
const procedures = {
  populationStatistics: { technique: populationStatisticsTechnique },
  monteCarloDropout: { technique: monteCarloDropoutTechnique },
  discriminativeRates: { technique: discriminativeRatesTechnique },
}

/** The techniques of networks: initializers, activations, layers, losses, metrics, procedures. */
export const nnTechniques: readonly Technique[] = [
  initializers,
  activations,
  layers,
  losses,
  metrics,
  procedures,
].flatMap((table: { readonly [name: string]: { readonly technique: Technique } }) =>
  Object.values(table).map(({ technique }) => technique),
)
