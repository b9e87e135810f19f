/**
 * The wasm backend: every plan becomes one WebAssembly module with SIMD kernels for its shapes and strides.
 * Runs wherever WebAssembly has 128-bit vectors: Node, browsers, workers; float32, int32 and bool.
 */
import { RegimenError } from '../../../errors.ts'
import type { Backend } from '../../backend.ts'
import type { DType } from '../../types.ts'
import { compilePlan } from './executable.ts'
import { WasmStore } from './store.ts'

const dtypes = ['float32', 'int32', 'bool'] as const satisfies readonly DType[]

function requireSupported(types: readonly { readonly dtype: DType }[]): void {
  const unsupported = types.find(({ dtype }) => !dtypes.some((supported) => supported === dtype))
  if (!unsupported) return
  const parameters = { backend: 'wasm', dtype: unsupported.dtype, supported: dtypes.join(', ') }
  throw new RegimenError('dtype-unsupported', parameters)
}

/**
 * float32 is its floating type. Plans of one store share its memory: their constants are copied again
 * after another plan has run, temporaries are laid out for each anew.
 * @throws RegimenError `dtype-unsupported` for float64, `memory-exhausted` beyond 4 GiB.
 */
export const wasmBackend: Backend = {
  name: 'wasm',
  floatType: 'float32',
  dtypes,
  createStore: (slots) => {
    requireSupported(slots)
    return new WasmStore(slots)
  },
  compile: (plan, store) => {
    if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
    requireSupported(plan.buffers)
    return compilePlan(plan, store)
  },
}
