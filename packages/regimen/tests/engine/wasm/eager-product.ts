/** A wasm backend with an external product, whose threads always work together, whatever the clock says. */
import type { Backend } from '../../../src/engine/backend.ts'
import { compilePlan } from '../../../src/engine/backends/wasm/executable.ts'
import type { ExternalProduct } from '../../../src/engine/backends/wasm/external-product.ts'
import { defaultPolicy, type ThreadPolicy } from '../../../src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { createWasmBackend } from '../../../src/engine/index.ts'

export function eagerProduct(
  threads: number,
  externalProduct: ExternalProduct,
  changes: Partial<ThreadPolicy> = {},
): Backend {
  const policy = { ...defaultPolicy, shortestPlan: 0, shortestSplit: 0, always: true, threads, ...changes }
  return {
    ...createWasmBackend({ threads, externalProduct }),
    compile: (plan, store) => {
      if (!(store instanceof WasmStore)) throw new TypeError('the store belongs to another backend')
      return compilePlan(plan, store, policy)
    },
  }
}
