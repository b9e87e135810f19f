/** What the room adds to the list of techniques. */
import type { Technique } from '../technique.ts'
import { recipeTechniques } from './recipe/techniques.ts'
import { samplers } from './samplers/table.ts'

/** The techniques of tuning. */
export const tuneTechniques: readonly Technique[] = [
  ...Object.values(samplers).map(({ technique }) => technique),
  ...recipeTechniques,
]
