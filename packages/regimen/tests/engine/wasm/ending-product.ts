/** An external product that ends its thread when a flag is set: what a library that calls exit would do. */
import type { ProductFunction } from '../../../src/engine/backends/wasm/external-product.ts'
import { type PlainSettings, connect as plain } from './plain-product.ts'

export interface EndingSettings extends PlainSettings {
  readonly flag: Int32Array<SharedArrayBuffer>
}

export function connect({
  flag,
  ...settings
}: EndingSettings): (memory: WebAssembly.Memory) => ProductFunction {
  return (memory) => {
    const product = plain(settings)(memory)
    return (...operands) => {
      if (settings.thread === 1 && Atomics.load(flag, 0) === 1) process.exit()
      product(...operands)
    }
  }
}
