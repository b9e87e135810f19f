/** Which backend runs what is not told otherwise. */
import type { Backend } from './backend.ts'
import { wasmBackend } from './backends/wasm/index.ts'
import type { FloatType } from './types.ts'

let current: Backend = wasmBackend

/** The backend in force: `wasm` unless `withBackend` or `setBackend` says otherwise. */
export function currentBackend(): Backend {
  return current
}

/** The element type that new floating tensors get: float32, or float64 on the reference backend. */
export function defaultFloat(): FloatType {
  return current.floatType
}

/** Makes a backend the one in force from now on. */
export function setBackend(backend: Backend): void {
  current = backend
}

/** Runs a synchronous function with a backend in force. */
export function withBackend<T>(backend: Backend, run: () => T): T {
  const previous = current
  current = backend
  try {
    return run()
  } finally {
    current = previous
  }
}
