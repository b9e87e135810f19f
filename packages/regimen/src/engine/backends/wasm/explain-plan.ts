/** A plan as it would run: its kernels with addresses and turns, its memory, its code. */
import { finish } from '../../backend.ts'
import { type KernelReport, type PlaceReport, type PlanReport, reportView } from '../../explain.ts'
import type { Plan, View } from '../../plan.ts'
import { type Addresses, assignAddresses } from './addresses.ts'
import type { Arithmetic } from './kernels/product-tile.ts'
import { lowerPlan } from './kernels/table.ts'
import { elementBytes } from './loops.ts'
import { type LoweredKernel, type LoweredPlan, touchedElements } from './lowering.ts'
import { alignUp } from './memory-plan.ts'
import { assemble, busyKernels, isForSeveral, policyFor, type ThreadPolicy } from './plan-module.ts'
import { alignment, type WasmStore } from './store.ts'
import { broughtThreads } from './threads/brought.ts'
import type { Turn } from './threads/schedule.ts'

export function explainPlan(
  plan: Plan,
  store: WasmStore,
  policy: ThreadPolicy,
  arithmetic: Arithmetic,
): PlanReport {
  const lowered = lowerPlan(plan, arithmetic, store.product)
  const addresses = assignAddresses(lowered, store)
  const busy = busyKernels(lowered)
  const { shortestSplit } = policy
  const several = isForSeveral(busy, store, policyFor(plan.kernels.length, policy))
  const threading = several ? broughtThreads() : undefined
  const turns = threading?.turnsOf(busy, addresses, shortestSplit)
  const code =
    threading && turns
      ? threading.assembleTogether(busy, addresses, store, turns)
      : assemble(busy, addresses, store)
  return {
    kernels: reportKernels(busy, addresses, turns),
    places: [...statePlaces(store, busy.length), ...ownPlaces(lowered, addresses, store)],
    code: finish(code).length,
  }
}

function reportKernels(
  kernels: readonly LoweredKernel[],
  { buffers }: Addresses,
  turns: readonly Turn[] | undefined,
): KernelReport[] {
  const report = (view: View) => {
    const base = buffers[view.buffer] ?? 0
    return reportView(view, base + view.layout.offset * elementBytes)
  }
  const functions = [...new Set(kernels.map(({ key }) => key))]
  return kernels.map((kernel, index) => {
    const turn = turns?.[index]
    return {
      parts: kernel.parts,
      reads: kernel.reads.map(report),
      writes: kernel.writes.map(report),
      flops: kernel.flops,
      bytes: touchedElements(kernel) * elementBytes,
      units: kernel.units,
      ...(turn && { turn }),
      function: functions.indexOf(kernel.key),
    }
  })
}

function statePlaces({ slots }: WasmStore, last: number): PlaceReport[] {
  return slots.map(({ dtype, size, address }) => {
    const bytes = alignUp(size * elementBytes, alignment)
    return { kind: 'state', dtype, bytes, address, first: -1, last }
  })
}

/** What lies above the state. */
function ownPlaces(
  { buffers, kernels }: LoweredPlan,
  { buffers: places, lifetimes }: Addresses,
  { base }: WasmStore,
): PlaceReport[] {
  // Kernels with nothing to do are not counted.
  const numbers = [0]
  for (const { units } of kernels) numbers.push((numbers.at(-1) ?? 0) + Math.sign(units))
  const numberOf = (step: number) => (step < 0 ? step : (numbers[step] ?? 0))
  return buffers.flatMap(({ kind, dtype }, index): PlaceReport[] => {
    const [address = 0, lifetime] = [places[index], lifetimes[index]]
    if (!lifetime || lifetime.size === 0 || address < base) return []
    const { size: bytes, first, last } = lifetime
    const name = kind === 'input' ? 'argument' : kind
    return [{ kind: name, dtype, bytes, address, first: numberOf(first), last: numberOf(last) }]
  })
}
