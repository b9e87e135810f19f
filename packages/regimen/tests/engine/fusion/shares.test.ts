/** Kernels computed in shares, in any order, give the bits of kernels computed at once. */
import { describe, expect, it } from 'vitest'
import { assignAddresses } from '../../../src/engine/backends/wasm/addresses.ts'
import { ModuleBuilder } from '../../../src/engine/backends/wasm/assembler.ts'
import { i32 } from '../../../src/engine/backends/wasm/instructions.ts'
import { kernelFunction } from '../../../src/engine/backends/wasm/kernels/function.ts'
import { lowerPlan } from '../../../src/engine/backends/wasm/kernels/table.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { leavesOf, Program, wasmBackend } from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'
import type { Plan } from '../../../src/engine/plan.ts'
import { type DType, sizeOf } from '../../../src/engine/types.ts'
import { kernelCases } from '../wasm/kernel-cases.ts'
import { type KernelCase, planOf } from '../wasm/one-kernel.ts'
import { randomProgram } from './random-program.ts'

type Types = ConstructorParameters<typeof WasmStore>[0]

/** What an input holds; true counts as −1. */
type Content = (input: number, dtype: DType, size: number) => ArrayLike<number>

const waves: Content = (input, dtype, size) =>
  Array.from({ length: size }, (_, element) =>
    dtype === 'float32'
      ? Math.sin(input + element)
      : dtype === 'int32'
        ? ((element * 7) % 11) - 2
        : -(element % 2),
  )

/** Runs the plan's kernels, each in so many shares, the last share first; gives all of the memory. */
function memoryAfter(plan: Plan, types: Types, shares: number, content: Content): Int32Array {
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
  return new Int32Array(memory.buffer).slice()
}

const primitives = ['gather', 'scatterAdd', 'pad', 'concatenate', 'argMax', 'iota', 'randomBits'] as const

describe('shares of kernels', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => 1000 + index)
  it.each([2, 3, 7])('of random programs, %d of each', (shares) => {
    for (const seed of seeds) {
      const { state, inputs, step } = randomProgram(seed)
      const program = new Program(state)
      const plan = lower(program.trace(step, inputs))
      const types = leavesOf(state).map(({ tensor }) => tensor.type)
      const after = (count: number) => memoryAfter(plan, types, count, waves)
      expect(after(shares), `seed ${seed}`).toEqual(after(1))
    }
  })

  it.each(primitives)('of %s', (name) => {
    const cases: readonly KernelCase[] = kernelCases[name]
    for (const each of cases) {
      const plan = planOf(each, wasmBackend)
      if (sizeOf(plan.outputs[0]!.view.layout.shape) === 0) continue
      const content: Content = (input, dtype) => {
        const { data } = each.operands[input]!
        return dtype === 'bool' ? Array.from(data, (value) => -value) : data
      }
      const after = (count: number) => memoryAfter(plan, [], count, content)
      expect(after(3), JSON.stringify(each.attributes)).toEqual(after(1))
    }
  })
})
