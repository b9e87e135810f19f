/** A plan's kernels as they would run, with their addresses. */
import { type KernelReport, reportView } from '../../explain.ts'
import type { Plan, View } from '../../plan.ts'
import { assignAddresses } from './addresses.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerPlan } from './kernels/table.ts'
import { elementBytes } from './loops.ts'
import { touchedElements } from './lowering.ts'
import type { WasmStore } from './store.ts'

export function explainPlan(plan: Plan, store: WasmStore, arithmetic: Arithmetic): KernelReport[] {
  const lowered = lowerPlan(plan, arithmetic, store.product)
  const { buffers } = assignAddresses(lowered, store)
  const report = (view: View) => {
    const base = buffers[view.buffer] ?? 0
    return reportView(view, base + view.layout.offset * elementBytes)
  }
  const busy = lowered.kernels.filter(({ units }) => units > 0)
  return busy.map((kernel) => ({
    parts: kernel.parts,
    reads: kernel.reads.map(report),
    writes: kernel.writes.map(report),
    flops: kernel.flops,
    bytes: touchedElements(kernel) * elementBytes,
    units: kernel.units,
  }))
}
