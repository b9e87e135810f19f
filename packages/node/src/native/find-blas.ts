/** Which BLAS to use on this machine: asked for, or the first one that is there and can be used. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Environment, variable } from '../cache-folder.ts'
import { candidates, type FamilyName, families } from './families.ts'
import type { NativeHint } from './hints.ts'
import { type LoadedBlas, loadBlas, loadKoffi } from './load-blas.ts'

/** A BLAS that was found and checked. */
export interface BlasInfo {
  readonly family: FamilyName
  /** For people: OpenBLAS, Intel MKL, BLIS, Accelerate. */
  readonly name: string
  /** Where the library lies; where the system does not tell, the name by which it was found. */
  readonly path: string
  /** `null` where the library does not tell. */
  readonly version: string | null
}

export interface FindOptions {
  /** Name or path of the library, or `none`. Default: what REGIMEN_BLAS says, else the known names of the platform. */
  readonly path?: string
  readonly environment?: Environment
  readonly platform?: NodeJS.Platform
}

export type FoundBlas =
  | { readonly info: BlasInfo; readonly blas: LoadedBlas; readonly library: string }
  | { readonly hint: NativeHint }

/** Loads the library that is found into the process and sets it to one thread; never throws. */
export function findBlas({
  path: asked,
  environment = process.env,
  platform = process.platform,
}: FindOptions = {}): FoundBlas {
  const wanted = asked ?? variable(environment, 'REGIMEN_BLAS')
  if (wanted === 'none') return { hint: { code: 'blas-off', parameters: {} } }
  try {
    loadKoffi()
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1).join() : String(error)
    return { hint: { code: 'koffi-missing', parameters: { reason } } }
  }
  if (wanted !== undefined) return load(wanted)
  for (const candidate of candidates(platform)) {
    const found = load(candidate)
    if ('blas' in found) return found
  }
  return { hint: { code: 'blas-missing', parameters: { platform } } }
}

function load(library: string): FoundBlas {
  const blas = loadBlas(library)
  if (!('sgemm' in blas)) return { hint: blas }
  const { family, version = null } = blas
  const info = { family, name: families[family].name, path: locate(library), version }
  return { info, blas, library }
}

/** The file behind a name, from the list of what is loaded into the process. */
function locate(library: string): string {
  if (existsSync(library)) return path.resolve(library)
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report
  const { excludeNetwork = false } = report
  // Else it would look up the names of open connections.
  report.excludeNetwork = true
  const { sharedObjects } = report.getReport() as { sharedObjects?: readonly string[] }
  report.excludeNetwork = excludeNetwork
  return sharedObjects?.find((file) => path.basename(file) === library) ?? library
}
