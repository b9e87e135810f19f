/** `regimen info`: what this machine offers, and what would make training faster. */
import { availableParallelism } from 'node:os'
import { type BlasInfo, createNativeBackend, type NativeHint } from '@regimen/node'
import { referenceBackend, relaxedVectors, wasmBackend } from 'regimen'
import type { Dictionary } from '../i18n/index.ts'
import { phraseHint } from '../report/hints.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { displayWidth, padEnd } from '../terminal/width.ts'

/** `info --json`. */
export interface Info {
  /** Of Regimen, and of Node. */
  readonly version: string
  readonly node: string
  /** Such as linux-x64. */
  readonly platform: string
  readonly cores: number
  /** Vector instructions: 128-bit ones (WebAssembly 2.0), or also those with fused multiply-add (3.0). */
  readonly simd: 'strict' | 'relaxed'
  /** True: the bits do not depend on the machine; REGIMEN_DETERMINISTIC, or no relaxed vectors. */
  readonly deterministic: boolean
  /** Threads of the wasm backend, the main one included. */
  readonly threads: number
  readonly backends: readonly string[]
  readonly blas: BlasInfo | null
  /** Why there is no BLAS. */
  readonly hint: NativeHint | null
}

export function infoCommand(version: string, terminal: Terminal): Info {
  const { blas = null, hint = null } = createNativeBackend()
  const info: Info = {
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    simd: relaxedVectors() ? 'relaxed' : 'strict',
    deterministic: wasmBackend.deterministic,
    threads: wasmBackend.threads,
    backends: [wasmBackend.name, ...(blas ? ['native'] : []), referenceBackend.name],
    blas,
    hint,
  }
  terminal.result(info, phrase(info, terminal.words))
  return info
}

function phrase(info: Info, dictionary: Dictionary): string {
  const { info: words } = dictionary
  const { blas, hint } = info
  const rows: readonly (readonly [string, string])[] = [
    [words.version, info.version],
    [words.node, info.node],
    [words.platform, info.platform],
    [words.cores, String(info.cores)],
    [words.simd, words.simdLevels[info.simd]],
    [words.deterministic, info.deterministic ? words.yes : words.no],
    [words.threads, String(info.threads)],
    [words.backends, info.backends.join(', ')],
    [words.blas, blas ? [blas.name, blas.version ?? [], `(${blas.path})`].flat().join(' ') : words.none],
  ]
  const width = Math.max(...rows.map(([title]) => displayWidth(title))) + 2
  const lines = rows.map(([title, value]) => padEnd(title, width) + value)
  return [...lines, ...(hint ? [`\n${phraseHint(hint, dictionary)}`] : [])].join('\n')
}
