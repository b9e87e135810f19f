/** Kernels computed in shares, in any order, give the bits of kernels computed at once. */
import { describe, expect, it } from 'vitest'
import { assignAddresses } from '../../../src/engine/backends/wasm/addresses.ts'
import { ModuleBuilder } from '../../../src/engine/backends/wasm/assembler.ts'
import { i32 } from '../../../src/engine/backends/wasm/instructions.ts'
import { kernelFunction } from '../../../src/engine/backends/wasm/kernels/function.ts'
import { lowerPlan } from '../../../src/engine/backends/wasm/kernels/table.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { leavesOf, Program } from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'
import type { Plan } from '../../../src/engine/plan.ts'
import { randomProgram } from './random-program.ts'

/** Runs the plan's kernels, each in so many shares, the last share first; gives all of the memory. */
function memoryAfter(
  plan: Plan,
  types: ConstructorParameters<typeof WasmStore>[0],
  shares: number,
): Int32Array {
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
  const values = new Float32Array(memory.buffer)
  plan.buffers.forEach((buffer, index) => {
    const at = (buffers[index] ?? 0) / 4
    if (buffer.kind === 'constant') values.set(buffer.data.subarray(0, lowered.buffers[index]?.size), at)
    if (buffer.kind === 'input' && buffer.dtype === 'float32') {
      for (let element = 0; element < buffer.size; element++) values[at + element] = Math.sin(index + element)
    }
  })
  const call = instance.exports.run as () => void
  call()
  return new Int32Array(memory.buffer).slice()
}

describe('shares of kernels', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => 1000 + index)
  it.each([2, 3, 7])('%d of each kernel', (shares) => {
    for (const seed of seeds) {
      const { state, inputs, step } = randomProgram(seed)
      const program = new Program(state)
      const plan = lower(program.trace(step, inputs))
      const types = leavesOf(state).map(({ tensor }) => tensor.type)
      expect(memoryAfter(plan, types, shares), `seed ${seed}`).toEqual(memoryAfter(plan, types, 1))
    }
  })
})
