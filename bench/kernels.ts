/**
 * The kernels of a training step one by one, for those who work on them: `node --conditions=regimen-source
 * bench/kernels.ts W4 [strict|relaxed] [seconds]`. On one thread; each kernel is timed within runs of the whole plan, so
 * that the caches hold what they hold in a step.
 */
import { type Backend, createModel, createWasmBackend, fit } from 'regimen'
import { assignAddresses } from '../packages/regimen/src/engine/backends/wasm/addresses.ts'
import { ModuleBuilder } from '../packages/regimen/src/engine/backends/wasm/assembler.ts'
import { i32 } from '../packages/regimen/src/engine/backends/wasm/instructions.ts'
import { kernelFunction } from '../packages/regimen/src/engine/backends/wasm/kernels/function.ts'
import { lowerPlan } from '../packages/regimen/src/engine/backends/wasm/kernels/table.ts'
import type { LoweredKernel, LoweredPlan } from '../packages/regimen/src/engine/backends/wasm/lowering.ts'
import { addressOf } from '../packages/regimen/src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../packages/regimen/src/engine/backends/wasm/store.ts'
import { extentOf } from '../packages/regimen/src/engine/layout.ts'
import type { Plan } from '../packages/regimen/src/engine/plan.ts'
import type { TensorData } from '../packages/regimen/src/engine/types.ts'
import { median } from './runner/row.ts'
import { examplesFor } from './systems/regimen/examples.ts'
import { networkOf, optimizerOf } from './systems/regimen/network.ts'
import { workloads } from './workloads.ts'

const [, , name = 'W4', arithmetic = 'strict', seconds = '3'] = process.argv
const workload = workloads.find((each) => each.name === name)
if (!workload || (arithmetic !== 'strict' && arithmetic !== 'relaxed')) {
  throw new RangeError(`${name} ${arithmetic}: a workload, then strict or relaxed`)
}

interface Captured {
  readonly plan: Plan
  readonly store: WasmStore
  readonly inputs: readonly TensorData[]
}

/** A step of `fit`: the longest plan that it runs. */
async function capture(): Promise<Captured> {
  const inner = createWasmBackend({ threads: 1 })
  let longest: Captured | undefined
  const backend: Backend = {
    ...inner,
    compile: (plan, store) => {
      const executable = inner.compile(plan, store)
      return {
        ...executable,
        run: (inputs) => {
          const longer = plan.kernels.length >= (longest?.plan.kernels.length ?? 0)
          if (longer && store instanceof WasmStore) {
            longest = { plan, store, inputs: inputs.map((data) => data.slice()) }
          }
          return executable.run(inputs)
        },
      }
    },
  }
  if (!workload) throw new RangeError('no workload')
  const model = createModel(networkOf(workload), { input: workload.input })
  const train = await examplesFor(workload)
  const optimizer = optimizerOf(workload)
  await fit(model, { train }, { optimizer, steps: 20, batchSize: workload.batch, backend })
  if (!longest) throw new RangeError('nothing was compiled')
  return longest
}

type Run = (start: number, end: number) => void

/** A function for each kernel, with its addresses. */
function functionsOf(
  lowered: LoweredPlan,
  addresses: ReturnType<typeof assignAddresses>,
  store: WasmStore,
): Run[] {
  const module = new ModuleBuilder()
  lowered.kernels.forEach((kernel, index) => {
    const callee = kernelFunction(module, kernel)
    const operands = [...kernel.reads, ...kernel.writes].map((view) => i32.const(addressOf(view, addresses)))
    const entry = module.function(['i32', 'i32'], (f, [start, end]) => {
      f.call(callee, [...operands, start, end])
    })
    module.export(String(index), entry)
  })
  const compiled = new WebAssembly.Module(module.finish())
  const { exports } = new WebAssembly.Instance(compiled, { engine: store.imports })
  return lowered.kernels.map((_, index) => exports[index] as unknown as Run)
}

/** Medians in microseconds, by kernel. */
function time({ plan, store, inputs }: Captured, lowered: LoweredPlan): number[] {
  const addresses = assignAddresses(lowered, store)
  store.reserve(addresses.total)
  console.log(`${lowered.kernels.length} kernels in ${(addresses.total / 2 ** 20).toFixed(1)} MiB`)
  const functions = functionsOf(lowered, addresses, store)
  const upload = () =>
    plan.buffers.forEach((buffer, index) => {
      const address = addresses.buffers[index] ?? 0
      const used = (lowered.buffers[index]?.size ?? 0) > 0
      if (buffer.kind === 'constant' && used) store.upload(buffer.dtype, address, buffer.data)
      if (buffer.kind !== 'input' || buffer.source.from !== 'argument') return
      const data = inputs[buffer.source.index]
      if (data) store.upload(buffer.dtype, address, data)
    })
  const times = lowered.kernels.map((): number[] => [])
  const warmUp = 5
  const end = performance.now() + Number(seconds) * 1000
  for (let round = 0; performance.now() < end || round < 2 * warmUp; round++) {
    upload()
    let before = performance.now()
    functions.forEach((run, index) => {
      const units = lowered.kernels[index]?.units ?? 0
      if (units > 0) run(0, units)
      const now = performance.now()
      if (round >= warmUp) times[index]?.push((now - before) * 1000)
      before = now
    })
  }
  return times.map(median)
}

function describe({ parts, reads, writes, flops, units }: LoweredKernel, microseconds: number): string {
  const bytes = [...reads, ...writes].reduce((sum, { layout }) => sum + extentOf(layout) * 4, 0)
  const shapes = [reads, writes].map((views) =>
    views
      .map(({ layout }) => `[${layout.shape}]`)
      .join(' ')
      .slice(0, 60),
  )
  const columns = [
    microseconds.toFixed(0).padStart(7),
    (flops / microseconds / 1000).toFixed(1).padStart(6),
    (bytes / microseconds / 1000).toFixed(1).padStart(6),
    String(units).padStart(6),
    parts.join(' ').slice(0, 60).padEnd(60),
    shapes.join(' → '),
  ]
  return columns.join('  ')
}

const captured = await capture()
const lowered = lowerPlan(captured.plan, arithmetic)
const times = time(captured, lowered)
console.log('     µs  GFLOP/s  GB/s  units  kernel')
lowered.kernels.forEach((kernel, index) => {
  const microseconds = times[index] ?? 0
  if (microseconds >= 10) console.log(describe(kernel, microseconds))
})
console.log(`${times.reduce((sum, each) => sum + each, 0).toFixed(0)} in all`)
