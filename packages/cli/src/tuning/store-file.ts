/** The file in which studies and runs are kept. */
import path from 'node:path'

/** Beside the folders of runs, unless REGIMEN_STORE says otherwise. */
export function storeFile(given: string | undefined): string {
  return given ?? process.env.REGIMEN_STORE ?? path.join('runs', 'regimen.sqlite')
}
