/** What computes: the backend that settings name. */
import { createNativeBackend } from '@regimen/node'
import { type Backend, createWasmBackend, referenceBackend, type WasmOptions } from 'regimen'
import { usageError } from '../errors.ts'
import { phraseHint } from '../report/hints.ts'
import type { Terminal } from '../terminal/terminal.ts'

export const backendNames = ['wasm', 'native', 'reference'] as const
export type BackendName = (typeof backendNames)[number]

export interface BackendSettings {
  /** Default: wasm. */
  readonly backend?: BackendName
  /** Default: as many as there are cores, up to 8; $REGIMEN_THREADS where it is set. */
  readonly threads?: number
  /** The same bits on every machine. Default: $REGIMEN_DETERMINISTIC. */
  readonly deterministic?: boolean
}

/** What else may be said of each. */
const taken: Readonly<Record<BackendName, readonly ('threads' | 'deterministic')[]>> = {
  wasm: ['threads', 'deterministic'],
  native: ['threads'],
  reference: [],
}

/** @throws CliError `backend-option` for a setting that the backend has no use for. */
export function checkBackend(settings: BackendSettings): void {
  const { backend = 'wasm' } = settings
  const given = (['threads', 'deterministic'] as const).filter((name) => settings[name])
  const useless = given.find((name) => !taken[backend].includes(name))
  if (useless !== undefined) throw usageError('backend-option', { option: `--${useless}`, backend })
}

/** Only the fields of the backend. */
export function backendSettings({ backend, threads, deterministic }: BackendSettings): BackendSettings {
  return {
    ...(backend === undefined ? {} : { backend }),
    ...(threads === undefined ? {} : { threads }),
    ...(deterministic === undefined ? {} : { deterministic }),
  }
}

/** A native backend without a BLAS says in one line what would make it faster, and goes on without. */
export function buildBackend(settings: BackendSettings, { note, words }: Terminal): Backend {
  checkBackend(settings)
  const { backend = 'wasm', threads, deterministic } = settings
  if (backend === 'reference') return referenceBackend
  const options: WasmOptions = threads === undefined ? {} : { threads }
  if (backend === 'wasm') {
    return createWasmBackend(deterministic === undefined ? options : { ...options, deterministic })
  }
  const native = createNativeBackend(options)
  if (native.hint) note(phraseHint(native.hint, words))
  return native
}
