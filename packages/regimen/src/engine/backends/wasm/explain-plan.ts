/** A plan's kernels as they would run, with their addresses. */
import { type PlanReport, reportView } from '../../explain.ts'
import type { Plan, View } from '../../plan.ts'
import { assignAddresses } from './addresses.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerPlan } from './kernels/table.ts'
import { elementBytes } from './loops.ts'
import { touchedElements } from './lowering.ts'
import { addressOf, busyKernels, policyFor, type ThreadPolicy } from './plan-module.ts'
import type { WasmStore } from './store.ts'
import { broughtThreads } from './threads/brought.ts'

export function explainPlan(
  plan: Plan,
  store: WasmStore,
  policy: ThreadPolicy,
  arithmetic: Arithmetic,
): PlanReport {
  const lowered = lowerPlan(plan, arithmetic, store.product)
  const addresses = assignAddresses(lowered, store)
  const busy = busyKernels(lowered)
  const report = (view: View) => reportView(view, addressOf(view, addresses))
  const kernels = busy.map((kernel) => ({
    parts: kernel.parts,
    reads: kernel.reads.map(report),
    writes: kernel.writes.map(report),
    flops: kernel.flops,
    bytes: touchedElements(kernel) * elementBytes,
    units: kernel.units,
  }))
  const threading = broughtThreads()
  const details = threading?.explainDetails(
    lowered,
    busy,
    addresses,
    store,
    policyFor(plan.kernels.length, policy),
  )
  if (!details) return { kernels, places: [], code: 0 }
  return { ...details, kernels: kernels.map((kernel, index) => ({ ...kernel, ...details.kernels[index] })) }
}
