/** The module of a study. */
import { type Tuning, tuneError } from 'regimen'

/**
 * The default export of a module, made with `defineTuning`.
 * @param address of the module: a file URL.
 * @throws RegimenError `tuning-module`.
 */
export async function loadTuning(address: string): Promise<Tuning> {
  const module: unknown = await import(address).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error)
    throw tuneError('tuning-module', { module: address, problem }, { cause: error })
  })
  const tuning = typeof module === 'object' && module !== null && 'default' in module ? module.default : null
  if (isTuning(tuning)) return tuning
  const problem = 'its default export has no objective: export default defineTuning({ objective: … })'
  throw tuneError('tuning-module', { module: address, problem })
}

function isTuning(value: unknown): value is Tuning {
  return (
    typeof value === 'object' &&
    value !== null &&
    'objective' in value &&
    typeof value.objective === 'function'
  )
}
