/**
 * A plan's kernels as they would run, with their addresses. This comes with the threads' code, so that pages which explain
 * nothing do not carry it.
 */
import { type PlanReport, reportView } from '../../explain.ts'
import type { Plan, View } from '../../plan.ts'
import { assignAddresses } from './addresses.ts'
import { explainDetails } from './explain-details.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerPlan } from './kernels/table.ts'
import { elementBytes } from './loops.ts'
import { touchedElements } from './lowering.ts'
import { addressOf, busyKernels, policyFor, type ThreadPolicy } from './plan-module.ts'
import type { WasmStore } from './store.ts'

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
  const details = explainDetails(lowered, busy, addresses, store, policyFor(plan.kernels.length, policy))
  return { ...details, kernels: kernels.map((kernel, index) => ({ ...kernel, ...details.kernels[index] })) }
}
