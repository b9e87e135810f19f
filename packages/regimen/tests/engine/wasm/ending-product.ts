/** An external product that ends its thread when a flag is set: by exit, or because Node ends it with a full heap. */
import type { ProductFunction } from '../../../src/engine/backends/wasm/external-product.ts'
import { type PlainSettings, connect as plain } from './plain-product.ts'

export interface EndingSettings extends PlainSettings {
  readonly flag: Int32Array<SharedArrayBuffer>
  /** Default `exit`. */
  readonly how?: 'exit' | 'full heap'
}

const ends = {
  exit: () => process.exit(),
  'full heap': () => {
    const kept: object[] = []
    for (;;) kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })))
  },
}

export function connect({
  flag,
  how = 'exit',
  ...settings
}: EndingSettings): (memory: WebAssembly.Memory) => ProductFunction {
  return (memory) => {
    const product = plain(settings)(memory)
    return (...operands) => {
      if (settings.thread === 1 && Atomics.load(flag, 0) === 1) ends[how]()
      product(...operands)
    }
  }
}
