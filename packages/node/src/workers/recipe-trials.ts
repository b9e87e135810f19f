/** The module of a recipe's trials: what they are is said by the folder and the plan in its address. */
import path from 'node:path'
import { decodeSearchData, type SearchPlan, savedStateError, searchTuning, type Tuning } from 'regimen'
import { readBytes } from '../read-bytes.ts'
import { recipeFiles } from './recipe-store.ts'

const { searchParams } = new URL(import.meta.url)
const folder = searchParams.get('folder') ?? ''
const name = searchParams.get('plan') ?? ''
const dataFile = path.join(folder, recipeFiles.data(name))
const file = path.join(folder, recipeFiles.plan(name))
const plan: unknown = JSON.parse(new TextDecoder().decode(await readBytes(file)))
if (!isPlan(plan)) throw savedStateError('bad-saved-state', { what: file, field: 'space', expected: 'there' })

const tuning: Tuning = searchTuning(plan, decodeSearchData(await readBytes(dataFile), dataFile))
export default tuning

/** What `processRunner` has written a moment before. */
function isPlan(value: unknown): value is SearchPlan {
  return typeof value === 'object' && value !== null && 'space' in value && 'epochs' in value
}
