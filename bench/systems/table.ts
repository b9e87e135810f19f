/** The table of systems: how each is started. One that cannot be measured here says why when it is. */
import path from 'node:path'

export interface SystemRow {
  readonly name: string
  /** Tried in order until one works. */
  readonly commands: readonly string[]
  readonly parameters: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** It needs the packages of bench/package.json. */
  readonly peer: boolean
}

const file = (name: string) => path.join(import.meta.dirname, name)

/** The sources, not a bundle that may be older than they are. */
const fromSources = '--conditions=regimen-source'

function regimen(variant: string): SystemRow {
  const parameters = [fromSources, file('regimen/main.ts'), variant]
  return { name: `regimen-${variant}`, commands: [process.execPath], parameters, peer: false }
}

/** $REGIMEN_PYTHON, else what is on the PATH, else the system's, for which Debian's python3-torch is. */
const pythons = process.env.REGIMEN_PYTHON ? [process.env.REGIMEN_PYTHON] : ['python3', '/usr/bin/python3']

function pytorch(threads: number): SystemRow {
  return {
    name: `pytorch-${threads}-thread${threads === 1 ? '' : 's'}`,
    commands: pythons,
    parameters: [file('pytorch.py'), String(threads)],
    environment: { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
    peer: false,
  }
}

function node(name: string, script: string, parameters: readonly string[], peer: boolean): SystemRow {
  return { name, commands: [process.execPath], parameters: [file(script), ...parameters], peer }
}

export const systems: readonly SystemRow[] = [
  regimen('wasm'),
  regimen('wasm-1-thread'),
  regimen('deterministic'),
  regimen('native'),
  pytorch(1),
  pytorch(2),
  node('jax-js', 'jax.mjs', [], true),
  node('tfjs-wasm', 'tfjs.mjs', ['wasm'], true),
  node('tfjs-cpu', 'tfjs.mjs', ['cpu'], true),
  node('memory-copy', 'memory-copy.ts', [], false),
]

export const isRegimen = (name: string) => name.startsWith('regimen-')
export const isPytorch = (name: string) => name.startsWith('pytorch-')

/** Regimen from the bundles that users install. */
export function bundled(row: SystemRow): SystemRow {
  return { ...row, parameters: row.parameters.filter((parameter) => parameter !== fromSources) }
}
