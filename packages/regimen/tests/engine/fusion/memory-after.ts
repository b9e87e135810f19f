/** A plan's kernels computed in shares, without threads: what is in memory afterwards. */
import { assignAddresses } from '../../../src/engine/backends/wasm/addresses.ts'
import { ModuleBuilder } from '../../../src/engine/backends/wasm/assembler.ts'
import { i32 } from '../../../src/engine/backends/wasm/instructions.ts'
import { kernelFunction } from '../../../src/engine/backends/wasm/kernels/function.ts'
import { lowerPlan } from '../../../src/engine/backends/wasm/kernels/table.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import type { Plan } from '../../../src/engine/plan.ts'
import { type DType, sizeOf } from '../../../src/engine/types.ts'

type Types = ConstructorParameters<typeof WasmStore>[0]

/** What an input holds; true counts as −1. */
export type Content = (input: number, dtype: DType, size: number) => ArrayLike<number>

/** Different everywhere. */
export const waves: Content = (input, dtype, size) =>
  Array.from({ length: size }, (_, element) =>
    dtype === 'float32'
      ? Math.sin(input + element)
      : dtype === 'int32'
        ? ((element * 7) % 11) - 2
        : -(element % 2),
  )

/** Runs the plan's kernels, each in so many shares, the last share first; gives all of the memory. */
export function memoryAfter(plan: Plan, types: Types, shares: number, content = waves): Int32Array {
  return runInShares(plan, types, shares, content).memory
}

/** The same; gives the plan's outputs only. Scratch memory may hold what lies beyond the last column. */
export function resultsAfter(plan: Plan, types: Types, shares: number, content = waves): Int32Array[] {
  const { memory, buffers } = runInShares(plan, types, shares, content)
  return plan.outputs.map(({ view }) => {
    const start = (buffers[view.buffer] ?? 0) / 4 + view.layout.offset
    return memory.slice(start, start + sizeOf(view.layout.shape))
  })
}

function runInShares(
  plan: Plan,
  types: Types,
  shares: number,
  content: Content,
): { memory: Int32Array; buffers: readonly number[] } {
  const lowered = lowerPlan(plan)
  const store = new WasmStore(types)
  const { buffers, total } = assignAddresses(lowered, store)
  store.reserve(total)
  const module = new ModuleBuilder()
  const functions = lowered.kernels.map((kernel) => kernelFunction(module, kernel))
  const run = module.function([], (f) => {
    lowered.kernels.forEach(({ reads, writes, units }, index) => {
      const addresses = [...reads, ...writes].map(({ buffer, layout }) =>
        i32.const((buffers[buffer] ?? 0) + layout.offset * 4),
      )
      for (let share = shares - 1; share >= 0; share--) {
        const [start, end] = [share, share + 1].map((part) => Math.floor((units * part) / shares))
        if (start! < end!) f.call(functions[index]!, [...addresses, i32.const(start!), i32.const(end!)])
      }
    })
  })
  module.export('run', run)
  const { memory } = store
  const compiled = new WebAssembly.Module(module.finish())
  const instance = new WebAssembly.Instance(compiled, { engine: { memory } })
  const [floats, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)]
  plan.buffers.forEach((buffer, index) => {
    const values = buffer.dtype === 'float32' ? floats : integers
    const at = (buffers[index] ?? 0) / 4
    if (buffer.kind === 'constant') values.set(buffer.data.subarray(0, lowered.buffers[index]?.size), at)
    if (buffer.kind === 'input') values.set(content(index, buffer.dtype, buffer.size), at)
  })
  const call = instance.exports.run as () => void
  call()
  return { memory: new Int32Array(memory.buffer).slice(), buffers }
}
