/** The table of samplers: a new one is a file and a row. */
import { cmaEs } from './cma-es.ts'
import { coarseToFine } from './coarse-to-fine.ts'
import { gaussianProcess } from './gaussian-process-sampler.ts'
import { grid } from './grid.ts'
import { manual } from './manual.ts'
import { nsga2 } from './nsga2.ts'
import { quasiRandom } from './quasi-random.ts'
import { random } from './random.ts'
import type { SamplerRow } from './row.ts'
import { tpe } from './tpe.ts'

/** Every sampler by its technique's name. */
export const samplers = {
  manual,
  grid,
  random,
  quasiRandom,
  coarseToFine,
  tpe,
  gaussianProcess,
  cmaEs,
  nsga2,
} as const satisfies Readonly<Record<string, SamplerRow>>
