/** A plan's kernels as they would run, with their addresses. */
import { type KernelReport, reportView } from '../../explain.ts'
import { extentOf } from '../../layout.ts'
import type { Plan, View } from '../../plan.ts'
import { assignAddresses } from './addresses.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerPlan } from './kernels/table.ts'
import { elementBytes } from './loops.ts'
import type { WasmStore } from './store.ts'

export function explainPlan(plan: Plan, store: WasmStore, arithmetic: Arithmetic): KernelReport[] {
  const lowered = lowerPlan(plan, arithmetic, store.product?.smallest)
  const { buffers } = assignAddresses(lowered, store)
  const report = (view: View) => {
    const base = buffers[view.buffer] ?? 0
    return reportView(view, base + view.layout.offset * elementBytes)
  }
  const busy = lowered.kernels.filter(({ units }) => units > 0)
  return busy.map(({ parts, reads, writes, flops, units }) => ({
    parts,
    reads: reads.map(report),
    writes: writes.map(report),
    flops,
    bytes: [...reads, ...writes].reduce((sum, { layout }) => sum + extentOf(layout) * elementBytes, 0),
    units,
  }))
}
