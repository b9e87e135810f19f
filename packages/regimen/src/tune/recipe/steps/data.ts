/** Step 1: what was found when the data was divided, scaled and checked for leakage. */
import type { Technique } from '../../../technique.ts'
import type { Step } from '../context.ts'

export const leakageCheckTechnique: Technique = {
  name: 'leakageCheck',
  kind: 'procedure',
  defaults: {},
  paper: 'Kaufman, Rosset & Perlich 2012, Leakage in data mining, ACM TKDD',
  catalogue: ['D5', 'D7'],
}

/** The test rows could be looked at only while the data was prepared: `prepareRecipeData` has done this step. */
export const dataCheck: Step<'data'> = async ({ data }) => data.inspection
